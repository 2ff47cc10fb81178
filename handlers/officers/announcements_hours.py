"""When an announcement goes out: "mai 8h", "14:30 ngày 5/3". Pure; the day is settled when it is submitted."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.forms import Parsed, Wrong
from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from storage.times import VIETNAM

if TYPE_CHECKING:
    from bot.talk import Mind

NOW = "now"
_HOUR = re.compile(r"\b(\d{1,2})\s*(?:h|gio|:)\s*(\d{2})?\b")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b")
_WEEKDAY = re.compile(r"\b(?:thu\s*(hai|ba|tu|nam|sau|bay|[2-7])|t([2-7])|(chu nhat|cn))\b")
_NAMES = ("hai", "ba", "tu", "nam", "sau", "bay")
_NEXT_WEEK = re.compile(r"\btuan (?:sau|toi)\b")
_OTHER_DAY = re.compile(r"\b(?:ngay kia|kia|tuan|thang|thu)\b")
"""What names a day that is not understood: today is not what was meant."""
_NOW = frozenset({"bay gio", "gui ngay", "ngay", "lien", "ngay bay gio", "now"})
_WRONG = Wrong(N_("When should it go out? For example: mai 8h, or 14:30 ngày 5/3, or bây giờ."))


def parse_when(text: str, _mind: Mind) -> Parsed | Wrong:
    """``now``, or a day (``+0``, ``+1``, ``w0`` for Monday, ``5/3``, ``5/3/2027``) and an hour, as text."""
    folded = fold(text).strip(" .")
    if folded in _NOW:
        return Parsed(NOW)
    hour = _HOUR.search(folded)
    if hour is None or int(hour[1]) > 23 or int(hour[2] or 0) > 59:  # noqa: PLR2004 - a clock's ends
        return _WRONG
    afternoon = int(hour[1]) < 12 and re.search(r"\b(chieu|toi)\b", folded)  # noqa: PLR2004 - "3h chiều"
    clock = f"{int(hour[1]) + (12 if afternoon else 0):02}:{int(hour[2] or 0):02}"
    day = _named_day(folded)
    return Parsed(f"{day} {clock}") if day else _WRONG


def _named_day(folded: str) -> str | None:
    """The day that a text names; today if it names none, ``None`` if it names one that is not understood."""
    if found := _DATE.search(folded):
        return found[0]
    if found := _WEEKDAY.search(folded):
        number, short, _ = found.groups()
        name = number or short
        day = 6 if name is None else _NAMES.index(name) if name in _NAMES else int(name) - 2
        return f"w{day}" + ("+" if _NEXT_WEEK.search(folded) else "")
    if _OTHER_DAY.search(folded):
        return None
    return "+2" if re.search(r"\bmot\b", folded) else "+1" if re.search(r"\bmai\b", folded) else "+0"


def moment_of(value: str, now: datetime) -> datetime | None:
    """The moment that ``parse_when`` gave; ``None`` if there is no such day or it has passed."""
    if value == NOW:
        return now
    day_text, _, clock = value.partition(" ")
    day = _day(day_text, now.astimezone(VIETNAM).date())
    if day is None:
        return None
    found = datetime.combine(day, time.fromisoformat(clock), VIETNAM)
    if found < now and day_text.startswith("w"):
        found += timedelta(days=7)
    return found if found >= now else None


def _day(text: str, today: date) -> date | None:
    if text.startswith("w"):
        weekday, ahead = int(text[1]), text.endswith("+")
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=7 + weekday) if ahead else today + timedelta((weekday - today.weekday()) % 7)
    if text.startswith("+"):
        return today + timedelta(days=int(text))
    day, month, *year = (int(part) for part in text.split("/"))
    try:
        found = date(year[0] if year else today.year, month, day)
        return found.replace(year=today.year + 1) if not year and found < today else found
    except ValueError:
        return None
