"""The form engine with a form of its own: every control, conditions, corrections, stale buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.forms import (
    EXPIRES_AFTER,
    NOT_UNDERSTOOD,
    Form,
    Step,
    advance,
    again,
    begin,
    begin_with,
)
from bot.messages import Incoming
from bot.talk import Talk
from storage.turns import LastTurn
from tests.fakes.stores import open_store
from tests.unit.core.filling import FORM, NOW, WHO, Filling, show, submit, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.talk import Mind


@pytest.fixture
async def filling(tmp_path: Path, mind: Mind) -> AsyncIterator[Filling]:
    database = await open_store(tmp_path / "store")
    async with database.write() as store:
        contact = await store.people.add(WHO, "en", NOW)
        say = mind.catalogues.speech("en")
        yield Filling(Talk(contact, store, NOW, say, mind, lambda _code: None, LastTurn()))
    await database.close()


async def test_the_first_question_has_no_way_back_or_past(filling: Filling) -> None:
    assert (await filling.begin()).values == ["yes", "cancel"]


async def test_an_answer_by_number_label_and_button(filling: Filling) -> None:
    assert (await (await filling.begin()).say("1")).text == "Which colour?"
    assert (await filling.say("Blue")).text == "Where?"
    await filling.say("back")
    assert (await filling.pick("blue")).text == "Where?"


async def test_a_condition_asks_or_leaves_out(filling: Filling) -> None:
    await (await filling.begin()).says("1", "red")
    assert filling.text == "Why <red>?"
    await filling.says("back", "blue")
    assert filling.text == "Where?"


async def test_free_text_is_parsed(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An")
    assert filling.text == "Anything else?"


async def test_an_unclear_text_offers_what_it_may_mean(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Tam Kỳ")
    assert [choice.label for choice in filling.reply.choices][:2] == ["Tam Kỳ Bắc", "Tam Kỳ Nam"]  # type: ignore[union-attr]
    await filling.says("2", "skip")
    assert "Place: <2>" in filling.text


async def test_a_wrong_text_keeps_the_question_open(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue")
    before = await filling.flow()
    assert (await filling.say("nowhere")).wrong == "No such place."
    flow = await filling.flow()
    assert before
    assert flow
    assert (flow.step, flow.answers) == ("place", before.answers)
    await filling.say("Hội An")
    assert filling.text == "Anything else?"


async def test_what_is_no_answer_is_left_to_the_caller(filling: Filling) -> None:
    await (await filling.begin()).say("1")
    assert (await filling.say("a colour that is none")).wrong == NOT_UNDERSTOOD.message
    flow = await filling.flow()
    assert flow
    assert flow.step == "colour"
    assert (await again(FORM, flow, filling.talk, lead="Sorry.")).text == "Sorry.\nWhich colour?"
    assert (await again(FORM, flow, filling.talk, instead="Sorry.")).text == "Sorry."


async def test_back_from_the_first_question_stays(filling: Filling) -> None:
    await (await filling.begin()).say("back")
    assert filling.text.endswith("Agree?")


async def test_back_from_the_summary_is_the_last_question(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An", "skip", "quay lại")
    assert filling.text == "Anything else?"


async def test_back_keeps_what_was_answered_later(filling: Filling) -> None:
    await (await filling.begin()).says("1", "red", "warm", "Hội An", "back", "back", "back", "Blue")
    assert filling.text == "Anything else?"
    flow = await filling.flow()
    assert flow
    assert flow.answers == {"agree": "yes", "colour": "blue", "place": "Hội An"}


async def test_only_what_may_be_left_out_is_skipped(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "bỏ qua")
    assert filling.text.endswith("Where?")
    await filling.says("Hội An", "bỏ qua")
    flow = await filling.flow()
    assert flow
    assert flow.answers["note"] is None
    assert "Note" not in filling.text


@pytest.mark.parametrize("word", ["hủy", "Huỷ", "thôi", "cancel", "không làm nữa"])
async def test_cancel_leaves_nothing(filling: Filling, word: str) -> None:
    await (await filling.begin()).says("1", word)
    assert await filling.flow() is None


async def test_the_summary_shows_all_and_sends_once(filling: Filling) -> None:
    await (await filling.begin()).says("1", "red", "warm", "Hội An", "a note")
    assert [line for line in filling.text.splitlines() if line.startswith("•")] == [
        "• Colour: <red>",
        "• Why: <warm>",
        "• Place: <Hội An>",
        "• Note: <a note>",
    ]
    await filling.say("1")
    assert filling.text.startswith("submitted")
    assert await filling.flow() is None


async def test_nonsense_does_not_send(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An", "skip")
    assert (await filling.say("hmm")).wrong == NOT_UNDERSTOOD.message
    assert await filling.flow() is not None


async def test_one_answer_is_changed_from_the_summary(filling: Filling) -> None:
    await (await filling.begin()).says("1", "red", "warm", "Hội An", "skip", "2")
    assert filling.values == ["colour", "why", "place", "note", "back"]
    await filling.pick("place")
    await filling.say("Đà Nẵng")
    assert "Place: <Đà Nẵng>" in filling.text
    assert "Why: <warm>" in filling.text


async def test_a_change_that_opens_another_question_asks_it(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An", "skip", "2")
    await filling.pick("colour")
    await filling.say("red")
    assert filling.text == "Why <red>?"
    await filling.say("warm")
    assert "Why: <warm>" in filling.text


async def test_a_change_that_closes_a_question_drops_its_answer(filling: Filling) -> None:
    await (await filling.begin()).says("1", "red", "warm", "Hội An", "skip", "2")
    await filling.pick("colour")
    await filling.say("blue")
    assert "warm" not in filling.text
    await filling.say("1")
    assert "why" not in filling.text


async def test_the_list_of_changes_leads_back_to_the_summary(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An", "skip", "2", "back")
    assert "• Place: <Hội An>" in filling.text


async def test_a_permission_is_in_no_summary(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An", "skip", "2")
    assert "agree" not in filling.values


async def test_what_is_known_is_not_asked(filling: Filling) -> None:
    await filling.begin({"agree": "yes", "colour": "blue"})
    assert filling.text == "Where?"
    await filling.begin({"agree": "yes", "colour": "blue", "place": "Hội An", "note": None})
    assert "• Place: <Hội An>" in filling.text


async def test_a_button_of_an_earlier_question_changes_nothing(filling: Filling) -> None:
    await filling.begin()
    old = filling.reply.choices[0].key  # type: ignore[union-attr]
    await filling.says("1", "blue")
    await filling.press(old)
    assert filling.text.endswith("Where?")
    flow = await filling.flow()
    assert flow
    assert flow.answers == {"agree": "yes", "colour": "blue"}


async def test_a_button_of_an_earlier_form_changes_nothing(filling: Filling) -> None:
    await filling.begin()
    old = filling.reply.choices[0].key  # type: ignore[union-attr]
    await filling.begin()
    await filling.press(old)
    assert filling.text.endswith("Agree?")


async def test_an_old_sending_button_sends_nothing(filling: Filling) -> None:
    await (await filling.begin()).says("1", "blue", "Hội An", "skip")
    send = next(choice.key for choice in filling.reply.choices if choice.key.endswith(":yes"))  # type: ignore[union-attr]
    await filling.begin({"agree": "yes", "colour": "red", "why": "warm", "place": "Hội An", "note": None})
    await filling.press(send)
    assert "submitted" not in filling.text


async def test_an_edited_button_is_no_answer(filling: Filling) -> None:
    """A value that was not offered cannot be an answer, whoever made it up."""
    await (await filling.begin()).say("1")
    prefix = filling.reply.choices[0].key.rpartition(":")[0]  # type: ignore[union-attr]
    await filling.press(f"{prefix}:green")
    flow = await filling.flow()
    assert flow
    assert "colour" not in flow.answers


async def test_every_answer_starts_the_time_anew(filling: Filling) -> None:
    await filling.begin()
    filling.talk.now = NOW + timedelta(hours=20)
    await filling.say("1")
    flow = await filling.flow()
    assert flow
    assert flow.expires_at == NOW + timedelta(hours=20) + EXPIRES_AFTER


async def test_a_number_never_picks_a_control(filling: Filling) -> None:
    await (await filling.begin()).says("1")
    assert (await filling.say("3")).wrong == NOT_UNDERSTOOD.message
    assert (await filling.say("4")).wrong == NOT_UNDERSTOOD.message
    flow = await filling.flow()
    assert flow
    assert flow.step == "colour"


async def test_a_form_without_a_summary_sends_with_its_last_answer(filling: Filling) -> None:
    short = replace(FORM, steps=FORM.steps[:2], confirm=None)
    await filling._heard(await begin(short, filling.talk, {"agree": "yes"}))
    flow = await filling.flow()
    assert flow
    await filling._heard(await advance(short, flow, Incoming("e", WHO, NOW, text="1"), filling.talk))
    assert filling.text.startswith("submitted")
    assert await filling.flow() is None


async def test_what_was_said_before_answers_the_first_question(filling: Filling) -> None:
    form = replace(FORM, steps=FORM.steps[3:])
    assert (await begin_with(form, filling.talk, "Hội An")).text == "Anything else?"
    assert (await begin_with(form, filling.talk, "")).text == "Where?"
    assert (await begin_with(form, filling.talk, "nowhere")).text == "Where?"
    assert [choice.label for choice in (await begin_with(form, filling.talk, "Tam Kỳ")).choices][:1] == ["Tam Kỳ Bắc"]


async def test_a_form_that_changed_with_a_release_starts_at_its_first_question(filling: Filling) -> None:
    await filling.begin()
    await filling.talk.store.connection.execute_fetchall("UPDATE flow SET step = 'gone'")
    assert (await filling.say("1")).text == "Agree?"


NOTES = Form(
    name="notes",
    intro="",
    steps=(
        Step("note", "Note", "Anything else?", parse=words, optional=True),
        Step("hamlet", "Hamlet", "Which hamlet?", parse=words, optional=True, figures=True),
        Step("last", "Last", "The last?", (("red", "Red"),), parse=words, optional=True),
    ),
    show=show,
    submit=submit,
)


async def _in_notes(filling: Filling, *texts: str) -> Filling:
    await filling._heard(await begin(NOTES, filling.talk))
    for text in texts:
        flow = await filling.flow()
        assert flow
        await filling._heard(await advance(NOTES, flow, Incoming("e", WHO, NOW, text=text), filling.talk))
    return filling


async def test_the_first_button_of_a_free_question_has_the_number_one(filling: Filling) -> None:
    await _in_notes(filling)
    assert filling.reply
    assert [choice.aside for choice in filling.reply.choices] == [False, True]
    await _in_notes(filling, "1")
    flow = await filling.flow()
    assert flow
    assert (flow.step, flow.answers) == ("hamlet", {"note": None})


@pytest.mark.parametrize("typed", ["2", "số 5", "hai"])
async def test_a_number_that_no_button_has_is_no_note(filling: Filling, typed: str) -> None:
    await _in_notes(filling, typed)
    assert filling.wrong


async def test_a_figure_answers_where_figures_are_asked_for_and_a_button_where_there_are_others(
    filling: Filling,
) -> None:
    await _in_notes(filling, "không có gì", "1", "1")
    flow = await filling.flow()
    assert flow
    assert flow.answers == {"note": "không có gì", "hamlet": "1", "last": "red"}
