"""What an officer enters as a pay day is looked at once more before it is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.times import local_day

if TYPE_CHECKING:
    from tests.fakes.room import Room

OFFICER, AREA = "web:ha", "20791"


@pytest.mark.parametrize("day", ["23/11/2026", "1/1/2020", "24/12/2029"])
async def test_a_day_that_has_passed_or_is_far_away_is_asked_for_again(room: Room, day: str) -> None:
    await room.officer(OFFICER, AREA)
    for text in ("/ngaytra", "1"):
        await room.say(OFFICER, text)
    (reply,) = await room.say(OFFICER, day)
    assert "đã qua hoặc xa quá" in reply.text
    (reply,) = await room.say(OFFICER, "5/12")
    assert "mấy giờ" in reply.text


async def test_a_day_that_passes_while_the_form_is_open_is_not_kept(room: Room) -> None:
    await room.officer(OFFICER, AREA)
    room.clock.advance(hours=14.9)  # six minutes before midnight
    for text in ("/ngaytra", "1", "hôm nay", "7 giờ", "nhà văn hóa", "bỏ qua"):
        await room.say(OFFICER, text)
    room.clock.advance(hours=0.2)
    (reply,) = await room.say(OFFICER, "1")
    assert "đã qua hoặc xa quá" in reply.text
    async with room.database.read() as store:
        assert await store.payments.coming(AREA, local_day(room.clock()).replace(year=2000)) == []


async def test_as_last_month_takes_hours_and_place_along_and_shows_the_whole_date(room: Room) -> None:
    await room.officer(OFFICER, AREA)
    for text in (
        "/ngaytra",
        "1",
        "5-6/12",
        "7 giờ",
        "nhà văn hóa",
        "bỏ qua",
        "1",
        "/ngaytra",
        "nhập ngày chi trả",
        "1",
    ):
        await room.say(OFFICER, text)
    (reply,) = await room.say(OFFICER, "Như tháng trước")
    for shown in ("từ thứ Ba, 5/1/2027 đến thứ Tư, 6/1/2027", "7 giờ", "nhà văn hóa"):
        assert shown in reply.text


async def test_as_last_month_does_not_move_the_last_day_itself(room: Room) -> None:
    await room.officer(OFFICER, AREA)
    for text in ("/ngaytra", "1", "5/12", "7 giờ", "nhà văn hóa", "bỏ qua", "1"):
        await room.say(OFFICER, text)
    await room.say(OFFICER, choice="payday:change:1")
    for text in ("sửa lại", "ngày"):
        await room.say(OFFICER, text)
    (reply,) = await room.say(OFFICER, "như tháng trước")
    assert "gõ rõ ngày mới" in reply.text
    (reply,) = await room.say(OFFICER, "thứ năm")
    assert "thứ Năm, 26/11/2026" in reply.text


async def test_today_can_still_be_announced(room: Room) -> None:
    await room.officer(OFFICER, AREA)
    for text in ("/ngaytra", "1", "24/11/2026", "7 giờ", "nhà văn hóa", "bỏ qua", "1"):
        await room.say(OFFICER, text)
    async with room.database.read() as store:
        assert len(await store.payments.coming(AREA, local_day(room.clock()))) == 1
