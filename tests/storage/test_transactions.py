"""Transactions: all or nothing, readers undisturbed, one writer at a time."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
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


async def test_who_writes_knows_whether_somebody_waits(database: Database) -> None:
    async with database.write():
        assert not database.is_wanted
        first, second = (asyncio.create_task(_add(database, name)) for name in "ab")
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait({second})
        assert database.is_wanted
    await first
    assert not database.is_wanted


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


async def test_cancelled_while_beginning_leaves_no_transaction_to_the_next(database: Database) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # the writer's BEGIN now waits in the connection's thread
        writing = asyncio.create_task(_add(database, "a"))
        await _turns(10)
        writing.cancel()
        await _turns(10)
        other.execute("COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await writing
    await _add(database, "b")
    assert await _contacts(database) == 1


@pytest.mark.parametrize("again", [None, 0, 1, 3])
async def test_cancelled_anywhere_it_is_all_or_nothing(database: Database, again: int | None) -> None:
    outcomes = set()
    for turns in (*range(40), *(2**power for power in range(6, 20))):  # however slow the disk, the last ones are after
        before = await _contacts(database)
        writing = asyncio.create_task(_add_three(database, turns))
        await _turns(turns, writing)
        writing.cancel()
        if again is not None:
            await _turns(again)
            writing.cancel()
        [outcome] = await asyncio.gather(writing, return_exceptions=True)
        assert outcome is None or isinstance(outcome, asyncio.CancelledError)
        at_once = await _contacts(database) - before
        await _add(database, f"next {turns}")
        added = await _contacts(database) - before - 1
        assert added == 3 if outcome is None else added in {0, 3}
        assert at_once == added or again is not None, "cancelled once, it is over by then"
        outcomes.add(added)
    assert outcomes == {0, 3}, "the points reach from before the beginning to after the end"


async def test_a_reader_cancelled_anywhere_keeps_no_old_view(database: Database) -> None:
    for turns in range(40):
        looking = [asyncio.create_task(_contacts(database)) for _ in range(4)]
        await _turns(turns)
        for task in looking:
            task.cancel()
            await _turns(turns % 3)
            task.cancel()
        found = await asyncio.gather(*looking, return_exceptions=True)
        assert all(isinstance(one, int | asyncio.CancelledError) for one in found)
        await _add(database, f"r{turns}")
        assert [await _contacts(database) for _ in range(3)] == [turns + 1] * 3


async def _add_three(database: Database, number: int) -> None:
    async with database.write() as store:
        for letter in "abc":
            await store.people.add(Address("web", f"{letter}{number}"), "vi", NOW)


async def _turns(count: int, until: asyncio.Task[None] | None = None) -> None:
    """Let everything else have ``count`` turns of the loop, or as many as ``until`` takes."""
    for _ in range(count):
        if until and until.done():
            return
        await asyncio.sleep(0)


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
