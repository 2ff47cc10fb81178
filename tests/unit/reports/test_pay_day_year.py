"""A year's pay days from one Excel file: shown with the days off among them, entered once, mistakes by row."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.messages import Reply
from tests.fakes.lists import XLSX, book

if TYPE_CHECKING:
    from typing import Any

    from tests.fakes.room import Room

HOA, AREA = "web:hoa", "20971"
HEADINGS = ("STT", "Ngày chi trả", "Giờ", "Địa điểm", "Đối tượng", "Ghi chú")


def year_table() -> bytes:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("2027")
        sheet.merge_range(0, 0, 0, 5, "LỊCH CHI TRẢ NĂM 2027")
        sheet.write_row(2, 0, HEADINGS)
        as_day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(3, 0, (1, "10-11/12/2026", "7 giờ – 11 giờ", "nhà văn hóa thôn 2", "NCC", ""))
        sheet.write_row(4, 0, (2, "", "7 giờ – 11 giờ", "nhà văn hóa thôn 2", "BTXH, HTXH", "mang căn cước"))
        sheet.write_datetime(4, 1, datetime(2027, 1, 9), as_day)  # noqa: DTZ001 - Excel knows no zones
        sheet.write_row(5, 0, (3, "ngày 10", "", "trụ sở xã", "gia đình", ""))
        sheet.write_row(6, 0, (4, "5/1/2026", "8 giờ", "trụ sở xã", "NCC", ""))

    return book(fill)


async def sent(room: Room) -> Reply:
    await room.send_file(HOA, "lich.xlsx", year_table(), XLSX)
    await room.work()
    return [message for message in await room.heard(HOA) if isinstance(message, Reply)][-1]


async def days(room: Room) -> list[tuple[str, str, str | None]]:
    async with room.database.read() as store:
        coming = await store.payments.coming(AREA, room.clock().date())
    return sorted((one.scheme, str(one.day), str(one.last_day) if one.last_day else None) for one in coming)


async def test_a_year_is_shown_and_entered_once(room: Room) -> None:
    await room.officer(HOA, AREA)
    shown = await sent(room)
    assert "4 ngày chi trả" in shown.text
    assert "⚠ thứ Bảy, 9/1/2027" in shown.text
    assert "Dòng 6: Thiếu giờ. Ngày chưa rõ." in shown.text
    assert "1 ngày đã qua" in shown.text
    assert await days(room) == []
    key = next(choice.key for choice in shown.choices if choice.key.startswith("year:"))
    assert "Đã ghi 3" in (await room.press(HOA, key))[-1].text
    expected = [("BTXH", "2027-01-09", None), ("HTXH", "2027-01-09", None), ("NCC", "2026-12-10", "2026-12-11")]
    assert await days(room) == expected
    assert "đã xong hoặc đã bỏ" in (await room.press(HOA, key))[-1].text
    again = next(choice.key for choice in (await sent(room)).choices if choice.key.startswith("year:"))
    assert "Đã ghi 0" in (await room.press(HOA, again))[-1].text
    assert await days(room) == expected


async def test_an_officer_elsewhere_cannot_enter_it(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.officer("web:other", "20623")
    key = next(choice.key for choice in (await sent(room)).choices if choice.key.startswith("year:"))
    assert "không thuộc phần" in (await room.press("web:other", key))[-1].text
    assert await days(room) == []
