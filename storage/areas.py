"""The areas that rows refer to, and what each commune's officers said about it (office, phone, bank …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.knowledge.areas import Area
    from storage.sql import Pipeline

_queries = sql.load("areas")


class Areas:
    """Areas and their facts inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def keep(self, areas: Iterable[Area]) -> None:
        """Make the table hold ``areas`` under their present names."""
        for area in areas:
            await _queries.put_area(
                self._connection, code=area.code, name=area.full_name, former_district=area.former_district
            )

    async def facts(self, area_code: str) -> dict[str, str]:
        """What the commune's officers entered, by key."""
        return {row["key"]: row["value"] async for row in _queries.facts(self._connection, area_code=area_code)}

    async def set_fact(self, area_code: str, key: str, value: str, contact_id: int, now: datetime) -> None:
        """Keep ``value``; an empty one takes the fact away."""
        if not value:
            await _queries.drop_fact(self._connection, area_code=area_code, key=key)
            return
        await _queries.put_fact(
            self._connection,
            area_code=area_code,
            key=key,
            value=value,
            contact_id=contact_id,
            now=stamp(now),
        )
