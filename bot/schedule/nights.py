"""When people sleep: nothing that can wait goes out then. Pure; reads no clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from storage.times import VIETNAM

EVENING = time(21, 0)
MORNING = time(6, 0)
PUNCTUAL = timedelta(minutes=10)
"""Who wants to be reminded at nine in the evening is, if it comes on time."""


def is_night(instant: datetime) -> bool:
    """Whether it is between 21:00 and 6:00 in Việt Nam."""
    hour = instant.astimezone(VIETNAM).time()
    return hour >= EVENING or hour < MORNING


def may_remind(since: datetime, now: datetime) -> bool:
    """Whether a reminder that is due or waits ``since`` may go out: by day, or punctually at an hour of one's own."""
    return not is_night(now) or (is_night(since) and now - since <= PUNCTUAL)


def after_night(instant: datetime) -> datetime:
    """``instant``, or 6:00 of the morning that ends its night."""
    if not is_night(instant):
        return instant
    local = instant.astimezone(VIETNAM)
    day = local.date() + timedelta(days=1) if local.time() >= EVENING else local.date()
    return datetime.combine(day, MORNING, VIETNAM)
