"""``/canhbao``: an officer warns an area of a trick that goes around.

From the preview on, it goes the way of every announcement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Step, begin
from bot.i18n import N_
from bot.scams.practice import common
from handlers.fields import area_step, show_common, words_up_to
from handlers.officers.announcements_run import show_draft
from handlers.officers.announcements_texts import texts
from handlers.officers.scope import refusal
from storage.announcements import Draft, Segment

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.messages import Incoming, Reply
    from bot.talk import Talk

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
    refused = await refusal(talk, area, "alert")
    if refused:
        return refused
    value = str(answers["text"])
    lesson = talk.mind.lessons.get(value)
    draft = Draft(
        kind="alert",
        subject=lesson.title if lesson else talk.say("A warning"),
        segment=Segment(area_code=area),
        texts=texts(talk, "alert", lambda say: _worded(value, say, talk)),
    )
    return await show_draft(draft, talk)


FORM = Form(
    name="alert",
    intro=N_("The warning goes to everybody of the commune who takes warnings."),
    steps=(
        area_step(),
        Step(
            "text",
            N_("Warning"),
            N_("What should people know? Choose, or write it in a few sentences."),
            parse=words_up_to(MOST_TEXT),
            suggest=_lessons,
            foreign=True,
        ),
    ),
    show=_show,
    submit=_submit,
    confirm=N_("Right, show the preview"),
)


async def begin_alert(_message: Incoming, talk: Talk) -> Reply:
    area = talk.contact.officer_area
    return await begin(FORM, talk, {"area": area} if area else None)
