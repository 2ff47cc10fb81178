"""Opening a store: new, older, newer, damaged, where nothing can be written."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Reply
from storage import database
from storage.database import Database, StoreError, migrate, migrations, version

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NEXT = migrations()[-1][0] + 1
WORKING = "ALTER TABLE contact ADD COLUMN nickname TEXT;\nUPDATE contact SET nickname = 'x';\n"
BROKEN = "CREATE TABLE half_done (a TEXT);\nUPDATE contact SET locale = 'en';\nINSERT INTO nowhere VALUES (1);\n"


def _add_migration(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    shipped = [*migrations(), (NEXT, f"{NEXT:04}_test.sql", script)]
    monkeypatch.setattr(database, "migrations", lambda: shipped)


async def _populate(path: Path) -> None:
    opened = await Database.open(path)
    async with opened.write() as store:
        contact = await store.people.add(Address("web", "a"), "vi", NOW)
        await store.outbox.add(contact.address, Reply("Dạ"), NOW, contact_id=contact.id)
    await opened.close()


def test_migrations_are_numbered_without_gaps() -> None:
    assert [number for number, _, _ in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_new_store_has_every_migration_on_record(store_path: Path) -> None:
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        assert version(connection) == migrations()[-1][0]
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_migrating_twice_changes_nothing(store_path: Path) -> None:
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        before = list(connection.iterdump())
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        assert list(connection.iterdump()) == before


async def test_each_connection_is_durable_and_checks_references(database: Database) -> None:
    async with database.write() as store:
        pragmas = [
            (await store.connection.execute_fetchall(f"PRAGMA {name}")) for name in ("synchronous", "foreign_keys")
        ]
    assert [next(iter(rows))[0] for rows in pragmas] == [2, 1]


async def test_a_populated_store_is_upgraded(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await _populate(store_path)
    _add_migration(monkeypatch, WORKING)
    opened = await Database.open(store_path)
    async with opened.read() as store:
        contact = await store.people.by_address(Address("web", "a"))
        letters = await store.outbox.counts()
    await opened.close()
    assert contact is not None
    assert letters == {("web", "waiting"): 1}
    with closing(sqlite3.connect(store_path)) as connection:
        assert version(connection) == NEXT
        assert connection.execute("SELECT nickname FROM contact").fetchall() == [("x",)]


async def test_a_failing_migration_leaves_the_store_as_it_was(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _populate(store_path)
    _add_migration(monkeypatch, BROKEN)
    with pytest.raises(StoreError):
        migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        assert version(connection) == NEXT - 1
        assert connection.execute("SELECT locale FROM contact").fetchall() == [("vi",)]
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'half_done'").fetchall()
    assert tables == []
    monkeypatch.undo()
    migrate(store_path)


def test_a_failing_migration_does_not_blame_the_folder(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(store_path)
    _add_migration(monkeypatch, BROKEN)
    with pytest.raises(StoreError) as raised:
        migrate(store_path)
    assert f"{NEXT:04}_test.sql" in str(raised.value)


async def test_a_newer_store_is_refused(store_path: Path) -> None:
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute("INSERT INTO schema_version (number, name) VALUES (99, 'later.sql')")
        connection.commit()
    with pytest.raises(StoreError, match="schema 99, written by a newer release"):
        await Database.open(store_path)


@pytest.mark.parametrize("content", [b"no store at all, but long enough to be read as one" * 40, b"\x00" * 5000])
def test_a_damaged_file_is_named_with_the_way_out(store_path: Path, content: bytes) -> None:
    store_path.write_bytes(content)
    with pytest.raises(StoreError, match="ansinh restore") as raised:
        migrate(store_path)
    assert str(store_path) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert store_path.read_bytes() == content


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written"):
        migrate(tmp_path / "data" / "ansinh.sqlite3")


def test_a_folder_in_place_of_the_store(store_path: Path) -> None:
    store_path.mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        migrate(store_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="owner, rights and free space"):
        migrate(folder / "ansinh.sqlite3")


def test_a_store_that_is_read_only(tmp_path: Path) -> None:
    """The kernel's own file system refuses new files even to root."""
    with pytest.raises(StoreError, match="cannot be written"):
        migrate(type(tmp_path)("/proc/ansinh.sqlite3"))
