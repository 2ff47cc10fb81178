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


async def in_the_way(before: PayDay, day: PayDay, talk: Talk) -> PayDay | None:
    """Another day that is entered where ``before`` is to be moved to."""
    there = await talk.store.payments.same(day)
    return there if there and there.id != before.id else None


async def change(before: PayDay, day: PayDay, talk: Talk) -> Kept:
    """Put ``day`` in the place of ``before``: what waits is withdrawn, who was told is told.

    Another scheme or commune is for other people: for those who were told, the day is off.
    """
    if replace(day, id=before.id, revision=before.revision, rule_id=before.rule_id) == before:
        return Kept(before.id, is_new=False, changed=False)
    if (before.area_code, before.scheme) != (day.area_code, day.scheme):
        told = await end(before, talk)
        return Kept(await talk.store.payments.enter(day, talk.contact.id, talk.now), is_new=False, told=told)
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


async def end(day: PayDay, talk: Talk) -> int:
    """``day`` is off: what waits is withdrawn, who was told is told; gives how many."""
    told = await _tell(_CANCELLED, day, day, talk)
    await talk.store.payments.cancel(day.id, talk.now)
    return told


async def _tell(message: str, before: PayDay, now: PayDay, talk: Talk) -> int:
    """``message``, or that the day is off to those whose hamlet it is no longer for; each person's names together."""
    hearers = await talk.store.wishes.told(before.id)
    meant: dict[tuple[int, str], list[Hearer]] = {}
    for one in hearers:
        meant.setdefault((one.contact_id, message if now.is_for(one.hamlet_key) else _CANCELLED), []).append(one)
    for (contact_id, words), (one, *others) in meant.items():
        say = talk.mind.catalogues.speech(one.locale, one.honorific)
        names = ", ".join(dict.fromkeys(each.nickname for each in (one, *others)))
        text = say(words, name=names, **_words(before, now, say, talk))
        choices = (Choice("remind", say("Pay days and reminders")), Choice("menu", say("Main menu")))
        await talk.send(Reply(text, choices), address=one.address, contact_id=contact_id, priority=Priority.ALERT)
    return len({one.contact_id for one in hearers})


def _words(before: PayDay, now: PayDay, say: Speech, talk: Talk) -> dict[str, str]:
    return {
        "commune": talk.mind.area_name(now.area_code),
        "before": days_in_words(before, say),
        "day": days_in_words(now, say),
        "hours": now.hours,
        "place": now.place,
        "more": more_lines(now, say),
    }
