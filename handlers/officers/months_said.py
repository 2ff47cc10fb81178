"""A month as an officer names it: pure."""

from __future__ import annotations

import re

from bot.knowledge.vietnamese import fold

_MONTH = re.compile(r"(?:thang )?(\d{1,2})(?:\s*[/.\-]\s*|\s+nam\s+|\s+)?(\d{4})?")
_MONTHS = 12


def month_said(text: str) -> tuple[int, int | None] | None:
    """The month and, if it is said, the year: ``(10, None)`` of «tháng 10», ``(10, 2026)`` of «10/2026»."""
    match = _MONTH.fullmatch(" ".join(fold(text).split()))
    if not match or not 1 <= int(match[1]) <= _MONTHS:
        return None
    return int(match[1]), int(match[2]) if match[2] else None
