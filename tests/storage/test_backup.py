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
from storage.database import StoreError, inspect, key_beside, migrate, open_vault
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database

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
    database = await open_store(store_path)
    await _add(database, 0, 2)
    back_up(store_path, tmp_path / "copy")
    await _add(database, 2, 5)
    await database.close()
    kept = restore(tmp_path / "copy", store_path, database.vault, NOW).kept
    assert _contacts(store_path) == 2
    assert kept is not None
    assert _contacts(kept) == 7
    assert restore(tmp_path / "copy", store_path, database.vault, NOW).kept not in {kept, None}


def _take_away(store: Path) -> None:
    """Somebody removes a damaged store, and not the log beside it."""
    store.unlink()


@pytest.fixture
async def copy(store_path: Path, tmp_path: Path) -> Path:
    """A copy of a store with three people, which is then without its process, as after a crash."""
    database = await open_store(store_path)
    await _add(database, 0, 3)
    back_up(store_path, tmp_path / "copy")
    beside = {path: path.read_bytes() for path in store_path.parent.glob(f"{store_path.name}-*")}
    await database.close()
    for path, content in beside.items():
        path.write_bytes(content)
    return tmp_path / "copy"


@pytest.mark.parametrize(("first", "last"), [(0, 100), (4096, 5000), (0, 10**9)])
def test_a_copy_takes_the_place_of_a_damaged_store(store_path: Path, copy: Path, first: int, last: int) -> None:
    whole = store_path.read_bytes()
    damaged = whole[:first] + b"?" * (min(last, len(whole)) - first) + whole[last:]
    store_path.write_bytes(damaged)
    kept = restore(copy, store_path, open_vault(key_beside(store_path)), NOW).kept
    assert _contacts(store_path) == 3
    assert kept is not None
    assert len(kept.read_bytes()) == len(damaged)
    left = {path.name for path in store_path.parent.iterdir()} - {store_path.name, kept.name, copy.name}
    assert not [name for name in left if name.startswith(store_path.name) or name.endswith(".restoring")]


def test_a_copy_that_the_key_does_not_open_is_not_restored(store_path: Path, copy: Path, tmp_path: Path) -> None:
    """A bot would not start on it: its names are sealed under a key that is somewhere else."""
    for vault in (None, open_vault(tmp_path / "another.key")):
        with pytest.raises(StoreError, match=r"another key.*nothing was changed"):
            restore(copy, store_path, vault, NOW)
    assert not list(tmp_path.glob("*.before-*"))


@pytest.mark.parametrize("name", ["a copy?mode=rw", "100%41#copy", "bản sao"])
def test_a_copy_has_any_name(store_path: Path, copy: Path, name: str) -> None:
    named = copy.rename(copy.with_name(name))
    restore(named, store_path, open_vault(key_beside(store_path)), NOW)
    assert _contacts(store_path) == 3


def test_a_copy_that_fails_leaves_no_part_of_one(store_path: Path, copy: Path, tmp_path: Path) -> None:
    store_path.write_bytes(b"?" * 5_000)
    with pytest.raises(StoreError, match="could not be copied"):
        back_up(store_path, tmp_path / "second")
    assert not (tmp_path / "second").exists()
    assert copy.exists()


@pytest.mark.parametrize("at", [0, 4096, 3 * 4096, -4096])
def test_damage_is_found_wherever_it_is(store_path: Path, copy: Path, at: int) -> None:
    """Also where no statement of the start comes by."""
    inspect(copy)
    content = bytearray(copy.read_bytes())
    content[at : (at + 600) or None] = b"\x5a" * 600 if at >= 0 else b"\x5a" * len(content[at:][:600])
    store_path.write_bytes(content)
    for beside in store_path.parent.glob(f"{store_path.name}-*"):
        beside.unlink()
    with pytest.raises(StoreError, match="ansinh restore"):
        inspect(store_path)


def test_nothing_is_no_damage(store_path: Path) -> None:
    inspect(store_path)
    assert not store_path.exists()


def test_restoring_where_nothing_was(store_path: Path, tmp_path: Path) -> None:
    migrate(tmp_path / "source")
    assert restore(tmp_path / "source", store_path, None, NOW).kept is None
    assert _contacts(store_path) == 0


@pytest.mark.parametrize("content", [b"not a store" * 200, b""])
def test_what_is_no_store_is_not_restored(store_path: Path, tmp_path: Path, content: bytes) -> None:
    migrate(store_path)
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(StoreError, match="wrong"):
        restore(tmp_path / "wrong", store_path, None, NOW)
    assert _contacts(store_path) == 0
    assert not list(tmp_path.glob("*.before-*"))


def test_a_missing_copy_is_not_made(store_path: Path, tmp_path: Path) -> None:
    migrate(store_path)
    with pytest.raises(StoreError):
        restore(tmp_path / "missing", store_path, None, NOW)
    assert not (tmp_path / "missing").exists()


def test_a_newer_copy_is_not_restored(store_path: Path, tmp_path: Path) -> None:
    migrate(tmp_path / "newer")
    with closing(sqlite3.connect(tmp_path / "newer")) as connection:
        connection.execute("INSERT INTO schema_version (number, name) VALUES (99, 'later.sql')")
        connection.commit()
    with pytest.raises(StoreError, match="newer release"):
        restore(tmp_path / "newer", store_path, None, NOW)
    assert not store_path.exists()


def test_another_program_s_store_is_not_restored(store_path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other")) as connection:
        connection.execute("CREATE TABLE schema_version (number INTEGER, name TEXT)")
        connection.commit()
    with pytest.raises(StoreError):
        restore(tmp_path / "other", store_path, None, NOW)


async def test_no_log_of_another_store_stands_beside_the_copy_or_the_one_before(
    store_path: Path, copy: Path, tmp_path: Path
) -> None:
    """SQLite reads whatever stands there under that name into the store."""
    log = store_path.with_name(store_path.name + "-wal")
    content = log.read_bytes()
    assert content
    _take_away(store_path)
    stale = tmp_path / "ansinh.before-1-wal"
    stale.write_bytes(b"of a store that was kept once")
    (tmp_path / "ansinh.restoring-wal").write_bytes(content)
    restored = restore(copy, store_path, open_vault(key_beside(store_path)), NOW)
    assert restored.kept is None
    assert not log.exists()
    assert _contacts(store_path) == 3
    database = await open_store(store_path)
    await _add(database, 3, 2)
    await database.close()
    kept = restore(copy, store_path, database.vault, NOW).kept
    assert kept
    assert not kept.with_name(kept.name + "-wal").exists()
    assert _contacts(kept) == 5
    assert stale.read_bytes() == b"of a store that was kept once"


async def test_a_store_without_its_key_is_not_opened_with_a_new_one(store_path: Path) -> None:
    await (await open_store(store_path)).close()
    key = key_beside(store_path)
    away = key.rename(key.with_name("in the safe"))
    with pytest.raises(StoreError, match=rf"key file {key} is missing.*Put the file back there"):
        await open_store(store_path)
    assert not key.exists()
    away.rename(key)
    await (await open_store(store_path)).close()
