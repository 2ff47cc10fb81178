"""Telling exactly those who were told of a pay day that it has changed or does not take place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Priority, Reply
from handlers.fields import days_in_words

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.talk import Talk
    from storage.payments import PayDay

_CHANGED = N_(
    "A correction from {commune}: {name} is not paid on {before} but on {day}, {hours}, at {place}. "
    "Sorry for the trouble."
)
_CANCELLED = N_(
    "A correction from {commune}: {name} is not paid on {before}. The new day is not known yet; "
    "Trợ lý An Sinh tells {you} as soon as the commune announces it."
)


async def tell_changed(before: PayDay, now: PayDay, talk: Talk) -> int:
    """Tell who was told ``before`` that ``now`` holds; gives how many. Nobody, if what they heard is still right."""
    heard = (before.day, before.last_day, before.hours, before.place)
    if heard == (now.day, now.last_day, now.hours, now.place):
        return 0
    return await _tell(_CHANGED, before, now, talk)


async def tell_cancelled(before: PayDay, talk: Talk) -> int:
    """Tell who was told ``before`` that it does not take place; gives how many."""
    return await _tell(_CANCELLED, before, before, talk)


async def _tell(message: str, before: PayDay, now: PayDay, talk: Talk) -> int:
    hearers = await talk.store.wishes.told(before.id)
    for one in hearers:
        say = talk.mind.catalogues.speech(one.locale, one.honorific)
        text = say(message, name=one.nickname, **_words(before, now, say, talk))
        choices = (Choice("remind", say("Pay days and reminders")), Choice("menu", say("Main menu")))
        await talk.send(Reply(text, choices), address=one.address, contact_id=one.contact_id, priority=Priority.ALERT)
    return len(hearers)


def _words(before: PayDay, now: PayDay, say: Speech, talk: Talk) -> dict[str, str]:
    return {
        "commune": talk.mind.area_name(now.area_code),
        "before": days_in_words(before, say),
        "day": days_in_words(now, say),
        "hours": now.hours,
        "place": now.place,
    }
