"""The progress of an area on a day, put together from the roster and from what communes entered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.reports.progress import NOBODY, Count, Progress, progress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.knowledge.areas import AreaIndex
    from storage.store import Store


def month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """People by (area, scheme) on a day, and at the end of the month before."""

    now: Mapping[tuple[str, str], Count]
    earlier: Mapping[tuple[str, str], Count]

    def progress(self, areas: AreaIndex, scheme: str | None = None) -> Progress:
        """``scheme`` leaves the others out."""
        now = {key: count for key, count in self.now.items() if scheme is None or key[1] == scheme}
        return progress(now, self.earlier, lambda code: _district(areas, code), [area.code for area in areas.all])


async def counted(store: Store, area_code: str | None, day: date, *, live: bool = True) -> Counted:
    """The counts of an area (the city for ``None``); with ``live`` as of now, else at the end of the day's month.

    Where a commune has a roster, the roster counts; where it has none, what was entered for the month or, for the
    running month, for the one before.
    """
    now = await store.monthly.of(day, area_code)
    earlier = await store.monthly.of(month_before(day), area_code)
    if live:
        now = {**earlier, **now} | await _roster(store, area_code)
    return Counted(now, earlier)


async def standings(store: Store, areas: AreaIndex, area_code: str | None, day: date, *, live: bool = True) -> Progress:
    """Where an area stands, by ``counted``."""
    return (await counted(store, area_code, day, live=live)).progress(areas)


async def _roster(store: Store, area_code: str | None) -> dict[tuple[str, str], Count]:
    counts: dict[tuple[str, str], Count] = defaultdict(lambda: NOBODY)
    for one in await store.roster.figures(area_code):
        counts[one.area_code, one.scheme] += Count(one.people, one.people if one.paid_by == "account" else 0)
    return dict(counts)


def _district(areas: AreaIndex, code: str) -> str:
    area = areas.get(code)
    return (area.former_district if area else None) or ""
