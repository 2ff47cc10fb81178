"""Fixtures of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.schedule.village import Village

if TYPE_CHECKING:
    from tests.fakes.room import Room


@pytest.fixture
async def village(room: Room) -> Village:
    return Village(room)
