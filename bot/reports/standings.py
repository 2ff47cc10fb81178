"""The progress of an area on a day, put together from the roster and from what communes entered."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.reports.progress import NOBODY, Count, Progress, progress

if TYPE_CHECKING:
    from datetime import date

    from bot.knowledge.areas import AreaIndex
    from storage.store import Store


def month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


async def standings(
    store: Store, areas: AreaIndex, area_code: str | None, day: date, *, live: bool = True, scheme: str | None = None
) -> Progress:
    """Where an area (the city for ``None``) stands; with ``live`` as of now, else at the end of the day's month.

    ``scheme`` leaves the others out.

    Where a commune has a roster, the roster counts; where it has none, what was entered for the month or, for the
    running month, for the one before.
    """
    before = month_before(day)
    now = await store.monthly.of(day, area_code)
    earlier = await store.monthly.of(before, area_code)
    if live:
        now = {**earlier, **now} | await _roster(store, area_code)
    if scheme:
        now = {key: count for key, count in now.items() if key[1] == scheme}
    return progress(now, earlier, lambda code: _district(areas, code), [area.code for area in areas.all])


async def _roster(store: Store, area_code: str | None) -> dict[tuple[str, str], Count]:
    counts: dict[tuple[str, str], Count] = defaultdict(lambda: NOBODY)
    for one in await store.roster.figures(area_code):
        counts[one.area_code, one.scheme] += Count(one.people, one.people if one.paid_by == "account" else 0)
    return dict(counts)


def _district(areas: AreaIndex, code: str) -> str:
    area = areas.get(code)
    return (area.former_district if area else None) or ""
