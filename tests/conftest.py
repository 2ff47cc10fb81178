"""Fixtures that every folder uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.room import Room, open_room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.talk import Mind


@pytest.fixture(scope="session")
def mind() -> Mind:
    """Everything the bot knows, loaded once."""
    from bot.app import load_mind  # noqa: PLC0415 - most unit tests need none of it

    return load_mind()


@pytest.fixture
async def room(tmp_path: Path, mind: Mind) -> AsyncIterator[Room]:
    async with open_room(tmp_path, mind) as opened:
        yield opened
