"""The calendar rules of reminders: when one is due, and what becomes of a late one. Pure; reads no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.schedule.nights import PUNCTUAL, after_night, is_night, may_remind
from storage.times import VIETNAM, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENING = time(19, 0)
MORNING = time(6, 30)
EARLIEST_HOUR, LATEST_HOUR = time(6, 0), time(21, 0)
"""Between these people choose when to be reminded."""
LATEST = timedelta(hours=12)
"""A reminder that is later than this is not sent; an officer sees it as missed."""
STILL_USEFUL = timedelta(hours=1)
"""What was missed in the night before the pay day comes in its morning, and is too late after that."""
AHEAD = timedelta(days=1)
NEVER = datetime.min.replace(tzinfo=UTC)
BEHIND = timedelta(days=30)
"""How far back a sleep is looked through for reminders that came to nothing."""


class Fate(StrEnum):
    """What happens to a reminder now."""

    WAIT = "wait"
    SEND = "send"
    COVERED = "covered"
    MISSED = "missed"


def due_at(day: date, occurrence: str, hour: time | None = None) -> datetime:
    """When the reminder for a pay day is due: the evening before, or that morning, in Việt Nam."""
    if occurrence == "evening":
        return datetime.combine(day - timedelta(days=1), hour or EVENING, VIETNAM)
    return datetime.combine(day, hour or MORNING, VIETNAM)


def last_useful(occurrence: str, due: datetime) -> datetime:
    """Until when a late reminder is still sent: half a day, but not past the pay day's own evening."""
    last = due + LATEST
    if occurrence == "evening":
        return after_night(last) + STILL_USEFUL if is_night(last) else last
    evening = datetime.combine(due.astimezone(VIETNAM).date(), LATEST_HOUR, VIETNAM)
    return max(min(last, evening), due + PUNCTUAL)


def fate(occurrence: str, due: datetime, now: datetime, restored_at: datetime = NEVER) -> Fate:
    """Whether a reminder due at ``due`` waits for its hour or for the morning, is sent, or came too late.

    A store that was brought back at ``restored_at`` does not know what was sent before: none is sent twice.
    """
    if now < due:
        return Fate.WAIT
    if due <= restored_at or now > last_useful(occurrence, due):
        return Fate.MISSED
    return Fate.SEND if may_remind(due, now) else Fate.WAIT


def settle(
    due: Mapping[str, datetime],
    wished_at: datetime,
    announced_at: datetime,
    now: datetime,
    restored_at: datetime = NEVER,
    *,
    morning_too: bool,
) -> dict[str, Fate]:
    """What becomes of one person's reminders for one pay day, by occurrence.

    Covered is: a late evening reminder on the day itself if the person is reminded that morning (``morning_too``);
    an hour that had passed when the person asked (they were told the day then), or when the officer entered the day.
    """
    found = {occurrence: fate(occurrence, moment, now, restored_at) for occurrence, moment in due.items()}
    if morning_too and found.get("evening") is Fate.SEND and local_day(now) > local_day(due["evening"]):
        found["evening"] = Fate.COVERED
    for occurrence, moment in due.items():
        if moment <= wished_at or (found[occurrence] is Fate.MISSED and moment <= announced_at):
            found[occurrence] = Fate.COVERED
    return found


def span(today: date) -> tuple[date, date]:
    """The pay days that can have a reminder due, or late, around ``today``."""
    return today - BEHIND, today + AHEAD


def is_settled(day: date, now: datetime) -> bool:
    """Whether no reminder of a pay day can be due any more: after the latest hour that one can choose."""
    return now > datetime.combine(day, LATEST_HOUR, VIETNAM) + LATEST
