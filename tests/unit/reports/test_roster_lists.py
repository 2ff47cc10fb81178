"""Officers look at the roster: pages, filters, names, cards, and files that can come in again."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from bot.messages import Address, Reply
from storage.enrolments import Report
from storage.roster import Beneficiary
from tests.fakes.lists import XLSX

if TYPE_CHECKING:
    from tests.fakes.room import Room

HOA, CITY, OTHER = "web:hoa", "web:city", "web:other"
AREA, ELSEWHERE = "20971", "20623"
NAMES = ("Lan", "Hoa", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Đào", "Liên", "Cúc", "Tư", "Năm")


@pytest.fixture(autouse=True)
async def roster(room: Room) -> None:
    people = [
        Beneficiary(AREA, f"Nguyễn Thị {name}", 1930 + place, f"Thôn {place % 2 + 1}", "BTXH", "cash", amount=540_000)
        for place, name in enumerate(NAMES)
    ]
    people += [
        Beneficiary(AREA, "Trần Văn Bảy", 1941, None, "NCC", "account", "Thương binh", 2_345_000, "Agribank", "9012"),
        Beneficiary(ELSEWHERE, "=1+1 Lan", 1941, "Thôn 9", "NCC", "cash"),
    ]
    async with room.database.write() as store:
        await store.roster.add(people, room.clock())
    await room.officer(HOA, AREA)
    await room.officer(CITY, None)
    await room.sentence(HOA)
    await room.sentence(CITY)


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


async def through(room: Room, who: str, reply: Reply, label: str) -> Reply:
    key = next(choice.key for choice in reply.choices if choice.label.startswith(label))
    replies = await room.press(who, key)
    await room.work()
    return [*replies, *(message for message in await room.heard(who) if isinstance(message, Reply))][-1]


async def test_a_list_goes_page_by_page_and_back_to_its_beginning(room: Room) -> None:
    first = (await room.say(HOA, "/danhsach"))[-1]
    assert first.text == "Xã Tam Xuân: 13 người."
    second = await through(room, HOA, first, "Xem tiếp")
    shown = [label for reply in (first, second) for label in labels(reply) if ", 19" in label]
    assert len(shown) == len(set(shown)) == 13
    again = await through(room, HOA, second, "Về đầu")
    assert labels(again) == labels(first)


async def test_filters_by_words_and_by_buttons(room: Room) -> None:
    said = (await room.say(HOA, "/danhsach ncc tai khoan"))[-1]
    assert said.text == "Xã Tam Xuân, NCC, nhận qua tài khoản: 1 người."
    narrowed = await through(room, HOA, (await room.say(HOA, "/danhsach"))[-1], "Lọc")
    hamlet = await through(room, HOA, narrowed, "Thôn 2: 6")
    assert hamlet.text == "Xã Tam Xuân, Thôn 2: 6 người."
    both = await through(room, HOA, await through(room, HOA, hamlet, "Lọc"), "Người có công")
    assert "không có ai" in both.text


async def test_a_name_is_found_in_any_order_without_marks_and_with_a_slip(room: Room) -> None:
    for name in ("Bảy Trần", "tran van bay", "trna bay"):
        found = (await room.say(HOA, f"/tim {name}"))[-1]
        assert [label for label in labels(found) if "Trần Văn Bảy" in label], name
    asked = (await room.say(HOA, "/tim"))[-1]
    assert "tìm ai" in asked.text
    assert "thấy 1" in (await room.say(HOA, "lien"))[-1].text
    assert "không thấy tên đó" in (await room.say(HOA, "/tim Ronaldo"))[-1].text


async def test_a_card_shows_the_person_and_is_written_down(room: Room) -> None:
    found = (await room.say(HOA, "/tim tran van bay"))[-1]
    card = await through(room, HOA, found, "Trần Văn Bảy")
    assert card.text.splitlines()[0] == "Trần Văn Bảy, 1941"
    assert "2.345.000" in card.text
    assert "Agribank …9012" in card.text
    async with room.database.read() as store:
        notes = await store.connection.execute_fetchall("SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1")
    assert notes[0]["action"] == "roster person shown"
    assert "Bảy" not in str(notes[0]["detail"])


async def test_another_commune_is_refused_however_it_is_asked_for(room: Room) -> None:
    async with room.database.read() as store:
        person = (await store.roster.search("Lan", [ELSEWHERE]))[0]
    for key in (f"list:{ELSEWHERE}:---:0:0", "list:all:---:0:0", f"who:{person.id}", f"export:{ELSEWHERE}:---:0:0!yes"):
        assert "không thuộc phần" in (await room.press(HOA, key))[-1].text, key
    assert "không thuộc phần" in (await room.say(HOA, "/danhsach xã Duy Xuyên"))[-1].text
    assert all("=1+1" not in label for label in labels((await room.say(HOA, "/tim lan"))[-1]))
    assert [label for label in labels((await room.say(CITY, "/tim lan"))[-1]) if "=1+1" in label]


async def test_an_export_is_marked_runs_nothing_and_can_come_in_again(room: Room) -> None:
    asked = (await room.say(CITY, "/xuat"))[-1]
    assert "14 người" in asked.text
    given = await through(room, CITY, asked, "Đúng, làm tệp")
    content = await room.file(given.attachment)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert str(rows[0][0]).startswith("Cán bộ số")
    assert rows[1][1] == "Họ và tên"
    assert "=1+1 Lan" in [row[1] for row in rows]
    await room.send_file(HOA, "danh sach.xlsx", await export_of(room), XLSX)
    await room.work()
    preview = [message for message in await room.heard(HOA) if isinstance(message, Reply)][-1]
    assert "Mới: 0. Thay đổi: 0. Như cũ: 13." in preview.text


async def export_of(room: Room) -> bytes:
    asked = (await room.say(HOA, "/xuat"))[-1]
    given = await through(room, HOA, asked, "Đúng, làm tệp")
    return await room.file(given.attachment)


async def test_a_list_is_narrowed_by_the_reason_that_a_family_gave(room: Room) -> None:
    report = Report(AREA, "child", "no", confirmed=True, nickname="Nguyễn Thị Mười", reason="fees", birth_year=1936)
    async with room.database.write() as store:
        family = await store.people.add(Address("web", "family"), "vi", room.clock())
        await store.follow_ups.place(await store.enrolments.add(family.id, report, room.clock()))
    ways = await through(room, HOA, (await room.say(HOA, "/danhsach"))[-1], "Lọc danh sách")
    assert "Sợ tốn phí" in labels(ways)
    assert not {"Cây rút tiền ở xa", "Thẻ"} & set(labels(ways)), "only reasons that somebody gave"
    found = await through(room, HOA, ways, "Sợ tốn phí")
    assert found.text == "Xã Tam Xuân, sợ tốn phí: 1 người."
    assert labels(found)[0].startswith("Nguyễn Thị Mười, 1936")


async def test_whoever_sees_all_communes_is_told_which_one_somebody_is_of(room: Room) -> None:
    found = (await room.say(CITY, "/tim lan"))[-1]
    assert [label.split(", ")[3] for label in labels(found)[:2]] == ["xã Duy Xuyên", "xã Tam Xuân"]
    listed = (await room.say(CITY, "/danhsach"))[-1]
    assert ", xã Tam Xuân, " in labels(listed)[0]
    assert "Tam Xuân" not in labels((await room.say(HOA, "/danhsach"))[-1])[0]
