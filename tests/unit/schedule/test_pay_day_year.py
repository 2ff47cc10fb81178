"""Days that a rule proposes, what officers make of them, and a whole year of it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.messages import Address, Reply
from bot.schedule.holidays import holiday
from bot.schedule.jobs import Reminders
from bot.schedule.office import works
from bot.schedule.proposals import Proposals
from storage.payments import Rule
from storage.times import VIETNAM
from tests.fakes.pay_days import change
from tests.unit.schedule.days import DAY, HERE, OFFICER, WISH, at, enter, texts, wish

if TYPE_CHECKING:
    from tests.fakes.room import Room

TET = date(2027, 2, 6)
SCHEME, ONTO, OUTAGE = (3, 8), (5, 9), (4, 6, 9)
"""Months in which a day was entered for another scheme; is moved onto one that is there; no power in the evening."""


async def test_what_is_only_proposed_is_never_announced(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    await wish(room, "web:1")
    row = await enter(room, replace(DAY, confirmed=False))
    at(room, date(2026, 12, 3), 19)
    await room.reminders.plan()
    assert await texts(room, "web:1") == []
    await room.press(OFFICER, f"payday:confirm:{row}")
    await room.reminders.plan()
    assert len(await texts(room, "web:1")) == 1


async def test_a_rule_leaves_a_day_that_is_confirmed_already_as_it_is(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    row = await enter(room)
    for said in ("/ngaytra", "Nhập ngày chi trả", "2", "ngày 4 hằng tháng", "7 giờ 30", "trụ sở xã", "bỏ qua"):
        await room.say(OFFICER, said)
    (reply,) = await room.say(OFFICER, "1")
    assert "4/12/2026" in reply.text
    async with room.database.read() as store:
        kept = await store.payments.day(row)
        assert len(await store.payments.rules()) == 1
    assert kept == replace(DAY, id=row)


async def test_a_rule_proposes_each_month_once_and_a_refusal_stands(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    async with room.database.write() as store:
        officer = await store.people.by_address(Address.parse(OFFICER))
        assert officer
        await store.payments.set_rule(Rule(HERE, "BTXH", 31, "7 giờ", "trụ sở"), officer.id, room.clock())
    asked: list[str] = []
    day = date(2027, 1, 1)
    while day < date(2027, 5, 1):
        at(room, day, 8)
        await Proposals(room.database, room.mind, room.clock, lambda _channel: None).tick()
        for message in await room.heard(OFFICER):
            assert isinstance(message, Reply)
            asked.append(message.text)
            if "28/2/2027" in message.text:
                await room.press(OFFICER, message.choices[-1].key)
                await room.heard(OFFICER)
        day += timedelta(days=1)
    assert [next(part for part in ("31/1", "28/2", "31/3", "30/4") if part in text) for text in asked] == [
        "31/1",
        "28/2",
        "31/3",
        "30/4",
    ]
    assert "ngày nghỉ" in asked[0], "a Sunday"


async def _month_s_day(room: Room, month: int, draw: random.Random) -> date:
    """A day is entered, and in some months moved, five days before; the day that holds in the end."""
    day = date(2027, month, draw.randint(3, 25)) if month != TET.month else TET
    at(room, day - timedelta(days=5), 9)
    row = await enter(room, replace(DAY, day=day, scheme="NCC" if month in SCHEME else "BTXH"))
    if month in SCHEME:
        await change(room, OFFICER, row, "Loại trợ cấp", "Bảo trợ xã hội")
    elif month in ONTO:
        other = day + timedelta(days=1)
        await enter(room, replace(DAY, day=other))
        assert "Chưa thay đổi gì" in (await change(room, OFFICER, row, "Ngày", f"{other:%d/%m/%Y}")).text
        await room.press(OFFICER, f"payday:off:{row}")
        day = other
    elif month == TET.month or draw.random() < 0.5:
        day += timedelta(days=-2 if month == TET.month else 1)
        await change(room, OFFICER, row, "Ngày", f"{day:%d/%m/%Y}")
    await room.heard_by_all()
    return day


def _looks(day: date, month: int, draw: random.Random) -> list[datetime]:
    """When the process looks around a day: it sleeps now and then, and in some months over the evening before."""
    moment, found = datetime.combine(day - timedelta(days=2), time(12), VIETNAM), []
    dark = datetime.combine(day - timedelta(days=1), time(16, 50), VIETNAM)
    while moment < datetime.combine(day + timedelta(days=3), time(23), VIETNAM):
        if month not in OUTAGE or not dark < moment < dark + timedelta(hours=9):
            found.append(moment)
        moment += timedelta(minutes=draw.choice((20, 20, 45, 300)))
    return found


def _due(day: date, looks: list[datetime], who: int) -> int:
    """How many reminders somebody hears of a day: that morning's, and the evening's if the process was awake then."""
    eve = day - timedelta(days=1)
    first, last = (datetime.combine(eve, time(hour), VIETNAM) for hour in (17 + who, 21))
    return 1 + any(first <= look < last for look in looks)


async def test_a_year_with_changes_restarts_and_tet_reminds_each_once(room: Room) -> None:
    """Each due reminder exactly once; what was withdrawn before its hour never. The process dies now and then."""
    draw = random.Random(20_261_124)  # noqa: S311 - a year that can be repeated
    await room.officer(OFFICER, HERE)
    for who in range(4):
        await wish(
            room, f"web:{who}", replace(WISH, evening_at=f"{17 + who}:00", morning=True, morning_at=f"0{6 + who}:30")
        )
    expected: Counter[tuple[str, str]] = Counter()
    heard: Counter[tuple[str, str]] = Counter()
    restarts, hours = 0, set()
    for month in range(1, 13):
        day = await _month_s_day(room, month, draw)
        looks = _looks(day, month, draw)
        expected.update({(f"web:{who}", f"{day:%d/%m}"): _due(day, looks, who) for who in range(4)})
        for room.clock.now in looks:
            if draw.random() < 0.2:
                room.reminders = Reminders(room.database, room.mind, room.clock, lambda _channel: None)
                restarts += 1
            await room.reminders.plan()
            for person, message in await room.heard_by_all():
                if isinstance(message, Reply) and "nhắc" in message.text:
                    heard[person, f"{day:%d/%m}"] += 1
                    hours.add(room.clock.now.hour)
                    assert f"{day:%d/%m/%Y}".replace("/0", "/").lstrip("0") in message.text, "the day that holds"
    print(f"\n{heard.total()} reminders of {expected.total()} due in a year, {restarts} restarts")  # noqa: T201 - counts
    assert heard == expected
    assert all(6 <= hour < 21 for hour in hours)
    assert any(expected[key] == 1 for key in expected)
    assert holiday(TET)


async def test_proposals_come_while_offices_work_and_before_a_long_holiday(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    async with room.database.write() as store:
        officer = await store.people.by_address(Address.parse(OFFICER))
        assert officer
        await store.payments.set_rule(Rule(HERE, "BTXH", 15, "7 giờ", "trụ sở"), officer.id, room.clock())
    asked: list[datetime] = []
    moment = datetime(2026, 11, 25, tzinfo=VIETNAM)
    while moment < datetime(2027, 3, 16, tzinfo=VIETNAM):
        room.clock.now = moment
        await room.proposals.tick()
        asked += [moment] * len(await room.heard(OFFICER))
        moment += timedelta(hours=1)
    assert [works(one.date()) and 7 <= one.hour < 17 for one in asked] == [True] * 4
    assert [one.date() for one in asked] == [date(2026, 12, 4), date(2027, 1, 5), date(2027, 2, 3), date(2027, 3, 5)]
