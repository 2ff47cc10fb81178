"""When offices work: Monday to Friday but for public holidays. Pure.

The hours themselves differ by commune and are not stated to anybody; these are the usual ones, to know whether
somebody can be expected to read a question now.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.schedule.holidays import SATURDAY, holiday
from storage.times import VIETNAM

OPENS, CLOSES = time(7, 30), time(17, 0)


def works(day: date) -> bool:
    """Whether offices work on ``day``."""
    return day.weekday() < SATURDAY and holiday(day) is None


def is_open(now: datetime) -> bool:
    """Whether somebody can be expected at the office."""
    here = now.astimezone(VIETNAM)
    return works(here.date()) and OPENS <= here.time() < CLOSES


def next_day(now: datetime) -> date:
    """The day on which a question asked now can be answered first."""
    here = now.astimezone(VIETNAM)
    if works(here.date()) and here.time() < CLOSES:
        return here.date()
    return next_working(here.date())


def due(now: datetime) -> datetime:
    """A working day later: what is asked out of hours counts from the next opening."""
    start = next_day(now)
    here = now.astimezone(VIETNAM)
    at = max(here.time(), OPENS) if start == here.date() else OPENS
    return datetime.combine(next_working(start), at, VIETNAM).astimezone(now.tzinfo)


def next_working(day: date) -> date:
    """The first day after ``day`` on which offices work."""
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day
