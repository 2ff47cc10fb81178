"""Transactions: all or nothing, readers undisturbed, one writer at a time."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Address
from storage.times import local_day, moment, stamp

if TYPE_CHECKING:
    from storage.database import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


async def _add(database: Database, name: str) -> None:
    async with database.write() as store:
        await store.people.add(Address("web", name), "vi", NOW)


async def _contacts(database: Database) -> int:
    async with database.read() as store:
        return await store.roster.contacts()


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.write() as store:
            await store.people.add(Address("web", "a"), "vi", NOW)
            raise RuntimeError
    assert await _contacts(database) == 0
    await _add(database, "a")
    assert await _contacts(database) == 1


async def test_a_cancelled_writer_rolls_back_and_frees_the_lock(database: Database) -> None:
    inside, never = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.write() as store:
            await store.people.add(Address("web", "a"), "vi", NOW)
            inside.set()
            await never.wait()

    writing = asyncio.create_task(write())
    await inside.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await _add(database, "b")
    assert await _contacts(database) == 1


async def test_a_broken_rule_rolls_back(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with database.write() as store:
            contact = await store.people.add(Address("web", "a"), "vi", NOW)
            await store.people.set_area(contact.id, "no such area")
    assert await _contacts(database) == 0


async def test_a_reader_keeps_its_view_and_waits_for_nobody(database: Database) -> None:
    await _add(database, "a")
    async with database.read() as reader:
        assert await reader.roster.contacts() == 1
        async with database.write() as writer:
            await writer.people.add(Address("web", "b"), "vi", NOW)
            assert await reader.roster.contacts() == 1
        assert await reader.roster.contacts() == 1
    assert await _contacts(database) == 2


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        async with database.read() as store:
            await store.people.add(Address("web", "a"), "vi", NOW)
    await _add(database, "a")


async def test_many_writers_and_readers_at_once(database: Database) -> None:
    seen: list[int] = []

    async def look() -> None:
        seen.append(await _contacts(database))

    await asyncio.gather(*(_add(database, f"w{number}") for number in range(40)), *(look() for _ in range(40)))
    assert await _contacts(database) == 40
    assert all(0 <= count <= 40 for count in seen)


async def test_a_reader_is_given_back_after_an_error(database: Database) -> None:
    for _ in range(5):
        with pytest.raises(RuntimeError):
            async with database.read():
                raise RuntimeError
    assert await _contacts(database) == 0


_moments = st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants it


@settings(deadline=None)
@given(_moments, _moments)
def test_stamps_keep_the_moment_and_its_order(one: datetime, other: datetime) -> None:
    assert moment(stamp(one)) == one
    assert (stamp(one) < stamp(other)) == (one < other)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 11, 24))  # noqa: DTZ001 - a naive moment is the point


def test_the_day_changes_at_midnight_in_vietnam() -> None:
    midnight = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert local_day(midnight).isoformat() == "2026-11-25"
    assert local_day(midnight - timedelta(microseconds=1)).isoformat() == "2026-11-24"
