"""A pay day that is changed in any of its parts: exactly who was told hears it, and nothing of the old day stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Reply
from storage.payments import PayDay
from storage.times import VIETNAM
from storage.wishes import Subscription
from tests.fakes.pay_days import change

if TYPE_CHECKING:
    from tests.fakes.room import Room

HERE, THERE = "20791", "20971"
OFFICER = "web:ha"
DAY = PayDay(HERE, "BTXH", date(2026, 12, 4), "7 giờ 30", "nhà văn hóa")
WISH = Subscription(HERE, "BTXH", "bà nội", evening=True, morning=False)
EVE = datetime.combine(date(2026, 12, 3), time(19), VIETNAM)


async def wish(room: Room, who: str, wanted: Subscription = WISH) -> None:
    await room.say(who, "/start")
    await room.heard(who)
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(who))
        assert contact
        await store.wishes.subscribe(contact.id, wanted, room.clock())


async def entered(room: Room, *days: PayDay) -> int:
    """The days, and who wants to hear of them was told; the number of the first."""
    async with room.database.write() as store:
        numbers = [await store.payments.enter(day, None, room.clock()) for day in days]
    room.clock.now = EVE
    await room.reminders.plan()
    await room.heard_by_all()
    room.clock.advance(minutes=5)
    return numbers[0]


async def kept(room: Room, area: str = HERE) -> list[tuple[str, date, bool]]:
    async with room.database.read() as store:
        return [(one.scheme, one.day, one.confirmed) for one in await store.payments.entered(area, date(2026, 11, 1))]


async def heard(room: Room) -> dict[str, str]:
    return {who: message.text for who, message in await room.heard_by_all() if isinstance(message, Reply)}


async def test_another_scheme_is_another_day_and_the_old_one_is_off(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    await wish(room, "web:2", replace(WISH, scheme="NCC"))
    await wish(room, "web:3", replace(WISH, evening_at="20:00"))
    number = await entered(room, DAY)
    reply = await change(room, OFFICER, number, "Loại trợ cấp", "Người có công")
    assert "1 người" in reply.text
    assert await kept(room) == [("NCC", DAY.day, True)]
    told = await heard(room)
    assert list(told) == ["web:1"]
    assert "không trả thứ Sáu, 4/12/2026" in told["web:1"]
    room.clock.now = EVE.replace(hour=20)
    await room.reminders.plan()
    assert list(await heard(room)) == ["web:2"], "reminded late, since the day was entered late; and web:3 not at all"


async def test_another_commune_is_another_day_and_the_old_one_is_off(room: Room) -> None:
    await room.officer(OFFICER, None)
    await wish(room, "web:1")
    await wish(room, "web:2", replace(WISH, area_code=THERE, evening_at="20:00"))
    number = await entered(room, DAY)
    await change(room, OFFICER, number, "Xã, phường", "Tam Xuân")
    assert (await kept(room), await kept(room, THERE)) == ([], [("BTXH", DAY.day, True)])
    assert ["không trả" in text for text in (await heard(room)).values()] == [True]
    room.clock.now = EVE.replace(hour=20)
    await room.reminders.plan()
    assert list(await heard(room)) == ["web:2"]


@pytest.mark.parametrize(("what", "said"), [("Ngày", "8/12/2026"), ("Loại trợ cấp", "Người có công")])
async def test_a_change_onto_a_day_that_is_entered_already_is_refused_in_a_clear_sentence(
    room: Room, what: str, said: str
) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    other = replace(DAY, day=date(2026, 12, 8), hours="14 giờ") if what == "Ngày" else replace(DAY, scheme="NCC")
    number = await entered(room, DAY, other)
    reply = await change(room, OFFICER, number, what, said)
    assert "đã có" in reply.text
    assert "Chưa thay đổi gì" in reply.text
    assert other.hours in reply.text
    assert sorted(await kept(room)) == sorted((one.scheme, one.day, True) for one in (DAY, other))
    assert await heard(room) == {}
    (cancel,) = [one for one in reply.choices if one.key == f"payday:cancel:{number}"]
    await room.press(OFFICER, cancel.key)
    await room.say(OFFICER, "1")
    assert ["không trả" in text for text in (await heard(room)).values()] == [True]


async def test_a_day_that_becomes_a_monthly_rule_is_off_until_the_next_is_confirmed(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    number = await entered(room, replace(DAY, hamlets="thôn 2"))
    reply = await change(room, OFFICER, number, "Ngày", "ngày 10 hằng tháng")
    assert "1 người" in reply.text
    assert await kept(room) == [("BTXH", date(2026, 12, 10), False)]
    assert ["không trả" in text for text in (await heard(room)).values()] == [True]
    async with room.database.read() as store:
        (rule,) = await store.payments.rules()
        (day,) = await store.payments.entered(HERE, date(2026, 12, 1))
    assert (rule.hamlets, day.hamlets) == ("thôn 2", "thôn 2")


async def test_a_day_that_fits_its_new_rule_stays_as_it_is_and_nobody_hears_anything(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    number = await entered(room, DAY)
    await change(room, OFFICER, number, "Ngày", "ngày 4 hằng tháng")
    assert await kept(room) == [("BTXH", DAY.day, True)]
    room.clock.advance(minutes=2)
    await room.reminders.plan()
    assert await heard(room) == {}


async def test_a_change_that_changes_nothing_reminds_nobody_again(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    number = await entered(room, DAY)
    reply = await change(room, OFFICER, number, "Giờ giấc", DAY.hours)
    assert "không có gì khác" in reply.text
    room.clock.advance(minutes=2)
    await room.reminders.plan()
    assert await heard(room) == {}


async def test_fewer_hamlets_tell_the_others_that_the_day_is_not_theirs(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    for who, hamlet in (("web:1", "thôn 1"), ("web:2", "TDP 02"), ("web:3", "")):
        await wish(room, who, replace(WISH, hamlet=hamlet))
    await wish(room, "web:2", replace(WISH, hamlet="Thôn 2", nickname="ông nội"))
    number = await entered(room, DAY)
    reply = await change(room, OFFICER, number, "Thôn, khối phố", "thôn 2")
    assert "3 người" in reply.text
    told = await heard(room)
    assert {who: "không trả" in text for who, text in told.items()} == {"web:1": True, "web:2": False, "web:3": False}
    assert "bà nội, ông nội" in told["web:2"]
    assert "Dành cho: thôn 2" in told["web:3"]


async def test_an_officer_cannot_move_another_commune_s_day_to_their_own(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    number = await entered(room, DAY)
    (form,) = await room.press(OFFICER, f"payday:change:{number}")
    await room.press(OFFICER, next(one.key for one in form.choices if one.key.endswith(":edit")))
    async with room.database.write() as store:
        await store.connection.execute_fetchall("UPDATE pay_day SET area_code = ?", (THERE,))
    for text in ("Giờ giấc", "9 giờ"):
        await room.say(OFFICER, text)
    await room.say(OFFICER, "Đúng rồi, báo cho bà con")
    assert (await kept(room), await kept(room, THERE)) == ([], [("BTXH", DAY.day, True)])
