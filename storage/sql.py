"""Named SQL from ``storage/queries/*.sql``, and as few hops to a connection's thread as can be.

Conditions that several queries share stand once in ``storage/queries/parts``; ``{audience}`` in a query is
``parts/audience.sql``. Braces are no SQL, so a part that was not put in fails at once and lets nobody through.

A hop costs more than most statements. A statement whose answer nobody waits for is therefore queued, and
goes along with the next one that has an answer, or with COMMIT. Its error surfaces there, still inside the
transaction.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

import aiosql
from aiosql.adapters.aiosqlite import AioSQLiteAdapter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator

    import aiosqlite

Parameters = Mapping[str, Any] | Sequence[Any]
_Statement = tuple[str, Parameters | Sequence[Parameters], bool]
"""SQL, its parameters, and whether these are many."""

_QUERIES = files("storage") / "queries"
_PART = re.compile(r"\{(\w+)\}")
_NEW_ROW = re.compile(r"\bVALUES\s*(\((?:\?,\s*)*\?\))\s*;?\s*\Z")
MOST_VALUES = 4_000
"""Of one statement; SQLite takes eight times as many."""


class Pipeline:
    """One connection. Statements run in the order in which they were given, queued or not."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._queued: list[_Statement] = []

    def queue(self, sql: str, parameters: Parameters = ()) -> None:
        """Run ``sql`` before the next statement that has an answer."""
        self._queued.append((sql, parameters, False))

    def queue_many(self, sql: str, parameters: Sequence[Parameters]) -> None:
        """The same, for each of ``parameters``."""
        self._queued.append((sql, parameters, True))

    async def roll_back(self) -> None:
        """Give the transaction up, and drop what is queued; nothing if it has ended.

        Whether it has ended is asked in the connection's thread, behind what a cancelled caller left there: its BEGIN
        may yet succeed, and its COMMIT be done. The thread keeps the order even if this is cancelled as well.
        """
        self._queued.clear()
        await self._in_thread(_roll_back)

    async def execute_fetchall(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """What is queued, then ``sql``, in one hop; gives the rows of ``sql``."""
        statements = [*self._queued, (sql, parameters, False)]
        self._queued.clear()
        rows: list[sqlite3.Row] = await self._in_thread(_run, statements)
        return rows

    def _in_thread(self, function: Callable[..., object], *arguments: object) -> Awaitable[Any]:
        # aiosqlite has no public call that runs a function in the connection's thread.
        run: Any = self._connection._execute  # noqa: SLF001
        waiting: Awaitable[Any] = run(function, self._connection._conn, *arguments)  # noqa: SLF001
        return waiting

    async def close(self) -> None:
        await self._connection.close()


def _run(connection: sqlite3.Connection, statements: list[_Statement]) -> list[sqlite3.Row]:
    rows: list[sqlite3.Row] = []
    for sql, parameters, are_many in statements:
        if are_many:
            _run_many(connection, sql, parameters)
        else:
            rows = connection.execute(sql, parameters).fetchall()
    return rows


def _run_many(connection: sqlite3.Connection, sql: str, given: Parameters | Sequence[Parameters]) -> None:
    """Run ``sql`` for each of ``given``; rows to insert go in together, which takes a fifth less of the time."""
    row = _NEW_ROW.search(sql)
    if row is None:
        connection.executemany(sql, given)
        return
    rows = [*given]
    together = MOST_VALUES // row[1].count("?")
    for start in range(0, len(rows), together):
        some = rows[start : start + together]
        connection.execute(f"{sql[: row.start(1)]}{', '.join([row[1]] * len(some))}", [*chain.from_iterable(some)])


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


class QueueingAdapter(AioSQLiteAdapter):
    """aiosql's adapter for aiosqlite, on a ``Pipeline``."""

    async def select(
        self, conn: Pipeline, _name: str, sql: str, parameters: Parameters, _record: object = None
    ) -> AsyncIterator[sqlite3.Row]:
        for row in await conn.execute_fetchall(sql, parameters):
            yield row

    async def select_one(
        self, conn: Pipeline, _name: str, sql: str, parameters: Parameters, _record: object = None
    ) -> sqlite3.Row | None:
        rows = await conn.execute_fetchall(sql, parameters)
        return rows[0] if rows else None

    async def select_value(self, conn: Pipeline, _name: str, sql: str, parameters: Parameters) -> object | None:
        row = await self.select_one(conn, _name, sql, parameters)
        return row[0] if row else None

    async def insert_returning(self, conn: Pipeline, _name: str, sql: str, parameters: Parameters) -> object | None:
        return await self.select_value(conn, _name, sql, parameters)

    async def insert_update_delete(self, conn: Pipeline, _name: str, sql: str, parameters: Parameters) -> None:
        conn.queue(sql, parameters)

    async def insert_update_delete_many(
        self, conn: Pipeline, _name: str, sql: str, parameters: Sequence[Parameters]
    ) -> None:
        conn.queue_many(sql, parameters)


def load(name: str) -> Any:  # noqa: ANN401 - aiosql makes one method for each named query at run time
    """The queries of ``storage/queries/<name>.sql`` as methods of one object."""
    text = (_QUERIES / f"{name}.sql").read_text("utf-8")
    whole = _PART.sub(lambda found: _part(found[1]), text)
    return aiosql.from_str(whole, QueueingAdapter)  # type: ignore[arg-type]  # aiosql types its own adapters alike


def _part(name: str) -> str:
    """A shared condition without its heading, which aiosql would search for parameters."""
    lines = (_QUERIES / "parts" / f"{name}.sql").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).strip()
