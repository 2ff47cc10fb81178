"""What an officer types in place of a command or a button is understood, or is told what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.officers.months_said import month_said
from storage.roster import Beneficiary

if TYPE_CHECKING:
    from bot.messages import Reply
    from tests.fakes.room import Room

OFFICER, CITY = "web:ha", "web:quang"
HERE, THERE = "20791", "20971"


async def _roster(room: Room) -> None:
    people = [
        Beneficiary(HERE, "Nguyễn Thị Sáu", 1945, "Thôn 1", "BTXH", "cash"),
        Beneficiary(HERE, "Trần Văn Bảy", 1950, "Thôn 2", "NCC", "account"),
        Beneficiary(HERE, "Lê Văn Tám", 1938, "thôn 2", "HTXH", "cash"),
        Beneficiary(THERE, "Phạm Thị Chín", 1940, "1", "NCC", "account"),
    ]
    async with room.database.write() as store:
        await store.roster.add(people, room.clock())


async def _said(room: Room, who: str, text: str) -> Reply:
    await room.say(who, "hủy phiếu")
    await room.work()
    await room.heard(who)
    return (await room.say(who, text))[0]


async def test_commands_are_understood_however_they_are_written(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await _roster(room)
    figures, people = "số liệu xã Thăng Bình", "Xã Thăng Bình: 3 người"
    for texts, answer in (
        (("/thống kê", "/thong ke", "/thong_ke", "/ thongke", "thongke", "Xem số liệu", "so lieu"), figures),
        (("/danh sách", "danhsach", "Danh sách người hưởng", "danh sách thăng bình"), people),
        (("/báo cáo", "baocao", "bao cao thang", "Báo cáo tháng"), "Báo cáo tháng nào?"),
        (("/nhật ký", "nhật ký"), "Ai đã làm gì"),
        (("/câu hỏi", "câu hỏi đang chờ"), "câu hỏi nào đang chờ"),
        (("Tìm bà Sáu", "tim nguyen thi sau", "/tìm Sáu"), "thấy 1 người"),
        (("báo cáo tháng 10", "/baocao 10", "/baocao 10/2026", "/báo cáo tháng 10 năm 2026"), "Báo cáo đang được làm"),
        (("/baocao 12/2026", "báo cáo tháng 12/2026"), "tháng đó không có báo cáo"),
        (("danh sách người nhận tiền mặt", "danh sách chưa có tài khoản"), "Xã Thăng Bình, nhận tiền mặt: 2 người"),
        (("Việc của cán bộ", "menu cán bộ"), "cán bộ làm được những việc này"),
        (("các lệnh", "trợ giúp"), "Các lệnh"),
        (("xuất danh sách ra excel", "/xuất"), "Tệp Excel 3 người"),
        (("gửi thông báo", "/thông báo"), "thông báo việc gì"),
    ):
        for text in texts:
            reply = await _said(room, OFFICER, text)
            assert answer in reply.text, (text, reply.text)


async def test_what_is_no_search_is_a_question(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    for text in ("tìm hiểu về trợ cấp", "tìm số điện thoại ngân hàng"):
        assert "không thấy tên đó" not in (await _said(room, OFFICER, text)).text


async def test_a_slip_in_a_command_is_met_with_what_is_near(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    for typed, near in (
        ("/thonhke", "/thongke"),
        ("/danhsanh", "/danhsach"),
        ("/nhapp", "/nhap"),
        ("/bao cáoo", "/baocao"),
    ):
        reply = await _said(room, OFFICER, typed)
        assert f"không có lệnh {typed.split()[0]}" in reply.text
        assert any(choice.label.startswith(near) for choice in reply.choices), typed
    (reply,) = await room.say(OFFICER, "/hoàntoànkhác")
    assert [choice.key for choice in reply.choices] == ["help", "officer"]
    (reply,) = await room.say("web:family", "/thonhke")
    assert "không có lệnh" not in reply.text


async def test_a_slip_in_a_command_leaves_the_form_open(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await room.say(OFFICER, "/tim")
    (reply,) = await room.say(OFFICER, "/thonhke")
    assert "không có lệnh" in reply.text
    (reply,) = await room.say(OFFICER, "Sáu")
    assert "không thấy tên đó" in reply.text


async def test_what_only_the_city_does_is_refused_as_that(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    for text in ("/moi", "mời cán bộ", "/thieu"):
        (reply,) = await room.say(OFFICER, text)
        assert "chỉ dành cho cán bộ thành phố" in reply.text
    (reply,) = await room.say("web:family", "/moi")
    assert "chỉ dành cho cán bộ xã" in reply.text


async def test_the_list_is_narrowed_by_words_or_asks(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await _roster(room)
    for text, answer in (
        ("/danhsach thôn 2", "Xã Thăng Bình, Thôn 2: 2 người"),
        ("/danhsach THON 2 tien mat", "Thôn 2, nhận tiền mặt: 1 người"),
        ("/danhsach tiền mặt", "Xã Thăng Bình, nhận tiền mặt: 2 người"),
        ("/danhsach chưa mở tài khoản", "nhận tiền mặt: 2 người"),
        ("/danhsach abc", "chưa hiểu «abc»"),
        ("/danhsach Tam Xuân", "không thuộc phần việc"),
        ("/xuat thôn 2", "Tệp Excel 2 người"),
        ("/xuat Tam Xuân", "không thuộc phần việc"),
        ("/xuat abc", "chưa hiểu «abc»"),
    ):
        reply = await _said(room, OFFICER, text)
        assert answer.lower() in reply.text.lower(), (text, reply.text)


async def test_an_empty_roster_is_said_to_be_empty(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    (reply,) = await room.say(OFFICER, "/xuat")
    assert "chưa có danh sách ở đây" in reply.text


async def test_a_city_officer_names_the_place_behind_any_command(room: Room) -> None:
    await room.officer(CITY, None)
    await _roster(room)
    for text, answer in (
        ("/danhsach Tam Xuân", "Xã Tam Xuân: 1 người"),
        ("/danhsach thành phố", "Thành phố Đà Nẵng: 4 người"),
        ("/xuat Tam Xuân", "Tệp Excel 1 người (xã Tam Xuân)"),
        ("/thongke thành phố", "số liệu thành phố Đà Nẵng"),
        ("/thongke xyz", "ví dụ: /thongke Tam Xuân"),
        ("/baocao xyz", "ví dụ: /baocao Tam Xuân"),
        ("/viec xyz", "ví dụ: /viec Tam Xuân"),
        ("/ngaytra Tam Xuân", "loại trợ cấp nào?"),
        ("/solieu Tam Xuân", "Số liệu của tháng nào?"),
        ("/thongtinxa Tam Xuân", "Trung tâm phục vụ"),
        ("/ngaytra Quế Sơn", "mấy nơi tên giống nhau"),
    ):
        reply = await _said(room, CITY, text)
        assert answer in reply.text, (text, reply.text)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/thongke", "số liệu xã Quế Sơn"),
        ("/danhsach", "xã Quế Sơn chưa có danh sách"),
        ("/xuat", "xã Quế Sơn chưa có danh sách"),
        ("/baocao", "Báo cáo tháng nào?"),
        ("/viec", "xã Quế Sơn không có phiếu"),
        ("/toroi", "Tờ rơi đang được làm"),
    ],
)
async def test_a_name_of_several_places_is_asked_about(room: Room, command: str, answer: str) -> None:
    await room.officer(CITY, None)
    reply = await _said(room, CITY, f"{command} Quế Sơn")
    assert [choice.label for choice in reply.choices][:2] == ["Xã Quế Sơn", "Xã Xuân Phú"]
    (reply,) = await room.say(CITY, "1")
    assert answer in reply.text


async def test_a_commune_s_officer_need_not_tell_it_from_its_former_district(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    reply = await _said(room, OFFICER, "/thongke huyện Thăng Bình")
    assert "số liệu xã Thăng Bình" in reply.text


def test_months_that_are_said() -> None:
    assert month_said("tháng 10") == (10, None)
    assert month_said("10/2026") == month_said("Thang 10 nam 2026") == month_said("10-2026") == (10, 2026)
    assert [month_said(text) for text in ("tháng 13", "0", "tháng", "abc", "10/26")] == [None] * 5
