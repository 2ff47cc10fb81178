"""Nightly copies: made once, fourteen kept, one tried out each week, and of no use without the key."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.operation.backups import KEPT, TRIAL, Backups, copies
from storage.database import Database, StoreError, open_vault
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""One in the morning in Việt Nam."""


class Night:
    """A store, its backups, and the time."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.now = EVENING
        self.database = database
        self.backups = Backups(database, folder, lambda: self.now)

    async def moment(self, key: str) -> datetime | None:
        async with self.database.read() as store:
            return await store.settings.moment(key)


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    database = await open_store(tmp_path / "store")
    yield Night(database, tmp_path / "backups")
    await database.close()


async def test_one_copy_a_night_and_the_last_fourteen(night: Night) -> None:
    await night.backups.tick()
    assert copies(night.backups.folder) == [], "not before two"
    for number in range(20 * 4):
        night.now = EVENING + timedelta(hours=6 * number + 2)
        await night.backups.tick()
    found = copies(night.backups.folder)
    assert len(found) == KEPT
    assert found[-1].name == f"ansinh-{night.now.date().isoformat()}.sqlite3"
    assert {oct(path.stat().st_mode & 0o777) for path in found} == {"0o600"}


async def test_a_copy_is_tried_out_once_a_week(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the copies: what is temporary may be memory, and a store is larger."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    left = night.backups.folder / f"{TRIAL}of-a-process-that-died"
    left.mkdir(parents=True)
    tried = []
    for number in range(15):
        night.now = EVENING + timedelta(days=number, hours=2)
        await night.backups.tick()
        tried.append(await night.moment("backup_tried"))
    assert len({*tried}) == 3
    assert not left.exists()


async def test_a_copy_cannot_be_read_with_another_key(night: Night) -> None:
    night.now += timedelta(hours=2)
    await night.backups.tick()
    [copy] = copies(night.backups.folder)
    with pytest.raises(StoreError, match="key does not belong"):
        await Database.open(copy, open_vault(copy.with_name("another.key")))


async def test_a_night_without_room_is_told_and_not_tried_all_day(night: Night) -> None:
    night.backups.folder.write_text("a file where the folder should be")
    night.now += timedelta(hours=2)
    await night.backups.tick()
    night.backups.folder.unlink()
    await night.backups.tick()
    assert copies(night.backups.folder) == []
    assert await night.moment("backup_made") is None
    assert "nightly backup failed" in night.backups.troubles[0]


async def test_a_copy_that_cannot_be_restored_is_a_trouble_until_one_can(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("it is damaged")

    night.now += timedelta(hours=2)
    with monkeypatch.context() as broken:
        broken.setattr("bot.operation.backups.restore", refuse)
        await night.backups.tick()
    assert "cannot be restored (it is damaged)" in night.backups.troubles[0]
    assert await night.moment("backup_tried") is None
    night.now += timedelta(days=1)
    await night.backups.tick()
    assert night.backups.troubles == ()
    assert await night.moment("backup_tried") == night.now
