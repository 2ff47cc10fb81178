"""DỪNG ends everything, says what that was, and can be taken up again; announcements can be ended alone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Choice, Reply
from bot.schedule.housekeeping import Housekeeping
from storage.announcements import Draft, Segment
from storage.payments import PayDay
from storage.retention import Periods
from storage.times import VIETNAM
from storage.wishes import Subscription

if TYPE_CHECKING:
    from tests.fakes.room import Room

HERE = "20791"
AN, OFFICER = "web:an", "web:ha"
DAY = PayDay(HERE, "BTXH", date(2026, 12, 4), "7 giờ 30", "nhà văn hóa")
WISH = Subscription(HERE, "BTXH", "bà nội", evening=True, morning=False)
TEXTS = {(locale, ""): Reply("Dạ, họp thôn", (Choice("respond:", "Trả lời"),)) for locale in ("vi", "en")}


@pytest.fixture
async def village(room: Room) -> Room:
    """A relative with two reminders, an officer, and a pay day."""
    await room.officer(OFFICER, HERE)
    await room.say(AN, start_code=f"xa{HERE}")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        for name in ("bà nội", "ông ngoại"):
            wish = Subscription(HERE, "BTXH", name, evening=True, morning=False)
            await store.wishes.subscribe(contact.id, wish, room.clock())
        await store.payments.enter(DAY, None, room.clock())
    return room


async def announce(room: Room, kind: str = "notice") -> None:
    async with room.database.write() as store:
        officer = await store.people.by_address(Address.parse(OFFICER))
        assert officer
        draft = Draft(kind, "họp", Segment(HERE), TEXTS)
        row_id = await store.announcements.add(draft, officer.id, officer.address, room.clock())
        await store.announcements.confirm(row_id, officer.id, room.clock(), second=False)
    await room.announce()


async def heard(room: Room) -> tuple[int, int]:
    """Announcements now, and reminders at the day's evening hour, that reach the relative."""
    await announce(room)
    notices = len(await room.heard(AN))
    room.clock.now = datetime.combine(date(2026, 12, 3), time(19), VIETNAM)
    await room.reminders.plan()
    return notices, len(await room.heard(AN))


async def test_stop_says_exactly_what_it_ended(village: Room) -> None:
    (reply,) = await village.say(AN, "DỪNG")
    for part in ("bà nội, ông ngoại", "thông báo của xã", "cảnh báo lừa đảo"):
        assert part in reply.text
    assert await heard(village) == (0, 0)


async def test_stop_without_a_reminder_names_none(room: Room) -> None:
    await room.say(AN, "/start")
    (reply,) = await room.say(AN, "DỪNG")
    assert "lời nhắc cho" not in reply.text
    assert {one.key for one in reply.choices} >= {"resume", "takeup:all"}


async def test_who_meant_announcements_alone_keeps_the_reminders(village: Room) -> None:
    await announce(village)
    await village.heard(AN)
    (reply,) = await village.say(AN, "DỪNG")
    (done,) = await village.say(AN, reply.choices[0].label)
    assert "bà nội, ông ngoại" in done.text
    assert await heard(village) == (0, 2)
    async with village.database.read() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        assert (await store.people.consents(contact.id))["reminders"]


async def test_everything_can_be_taken_up_again(village: Room) -> None:
    await village.say(AN, "DỪNG")
    await village.press(AN, "takeup:all")
    assert await heard(village) == (1, 2)


async def test_an_hour_that_passed_meanwhile_is_not_made_up_for(village: Room) -> None:
    village.clock.now = datetime.combine(date(2026, 12, 3), time(18), VIETNAM)
    await village.say(AN, "DỪNG")
    village.clock.advance(hours=2)
    await village.press(AN, "takeup:all")
    await village.reminders.plan()
    assert await village.heard(AN) == []


async def test_after_a_day_the_names_are_gone_and_reminders_are_set_anew(village: Room) -> None:
    await village.say(AN, "DỪNG")
    village.clock.advance(days=1, minutes=1)
    await Housekeeping(village.database, village.clock, Periods()).tick()
    (reply,) = await village.press(AN, "takeup:reminders")
    assert "bà nội" not in reply.text
    assert reply.choices[0].key == "resume"
    async with village.database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT DISTINCT nickname FROM subscription")
    assert [row["nickname"] for row in rows] == [""]


async def test_what_was_erased_cannot_be_taken_up(village: Room) -> None:
    await village.say(AN, "DỪNG")
    await village.press(AN, "erase:yes")
    await village.press(AN, "takeup:all")
    assert (await heard(village))[1] == 0


async def test_the_button_under_an_announcement_ends_announcements_alone(village: Room) -> None:
    for said in ("/thongbao", "Tự viết", "Mai họp thôn.", "Tất cả người dùng Trợ lý An Sinh", "bỏ qua"):
        await village.say(OFFICER, said)
    for said in ("Không chừa ai", "bây giờ", "Không, chờ tới sáng cũng được"):
        await village.say(OFFICER, said)
    preview = await village.say(OFFICER, "Đúng, cho xem thử")
    await village.press(OFFICER, next(one.key for reply in preview for one in reply.choices if "ann_go" in one.key))
    await village.announce()
    (message,) = await village.heard(AN)
    assert isinstance(message, Reply)
    assert "cả lời nhắc" in message.text, "what DỪNG would end"
    (done,) = await village.say(AN, message.choices[1].label)
    assert "bà nội, ông ngoại" in done.text
    assert await heard(village) == (0, 2)


async def test_announcements_that_wait_are_withdrawn_and_alerts_are_another_matter(village: Room) -> None:
    await village.press(AN, "tips:on")
    await announce(village)
    async with village.database.write() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        await store.people.set_notices(contact.id, on=False)
    assert await village.heard(AN) == []
    await announce(village, "alert")
    assert len(await village.heard(AN)) == 1
    await village.say(AN, "dừng thông báo của xã")
    await village.press(AN, "notices:on")
    assert await heard(village) == (1, 2)


async def test_a_stop_a_minute_ago_is_undone_by_the_tap_on_announcements(village: Room) -> None:
    await village.say(AN, "DỪNG")
    village.clock.advance(minutes=1)
    await village.press(AN, "notices:on")
    assert (await heard(village))[0] == 1
