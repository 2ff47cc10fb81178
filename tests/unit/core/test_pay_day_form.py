"""What an officer enters as a pay day is looked at once more before it is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.times import local_day

if TYPE_CHECKING:
    from tests.fakes.room import Room

OFFICER, AREA = "web:ha", "20791"


@pytest.mark.parametrize("day", ["23/11/2026", "1/1/2020", "24/12/2029"])
async def test_a_day_that_has_passed_or_is_far_away_is_not_kept(room: Room, day: str) -> None:
    await room.officer(OFFICER, AREA)
    for text in ("/ngaytra", "1", day, "7 giờ", "nhà văn hóa", "bỏ qua"):
        await room.say(OFFICER, text)
    (reply,) = await room.say(OFFICER, "1")
    assert "đã qua hoặc xa quá" in reply.text
    async with room.database.read() as store:
        assert await store.payments.coming(AREA, local_day(room.clock()).replace(year=2000)) == []


async def test_today_can_still_be_announced(room: Room) -> None:
    await room.officer(OFFICER, AREA)
    for text in ("/ngaytra", "1", "24/11/2026", "7 giờ", "nhà văn hóa", "bỏ qua", "1"):
        await room.say(OFFICER, text)
    async with room.database.read() as store:
        assert len(await store.payments.coming(AREA, local_day(room.clock()))) == 1
