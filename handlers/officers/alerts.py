"""``/canhbao``: an officer warns an area of a trick that goes around. Previewed, counted, then sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Step, begin
from bot.i18n import N_
from bot.messages import Choice, Incoming, Priority, Reply
from bot.scams.practice import common
from handlers.fields import area_step, show_common, words_up_to
from handlers.officers.scope import refusal

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.talk import Talk
    from storage.people import Contact

MOST_TEXT = 600


def _lessons(talk: Talk) -> tuple[tuple[str, str], ...]:
    return tuple((kind, talk.mind.lessons[kind].title) for kind in common())


def _show(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    return _worded(str(value), talk.say, talk) if step.key == "text" else show_common(step, value, talk)


def _worded(value: str, say: Speech, talk: Talk) -> str:
    """What people will read: an officer's own words, or a lesson in two sentences."""
    lesson = talk.mind.lessons.get(value)
    return say.fill(talk.mind.library.facts.fill(f"{lesson.title}. {lesson.recognise}")) if lesson else value


async def _submit(answers: Answers, talk: Talk) -> Reply:
    area = str(answers["area"])
    back = (talk.choice("officer", "For officers"),)
    refused = await refusal(talk, area, "alert")
    if refused:
        return refused
    people = await talk.store.people.to_warn(area)
    for contact in people:
        await _warn(contact, area, str(answers["text"]), talk)
    await talk.store.officers.audit(talk.contact.id, "alert sent", area, talk.now, f"{len(people)} people")
    return Reply(talk.say("The warning is on its way to {count} people.", count=len(people)), back)


async def _warn(contact: Contact, area: str, value: str, talk: Talk) -> None:
    say = talk.mind.speech(contact)
    text = say("A warning from {place}: {text}", place=talk.mind.area_name(area), text=_worded(value, say, talk))
    choices = (Choice("menu", say("Main menu")), Choice("tips:off", say("No more warnings")))
    await talk.send(Reply(text, choices), address=contact.address, contact_id=contact.id, priority=Priority.ALERT)


FORM = Form(
    name="alert",
    intro=N_("The warning goes to everybody in the commune who asked for reminders."),
    steps=(
        area_step(),
        Step(
            "text",
            N_("Warning"),
            N_("What should people know? Choose, or write it in a few sentences."),
            parse=words_up_to(MOST_TEXT),
            suggest=_lessons,
        ),
    ),
    show=_show,
    submit=_submit,
    confirm=N_("Right, send the warning"),
)


async def begin_alert(_message: Incoming, talk: Talk) -> Reply:
    area = talk.contact.officer_area
    return await begin(FORM, talk, {"area": area} if area else None)
