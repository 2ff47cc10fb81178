"""An officer brings in a list in chat: looked at first, written once confirmed, taken back, never half."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from bot.messages import Reply
from bot.reports import roster_import
from storage.roster import Filter
from tests.fakes.lists import XLSX, office_list, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.roster import Beneficiary
    from tests.fakes.room import Room

HOA = "web:hoa"
AREA = "20971"
THREE = [
    (1, "Nguyễn Thị Lan", 1941, "Bích An", "HTXH", 540000, "tiền mặt"),
    (2, "Trần Văn Bảy", 1950, "Bích An", "NCC", 2345000, "tiền mặt"),
    (3, "Lê Thị Sáu", 1939, "Khương Mỹ", "BTXH", 1080000, "chuyển khoản"),
]


async def sent(room: Room, content: bytes, name: str = "danh sach.xlsx") -> list[Reply]:
    await room.send_file(HOA, name, content, XLSX)
    await room.work()
    return await later(room)


async def pressed(room: Room, label: str, last: list[Reply]) -> list[Reply]:
    key = next(choice.key for choice in last[-1].choices if choice.label.startswith(label))
    at_once = await room.press(HOA, key)
    await room.work()
    return [*at_once, *await later(room)]


async def later(room: Room) -> list[Reply]:
    return [reply for reply in await room.heard(HOA) if isinstance(reply, Reply)]


async def people(room: Room) -> dict[str, Beneficiary]:
    async with room.database.read() as store:
        return {one.full_name: one async for one in store.roster.iterate(Filter(AREA))}


async def written(room: Room, rows: Sequence[Sequence[object]], label: str = "Đúng, ghi") -> list[Reply]:
    return await pressed(room, label, await sent(room, table(rows)))


async def test_nothing_is_written_before_it_is_confirmed(room: Room) -> None:
    await room.officer(HOA, AREA)
    shown = await sent(room, table(THREE))
    assert "3 người, xã Tam Xuân" in shown[-1].text
    assert "Mới: 3" in shown[-1].text
    assert await people(room) == {}
    done = await pressed(room, "Đúng, ghi", shown)
    assert "3 người mới" in done[-1].text
    found = await people(room)
    assert found["Trần Văn Bảy"].amount == 2_345_000
    assert found["Lê Thị Sáu"].paid_by == "account"


async def test_an_office_list_is_understood_and_its_mistakes_come_back_by_row(room: Room) -> None:
    await room.officer(HOA, AREA)
    asked = await sent(room, office_list())
    assert "bốn số cuối" in asked[-1].text
    shown = await pressed(room, "Lưu bốn số cuối", asked)
    assert "3 người, xã Tam Xuân" in shown[-1].text
    assert "3 dòng có lỗi" in shown[-1].text
    marked = await pressed(room, "Nhận lại tệp", shown)
    rows = CalamineWorkbook.from_filelike(BytesIO(await room.file(marked[-1].attachment))).get_sheet_by_index(0)
    lines = [[str(cell) for cell in row] for row in rows.to_python(skip_empty_area=False)]
    assert lines[5][10] == "Lỗi"
    assert "dòng 11" in lines[11][10]
    assert "Năm sinh chưa rõ" in lines[12][10]
    assert "Họ tên có số hoặc ký hiệu" in lines[13][10]
    assert lines[13][1] == '=HYPERLINK("http://x")'
    assert lines[8][8] == "…9012"
    assert "0123456789012" not in str(lines)
    await pressed(room, "Đúng, ghi", marked)
    found = await people(room)
    assert {one.hamlet for one in found.values()} == {"Thôn Bích An", "Thôn Khương Mỹ"}
    assert found["Trần Văn Bảy"].account_tail == "9012"


async def test_a_second_list_changes_adds_and_takes_off_and_can_be_taken_back(room: Room) -> None:
    await room.officer(HOA, AREA)
    await written(room, THREE)
    before = await people(room)
    second = [
        (1, "NGUYEN THI LAN", 1941, "", "HTXH", 540000, "tiền mặt"),
        (2, "Trần Văn Bảy", 1950, "Bích An", "NCC", 2500000, "chuyển khoản"),
        (3, "Võ Kim Cúc", 1944, "Phú Khê", "BTXH", "", "tiền mặt"),
    ]
    shown = await sent(room, table(second))
    assert "Mới: 1. Thay đổi: 1. Như cũ: 1. Đang có mà không thấy trong tệp: 1." in shown[-1].text
    assert "mức hưởng 1, hình thức nhận 1" in shown[-1].text
    done = await pressed(room, "Ghi, đưa 1 người", shown)
    after = await people(room)
    assert set(after) == {"Nguyễn Thị Lan", "Trần Văn Bảy", "Võ Kim Cúc"}
    assert after["Trần Văn Bảy"].amount == 2_500_000
    asked = await pressed(room, "Hoàn tác", done)
    assert await people(room) == after
    await pressed(room, "Đúng, trở về", asked)
    assert await people(room) == before
    async with room.database.read() as store:
        assert await store.roster.search("Võ Kim Cúc", None) == []


async def test_a_part_of_the_list_leaves_the_others_where_they_are(room: Room) -> None:
    await room.officer(HOA, AREA)
    await written(room, THREE)
    part = [*THREE[:1], (9, "Hồ Thị Mười", 1940, "", "HTXH", "", "tm"), (10, "Đỗ Thị Năm", 1940, "", "NCC", "", "tm")]
    shown = await sent(room, table(part))
    assert "không thấy trong tệp: 1" in shown[-1].text  # BTXH is not in the list, so nobody of it is missing
    await pressed(room, "Ghi, vẫn giữ 1", shown)
    assert len(await people(room)) == 5


async def test_pressing_twice_writes_once_and_a_new_roster_is_shown_anew(room: Room) -> None:
    await room.officer(HOA, AREA)
    first = await sent(room, table(THREE))
    second = await sent(room, table(THREE))
    await pressed(room, "Đúng, ghi", first)
    again = await pressed(room, "Đúng, ghi", first)
    assert "đã xong hoặc đã bỏ" in again[-1].text
    shown = await pressed(room, "Đúng, ghi", second)
    assert "vừa có thay đổi" in shown[-1].text
    assert "Không có gì để ghi" in shown[-1].text
    assert len(await people(room)) == 3


async def test_another_communes_people_are_refused_and_another_officer_cannot_press(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.officer("web:cuc", "20623")
    headings = ("Họ tên", "Năm sinh", "Xã", "Đối tượng", "Hình thức")
    shown = await sent(
        room,
        table(
            [("Lê Thị Sáu", 1939, "Duy Xuyên", "BTXH", "tm"), ("Võ Thị Hai", 1949, "Tam Xuân 1", "BTXH", "tm")],
            headings,
        ),
    )
    assert "1 người, xã Tam Xuân" in shown[-1].text
    key = next(choice.key for choice in shown[-1].choices if choice.key.startswith("roster_go"))
    refused = await room.press("web:cuc", key)
    assert "đã xong hoặc đã bỏ" in refused[-1].text
    assert await people(room) == {}


async def test_what_is_no_list_gets_a_sentence_and_changes_nothing(room: Room) -> None:
    await room.officer(HOA, AREA)
    for content, name, said in (
        (b"PK\x03\x04 broken", "a.xlsx", "bị hỏng"),
        (b"<html><table></table></html>", "a.xls", "không phải Excel"),
        (table([("chào", 1)], ("Ghi chú", "STT")), "a.xlsx", "Không thấy danh sách người"),
    ):
        shown = await sent(room, content, name)
        assert said in shown[-1].text
    assert await people(room) == {}


async def test_a_file_with_headings_alone_is_asked_to_be_filled_in(room: Room) -> None:
    await room.officer(HOA, AREA)
    for command in ("/mau", "/ngaytra mau"):
        (reply,) = [one for one in await room.say(HOA, command) if one.attachment]
        shown = await sent(room, await room.file(reply.attachment), "mau.xlsx")
        assert "chưa có dòng nào bên dưới" in shown[-1].text
    shown = await sent(room, b"Ho ten;Nam sinh;Thon;Loai;Hinh thuc\n", "a.csv")
    assert "chưa có dòng nào bên dưới" in shown[-1].text


async def test_a_list_that_comes_while_a_form_is_open_is_no_answer_to_it(room: Room) -> None:
    await room.officer(HOA, AREA)
    for text in ("/thongbao", "1"):
        await room.say(HOA, text)
    (reply,) = await room.send_file(HOA, "a.xlsx", table(THREE), XLSX, "danh sách tháng 11")
    assert "tệp chưa được đọc" in reply.text
    assert "bà con cần biết điều gì" in reply.text.lower()


async def test_the_public_cannot_bring_in_a_list(room: Room) -> None:
    await room.send_file("web:an", "a.xlsx", table(THREE), XLSX)
    await room.work()
    async with room.database.read() as store:
        assert await store.roster_imports.one(1) is None


async def test_the_template_is_read_without_a_question(room: Room) -> None:
    await room.officer(HOA, AREA)
    given = (await room.say(HOA, "/mau"))[-1]
    sheet = CalamineWorkbook.from_filelike(BytesIO(await room.file(given.attachment))).get_sheet_by_index(0)
    headings = [str(cell) for cell in sheet.to_python()[0]]
    row = (1, "Lê Thị Sáu", 1939, "Thôn 3", "", "BTXH", "Khuyết tật nặng", 1080000, "chuyển khoản", "LPBank")
    shown = await sent(room, table([row], headings))
    assert "Mới: 1" in shown[-1].text


@pytest.mark.parametrize("is_kept", [True, False])
async def test_a_confirmed_list_is_not_read_again_and_nothing_of_it_stays(room: Room, *, is_kept: bool) -> None:
    await room.officer(HOA, AREA)
    shown = await sent(room, table(THREE))
    if is_kept:
        room.pictures.clear()  # what was sent cannot be fetched any more
    else:
        room.clock.advance(days=8)
        async with room.database.write() as store:
            await store.files.prune(room.clock())
    done = await pressed(room, "Đúng, ghi", shown)
    assert "3 người mới" in done[-1].text
    async with room.database.read() as store:
        assert await store.files.size() == 0


async def test_another_kind_of_file_from_an_officer_is_told_what_a_list_is(room: Room) -> None:
    await room.officer(HOA, AREA)
    reply, *_ = await room.send_file(HOA, "danh sach.pdf", b"%PDF-1.4", "application/pdf")
    assert ".xlsx" in reply.text
    assert "template" in [choice.key for choice in reply.choices]


async def test_a_list_that_could_not_be_written_holds_up_no_other_and_can_be_confirmed_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_given: object) -> None:
        raise ValueError("a fault")

    await room.officer(HOA, AREA)
    first, other = await sent(room, table(THREE)), await sent(room, table(THREE[:2]))
    with monkeypatch.context() as broken:
        broken.setattr("bot.reports.roster_import._write_down", fail)
        failed = await pressed(room, "Đúng, ghi", first)
    assert "chưa có gì thay đổi" in failed[-1].text
    assert await people(room) == {}
    assert "2 người mới" in (await pressed(room, "Đúng, ghi", other))[-1].text
    assert "vừa có thay đổi" in (await pressed(room, "Đúng, ghi", first))[-1].text
    assert len(await people(room)) == 2


async def test_a_disk_that_is_full_for_a_moment_costs_a_list_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [sqlite3.OperationalError("database or disk is full")]
    written_down = roster_import._write_down

    async def once_full(*given: Any) -> None:
        if full:
            raise full.pop()
        await written_down(*given)

    monkeypatch.setattr(roster_import, "_write_down", once_full)
    monkeypatch.setattr("bot.work.RETRY_SECONDS", 0.0)
    await room.officer(HOA, AREA)
    assert "3 người mới" in (await written(room, THREE))[-1].text
    assert not full


async def test_a_command_that_died_while_it_wrote_is_not_waited_for(room: Room) -> None:
    await room.officer(HOA, AREA)
    async with room.database.write() as store:
        number = await store.roster_imports.begin(None, None, {}, room.clock())
        one = await store.roster_imports.one(number)
        assert one
        await store.roster_imports.keep(replace(one, state="writing"))
    shown = await sent(room, table(THREE))
    assert "Đang ghi một danh sách khác" in (await pressed(room, "Đúng, ghi", shown))[-1].text
    room.clock.advance(hours=1, minutes=1)
    assert "3 người mới" in (await pressed(room, "Đúng, ghi", shown))[-1].text
    async with room.database.read() as store:
        one = await store.roster_imports.one(number)
    assert one
    assert one.state == "dropped"


async def test_whose_row_has_a_mistake_is_not_taken_off(room: Room) -> None:
    await room.officer(HOA, AREA)
    await written(room, THREE)
    mistaken = [THREE[0], (2, "TRAN VAN BAY", "19xx", "Bích An", "NCC", 2345000, "tiền mặt")]
    shown = await sent(room, table([*mistaken, (3, "Hồ Thị Mười", 1940, "", "NCC", "", "tm")]))
    assert "1 dòng có lỗi" in shown[-1].text
    assert "không thấy trong tệp: 0" in shown[-1].text


async def test_another_bank_has_another_account(room: Room) -> None:
    await room.officer(HOA, AREA)
    headings = ("Họ và tên", "Năm sinh", "Đối tượng", "Hình thức nhận", "Ngân hàng", "Số tài khoản")

    async def bring(bank: str, account: str) -> Beneficiary:
        shown = await sent(room, table([("Lê Thị Sáu", 1939, "NCC", "chuyển khoản", bank, account)], headings))
        if account:
            shown = await pressed(room, "Lưu bốn số cuối", shown)
        await pressed(room, "Đúng, ghi", shown)
        return (await people(room))["Lê Thị Sáu"]

    assert (await bring("Agribank", "4200205123456")).account_tail == "3456"
    headings = headings[:5]
    first = await sent(room, table([("Lê Thị Sáu", 1939, "NCC", "chuyển khoản", "BIDV")], headings))
    await pressed(room, "Đúng, ghi", first)
    found = (await people(room))["Lê Thị Sáu"]
    assert (found.bank, found.account_tail) == ("BIDV", "")


async def test_a_list_before_the_last_cannot_be_taken_back_even_if_the_last_was(room: Room) -> None:
    """What was before it is forgotten when the next list comes into force: it would be taken back by half."""
    await room.officer(HOA, AREA)
    await written(room, THREE)
    second = await written(room, [(*THREE[0][:5], 600_000, "tiền mặt"), *THREE[1:]])
    await written(room, [(*THREE[0][:5], 700_000, "tiền mặt"), *THREE[1:]])
    async with room.database.read() as store:
        last = await store.roster_imports.last_done(AREA)
        assert last
    await room.press(HOA, f"roster_undo:{last.id}:yes")
    await room.work()
    assert (await people(room))["Nguyễn Thị Lan"].amount == 600_000
    undo = next(choice.key for choice in second[-1].choices if choice.key.startswith("roster_undo"))
    assert "Chỉ" in (await room.press(HOA, f"{undo}:yes"))[-1].text
    assert (await people(room))["Nguyễn Thị Lan"].amount == 600_000


async def test_a_list_is_not_taken_back_while_another_is_written_that_reckons_with_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other finds on the roster already it does not write down: it would be gone with the first."""
    written_down, told = roster_import._write_down, []

    async def meanwhile(*given: Any) -> None:
        await written_down(*given)
        told.extend(await room.press(HOA, f"{undo}:yes"))

    await room.officer(HOA, AREA)
    first = await written(room, THREE)
    undo = next(choice.key for choice in first[-1].choices if choice.key.startswith("roster_undo"))
    monkeypatch.setattr(roster_import, "_write_down", meanwhile)
    await written(room, [*THREE, (4, "Hồ Thị Mười", 1940, "", "NCC", 500000, "tiền mặt")])
    assert "Chỉ" in told[-1].text
    assert len(await people(room)) == 4
