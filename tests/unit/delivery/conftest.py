"""Fixtures of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.channel import ScriptedChannel
from tests.fakes.stores import open_store
from tests.unit.delivery.post import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    database = await open_store(tmp_path / "store")
    yield Post(database, ScriptedChannel())
    await database.close()
