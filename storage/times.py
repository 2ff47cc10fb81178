"""How moments and days are written in the store: UTC in one format, so that text order is time order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC. A parameter everywhere."""

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    """The system's clock, for the composition root alone."""
    return datetime.now(UTC)


@lru_cache(maxsize=1024)
def stamp(moment: datetime) -> str:
    """``2026-11-24T03:26:09.000000Z``; ``ValueError`` for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The moment that ``stamp`` wrote."""
    return datetime.fromisoformat(text)


def month_span(day: date) -> tuple[datetime, datetime]:
    """From when to when the month of ``day`` lasts, in the bot's days."""
    first = datetime(day.year, day.month, 1, tzinfo=VIETNAM)
    after = datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=VIETNAM)
    return first, after


def local_day(instant: datetime) -> date:
    """The bot's day (Asia/Ho_Chi_Minh) at ``instant``."""
    return instant.astimezone(VIETNAM).date()
