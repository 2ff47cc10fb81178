"""The usual announcements: what each is about, which fields it needs, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.forms import Answers, Step
from bot.i18n import N_
from handlers.fields import words_up_to

if TYPE_CHECKING:
    from bot.i18n import Speech

FREE = "free"
MOST_TEXT = 1_200
MOST_FIELD = 150


@dataclass(frozen=True, slots=True)
class Template:
    """``fields`` are the keys of the steps that fill ``text``."""

    title: str
    text: str
    fields: tuple[str, ...]


TEMPLATES = {
    "moved": Template(
        N_("The pay day has moved"),
        N_(
            "The allowance will be paid on another day: {day}, {hours}, at {place}. {You} need not come on the old day."
        ),
        ("day", "hours", "place"),
    ),
    "bank": Template(
        N_("The bank comes to the village"),
        N_(
            "Bank staff come to open accounts for whoever wants one: {day}, {hours}, at {place}. "
            "Opening an account is each person's own choice; who prefers cash goes on getting cash.\n"
            "Nobody needs to give a code or a PIN to anybody."
        ),
        ("day", "hours", "place"),
    ),
    "storm": Template(
        N_("Storm and flood"),
        N_(
            "There may be a storm or flood: {day}. If the house is not firm, please go to {place}. "
            "About the allowance, please wait for the commune's next announcement."
        ),
        ("day", "place"),
    ),
}
_QUESTIONS = {
    "day": (N_("Day"), N_("On which day? As people should read it, for example: thứ Năm, 26/11.")),
    "hours": (N_("Hours"), N_("At what time? For example: 7 giờ 30 – 11 giờ.")),
    "place": (N_("Meeting place"), N_("At which place? For example: nhà văn hóa thôn 2.")),
}


def _free(answers: Answers) -> bool:
    return answers.get("template") == FREE


def _needs(field: str) -> Step:
    title, question = _QUESTIONS[field]

    def when(answers: Answers) -> bool:
        template = TEMPLATES.get(str(answers.get("template")))
        return template is not None and field in template.fields

    return Step(field, title, question, parse=words_up_to(MOST_FIELD), when=when)


STEPS = (
    Step(
        "template",
        N_("About"),
        N_("What is it about?"),
        ((FREE, N_("Own words")), *((key, one.title) for key, one in TEMPLATES.items())),
    ),
    Step(
        "text",
        N_("Text"),
        N_("What should people read? Short sentences, at most 1,200 characters."),
        parse=words_up_to(MOST_TEXT),
        when=_free,
        foreign=True,
    ),
    *(_needs(field) for field in _QUESTIONS),
)


def body(answers: Answers, say: Speech) -> str:
    """The words of the announcement for one form of address."""
    template = TEMPLATES.get(str(answers["template"]))
    if template is None:
        return str(answers["text"])
    return say(template.text, **{field: str(answers[field]) for field in template.fields})


def subject(answers: Answers, say: Speech) -> str:
    """A few words by which officers know it again."""
    template = TEMPLATES.get(str(answers["template"]))
    words = say(template.title) if template else str(answers["text"])
    return words if len(words) <= 40 else words[:39].rstrip() + "…"  # noqa: PLR2004 - a line on a phone
