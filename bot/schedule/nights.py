"""When people sleep: nothing that can wait goes out then. Pure; reads no clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from storage.times import VIETNAM

EVENING = time(21, 0)
MORNING = time(6, 0)


def is_night(instant: datetime) -> bool:
    """Whether it is between 21:00 and 6:00 in Việt Nam."""
    hour = instant.astimezone(VIETNAM).time()
    return hour >= EVENING or hour < MORNING


def after_night(instant: datetime) -> datetime:
    """``instant``, or 6:00 of the morning that ends its night."""
    if not is_night(instant):
        return instant
    local = instant.astimezone(VIETNAM)
    day = local.date() + timedelta(days=1) if local.time() >= EVENING else local.date()
    return datetime.combine(day, MORNING, VIETNAM)
