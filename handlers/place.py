"""Which commune somebody lives in, asked before an answer that depends on it; or named, and nothing asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import Answers, Form, begin_with
from bot.i18n import N_
from bot.knowledge.vietnamese import words
from handlers import answers as said
from handlers.fields import area_step, show_common

if TYPE_CHECKING:
    from bot.messages import Reply
    from bot.talk import Talk

_BEFORE = "payment_day"
_MOST_WORDS = 6
_ASKING = frozenset(["bay", "gio", "nay", "nao", "mo", "gi", "chi", "dau", "rua", "vay", "khong", "chua"])


async def _submit(answers: Answers, talk: Talk) -> Reply:
    await talk.store.people.set_area(talk.contact.id, str(answers["area"]))
    return await said.answer(_BEFORE, talk, talk.mind.area_name(str(answers["area"])))


FORM = Form(
    name="place",
    intro=N_("Every commune has its own pay day."),
    steps=(area_step(),),
    show=show_common,
    submit=_submit,
    confirm=None,
)


def is_needed(intent: str, text: str, talk: Talk) -> bool:
    """Whether ``intent`` cannot be answered before the commune is known."""
    if intent != _BEFORE or said.area_named(text, talk):
        return False
    return bool(talk.mind.areas.find(text).areas) or not talk.contact.area_code


def is_all_that_was_said(text: str, talk: Talk) -> bool:
    """Whether ``text`` names a place and asks nothing about it."""
    typed = words(text)
    return len(typed) <= _MOST_WORDS and _ASKING.isdisjoint(typed) and bool(talk.mind.areas.find(text).areas)


async def ask(text: str, talk: Talk) -> Reply:
    """Ask for the commune; one that ``text`` names with a doubt is asked about."""
    doubt = talk.mind.areas.find(text).areas
    return await begin_with(FORM, talk, text if doubt else "")
