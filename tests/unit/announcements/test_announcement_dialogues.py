"""Officers write, try, confirm, pause and stop announcements; people ask about them; nobody else may."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from bot.forms import Wrong
from bot.messages import Address, Priority, Reply
from bot.schedule.nights import after_night, is_night
from handlers.officers import announcements_run
from handlers.officers.announcements_hours import moment_of, parse_when
from storage.times import VIETNAM

if TYPE_CHECKING:
    from bot.talk import Mind
    from tests.fakes.room import Room

HERE, ELSEWHERE = "20791", "20380"
OFFICER, STRANGER, CITY, SECOND = "telegram:1", "telegram:2", "web:3", "telegram:4"
PEOPLE = ("telegram:11", "telegram:12", "web:13")


async def _village(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await room.officer(STRANGER, ELSEWHERE)
    for who in PEOPLE:
        await room.say(who, start_code=f"xa{HERE}")
        await room.heard(who)


async def _write(room: Room, who: str, *answers: str) -> list[Reply]:
    await room.say(who, "/thongbao")
    replies: list[Reply] = []
    for answer in answers:
        replies = await room.say(who, answer)
    return replies


FREE = ("Tự viết", "Mai họp thôn lúc 7 giờ.", "Tất cả người dùng Trợ lý An Sinh", "bỏ qua", "Không chừa ai")
NOW = (*FREE, "bây giờ", "Không, chờ tới sáng cũng được", "Đúng, cho xem thử")


def _key(replies: list[Reply], start: str) -> str:
    return next(choice.key for reply in replies for choice in reply.choices if choice.key.startswith(start))


async def _got(room: Room) -> int:
    """How many people have the announcement since the last look."""
    heard = [await room.heard(who) for who in PEOPLE]
    return sum(isinstance(m, Reply) and "Mai họp thôn" in m.text for messages in heard for m in messages)


async def test_pressed_twice_it_is_sent_once(room: Room) -> None:
    await _village(room)
    preview = await _write(room, OFFICER, *NOW)
    assert "Ủy ban nhân dân xã Thăng Bình" in preview[0].text
    assert "Số người sẽ nhận: 4" in preview[-1].text  # three people and the officer
    key = _key(preview, "ann_go")
    await room.announce()
    assert await _got(room) == 0
    await room.press(OFFICER, key)
    assert "không có gì bị gửi hai lần" in (await room.press(OFFICER, key))[-1].text.lower()
    await room.announce()
    assert await _got(room) == 3
    await room.announce()
    assert await _got(room) == 0


async def test_an_edited_button_reaches_no_other_commune(room: Room) -> None:
    await _village(room)
    number = _key(await _write(room, OFFICER, *NOW), "ann_go").partition(":")[2]
    for what in ("go", "ok", "test", "pause", "resume", "stop", "missed"):
        replies = await room.press(STRANGER, f"ann_{what}:{number}")
        assert not any("Mai họp thôn" in reply.text for reply in replies)
        assert not any("Mai họp" in r.text for r in await room.press(PEOPLE[0], f"ann_{what}:{number}"))
    await room.announce()
    assert await _got(room) == 0
    async with room.database.read() as store:
        actions = [row.action for _, row in reversed(await store.officers.audit_page(None, 0, 999))]
    assert "refused announcement" in actions


async def test_many_people_need_a_second_officer_of_the_city(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements_run, "MANY", 1)
    await _village(room)
    await room.officer(CITY, None)
    await room.officer(SECOND, None)
    replies = await _write(room, CITY, "cả thành phố", *FREE[:3], *NOW[4:])
    key = _key(replies, "ann_go")
    assert "thêm một cán bộ thành phố" in (await room.press(CITY, key))[-1].text
    asked = [message for message in await room.heard(SECOND) if isinstance(message, Reply)]
    agree = _key(asked, "ann_ok")
    for who in (CITY, OFFICER):
        await room.press(who, agree)
        await room.announce()
        assert await _got(room) == 0
    await room.press(SECOND, agree)
    await room.press(SECOND, agree)
    await room.announce()
    assert await _got(room) == 3


async def test_what_is_not_urgent_waits_for_the_morning(room: Room) -> None:
    await _village(room)
    room.clock.now = datetime(2026, 11, 24, 21, 30, tzinfo=VIETNAM)
    preview = await _write(room, OFFICER, *NOW)
    assert "06:00" in preview[-1].text
    await room.press(OFFICER, _key(preview, "ann_go"))
    await room.announce()
    assert await _got(room) == 0
    room.clock.now = datetime(2026, 11, 25, 6, 1, tzinfo=VIETNAM)
    await room.announce()
    assert await _got(room) == 3


async def test_what_somebody_asks_about_it_reaches_the_desk(room: Room) -> None:
    await _village(room)
    await room.press(OFFICER, _key(await _write(room, OFFICER, *NOW), "ann_go"))
    await room.announce()
    message = (await room.heard(PEOPLE[0]))[-1]
    assert isinstance(message, Reply)
    await room.say(PEOPLE[0], "Trả lời")
    await room.say(PEOPLE[0], "Họp ở nhà ai rứa?")
    await room.say(PEOPLE[0], "bỏ qua")
    await room.say(PEOPLE[0], "1")
    assert "[Mai họp thôn lúc 7 giờ.] Họp ở nhà ai rứa?" in (await room.say(OFFICER, "/cauhoi"))[-1].text


async def test_the_table_of_those_not_reached_has_figures_and_no_names(room: Room) -> None:
    await _village(room)
    async with room.database.write() as store:
        await store.people.mark_unreachable(Address.parse(PEOPLE[2]), "blocked")
    await room.press(OFFICER, _key(await _write(room, OFFICER, *NOW), "ann_go"))
    await room.announce()
    await room.heard_by_all()
    await room.announce()
    done = [m for m in await room.heard(OFFICER) if isinstance(m, Reply)]
    assert "Không nhắn tới được: 1" in done[-1].text
    await room.tell(OFFICER, choice=_key(done, "ann_missed"))
    await room.work()
    file = next(m for m in await room.heard(OFFICER) if isinstance(m, Reply) and m.attachment)
    rows = CalamineWorkbook.from_filelike(BytesIO(await room.file(file.attachment))).get_sheet_by_index(0).to_python()
    assert rows[1:] == [["xã Thăng Bình", "", "Không nhắn tin tới được", 1.0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mai 8h", datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM)),
        ("lúc 14:30 ngày 5/3", datetime(2027, 3, 5, 14, 30, tzinfo=VIETNAM)),
        ("3h chiều", datetime(2026, 11, 24, 15, 0, tzinfo=VIETNAM)),
        ("8h", None),
        ("8h thứ hai", datetime(2026, 11, 30, 8, 0, tzinfo=VIETNAM)),
        ("thứ 3 8h", datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM)),
        ("thứ ba 10h", datetime(2026, 11, 24, 10, 0, tzinfo=VIETNAM)),
        ("t6 lúc 14:30", datetime(2026, 11, 27, 14, 30, tzinfo=VIETNAM)),
        ("chủ nhật 7 giờ 30", datetime(2026, 11, 29, 7, 30, tzinfo=VIETNAM)),
        ("8h thứ tư tuần sau", datetime(2026, 12, 2, 8, 0, tzinfo=VIETNAM)),
        ("mốt 8h", datetime(2026, 11, 26, 8, 0, tzinfo=VIETNAM)),
        ("9h ngày 31/2", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: datetime | None, mind: Mind) -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
    found = moment_of(parse_when(text, mind).value, now)  # type: ignore[union-attr]
    assert found == expected


@pytest.mark.parametrize("text", ["8h ngày kia", "8h tuần sau", "đầu tháng 8h"])
def test_a_day_that_is_not_understood_is_asked_for_again_and_is_not_today(text: str, mind: Mind) -> None:
    assert isinstance(parse_when(text, mind), Wrong)


def test_a_night_ends_at_six() -> None:
    evening = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert is_night(evening)
    assert after_night(evening) == datetime(2026, 11, 25, 6, 0, tzinfo=VIETNAM)
    assert not is_night(after_night(evening))


async def test_a_file_of_the_officer_goes_with_it_on_every_channel(room: Room) -> None:
    await _village(room)
    await room.send_file(OFFICER, "lich.pdf", b"%PDF-1.4 x", "application/pdf", "/thongbao")
    await room.work()
    await room.heard(OFFICER)
    replies: list[Reply] = []
    for answer in NOW:
        replies = await room.say(OFFICER, answer)
    await room.press(OFFICER, _key(replies, "ann_go"))
    await room.announce()
    for who in PEOPLE:
        message = (await room.heard(who))[-1]
        assert isinstance(message, Reply)
        assert message.attachment is not None
        assert str(message.attachment.file_id).startswith("store:")
        assert await room.file(message.attachment) == b"%PDF-1.4 x"


async def test_pause_resume_and_stop_by_their_buttons(room: Room) -> None:
    await _village(room)
    preview = await _write(room, OFFICER, *NOW)
    number = _key(preview, "ann_go").partition(":")[2]
    await room.tell(OFFICER, choice=f"ann_go:{number}")
    await room.announce()
    await room.tell(OFFICER, choice=f"ann_pause:{number}")
    await room.announce()
    assert await _got(room) == 0
    await room.tell(OFFICER, choice=f"ann_resume:{number}")
    await room.announce()
    await room.tell(OFFICER, choice=f"ann_stop:{number}")
    assert await _got(room) == 0
    await room.announce()
    last = [m for m in await room.heard(OFFICER) if isinstance(m, Reply)][-1]
    assert "đã chấm dứt" in last.text
    assert "Không gửi nữa: 4" in last.text


async def test_a_warning_goes_the_same_way(room: Room) -> None:
    await _village(room)
    for who, word in zip(PEOPLE, ("off", "on", "on"), strict=False):
        await room.press(who, f"tips:{word}")
        await room.heard(who)
    for answer in ("/canhbao", "Mai họp thôn giả, đừng đi."):
        await room.say(OFFICER, answer)
    preview = await room.say(OFFICER, "1")
    assert "báo bà con đề phòng" in preview[0].text
    await room.press(OFFICER, _key(preview, "ann_go"))
    await room.announce()
    assert await _got(room) == 2


async def test_a_run_that_meets_the_night_goes_on_in_the_morning(room: Room) -> None:
    await _village(room)
    room.clock.now = datetime(2026, 11, 24, 20, 59, tzinfo=VIETNAM)
    await room.tell(OFFICER, choice=_key(await _write(room, OFFICER, *NOW), "ann_go"))
    await room.announce()
    room.clock.now = datetime(2026, 11, 24, 21, 0, tzinfo=VIETNAM)
    await room.announce()
    assert await _got(room) == 0
    room.clock.now = datetime(2026, 11, 25, 6, 0, tzinfo=VIETNAM)
    await room.announce()
    assert await _got(room) == 3


async def test_the_uncertain_get_it_once_more_only_if_the_officer_wants(room: Room) -> None:
    await _village(room)
    await room.press(OFFICER, _key(await _write(room, OFFICER, *NOW), "ann_go"))
    await room.announce()
    uncertain = 0
    async with room.database.write() as store:
        for channel in ("telegram", "web"):
            for letter in await store.outbox.claim(channel, room.clock(), 50, room.clock()):
                if letter.priority is Priority.ANNOUNCEMENT:
                    uncertain += 1
                    await store.outbox.unknown(letter.id, "timed out", room.clock())
                else:
                    await store.outbox.sent(letter.id, None, room.clock())
    await room.heard(OFFICER)  # the officer's own copy, which went out after a message before it
    await room.announce()
    done = [message for message in await room.heard(OFFICER) if isinstance(message, Reply)][-1]
    assert f"Chưa rõ đã đến chưa: {uncertain}" in done.text
    await room.announce()
    assert await _got(room) == 0
    again = _key([done], "ann_again")
    await room.press(PEOPLE[0], again)
    await room.announce()
    assert await _got(room) == 0
    await room.press(OFFICER, again)
    assert "không có gì bị gửi hai lần" in (await room.press(OFFICER, again))[-1].text.lower()
    await room.announce()
    assert await _got(room) == uncertain == len(PEOPLE)
