"""A month's report: the same figures in chat, in Excel and in Word; drawn letters are there; the area holds."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types
from PIL import Image
from python_calamine import CalamineWorkbook

from bot.messages import Address, Media, Reply
from bot.reports.charts import MOST_ON_A_PAGE, bars
from bot.reports.progress import Count
from storage.enrolments import Report
from storage.roster import Beneficiary

if TYPE_CHECKING:
    from tests.fakes.room import Room

HOA, CITY = "web:hoa", "web:city"
AREA, OTHER = "20971", "20623"


async def filled(room: Room) -> None:
    people = [
        Beneficiary(AREA, f"Lê Thị {n}", 1940, None, "NCC", "account" if n == "Lan" else "cash") for n in ("Lan", "Hoa")
    ]
    async with room.database.write() as store:
        await store.roster.add([*people, Beneficiary(AREA, "Võ Văn Ba", 1941, None, "BTXH", "cash")], room.clock())
        await store.monthly.enter(
            AREA, date(2026, 10, 1), {"NCC": Count(2, 0), "BTXH": Count(1, 0)}, None, room.clock()
        )
        await store.monthly.enter(OTHER, date(2026, 10, 1), {"HTXH": Count(50, 20)}, None, room.clock())
    await room.officer(HOA, AREA)
    await room.officer(CITY, None)


async def made(room: Room, who: str, key: str) -> list[Reply]:
    await room.press(who, key)
    await room.work()
    return [message for message in await room.heard(who) if isinstance(message, Reply)]


async def test_a_communes_month_is_the_same_everywhere(room: Room) -> None:
    await filled(room)
    replies = await made(room, HOA, f"report:2026-11:{AREA}")
    assert "Nhận qua tài khoản: 1 trên 3 người, 33,33 % (so với tháng trước: +1)" in replies[-1].text
    files = {reply.attachment.name: await room.file(reply.attachment) for reply in replies if reply.attachment}
    book = CalamineWorkbook.from_filelike(BytesIO(files["bao-cao-2026-11.xlsx"]))
    rows = {row[0]: row[1:] for row in book.get_sheet_by_name("Theo nhóm trợ cấp").to_python()}
    assert rows["Người có công"] == [2.0, 1.0, 50.0, 1.0]
    assert rows["Tổng cộng"] == [3.0, 1.0, 33.33, 1.0]
    assert {"NCC", "BTXH", "HTXH"} <= set(book.sheet_names)
    text = document_text(files["bao-cao-2026-11.docx"])
    assert "Nhận qua tài khoản: 1 trên 3 người" in text
    assert "ỦY BAN NHÂN DÂN\nXÃ TAM XUÂN" in text
    assert "qua tài khoản, tháng 11/2026\n" in text
    assert [reply.attachment.media for reply in replies if reply.attachment].count(Media.PHOTO) == 1, "no empty chart"
    assert Image.open(BytesIO(files["areas.png"])).size[0] == 1_000


def document_text(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


async def test_the_city_sees_rosters_and_entered_figures_together(room: Room) -> None:
    await filled(room)
    replies = await made(room, CITY, "report:2026-11:all")
    assert "21 trên 53 người" in replies[-1].text
    content = await room.file(next(reply.attachment for reply in replies if "docx" in str(reply.attachment)))
    assert "THÀNH PHỐ ĐÀ NẴNG" in document_text(content)
    past = await made(room, CITY, "report:2026-10:all")
    assert "20 trên 53 người" in past[-1].text


async def test_an_edited_button_reaches_no_other_area_and_no_month_to_come(room: Room) -> None:
    await filled(room)
    for key in (f"report:2026-11:{OTHER}", "report:2026-11:all"):
        assert "không thuộc phần" in (await room.press(HOA, key))[-1].text
    for key in (f"report:2027-01:{AREA}", f"report:x:{AREA}", f"report:1999-01:{AREA}"):
        assert "tháng nào" in (await room.press(HOA, key))[-1].text


async def test_an_empty_commune_gets_an_honest_report(room: Room) -> None:
    await room.officer(HOA, AREA)
    replies = await made(room, HOA, f"report:2026-11:{AREA}")
    assert "Chưa có danh sách" in replies[-1].text
    files = {str(reply.attachment.name): await room.file(reply.attachment) for reply in replies if reply.attachment}
    assert sorted(files) == ["bao-cao-2026-11.docx", "bao-cao-2026-11.xlsx"], "an empty chart says nothing"
    assert document_text(files["bao-cao-2026-11.docx"]).count("Chưa có báo cáo nào.") == 1, (
        "of reasons, not of requests"
    )


def test_the_shipped_fonts_have_every_letter_of_vietnamese() -> None:
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = {unicodedata.normalize("NFC", letter + mark) for letter in "aăâeêioôơuưyđ" for mark in marks}
    wanted = {ord(one) for letter in letters if len(letter) == 1 for one in (letter, letter.upper())}
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        with as_file(files("bot.reports") / "fonts" / name) as path, TTFont(path) as drawn:
            assert wanted - set(drawn.getBestCmap()) == set()


def test_a_chart_is_a_picture_whatever_its_figures() -> None:
    for rows in ([], [("Xã " + "rất dài " * 20, 0.0, "0")], [("a", -5.0, "x"), ("b", 900.0, "y")]):
        assert Image.open(BytesIO(bars("Tỷ lệ " * 30, rows, whole=100))).format == "PNG"


async def test_a_citys_chart_is_in_pieces_that_fit_on_a_page(room: Room) -> None:
    await room.officer(CITY, None)
    async with room.database.write() as store:
        for area in room.mind.areas.all:
            await store.monthly.enter(area.code, date(2026, 10, 1), {"NCC": Count(5, 2)}, None, room.clock())
    replies = await made(room, CITY, "report:2026-10:all")
    content = await room.file(next(reply.attachment for reply in replies if "docx" in str(reply.attachment)))
    document = Document(BytesIO(content))
    pictures = list(document.inline_shapes)
    section = document.sections[0]
    room_on_page = section.page_height - section.top_margin - section.bottom_margin
    assert len(pictures) == -(-len(room.mind.areas.all) // MOST_ON_A_PAGE)
    assert all(picture.height <= room_on_page for picture in pictures)


async def test_a_past_month_tells_what_families_said_by_its_end(room: Room) -> None:
    """The clock stands in November; the report of October knows nothing of what was said since."""
    await filled(room)
    people = ["web:kept", "web:changed", "web:moved", "web:taken", "web:late"]
    word = {"relation": "child", "confirmed": True}
    for who in people:
        await room.say(who, "/start")
    then, now = datetime(2026, 10, 20, tzinfo=UTC), room.clock()
    async with room.database.write() as store:
        ids = {}
        for who in people:
            contact = await store.people.by_address(Address.parse(who))
            assert contact
            ids[who] = contact.id
        fees = Report(AREA, willing="no", reason="fees", **word)  # type: ignore[arg-type]
        yes = Report(AREA, willing="yes", **word)  # type: ignore[arg-type]
        rows = {who: await store.enrolments.add(ids[who], fees, then) for who in people[:4]}
        await store.enrolments.add(ids["web:late"], yes, now)
        await store.enrolments.change(rows["web:changed"], ids["web:changed"], yes, now)
        await store.enrolments.change(rows["web:moved"], ids["web:moved"], replace(fees, area_code=OTHER), now)
        await store.enrolments.withdraw(rows["web:taken"], ids["web:taken"], now)
    october = (await made(room, HOA, f"report:2026-10:{AREA}"))[-1].text
    assert "Gia đình đã báo: 4 người, trong đó muốn mở tài khoản: 0" in october
    assert "tính đến thứ Ba, 24/11/2026, không phải cuối tháng" in october
    november = (await made(room, HOA, f"report:2026-11:{AREA}"))[-1].text
    assert "Gia đình đã báo: 3 người, trong đó muốn mở tài khoản: 2" in november
    assert "không phải cuối tháng" not in november
    city = (await made(room, CITY, "report:2026-11:all"))[-1].text
    assert "Gia đình đã báo: 4 người" in city
