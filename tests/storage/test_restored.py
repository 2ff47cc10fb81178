"""A store that was brought back sends nothing by itself that may have been sent since the copy was made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.messages import Address, Priority, Reply
from storage.announcements import Draft, Segment
from storage.backup import back_up, restore
from storage.held import Held
from storage.restored import Restored, Since
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=9)
ANN, BINH, CHI = (Address("web", name) for name in ("an", "binh", "chi"))


async def _filled(path: Path) -> tuple[Database, dict[Address, int]]:
    """Three people: a reply and an alert wait for the first two, an announcement is under way."""
    database = await open_store(path)
    people: dict[Address, int] = {}
    async with database.write() as store:
        for address in (ANN, BINH, CHI):
            people[address] = (await store.people.add(address, "vi", NOW)).id
        await store.outbox.add(ANN, Reply("Dạ."), NOW, contact_id=people[ANN])
        await store.outbox.add(BINH, Reply("Dạ, tin mới."), NOW, contact_id=people[BINH], priority=Priority.ALERT)
        texts = {("vi", ""): Reply("Thông báo")}
        number = await store.announcements.add(Draft("notice", "Ngày phát", Segment(), texts), people[CHI], CHI, NOW)
        assert await store.announcements.confirm(number, people[CHI], NOW, second=False)
        assert await store.announcements.start(number)
        one = await store.announcements.one(number)
        assert one
        await store.announcements.plan(one, 2, NOW)
    return database, people


def _lose(path: Path, left: bytes = b"") -> None:
    """The disk keeps nothing, or nothing that makes sense."""
    path.write_bytes(left) if left else path.unlink()


async def _brought_back(path: Path, tmp_path: Path) -> tuple[Database, Restored]:
    restored = restore(tmp_path / "copy", path, (database := await open_store(path)).vault, LATER)
    await database.close()
    return await open_store(path), restored


async def test_what_waited_is_held_until_somebody_decides(store_path: Path, tmp_path: Path) -> None:
    database, people = await _filled(store_path)
    back_up(store_path, tmp_path / "copy")
    async with database.write() as store:  # sent since, which the copy does not know
        for letter in await store.outbox.claim("web", NOW, 9, NOW):
            await store.outbox.sent(letter.id, "1", NOW)
    await database.close()
    database, restored = await _brought_back(store_path, tmp_path)
    assert (restored.held, restored.since) == (4, Since())
    async with database.write() as store:
        assert await store.outbox.claim("web", LATER, 9, LATER) == []
        [announcement] = await store.announcements.running()
        assert (announcement.state, announcement.restored_from) == ("paused", NOW)
        held = await store.held.counts()
        assert held == [Held("web", Priority.REPLY, 1, NOW), Held("web", Priority.ALERT, 1, NOW)]
        await store.people.stop(people[BINH], LATER)
        await store.held.release()
        letters = {letter.address: letter for letter in await store.outbox.claim("web", LATER, 9, LATER)}
        assert (letters[ANN].obstacle, letters[ANN].repeated) == (None, 1)
        assert letters[BINH].obstacle == "stopped"
        assert await store.held.counts() == []
        assert await store.announcements.resume(announcement.id)
        [announcement] = await store.announcements.running()
        assert (announcement.state, announcement.restored_from) == ("sending", None)
    await database.close()


async def test_what_is_dropped_is_gone_and_what_came_in_is_not(store_path: Path, tmp_path: Path) -> None:
    database, _ = await _filled(store_path)
    await database.close()
    back_up(store_path, tmp_path / "copy")
    database, _ = await _brought_back(store_path, tmp_path)
    async with database.write() as store:
        await store.held.drop(LATER)
        assert await store.held.counts() == []
        assert (await store.outbox.counts())["web", "dropped"] == 2
        rows = await store.connection.execute_fetchall("SELECT 1 FROM outbox WHERE payload IS NOT NULL")
    assert rows == []
    await database.close()


async def test_an_announcement_of_a_later_hour_waits_for_its_officer_and_its_hour(
    store_path: Path, tmp_path: Path
) -> None:
    database = await open_store(store_path)
    async with database.write() as store:
        officer = (await store.people.add(ANN, "vi", NOW)).id
        number = await store.announcements.add(Draft("notice", "Mai", Segment(), {}), officer, ANN, NOW)
        await store.announcements.confirm(number, officer, LATER + timedelta(days=1), second=False)
    await database.close()
    back_up(store_path, tmp_path / "copy")
    database, _ = await _brought_back(store_path, tmp_path)
    async with database.write() as store:
        assert [one.state for one in await store.announcements.running()] == ["paused"]
        assert await store.announcements.resume(number)
        assert [one.state for one in await store.announcements.running()] == ["confirmed"]
    await database.close()


async def test_who_said_stop_since_or_asked_to_be_forgotten_hears_nothing(store_path: Path, tmp_path: Path) -> None:
    database, people = await _filled(store_path)
    back_up(store_path, tmp_path / "copy")
    async with database.write() as store:
        await store.people.stop(people[ANN], NOW)
        await store.people.forget(people[BINH], NOW)
    async with database.write() as store:
        await store.personal.forget_erased(LATER)
    await database.close()
    database, restored = await _brought_back(store_path, tmp_path)
    assert restored.since == Since(stopped=2, forgotten=(BINH,))
    async with database.read() as store:
        found = [await store.people.by_address(address) for address in (ANN, BINH, CHI)]
    assert [one and one.stopped for one in found] == [True, True, False]
    await database.close()


async def test_who_ended_announcements_or_warnings_alone_since_gets_none(store_path: Path, tmp_path: Path) -> None:
    database, people = await _filled(store_path)
    async with database.write() as store:
        for address in (ANN, BINH):
            await store.people.set_tips(people[address], on=True)
    back_up(store_path, tmp_path / "copy")
    async with database.write() as store:
        await store.people.set_notices(people[ANN], on=False)
        await store.people.set_tips(people[BINH], on=False)
    await database.close()
    database, _ = await _brought_back(store_path, tmp_path)
    async with database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT notices, tips FROM contact ORDER BY id")
    assert [tuple(row) for row in rows] == [(0, 1), (1, 0), (1, 0)]
    await database.close()


async def test_a_store_before_of_an_earlier_release_is_asked_what_it_knows(store_path: Path, tmp_path: Path) -> None:
    database, people = await _filled(store_path)
    back_up(store_path, tmp_path / "copy")
    async with database.write() as store:
        await store.people.stop(people[ANN], NOW)
        await store.connection.execute_fetchall("ALTER TABLE contact DROP COLUMN notices")
    vault = database.vault
    await database.close()
    assert restore(tmp_path / "copy", store_path, vault, LATER).since == Since(stopped=1)


async def test_a_store_of_other_people_says_nothing_about_these(store_path: Path, tmp_path: Path) -> None:
    """Begun anew after the disk was lost: its first person is not the copy's first person."""
    database, _ = await _filled(store_path)
    await database.close()
    back_up(store_path, tmp_path / "copy")
    _lose(store_path)
    database = await open_store(store_path)
    async with database.write() as store:
        await store.people.add(Address("web", "another"), "vi", LATER)
    await database.close()
    database, restored = await _brought_back(store_path, tmp_path)
    assert restored.since == Since()
    await database.close()


async def test_a_damaged_store_before_is_not_asked(store_path: Path, tmp_path: Path) -> None:
    database, _ = await _filled(store_path)
    await database.close()
    back_up(store_path, tmp_path / "copy")
    _lose(store_path, b"?" * 40_000)
    restored = restore(tmp_path / "copy", store_path, database.vault, LATER)
    assert (restored.held, restored.since) == (4, None)
    with closing(sqlite3.connect(store_path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM outbox WHERE state = 'unknown'").fetchone() == (4,)
