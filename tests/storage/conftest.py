"""A real store on a real file for the tests of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "ansinh.sqlite3"


@pytest.fixture
async def database(store_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(store_path)
    yield opened
    await opened.close()
