"""Copies of a store in use, and bringing one back."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address
from storage.backup import back_up, restore
from storage.database import Database, StoreError, migrate

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


async def _add(database: Database, first: int, count: int) -> None:
    for number in range(first, first + count):
        async with database.write() as store:
            await store.people.add(Address("web", str(number)), "vi", NOW)


def _contacts(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        contacts = int(connection.execute("SELECT COUNT(*) FROM contact").fetchone()[0])
        addresses = int(connection.execute("SELECT COUNT(*) FROM address").fetchone()[0])
    assert contacts == addresses
    return contacts


async def test_a_backup_while_writing_is_whole(database: Database, store_path: Path, tmp_path: Path) -> None:
    await _add(database, 0, 20)
    copy = tmp_path / "copy"
    await asyncio.gather(_add(database, 20, 30), asyncio.to_thread(back_up, store_path, copy))
    assert 20 <= _contacts(copy) <= 50
    assert _contacts(store_path) == 50


async def test_a_backup_has_what_only_the_log_holds(database: Database, store_path: Path, tmp_path: Path) -> None:
    """WAL: the newest rows are not in the store's own file yet."""
    await _add(database, 0, 3)
    assert store_path.with_name(store_path.name + "-wal").stat().st_size > 0
    back_up(store_path, tmp_path / "copy")
    assert _contacts(tmp_path / "copy") == 3


def test_a_backup_overwrites_nothing(store_path: Path, tmp_path: Path) -> None:
    migrate(store_path)
    (tmp_path / "precious").write_text("precious")
    with pytest.raises(StoreError, match="nothing was written"):
        back_up(store_path, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "precious"


def test_there_must_be_a_store(store_path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        back_up(store_path, tmp_path / "copy")
    assert not store_path.exists()
    assert not (tmp_path / "copy").exists()


async def test_a_restored_store_is_the_copy_and_the_old_one_is_kept(store_path: Path, tmp_path: Path) -> None:
    database = await Database.open(store_path)
    await _add(database, 0, 2)
    back_up(store_path, tmp_path / "copy")
    await _add(database, 2, 5)
    await database.close()
    kept = restore(tmp_path / "copy", store_path)
    assert _contacts(store_path) == 2
    assert kept is not None
    assert _contacts(kept) == 7
    assert restore(tmp_path / "copy", store_path) not in {kept, None}


def test_restoring_where_nothing_was(store_path: Path, tmp_path: Path) -> None:
    migrate(tmp_path / "source")
    assert restore(tmp_path / "source", store_path) is None
    assert _contacts(store_path) == 0


@pytest.mark.parametrize("content", [b"not a store" * 200, b""])
def test_what_is_no_store_is_not_restored(store_path: Path, tmp_path: Path, content: bytes) -> None:
    migrate(store_path)
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(StoreError, match="wrong"):
        restore(tmp_path / "wrong", store_path)
    assert _contacts(store_path) == 0
    assert not list(tmp_path.glob("*.before-*"))


def test_a_missing_copy_is_not_made(store_path: Path, tmp_path: Path) -> None:
    migrate(store_path)
    with pytest.raises(StoreError):
        restore(tmp_path / "missing", store_path)
    assert not (tmp_path / "missing").exists()


def test_a_newer_copy_is_not_restored(store_path: Path, tmp_path: Path) -> None:
    migrate(tmp_path / "newer")
    with closing(sqlite3.connect(tmp_path / "newer")) as connection:
        connection.execute("INSERT INTO schema_version (number, name) VALUES (99, 'later.sql')")
        connection.commit()
    with pytest.raises(StoreError, match="newer release"):
        restore(tmp_path / "newer", store_path)
    assert not store_path.exists()


def test_another_program_s_store_is_not_restored(store_path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other")) as connection:
        connection.execute("CREATE TABLE schema_version (number INTEGER, name TEXT)")
        connection.commit()
    with pytest.raises(StoreError):
        restore(tmp_path / "other", store_path)
