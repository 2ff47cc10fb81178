"""Telling exactly those who were told of a pay day that it has changed or does not take place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Priority, Reply
from handlers.fields import days_in_words, more_lines

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.talk import Talk
    from storage.payments import PayDay
    from storage.wishes import Hearer

_CHANGED = N_(
    "A correction from {commune}: {name} is not paid on {before} but on {day}, {hours}, at {place}. "
    "Sorry for the trouble."
)
_AMENDED = N_(
    "A correction from {commune}: the day stays. {name} is paid on {day}, {hours}, at {place}.{more}\n"
    "Sorry for the trouble."
)
_CANCELLED = N_(
    "A correction from {commune}: {name} is not paid on {before}. The new day is not known yet; "
    "Trợ lý An Sinh tells {you} as soon as the commune announces it."
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a day that an officer confirmed, and how many heard a correction."""

    id: int
    is_new: bool = True
    changed: bool = True
    told: int = 0


async def keep(day: PayDay, talk: Talk) -> Kept:
    """Enter ``day``. If it is entered already, it stays, or is changed with a word to those who were told it."""
    before = await talk.store.payments.same(day)
    if before is None:
        return Kept(await talk.store.payments.enter(day, talk.contact.id, talk.now))
    if replace(day, id=before.id, revision=before.revision, rule_id=before.rule_id) == before:
        return Kept(before.id, is_new=False, changed=False)
    return await change(before, day, talk)


async def change(before: PayDay, day: PayDay, talk: Talk) -> Kept:
    """Put ``day`` in the place of ``before``: what waits is withdrawn, who was told is told."""
    await talk.store.payments.withdraw(before.id, talk.now)
    await talk.store.payments.change(before.id, day, talk.contact.id, talk.now)
    return Kept(before.id, is_new=False, told=await tell_changed(before, replace(day, id=before.id), talk))


async def tell_changed(before: PayDay, now: PayDay, talk: Talk) -> int:
    """Tell who was told ``before`` that ``now`` holds; gives how many. Nobody, if what they heard is still right."""
    if _heard(before) == _heard(now):
        return 0
    if (before.day, before.last_day) != (now.day, now.last_day):
        return await _tell(_CHANGED, before, now, talk)
    await talk.store.wishes.cover_told(now.id)
    return await _tell(_AMENDED, before, now, talk)


def _heard(day: PayDay) -> tuple[object, ...]:
    """All that a reminder says of the day."""
    return (day.day, day.last_day, day.hours, day.place, day.payer, day.hamlets, day.note)


async def tell_cancelled(before: PayDay, talk: Talk) -> int:
    """Tell who was told ``before`` that it does not take place; gives how many."""
    return await _tell(_CANCELLED, before, before, talk)


async def _tell(message: str, before: PayDay, now: PayDay, talk: Talk) -> int:
    families: dict[int, list[Hearer]] = {}
    for one in await talk.store.wishes.told(before.id):
        families.setdefault(one.contact_id, []).append(one)
    for hearers in families.values():
        one = hearers[0]
        say = talk.mind.catalogues.speech(one.locale, one.honorific)
        names = ", ".join(hearer.nickname for hearer in hearers)
        text = say(message, name=names, **_words(before, now, say, talk))
        choices = (Choice("remind", say("Pay days and reminders")), Choice("menu", say("Main menu")))
        await talk.send(Reply(text, choices), address=one.address, contact_id=one.contact_id, priority=Priority.ALERT)
    return len(families)


def _words(before: PayDay, now: PayDay, say: Speech, talk: Talk) -> dict[str, str]:
    return {
        "commune": talk.mind.area_name(now.area_code),
        "before": days_in_words(before, say),
        "day": days_in_words(now, say),
        "hours": now.hours,
        "place": now.place,
        "more": more_lines(now, say),
    }
