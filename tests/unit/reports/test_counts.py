"""A commune without a roster enters its figures: no part above its whole, and a jump is asked about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.forms import Parsed
from bot.reports.progress import Count
from handlers.officers.counts import two_counts
from storage.roster import Beneficiary

if TYPE_CHECKING:
    from tests.fakes.room import Room

HOA, AREA = "web:hoa", "20971"


@pytest.mark.parametrize(
    ("text", "pair"),
    [("120/35", [120, 35]), ("120 và 35", [120, 35]), ("1.120 người, 35 qua tk", [1120, 35]), ("0 0", [0, 0])],
)
def test_two_numbers_are_read(text: str, pair: list[int]) -> None:
    assert two_counts(text, None) == Parsed(pair)  # type: ignore[arg-type]  # no mind is needed


@pytest.mark.parametrize("text", ["", "120", "35 trên 120", "999999999999 1", "ba chục"])
def test_what_is_no_pair_is_refused(text: str) -> None:
    assert not isinstance(two_counts(text, None), Parsed)  # type: ignore[arg-type]  # no mind is needed


async def entered(room: Room, *answers: str) -> str:
    await room.say(HOA, "/solieu")
    for answer in answers:
        replies = await room.say(HOA, answer)
    return replies[-1].text


async def test_figures_are_kept_and_a_jump_is_asked_about(room: Room) -> None:
    await room.officer(HOA, AREA)
    assert "Đã ghi" in await entered(room, "tháng trước", "120 và 30", "80/2", "bỏ qua", "1")
    asked = await entered(room, "tháng này", "12 và 3", "80/2", "bỏ qua", "1")
    assert "khác nhiều" in asked
    async with room.database.read() as store:
        assert await store.monthly.of(date(2026, 11, 1)) == {}
    assert "Đã ghi" in (await room.say(HOA, "1"))[-1].text
    async with room.database.read() as store:
        assert await store.monthly.of(date(2026, 11, 1)) == {(AREA, "NCC"): Count(12, 3), (AREA, "BTXH"): Count(80, 2)}
        assert (await store.monthly.of(date(2026, 10, 1)))[AREA, "NCC"] == Count(120, 30)


async def test_edited_buttons_reach_no_other_commune_and_no_other_month(room: Room) -> None:
    await room.officer(HOA, AREA)
    assert "không thuộc phần" in (await room.press(HOA, "counts_yes:20623:2026-11:N5.1"))[-1].text
    assert "đã cũ" in (await room.press(HOA, f"counts_yes:{AREA}:2026-01:N5.1"))[-1].text
    assert "đã cũ" in (await room.press(HOA, f"counts_yes:{AREA}:2026-11:N1.5"))[-1].text


async def test_a_commune_with_a_roster_is_counted_from_it(room: Room) -> None:
    async with room.database.write() as store:
        await store.roster.add([Beneficiary(AREA, "Lê Thị Sáu", 1939, None, "NCC", "cash")], room.clock())
        await store.monthly.count_roster(date(2026, 10, 31), room.clock())
        await store.monthly.count_roster(date(2026, 10, 31), room.clock())
        assert await store.monthly.of(date(2026, 10, 1)) == {(AREA, "NCC"): Count(1, 0)}
    await room.officer(HOA, AREA)
    assert "đếm từ danh sách" in await entered(room, "1", "120 và 30", "80/2", "bỏ qua", "1")
