"""A village with the bot running in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.village import Village, open_village

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def quiet_village(tmp_path: Path) -> AsyncIterator[Village]:
    """The village before the bot is started."""
    async with open_village(tmp_path) as opened:
        yield opened


@pytest.fixture
async def village(quiet_village: Village) -> AsyncIterator[Village]:
    async with quiet_village.bot():
        yield quiet_village
