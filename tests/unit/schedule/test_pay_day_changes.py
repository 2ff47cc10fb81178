"""Pay days that change, hamlets, hours of one's own, and the question afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from bot.messages import Address, Reply
from storage.restored import RESTORED
from storage.times import VIETNAM
from tests.fakes.pay_days import change
from tests.unit.schedule.days import DAY, ELSEWHERE, HERE, OFFICER, STRANGER, WISH, at, enter, texts, wish

if TYPE_CHECKING:
    from tests.fakes.room import Room


async def test_a_cancelled_day_is_told_to_exactly_those_who_were_told(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    early = replace(WISH, evening_at="17:00")
    await wish(room, "web:1", early)
    await wish(room, "web:2")
    row = await enter(room)
    at(room, date(2026, 12, 3), 17)
    await room.reminders.plan()
    assert len(await texts(room, "web:1")) == 1
    await room.press(OFFICER, f"payday:off:{row}")
    assert "không trả thứ Sáu, 4/12/2026 nữa" in (await texts(room, "web:1"))[0]
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    assert await texts(room, "web:2") == []


@pytest.mark.parametrize("deed", ["off", "change"])
async def test_who_may_have_been_told_by_what_waits_once_more_hears_of_the_change(room: Room, deed: str) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    row = await enter(room)
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    async with room.database.write() as store:  # it left, and nobody knows whether it arrived
        [letter] = await store.outbox.claim("web", room.clock(), 9, room.clock())
        await store.outbox.put_back(letter.id, room.clock() + timedelta(hours=1), repeated=True)
    if deed == "off":
        await room.press(OFFICER, f"payday:off:{row}")
    else:
        for said in ("/ngaytra", "Nhập ngày chi trả", "2", "4/12/2026", "14 giờ", "trụ sở xã", "bỏ qua", "1"):
            await room.say(OFFICER, said)
    room.clock.advance(minutes=2)
    await room.reminders.plan()
    heard = await texts(room, "web:1")
    assert ["báo lại" in text for text in heard] == [True], heard


@pytest.mark.parametrize("deed", ["off", "cancel", "change", "confirm"])
async def test_a_day_that_is_over_stays_as_it_was(room: Room, deed: str) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    row = await enter(room)
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    await room.heard_by_all()
    at(room, date(2026, 12, 20), 9)
    [reply] = await room.press(OFFICER, f"payday:{deed}:{row}")
    assert "đã qua" in reply.text
    assert await texts(room, "web:1") == []


async def test_who_ended_or_stopped_is_not_told_of_a_change(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    number = await wish(room, "web:1")
    await wish(room, "web:2")
    row = await enter(room)
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    await room.say("web:2", "DỪNG")
    await room.press("web:1", f"unsubscribe:{number}")
    await room.heard_by_all()
    await room.press(OFFICER, f"payday:off:{row}")
    assert await texts(room, "web:1") == await texts(room, "web:2") == []


@pytest.mark.parametrize("deed", ["show", "like", "change", "confirm", "cancel", "off"])
async def test_another_commune_s_officer_reaches_nothing(room: Room, deed: str) -> None:
    await room.officer(STRANGER, ELSEWHERE)
    row = await enter(room, replace(DAY, confirmed=False))
    (reply,) = await room.press(STRANGER, f"payday:{deed}:{row}")
    assert "nhà văn hóa" not in reply.text
    async with room.database.read() as store:
        kept = await store.payments.day(row)
        assert kept is not None
        assert not kept.confirmed


async def test_a_day_entered_once_more_with_other_hours_is_told_to_who_was_told(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await enter(room)
    await wish(room, "web:1")
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    assert len(await texts(room, "web:1")) == 1
    await wish(room, "web:2")
    for said in ("/ngaytra", "Nhập ngày chi trả", "2", "4/12/2026", "14 giờ", "trụ sở xã", "bỏ qua"):
        await room.say(OFFICER, said)
    (reply,) = await room.say(OFFICER, "1")
    assert "1 người" in reply.text
    room.clock.advance(minutes=2)
    await room.reminders.plan()
    assert ["14 giờ" in text for text in await texts(room, "web:1")] == [True], "corrected, and not reminded once more"
    assert await texts(room, "web:2") == []


@pytest.mark.parametrize("note", ["nhớ mang sổ", "bỏ qua"])
async def test_a_day_whose_note_alone_changes_is_corrected_and_not_reminded_once_more(room: Room, note: str) -> None:
    await room.officer(OFFICER, HERE)
    await enter(room, replace(DAY, note="mang theo bút"))
    await wish(room, "web:1")
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    assert ["mang theo bút" in text for text in await texts(room, "web:1")] == [True]
    for said in ("/ngaytra", "Nhập ngày chi trả", "2", "4/12/2026", DAY.hours, DAY.place, note):
        await room.say(OFFICER, said)
    (reply,) = await room.say(OFFICER, "1")
    assert "1 người" in reply.text
    room.clock.advance(minutes=2)
    await room.reminders.plan()
    (text,) = await texts(room, "web:1")
    assert ("báo lại" in text, "Nhắc" in text, "mang theo bút" in text) == (True, False, False)
    assert (f"Lưu ý: {note}" in text) == (note != "bỏ qua")
    assert "không trả" not in text, "the day stands"


async def test_a_hamlet_s_day_is_for_that_hamlet_and_for_who_named_none(room: Room) -> None:
    for who, hamlet in (("web:1", "Thôn 2"), ("web:2", "thon 3"), ("web:3", "")):
        await wish(room, who, replace(WISH, hamlet=hamlet))
    await enter(room, replace(DAY, hamlets="thôn 2, Phú Quý"))
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    assert [len(await texts(room, who)) for who in ("web:1", "web:2", "web:3")] == [1, 0, 1]


async def test_an_hour_of_one_s_own_and_money_to_an_account(room: Room) -> None:
    await wish(room, "web:1", replace(WISH, evening=False, morning=True, morning_at="08:00", paid_by="account"))
    await enter(room)
    at(room, DAY.day, 7, 59)
    await room.reminders.plan()
    assert await texts(room, "web:1") == []
    at(room, DAY.day, 8)
    await room.reminders.plan()
    (text,) = await texts(room, "web:1")
    assert "qua tài khoản" in text
    assert "nhà văn hóa" not in text


async def test_after_a_copy_was_brought_back_nobody_is_asked_twice_whether_the_money_came(room: Room) -> None:
    await wish(room, "web:1")
    days = [DAY.day, DAY.day + timedelta(days=1)]
    for day in days:
        await enter(room, replace(DAY, day=day))
        at(room, day - timedelta(days=1), 19)
        await room.reminders.plan()
        await room.heard_by_all()
    async with room.database.write() as store:
        await store.settings.set_moment(RESTORED, datetime.combine(days[1], time(9, 30), VIETNAM))
    for day, asked in zip(days, (0, 1), strict=True):
        at(room, day + timedelta(days=1), 10)
        assert await room.afterwards.ask() == asked


async def test_three_months_without_money_are_warned_of(room: Room) -> None:
    await wish(room, "web:1")
    replies: list[Reply] = []
    for month in (1, 2, 3):
        day = date(2027, month, 5)
        at(room, day - timedelta(days=3), 8)
        await enter(room, replace(DAY, day=day))
        at(room, day - timedelta(days=1), 19)
        await room.reminders.plan()
        assert len(await texts(room, "web:1")) == 1
        at(room, day + timedelta(days=1), 8, 59)
        assert await room.afterwards.ask() == 0
        at(room, day + timedelta(days=1), 9)
        assert await room.afterwards.ask() == 1
        assert await room.afterwards.ask() == 0
        await room.heard("web:1")
        replies = await room.say("web:1", "2")
        assert ("tạm dừng" in replies[0].text) == (month == 3)
    (form,) = await room.say("web:1", "1")
    assert "Cán bộ" in form.text


@pytest.mark.parametrize("key", ["received:1:1:yes", "received:9:9:yes", "received:1:1:xx", "received:", "wish:1"])
async def test_nobody_answers_for_another(room: Room, key: str) -> None:
    await wish(room, "web:1")
    await room.say("web:9", "/start")
    (reply,) = await room.press("web:9", key)
    assert reply.text == "Dạ, lời nhắc đó tắt trước rồi."


async def test_days_for_the_calendar(room: Room) -> None:
    await wish(room, "web:1")
    await enter(room, replace(DAY, last_day=date(2026, 12, 6)))
    (reply,) = await room.press("web:1", "calendar")
    content = (await room.file(reply.attachment)).decode()
    assert "DTSTART;VALUE=DATE:20261204" in content
    assert "DTEND;VALUE=DATE:20261207" in content


async def test_each_of_many_reminders_can_be_changed_and_ended(room: Room) -> None:
    numbers = [await wish(room, "web:1", replace(WISH, nickname=f"người {number}")) for number in range(9)]
    met: list[str] = []
    key = "remind"
    while key:
        (reply,) = await room.press("web:1", key)
        met += [one.key for one in reply.choices]
        key = next((one.key for one in reply.choices if one.key.startswith("remind:")), "")
    for deed in ("wish", "unsubscribe"):
        assert [one for one in met if one.startswith(f"{deed}:")] == [f"{deed}:{number}" for number in numbers]
    (reply,) = await room.press("web:1", f"remind:{numbers[-1]}")
    assert "người 0" in reply.text, "an old button leads to the beginning"


async def _calendar(room: Room, who: str) -> dict[str, tuple[int, str, date]]:
    """The events of the file: sequence, status and day by uid."""
    (reply,) = await room.press(who, "calendar")
    read = Calendar.from_ical(await room.file(reply.attachment))
    assert isinstance(read, Calendar)
    return {
        str(one["UID"]): (int(one["SEQUENCE"]), str(one["STATUS"]), one["DTSTART"].dt) for one in read.walk("VEVENT")
    }


async def test_a_changed_day_takes_the_place_of_the_old_one_in_the_phone(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1", replace(WISH, hamlet="Thôn 2"))
    row = await enter(room, replace(DAY, hamlets="TDP 02"))
    await enter(room, replace(DAY, hamlets="thôn 3"))
    name = f"payday-{row}@ansinh"
    assert await _calendar(room, "web:1") == {name: (0, "CONFIRMED", DAY.day)}, "of one's own hamlet alone"
    await change(room, OFFICER, row, "Ngày", "7/12/2026")
    assert await _calendar(room, "web:1") == {name: (1, "CONFIRMED", date(2026, 12, 7))}
    await room.press(OFFICER, f"payday:off:{row}")
    assert await _calendar(room, "web:1") == {name: (2, "CANCELLED", date(2026, 12, 7))}


async def test_a_family_with_several_hears_one_correction_with_all_names(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    names = ["bà nội", "ông ngoại", "cô Tư"]
    for name in names:
        await wish(room, "web:1", replace(WISH, nickname=name))
    row = await enter(room)
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    assert len(await texts(room, "web:1")) == 3
    (done,) = await room.press(OFFICER, f"payday:off:{row}")
    assert "1 người" in done.text
    (correction,) = await texts(room, "web:1")
    assert ", ".join(names) in correction


@pytest.mark.parametrize("heard", [True, False])
async def test_who_was_not_told_of_a_day_is_not_asked_about_it(room: Room, heard: bool) -> None:  # noqa: FBT001 - both
    await wish(room, "web:1")
    await enter(room)
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    async with room.database.write() as store:
        if not heard:
            await store.people.mark_unreachable(Address.parse("web:1"), "blocked")
    assert len(await texts(room, "web:1")) == int(heard)
    async with room.database.write() as store:
        await store.people.mark_reachable(Address.parse("web:1"))
    at(room, date(2026, 12, 5), 9)
    assert await room.afterwards.ask() == int(heard)
