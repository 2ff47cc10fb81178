"""Which hamlets a commune is known to have, and which of them is clearly meant by what people wrote.

Who wrote none, or one that is not clear, is told of every hamlet's days and announcements: once too often rather
than never. What is clear is settled when a wish is kept, and again whenever a day for some hamlets is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.hamlets import clear_key, hamlet_key, same_hamlet
from storage import sql

if TYPE_CHECKING:
    from collections.abc import Collection

    from storage.sql import Pipeline

_queries = sql.load("hamlets")


async def known(connection: Pipeline, area_code: str) -> frozenset[str]:
    """The keys of the commune's list, and of all the days it ever entered."""
    rows = [row["keys"] async for row in _queries.known(connection, area_code=area_code)]
    return frozenset(key for keys in rows for key in keys.split(",") if key)


async def clear(connection: Pipeline, area_code: str, hamlet: str) -> str:
    """The key of ``hamlet``; empty if it is not clear."""
    return clear_key(hamlet, await known(connection, area_code)) if hamlet else ""


async def settle(connection: Pipeline, area_code: str) -> None:
    """Decide anew for all wishes of the commune: its officers have just named hamlets."""
    there = await known(connection, area_code)
    rows = [(row, clear_key(row["hamlet"], there)) async for row in _queries.wished(connection, area_code=area_code)]
    await _queries.set_key(
        connection, [{"id": row["id"], "hamlet_key": key} for row, key in rows if key != row["hamlet_key"]]
    )


async def elsewhere(connection: Pipeline, area_code: str, hamlet: str) -> list[str]:
    """What people of the commune wrote that clearly is another place than ``hamlet``."""
    there = await known(connection, area_code) | {hamlet_key(hamlet)}
    written = [row["hamlet"] async for row in _queries.written(connection, area_code=area_code)]
    return [one for one in written if _is_elsewhere(one, hamlet, there)]


def _is_elsewhere(written: str, hamlet: str, there: Collection[str]) -> bool:
    return bool(clear_key(written, there)) and not same_hamlet(written, hamlet)
