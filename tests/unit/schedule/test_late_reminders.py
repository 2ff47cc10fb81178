"""Reminders that are late: outages, nights, clocks that jump, copies that were brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.restored import RESTORED
from tests.unit.schedule.village import EVENING, MORNING, OFFICER, WISH, Village


async def test_a_late_tick_still_reminds_and_a_later_one_does_not(village: Village) -> None:
    await village.wish(replace(WISH, evening=False))
    await village.day()
    await village.tick(MORNING + timedelta(hours=12))
    assert len(await village.texts()) == 1
    assert await village.missed() == 0


async def test_what_is_later_than_twelve_hours_is_missed_and_shown(village: Village) -> None:
    await village.room.officer(OFFICER, "20791")
    await village.wish(replace(WISH, evening=False))
    await village.day()
    await village.tick(MORNING + timedelta(hours=12, seconds=1))
    assert await village.texts() == []
    assert await village.missed() == 1
    reply, *_ = await village.room.say(OFFICER, "/thongke")
    assert "Lời nhắc trễ, không gửi: 1" in reply.text


async def test_after_a_copy_was_brought_back_none_that_was_due_before_is_sent(village: Village) -> None:
    """It may have been sent after the copy was made; what is due later is sent as ever."""
    await village.wish()
    await village.day()
    async with village.room.database.write() as store:
        await store.settings.set_moment(RESTORED, EVENING + timedelta(hours=1))
    await village.tick(EVENING + timedelta(hours=1, seconds=1))
    assert await village.texts() == []
    assert await village.missed() == 1
    await village.tick(MORNING)
    assert len(await village.texts()) == 1


async def test_planned_in_time_but_not_sent_in_time_is_dropped(village: Village) -> None:
    """The channel was away for half a day."""
    await village.wish(replace(WISH, evening=False))
    await village.day()
    await village.tick(MORNING)
    village.at(MORNING + timedelta(hours=12, seconds=1))
    assert await village.texts() == []


async def test_planned_in_time_but_not_sent_in_time_is_shown_as_missed(village: Village) -> None:
    await village.wish(replace(WISH, evening=False))
    await village.day()
    await village.tick(MORNING)
    village.at(MORNING + timedelta(hours=13))
    await village.texts()
    assert await village.missed() == 1


async def test_a_clock_that_jumps_there_and_back(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(EVENING + timedelta(hours=1))
    await village.tick(EVENING - timedelta(days=2))
    await village.tick(EVENING)
    assert len(await village.texts()) == 1


async def test_a_long_sleep_is_shown_to_the_officer(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(MORNING + timedelta(days=5))
    assert await village.texts() == []
    assert await village.missed() == 2


async def test_a_night_without_power_brings_one_message(village: Village) -> None:
    await village.wish()
    await village.day()
    await village.tick(MORNING + timedelta(minutes=15))
    assert len(await village.texts()) == 1


def _night() -> list[datetime]:
    """From the evening before the pay day to its noon, in steps of twenty minutes."""
    return [EVENING + timedelta(minutes=20 * step) for step in range(52)]


async def _through_the_night(village: Village, moments: list[datetime], *, plans: bool = True) -> list[datetime]:
    """When something arrived."""
    heard = []
    for moment in moments:
        village.at(moment)
        if plans:
            await village.room.reminders.tick()
        heard += [moment] * len(await village.texts())
    return heard


@pytest.mark.parametrize("hour", ["17:00", "19:00", "21:00"])
async def test_an_outage_over_the_evening_is_made_up_for_in_the_morning_and_not_at_night(
    village: Village, hour: str
) -> None:
    await village.wish(replace(WISH, morning=False, evening_at=hour))
    await village.day()
    six = EVENING + timedelta(hours=11)
    assert await _through_the_night(village, _night()[7:]) == [six]
    assert await village.missed() == 0


async def test_an_outage_over_the_evening_is_one_message_for_who_is_reminded_that_morning(village: Village) -> None:
    await village.wish()
    await village.day()
    assert await _through_the_night(village, _night()[7:]) == [EVENING + timedelta(hours=11, minutes=40)]
    assert await village.missed() == 0


@pytest.mark.parametrize("morning", [True, False])
async def test_what_waited_for_the_network_does_not_go_out_at_night(village: Village, *, morning: bool) -> None:
    """Planned in time, and the channel was away until after midnight."""
    await village.wish(replace(WISH, morning=morning))
    await village.day()
    await village.tick(EVENING)
    heard = await _through_the_night(village, _night()[20:])
    assert heard == [EVENING + (timedelta(hours=11, minutes=40) if morning else timedelta(hours=11))]


async def test_what_may_have_arrived_before_the_night_is_repeated_in_the_morning(village: Village) -> None:
    await village.wish(replace(WISH, morning=False))
    await village.day()
    await village.tick(EVENING)
    async with village.room.database.write() as store:
        (letter,) = await store.outbox.claim("web", EVENING, 9, EVENING)
        await store.outbox.put_back(letter.id, EVENING, repeated=True)
    assert await _through_the_night(village, _night()[20:], plans=False) == [EVENING + timedelta(hours=11)]


async def test_an_hour_of_one_s_own_at_nine_is_kept(village: Village) -> None:
    await village.wish(replace(WISH, morning=False, evening_at="21:00"))
    await village.day()
    nine = EVENING + timedelta(hours=2)
    moments = [nine + timedelta(minutes=minute) for minute in (-1, 0, 5, 30)]
    assert await _through_the_night(village, moments) == [nine]


async def test_the_question_afterwards_waits_for_the_morning_as_well(village: Village) -> None:
    await village.wish(replace(WISH, evening=False))
    await village.day()
    await village.tick(MORNING)
    await village.texts()
    village.at(MORNING + timedelta(days=1, hours=12))
    assert await village.room.afterwards.ask() == 1
    nine = MORNING + timedelta(days=1, hours=14, minutes=30)
    moments = [nine + timedelta(hours=hours) for hours in (0, 3, 8.9, 9)]
    assert await _through_the_night(village, moments) == [nine + timedelta(hours=9)]


async def test_a_day_entered_late_is_no_missed_reminder(village: Village) -> None:
    await village.wish()
    village.at(MORNING + timedelta(hours=1))
    await village.day()
    await village.tick(MORNING + timedelta(hours=1, minutes=1))
    assert await village.missed() == 0
