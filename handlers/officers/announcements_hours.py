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
_NOW = frozenset({"bay gio", "gui ngay", "ngay", "lien", "ngay bay gio", "now"})
_WRONG = Wrong(N_("When should it go out? For example: mai 8h, or 14:30 ngày 5/3, or bây giờ."))


def parse_when(text: str, _mind: Mind) -> Parsed | Wrong:
    """``now``, or a day (``+0``, ``+1``, ``5/3``, ``5/3/2027``) and an hour, as text."""
    folded = fold(text).strip(" .")
    if folded in _NOW:
        return Parsed(NOW)
    hour = _HOUR.search(folded)
    if hour is None or int(hour[1]) > 23 or int(hour[2] or 0) > 59:  # noqa: PLR2004 - a clock's ends
        return _WRONG
    found = _DATE.search(folded)
    afternoon = int(hour[1]) < 12 and re.search(r"\b(chieu|toi)\b", folded)  # noqa: PLR2004 - "3h chiều"
    clock = f"{int(hour[1]) + (12 if afternoon else 0):02}:{int(hour[2] or 0):02}"
    day = found[0] if found else "+1" if re.search(r"\b(mai|sang mai)\b", folded) else "+0"
    return Parsed(f"{day} {clock}")


def moment_of(value: str, now: datetime) -> datetime | None:
    """The moment that ``parse_when`` gave; ``None`` if there is no such day or it has passed."""
    if value == NOW:
        return now
    day_text, _, clock = value.partition(" ")
    day = _day(day_text, now.astimezone(VIETNAM).date())
    if day is None:
        return None
    found = datetime.combine(day, time.fromisoformat(clock), VIETNAM)
    return found if found >= now else None


def _day(text: str, today: date) -> date | None:
    if text.startswith("+"):
        return today + timedelta(days=int(text))
    day, month, *year = (int(part) for part in text.split("/"))
    try:
        found = date(year[0] if year else today.year, month, day)
        return found.replace(year=today.year + 1) if not year and found < today else found
    except ValueError:
        return None
