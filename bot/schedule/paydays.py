"""The calendar rules of reminders: when one is due, and what becomes of a late one. Pure; reads no clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from storage.times import VIETNAM

EVENING = time(19, 0)
MORNING = time(6, 30)
LATEST = timedelta(hours=12)
"""A reminder that is later than this is not sent; an officer sees it as missed."""
HORIZON = timedelta(days=1)


class Fate(StrEnum):
    """What happens to a reminder now."""

    WAIT = "wait"
    SEND = "send"
    MISSED = "missed"


def due_at(day: date, occurrence: str) -> datetime:
    """When the reminder for a pay day is due: the evening before, or that morning, in Việt Nam."""
    if occurrence == "evening":
        return datetime.combine(day - timedelta(days=1), EVENING, VIETNAM)
    return datetime.combine(day, MORNING, VIETNAM)


def fate(due: datetime, now: datetime) -> Fate:
    """Whether a reminder due at ``due`` waits, is sent, or came too late."""
    if now < due:
        return Fate.WAIT
    return Fate.SEND if now - due <= LATEST else Fate.MISSED


def span(today: date) -> tuple[date, date]:
    """The pay days that can have a reminder due, or late, around ``today``."""
    return today - HORIZON, today + HORIZON
