"""A year's pay days from one Excel file: shown with the days off among them, entered once, mistakes by row."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from bot.messages import MAX_TEXT, Address, Reply
from bot.reports.pay_day_reading import MOST_DAYS
from bot.schedule.paydays import due_at
from storage.wishes import Subscription
from tests.fakes.lists import XLSX, book, table

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


CITY = "web:city"


def province_table() -> bytes:
    """Several communes as a city officer keeps them: merged cells, hamlets, dates as text, hours as times of day."""

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Lịch")
        sheet.write_row(
            0, 0, ("Xã, phường", "Ngày chi trả", "Giờ", "Địa điểm", "Đối tượng", "Thôn", "Thông tin liên hệ")
        )
        sheet.merge_range(1, 0, 3, 0, "Thăng Bình")
        sheet.merge_range(1, 3, 2, 3, "nhà văn hóa thôn 2")
        clock = workbook.add_format({"num_format": "hh:mm"})
        for row, (day, scheme, hamlet) in enumerate(
            (("Thứ Năm, 10/12/2026", "NCC", "thôn 2"), ("2026-12-11", "NCC", "thôn 3, thôn 4"), ("13/12/2026", "", "")),
            1,
        ):
            sheet.write_string(row, 1, day)
            sheet.write_datetime(row, 2, time(7, 30), clock)
            sheet.write_string(row, 4, scheme)
            sheet.write_string(row, 5, hamlet)
        sheet.write_string(3, 3, "trụ sở xã")
        sheet.write_row(6, 0, ("Tam Xuân", "Thứ Hai, 10/12/2026", "8 giờ", "trụ sở xã", "NCC", "", "0905 111 222"))
        sheet.write_row(7, 0, ("Xã Không Có", "17/2/2027", "8 giờ", "trụ sở xã", "NCC", "", ""))
        sheet.write_row(8, 0, ("Tam Xuân", "5/2/2027", "8 giờ", "trụ sở xã", "NCC", "", ""))

    return book(fill)


async def bring(room: Room, who: str, content: bytes, name: str = "lich.xlsx", mime: str = XLSX) -> Reply:
    await room.send_file(who, name, content, mime)
    await room.work()
    return [message for message in await room.heard(who) if isinstance(message, Reply)][-1]


async def test_the_city_s_file_with_merged_cells_hamlets_and_dates_as_text(room: Room) -> None:
    await room.officer(CITY, None)
    shown = await bring(room, CITY, province_table())
    assert "6 ngày chi trả" in shown.text
    assert "Thăng Bình: Người có công: thứ Năm, 10/12/2026, 7:30, tại nhà văn hóa thôn 2 (thôn 2)" in shown.text
    assert "thứ Sáu, 11/12/2026, 7:30, tại nhà văn hóa thôn 2 (thôn 3, thôn 4)" in shown.text
    assert shown.text.lower().count("⚠ chủ nhật, 13/12/2026") == 3
    assert "⚠ thứ Sáu, 5/2/2027 là ngày nghỉ (" in shown.text, "the day before Tết"
    assert "Dòng 7: Ngày chưa rõ" in shown.text, "a Thursday is no Monday"
    assert "Dòng 8: " in shown.text
    assert "Không Có" in shown.text


async def test_more_days_than_a_message_shows_are_in_a_file_that_can_be_sent_again(room: Room) -> None:
    await room.officer(HOA, AREA)
    rows = [(f"{day}/12/2026", "8 giờ", "trụ sở xã", "NCC") for day in range(1, 21)]
    shown = await bring(room, HOA, table(rows, ("Ngày chi trả", "Giờ", "Địa điểm", "Đối tượng")))
    assert shown.text.count("•") == 8
    assert "Còn 12 ngày nữa ở trong tệp" in shown.text
    assert len(shown.text) < MAX_TEXT
    again = await bring(room, HOA, await room.file(shown.attachment))
    assert "20 ngày chi trả" in again.text
    yes = next(choice for choice in again.choices if choice.key.startswith("year:"))
    assert yes.label == "Đúng rồi, ghi 20 ngày này"
    await room.press(HOA, yes.key)
    assert len(await days(room)) == 20
    (listed,) = await room.say(HOA, "/ngaytra")
    assert "Sau đó còn 14 ngày nữa đã ghi" in listed.text


async def test_the_empty_file_is_found_from_the_pay_days_and_is_understood(room: Room) -> None:
    await room.officer(HOA, AREA)
    (form,) = await room.say(HOA, "/ngaytra")
    assert "/ngaytra mau" in form.text
    (offered,) = await room.say(HOA, "/ngaytra mau")
    empty = await room.file(offered.attachment)
    workbook = CalamineWorkbook.from_filelike(BytesIO(empty))
    headings = workbook.get_sheet_by_index(0).to_python()[0]
    filled = table([["", "10-12/12/2026", "8 giờ", "trụ sở xã", "NCC, HTXH", "thôn 2", "Bưu điện", ""]], headings)
    shown = await bring(room, HOA, filled)
    assert "2 ngày chi trả" in shown.text
    assert "(thôn 2; Bưu điện)" in shown.text


async def test_a_csv_file_and_one_that_is_too_long(room: Room) -> None:
    await room.officer(HOA, AREA)
    lines = "Ngày;Giờ;Địa điểm;Đối tượng\n10/12/2026;8 giờ;trụ sở xã;NCC\n;;;\n11/12/2026;8 giờ;trụ sở xã;BTXH\n"
    shown = await bring(room, HOA, lines.encode("utf-8-sig"), "lich.csv", "text/csv")
    assert "2 ngày chi trả" in shown.text
    long = "Ngày;Giờ;Địa điểm;Đối tượng\n" + "10/12/2026;8 giờ;trụ sở xã;\n" * (MOST_DAYS // 3 + 1)
    refused = await bring(room, HOA, long.encode(), "lich.csv", "text/csv")
    assert f"hơn {MOST_DAYS} ngày" in refused.text
    assert not any(choice.key.startswith("year:") for choice in refused.choices)


async def test_a_day_of_the_file_that_people_were_told_otherwise_is_corrected(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.say("web:lan", "/start")
    async with room.database.write() as store:
        lan = await store.people.by_address(Address.parse("web:lan"))
        assert lan
        wish = Subscription(AREA, "NCC", "bà nội", evening=True, morning=False)
        await store.wishes.subscribe(lan.id, wish, room.clock())
    headings = ("Ngày chi trả", "Giờ", "Địa điểm", "Đối tượng")

    async def enter(hours: str) -> str:
        shown = await bring(room, HOA, table([("10/12/2026", hours, "trụ sở xã", "NCC")], headings))
        key = next(choice.key for choice in shown.choices if choice.key.startswith("year:"))
        return (await room.press(HOA, key))[-1].text

    await enter("8 giờ")
    room.clock.now = due_at(date(2026, 12, 10), "evening")
    await room.reminders.plan()
    assert "8 giờ" in str(await room.heard("web:lan"))
    assert "Đã ghi 0" in await enter("8 giờ")
    assert await room.heard("web:lan") == []
    assert "1 người" in await enter("14 giờ")
    heard = [message.text for message in await room.heard("web:lan") if isinstance(message, Reply)]
    assert len(heard) == 1
    assert "14 giờ" in heard[0]
