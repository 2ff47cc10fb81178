"""What an officer should know of a day before announcing it: weekends, public holidays, Tết. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

SATURDAY = 5


@lru_cache(maxsize=16)
def _of(year: int) -> HolidayBase:
    return country_holidays("VN", years=year, language="vi")


def holiday(day: date) -> str | None:
    """The public holiday's Vietnamese name; ``None`` on other days."""
    name: str | None = _of(day.year).get(day)
    return name


def warnings(first: date, last: date) -> list[tuple[date, str]]:
    """The days on which offices are closed, each with the reason: a holiday's name, or an empty text for a weekend."""
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if name := holiday(day):
            found.append((day, name))
        elif day.weekday() >= SATURDAY:
            found.append((day, ""))
    return found
