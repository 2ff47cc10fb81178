"""Whose number is it? Said of official ones only, and never as a verdict on who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.numbers import whose_number
from bot.messages import Kind, Reply
from handlers.scam_verdict import PAID

if TYPE_CHECKING:
    from bot.messages import Incoming
    from bot.talk import Talk

_WHOSE = N_(
    "{number} is the number of: {place}.\n"
    "But a caller's number can be forged. Whoever calls and asks for a code or for money: hang up, then dial "
    "{number} oneself and ask."
)


def whose(message: Incoming, talk: Talk) -> Reply | None:
    """The place that an official number belongs to, if nothing more is told; ``None`` for everything else."""
    found = whose_number(message.text, talk.mind.library.facts) if message.kind is not Kind.FORWARDED else None
    if found is None:
        return None
    talk.intent = "contact_hotline"
    said = talk.say(_WHOSE, number=found.number, place=found.place)
    return Reply(
        said, (talk.choice(*PAID), talk.choice("a:contact_hotline", "Phone numbers"), talk.choice("menu", "Main menu"))
    )
