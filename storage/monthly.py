"""Counts at the ends of months, by area and allowance: a roster is counted once, what is entered can be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reports.progress import Count
from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from storage.sql import Pipeline

_queries = sql.load("monthly")

ByGroup = dict[tuple[str, str], Count]
"""Counts by (area code, scheme)."""


class Monthly:
    """Monthly counts inside one transaction. A month is any day of it."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def of(self, month: date, area_code: str | None = None) -> ByGroup:
        """What was counted or entered for a month; all areas for ``None``."""
        rows = _queries.of_month(self._connection, month=_name(month), area_code=area_code)
        return {(row["area_code"], row["scheme"]): Count(row["total"], row["paid"]) async for row in rows}

    async def enter(
        self, area_code: str, month: date, counts: Mapping[str, Count], entered_by: int | None, now: datetime
    ) -> None:
        """Keep what an officer entered, by scheme; what was entered before is replaced."""
        for scheme, count in counts.items():
            await _queries.enter(
                self._connection,
                area_code=area_code,
                month=_name(month),
                scheme=scheme,
                total=count.total,
                paid=count.paid,
                source="officer",
                entered_by=entered_by,
                now=stamp(now),
            )

    async def count_roster(self, month: date, now: datetime) -> None:
        """Keep the roster's counts as those of the month, unless it was counted already."""
        if not await _queries.is_counted(self._connection, month=_name(month)):
            await _queries.count_roster(self._connection, month=_name(month), now=stamp(now))

    async def silent_areas(self, month: date) -> list[str]:
        """Communes with an officer from which nothing is known for the month."""
        return [row["area_code"] async for row in _queries.silent_areas(self._connection, month=_name(month))]


def _name(month: date) -> str:
    return f"{month:%Y-%m}"
