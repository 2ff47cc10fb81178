"""Rows that go in together are the rows that were given, however many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.sql import MOST_VALUES

if TYPE_CHECKING:
    from storage.database import Database

THREE = "INSERT INTO kept (a, b, c)\nVALUES (?, ?, ?);"


@pytest.mark.parametrize("count", [0, 1, MOST_VALUES // 3 - 1, MOST_VALUES // 3, MOST_VALUES // 3 + 1, MOST_VALUES])
async def test_each_row_once_and_in_order(database: Database, count: int) -> None:
    rows = [(number, f"{number}", None) for number in range(count)]
    async with database.write() as store:
        await store.connection.execute_fetchall("CREATE TEMP TABLE kept (a, b, c)")
        store.connection.queue_many(THREE, rows)
        kept = await store.connection.execute_fetchall("SELECT a, b, c FROM kept ORDER BY rowid")
    assert [tuple(row) for row in kept] == rows


async def test_a_statement_that_does_more_than_insert_runs_for_each(database: Database) -> None:
    async with database.write() as store:
        await store.connection.execute_fetchall("CREATE TEMP TABLE kept (a UNIQUE, b)")
        store.connection.queue_many("INSERT INTO kept (a, b) VALUES (?, 1) ON CONFLICT DO NOTHING", [(1,), (1,), (2,)])
        store.connection.queue_many("UPDATE kept SET b = b + :more WHERE a = :a", [{"more": 2, "a": 1}] * 3)
        kept = await store.connection.execute_fetchall("SELECT a, b FROM kept ORDER BY a")
    assert [tuple(row) for row in kept] == [(1, 7), (2, 1)]
