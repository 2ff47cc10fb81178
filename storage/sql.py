"""Named SQL from ``storage/queries/*.sql``, one hop to the connection's thread for each statement.

The stock adapter of aiosql makes three hops (execute, fetch, close); a message takes about ten
statements, so the hops would cost more than SQLite does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import aiosql
from aiosql.adapters.aiosqlite import AioSQLiteAdapter

if TYPE_CHECKING:
    import aiosqlite

Parameters = Mapping[str, Any]


class OneHopAdapter(AioSQLiteAdapter):
    """aiosql's adapter for aiosqlite, through ``execute_fetchall`` alone."""

    async def select(
        self, conn: aiosqlite.Connection, _name: str, sql: str, parameters: Parameters, _record: object = None
    ) -> AsyncIterator[aiosqlite.Row]:
        for row in await conn.execute_fetchall(sql, parameters):
            yield row

    async def select_one(
        self, conn: aiosqlite.Connection, _name: str, sql: str, parameters: Parameters, _record: object = None
    ) -> aiosqlite.Row | None:
        rows = list(await conn.execute_fetchall(sql, parameters))
        return rows[0] if rows else None

    async def select_value(
        self, conn: aiosqlite.Connection, _name: str, sql: str, parameters: Parameters
    ) -> object | None:
        row = await self.select_one(conn, _name, sql, parameters)
        return row[0] if row else None

    async def insert_update_delete(
        self, conn: aiosqlite.Connection, _name: str, sql: str, parameters: Parameters
    ) -> None:
        await conn.execute_fetchall(sql, parameters)

    async def insert_update_delete_many(
        self, conn: aiosqlite.Connection, _name: str, sql: str, parameters: Sequence[Parameters]
    ) -> None:
        cursor = await conn.executemany(sql, parameters)
        await cursor.close()


def load(name: str) -> Any:  # noqa: ANN401 - aiosql makes one method for each named query at run time
    """The queries of ``storage/queries/<name>.sql`` as methods of one object."""
    with as_file(files("storage") / "queries" / f"{name}.sql") as path:
        return aiosql.from_path(path, OneHopAdapter)  # type: ignore[arg-type]  # aiosql types its own adapters alike
