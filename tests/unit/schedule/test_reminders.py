"""Reminders through the real store: each exactly once, in its own words, and ended when it is ended."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.messages import Reply
from bot.schedule.jobs import Reminders, scheduler
from storage.retention import Periods
from storage.times import VIETNAM
from tests.unit.schedule.village import DAY, EVENING, MORNING, WHO, WISH, Village

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from storage.store import Store


async def test_the_evening_before_and_on_the_morning_once_each(village: Village) -> None:
    await village.wish()
    await village.day()
    sent: list[datetime] = []
    moment = EVENING - timedelta(hours=5)
    while moment < MORNING + timedelta(hours=30):
        await village.tick(moment)
        sent += [moment] * len(await village.texts())
        moment += timedelta(minutes=10)
    assert sent == [EVENING, MORNING]
    assert await village.missed() == 0


@pytest.mark.parametrize(("evening", "morning"), [(True, False), (False, True)])
async def test_only_what_was_wished(village: Village, *, evening: bool, morning: bool) -> None:
    await village.wish(replace(WISH, evening=evening, morning=morning))
    await village.day()
    await village.tick(EVENING)
    assert len(await village.texts()) == evening
    await village.tick(MORNING)
    assert len(await village.texts()) == morning


async def test_what_it_says(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(EVENING)
    (text,) = await village.texts()
    for part in ("bà nội", "4/12/2026", "7 giờ 30", "nhà văn hóa thôn 2", "Thăng Bình", "lừa đảo"):
        assert part in text


async def test_another_scheme_or_commune_is_somebody_else_s(village: Village) -> None:
    await village.wish()
    await village.day(replace(DAY, scheme="NCC"))
    await village.day(replace(DAY, area_code="20971"))
    await village.tick(EVENING)
    assert await village.texts() == []


async def test_several_processes_and_ticks_at_once_plan_once(village: Village) -> None:
    await village.wish()
    await village.day()
    village.at(EVENING)
    room = village.room
    planners = [Reminders(room.database, room.mind, room.clock, lambda _channel: None) for _ in range(4)]
    await asyncio.gather(*(planner.plan() for planner in planners for _ in range(2)))
    assert len(await village.texts()) == 1


async def test_a_changed_pay_day_is_told_again_and_the_old_words_are_not(village: Village) -> None:
    await village.wish(replace(WISH, morning=False))
    await village.day()
    await village.tick(EVENING)
    village.at(EVENING + timedelta(minutes=1))
    await village.day(replace(DAY, hours="13 giờ 30", place="trụ sở xã"))
    await village.tick(EVENING + timedelta(minutes=2))
    (text,) = await village.texts()
    assert "13 giờ 30" in text
    assert "trụ sở xã" in text


async def test_a_changed_pay_day_is_told_to_those_who_heard_the_old_one(village: Village) -> None:
    await village.wish(replace(WISH, morning=False))
    await village.day()
    await village.tick(EVENING)
    assert "7 giờ 30" in (await village.texts())[0]
    village.at(EVENING + timedelta(minutes=1))
    await village.day(replace(DAY, hours="13 giờ 30"))
    await village.tick(EVENING + timedelta(minutes=2))
    assert "13 giờ 30" in (await village.texts())[0]


async def test_the_same_pay_day_entered_again_unchanged_or_not_is_one_day(village: Village) -> None:
    await village.day()
    await village.day(replace(DAY, hours="8 giờ"))
    async with village.room.database.read() as store:
        days = await store.payments.coming("20791", date(2026, 11, 24))
    assert [(day.hours, day.revision) for day in days] == [("8 giờ", 2)]


async def test_ended_between_planning_and_sending(village: Village) -> None:
    wish_id = await village.wish()
    await village.day()
    await village.tick(EVENING)
    async with village.room.database.write() as store:
        assert await store.wishes.unsubscribe(wish_id, await village._id(store), village.room.clock())
    assert await village.texts() == []
    await village.tick(MORNING)
    assert await village.texts() == []


async def test_stopped_between_planning_and_sending(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(EVENING)
    async with village.room.database.write() as store:
        await store.people.stop(await village._id(store), village.room.clock())
    assert await village.texts() == []


async def test_a_wish_made_after_the_hour_waits_for_the_next(village: Village) -> None:
    await village.day()
    village.at(EVENING + timedelta(minutes=30))
    await village.wish()
    await village.texts()
    await village.tick(EVENING + timedelta(minutes=31))
    assert await village.texts() == []
    await village.tick(MORNING)
    assert len(await village.texts()) == 1
    assert await village.missed() == 0


async def test_two_wishes_of_one_person_are_two_reminders(village: Village) -> None:
    await village.wish(replace(WISH, morning=False))
    await village.wish(replace(WISH, morning=False, nickname="ông nội"))
    await village.day()
    await village.tick(EVENING)
    assert len(await village.texts()) == 2


async def test_two_days_of_one_wish_are_both_planned_wherever_a_transaction_ends(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.schedule.jobs.AT_ONCE", 3)
    monkeypatch.setattr("bot.schedule.jobs.REACH", 2)
    for number in range(5):
        await village.wish(replace(WISH, hamlet="thôn 2"), who=f"web:{number}")
    await village.day()
    await village.day(replace(DAY, hamlets="thôn 2", hours="9 giờ"))
    village.at(EVENING)
    assert await village.room.reminders.plan() == 10
    heard = [await village.texts(f"web:{number}") for number in range(5)]
    assert [sorted("9 giờ," in text for text in texts) for texts in heard] == [[False, True]] * 5


async def test_who_wants_to_write_meanwhile_does_not_wait_for_everybody(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.schedule.jobs.AT_ONCE", 1)
    for number in range(6):
        await village.wish(who=f"web:{number}")
    await village.day()
    village.at(EVENING)
    seen = [0]

    async def write() -> None:
        while not seen[-1]:
            async with village.room.database.write() as store:
                rows = await store.connection.execute_fetchall("SELECT COUNT(*) FROM reminder")
                seen.append(rows[0][0])

    planned, _ = await asyncio.gather(village.room.reminders.plan(), write())
    assert planned == 6
    assert seen[-1] < 6


async def test_alone_everybody_is_planned_in_one_transaction(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.schedule.jobs.AT_ONCE", 1)
    monkeypatch.setattr("bot.schedule.jobs.MOST", 4)
    for number in range(6):
        await village.wish(who=f"web:{number}")
    await village.day()
    village.at(EVENING)
    with monkeypatch.context() as patch:
        database, begun = village.room.database, []
        real = database.write
        patch.setattr(database, "write", lambda: begun.append(1) or real())
        assert await village.room.reminders.plan() == 6
    assert len(begun) == 3  # to begin the round, four people, two people


async def test_the_words_stand_once_and_the_name_is_filled_in_when_it_is_sent(village: Village) -> None:
    for number, name in enumerate(("bà Gương", "ông Lựu")):
        await village.wish(replace(WISH, nickname=name), who=f"web:{number}")
    await village.day()
    await village.tick(EVENING)
    async with village.room.database.read() as store:
        kept = await store.connection.execute_fetchall("SELECT payload FROM reminder_text")
        waiting = await store.connection.execute_fetchall("SELECT payload FROM outbox WHERE reminder_id IS NOT NULL")
    assert (len(kept), [row["payload"] for row in waiting]) == (1, [None, None])
    assert not any(name in kept[0]["payload"] for name in ("Gương", "Lựu"))
    assert ["bà Gương" in text for text in await village.texts("web:0")] == [True]
    assert ["ông Lựu" in text for text in await village.texts("web:1")] == [True]


async def test_the_words_are_forgotten_only_when_nobody_waits_for_them(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(EVENING)

    async def left_after(**span: float) -> int:
        async with village.room.database.write() as store:
            await store.retention.forget(Periods(), village.room.clock() + timedelta(**span))
            (row,) = await store.connection.execute_fetchall("SELECT COUNT(*) AS texts FROM reminder_text")
        return int(row["texts"])

    assert await left_after(days=31) == 1
    await village.texts()
    assert [await left_after(days=29), await left_after(days=31)] == [1, 0]


async def test_the_button_under_a_reminder_ends_it(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(EVENING)
    (message,) = await village.room.heard(WHO)
    assert isinstance(message, Reply)
    assert not message.choices[0].key.startswith("unsubscribe"), "a typed 1 must not end anything"
    ending = next(choice.key for choice in message.choices if choice.key.startswith("unsubscribe"))
    await village.room.press(WHO, ending)
    await village.tick(MORNING)
    assert await village.texts() == []


async def test_each_channel_is_woken_once(village: Village) -> None:
    for number in range(5):
        await village.wish(who=f"web:{number}")
    await village.wish(who="telegram:7")
    await village.day()
    village.at(EVENING)
    woken: list[str] = []
    await Reminders(village.room.database, village.room.mind, village.room.clock, woken.append).plan()
    assert sorted(woken) == ["telegram", "web"]


async def test_a_failing_store_is_tried_at_the_next_tick(village: Village, caplog: pytest.LogCaptureFixture) -> None:
    class Away:
        def read(self) -> AbstractAsyncContextManager[Store]:
            raise sqlite3.OperationalError("disk I/O error")

    room = village.room
    await Reminders(Away(), room.mind, room.clock, lambda _channel: None).tick()  # type: ignore[arg-type]
    assert "reminders wait" in caplog.text


async def test_the_timer_runs_late_ticks_once_and_never_two() -> None:
    async def tick() -> None:
        """Not called: the timer is not started."""

    (job,) = scheduler(tick).get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)


def test_the_days_of_this_test_are_in_vietnam() -> None:
    assert EVENING.astimezone(VIETNAM).isoformat() == "2026-12-03T19:00:00+07:00"
