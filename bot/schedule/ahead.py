"""Days as an officer says them, without a year: taken only where they can mean one day ahead. Pure: today is given."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.knowledge.vietnamese import fold
from bot.schedule.spans import WEEKDAY, Span, of_month, parse_span, weekday_number

FURTHEST = timedelta(days=183)
"""A day that is further off may be a slip for one that has passed: its year is asked for."""
_SHORT_YEAR = re.compile(r"(\d{1,2}[/.]\d{1,2})[/.](\d{2})")
_TWO_NUMBERS = re.compile(r"(?:tu )?(?:ngay )?\d{1,2}\s*-\s*\d{1,2}")
"""«10-12» may be the tenth to the twelfth as well as the tenth of December."""
_NEAR = re.compile(r"(?:ngay |sang |chieu |bua )?(?:(hom nay|hom ni|nay|ni)|(mai)|(mot))")
_NUMBER = re.compile(r"ngay (\d{1,2})(?: (thang nay|thang sau|thang toi))?")
_WEEK_DAY = re.compile(rf"{WEEKDAY}(?: (tuan nay|nay|ni|tuan sau|tuan toi|toi))?")
_ONE_NOT_NEXT = "một"
"""«một» is the number; «mốt», or without marks «mot», is the day after tomorrow."""


def days_ahead(text: str, today: date) -> Span | None:
    """The days that ``text`` means; with a year, whenever they are, without one, only if nothing else can be meant."""
    if written := parse_span(text):
        return written
    folded = " ".join(fold(text).split()).strip(" .")
    found = _of_this_or_next_year(folded, today) or _single(_near(text, folded, today))
    found = found or _single(_of_month(folded, today)) or _single(_of_week(folded, today))
    return found if found and today <= found.first <= today + FURTHEST else None


def _of_this_or_next_year(folded: str, today: date) -> Span | None:
    if _TWO_NUMBERS.fullmatch(folded):
        return None
    if match := _SHORT_YEAR.fullmatch(folded):
        return parse_span(f"{match[1]}/20{match[2]}")
    spans = (parse_span(f"{folded}/{year}") for year in (today.year, today.year + 1))
    return next((span for span in spans if span and span.first >= today), None)


def _near(text: str, folded: str, today: date) -> date | None:
    match = _NEAR.fullmatch(folded)
    if not match or _ONE_NOT_NEXT in text.lower():
        return None
    return today + timedelta(days=next(ahead for ahead, said in enumerate(match.groups()) if said))


def _of_month(folded: str, today: date) -> date | None:
    """«ngày 10»: the next tenth; «ngày 10 tháng sau»: that of the next month."""
    match = _NUMBER.fullmatch(folded)
    if not match or not 1 <= int(match[1]) <= 31:  # noqa: PLR2004 - the days of a month
        return None
    number, named = int(match[1]), match[2]
    of_next = of_month(number, today.year + today.month // 12, today.month % 12 + 1)
    of_this = of_month(number, today.year, today.month)
    found = of_next if named in {"thang sau", "thang toi"} or (named is None and of_this < today) else of_this
    return found if found.day == number else None


def _of_week(folded: str, today: date) -> date | None:
    """«thứ năm»: the next one, unless it is today; «thứ năm tới» is open while this week's is still to come."""
    match = _WEEK_DAY.fullmatch(folded)
    if not match:
        return None
    number, named = weekday_number(match[1]), match[2]
    this_week = today + timedelta(days=(number - 2) % 7 - today.weekday())
    if named in {"tuan sau", "tuan toi"}:
        return this_week + timedelta(days=7)
    if named == "tuan nay" or (named in {"nay", "ni"} and this_week >= today):
        return this_week
    if this_week == today or (named == "toi" and this_week > today):
        return None
    return this_week if this_week > today else this_week + timedelta(days=7)


def _single(day: date | None) -> Span | None:
    return Span(day, day) if day else None
