"""Days as they are written in full: one, several, or the same day of each month. Pure; reads no clock.

The year is part of them. What stands without one is read in ``ahead``, which is told the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.knowledge.vietnamese import fold

LONGEST_SPAN = timedelta(days=31)
_JOIN = r"\s*(?:-|–|den(?: het)?|toi)\s*"
_SHORT = r"(?:ngay )?(\d{1,2})\s*[/.\-]\s*(\d{1,2})"
_DATE = rf"{_SHORT}\s*[/.\-]\s*(\d{{4}})"
_DAY_ALONE = r"(?:ngay )?(\d{1,2})"
_ONE = re.compile(rf"(?:tu )?{_DATE}")
_TWO_DATES = re.compile(rf"(?:tu )?{_SHORT}(?:\s*[/.\-]\s*\d{{4}})?{_JOIN}{_DATE}")
_TWO_DAYS = re.compile(rf"(?:tu )?{_DAY_ALONE}{_JOIN}{_DATE}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = ((re.compile(r"(?<=\d) thang (?=\d)"), "/"), (re.compile(r"(?<=\d) nam (?=\d{4}\b)"), "/"))
"""«10 tháng 12 năm 2026», written with strokes."""
WEEKDAY = r"(?:(?:thu|t) ?(hai|ba|tu|nam|sau|bay|[2-7])|(?:chu nhat|cn))"
_WEEKDAY = re.compile(rf"{WEEKDAY}(?:\s*,\s*|\s+)(?=ngay|\d)")
_WEEKDAYS = {"hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7}
"""Monday is the second day; Sunday, without a number, counts as the first."""
_MONTHLY = re.compile(r"(?:ngay )?(\d{1,2}) (?:hang|moi) thang")


@dataclass(frozen=True, slots=True)
class Span:
    """From ``first`` to ``last``, which may be the same day."""

    first: date
    last: date


def parse_span(text: str) -> Span | None:
    """The days in ``text``; ``None`` if there are none, none that exist, or the day of the week is another."""
    folded = " ".join(fold(text).split())
    if match := _WEEKDAY.match(folded):
        span = parse_span(folded[match.end() :])
        return span if span and _weekday(span.first) == weekday_number(match[1]) else None
    for words, stroke in _IN_WORDS:
        folded = words.sub(stroke, folded)
    try:
        if match := _ISO.fullmatch(folded):
            day = date(*map(int, match.groups()))
            return Span(day, day)
        if match := _TWO_DAYS.fullmatch(folded):
            first, last, month, year = map(int, match.groups())
            return _ordered(date(year, month, first), date(year, month, last))
        if match := _TWO_DATES.fullmatch(folded):
            first, first_month, last, month, year = map(int, match.groups())
            return _ordered(date(year - (first_month > month), first_month, first), date(year, month, last))
        if match := _ONE.fullmatch(folded):
            number, month, year = map(int, match.groups())
            return Span(date(year, month, number), date(year, month, number))
    except ValueError:
        return None
    return None


def parse_monthly(text: str) -> int | None:
    """``10`` of "ngày 10 hằng tháng"."""
    match = _MONTHLY.fullmatch(" ".join(fold(text).split()))
    day = int(match[1]) if match else 0
    return day if 1 <= day <= 31 else None  # noqa: PLR2004 - the days of a month


def of_month(day: int, year: int, month: int) -> date:
    """That day of a month, or the month's last day if it has fewer."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), first_of_next - timedelta(days=1))


def _weekday(day: date) -> int:
    return day.isoweekday() % 7 + 1


def weekday_number(said: str | None) -> int:
    """``5`` for "năm" of "thứ năm"; ``1`` for Sunday, which has no number."""
    return _WEEKDAYS.get(said or "", int(said) if said and said.isdigit() else 1)


def _ordered(first: date, last: date) -> Span | None:
    return Span(first, last) if timedelta(0) <= last - first <= LONGEST_SPAN else None
