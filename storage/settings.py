"""What the store remembers of itself: single values under a name. Nothing of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import sql
from storage.times import moment, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline

_queries = sql.load("settings")


class Remembered:
    """Values inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def text(self, key: str) -> str | None:
        value: str | None = await _queries.setting(self._connection, key=key)
        return value

    async def set_text(self, key: str, value: str) -> None:
        await _queries.set_setting(self._connection, key=key, value=value)

    async def moment(self, key: str) -> datetime | None:
        text = await self.text(key)
        return moment(text) if text else None

    async def set_moment(self, key: str, at: datetime) -> None:
        await self.set_text(key, stamp(at))
