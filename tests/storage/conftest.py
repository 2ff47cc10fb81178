"""A real store on a real file for the tests of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.database import Database


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "ansinh.sqlite3"


@pytest.fixture
async def database(store_path: Path) -> AsyncIterator[Database]:
    opened = await open_store(store_path)
    yield opened
    await opened.close()
