"""Fixtures that every folder uses."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.fakes.room import Room, open_room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.talk import Mind


# A busy machine is no fault of the code: what is slow to draw is still drawn.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "long", deadline=None, max_examples=3_000, suppress_health_check=list(HealthCheck), print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one's own is made in it
ROOM = 4_000_000_000


def pytest_configure() -> None:
    """Where memory serves as a disk and is ample, stores go there: a killed process leaves the same behind in it."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def mind() -> Mind:
    """Everything the bot knows, loaded once."""
    from bot.app import load_mind  # noqa: PLC0415 - most unit tests need none of it

    return load_mind()


@pytest.fixture
async def room(tmp_path: Path, mind: Mind) -> AsyncIterator[Room]:
    async with open_room(tmp_path, mind) as opened:
        yield opened
