"""When a reminder is due, and what becomes of a late one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule.nights import PUNCTUAL, after_night, is_night
from bot.schedule.paydays import LATEST, LATEST_HOUR, Fate, due_at, fate, last_useful, span
from storage.times import VIETNAM, local_day

_days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
_hours = st.integers(6, 21).map(time)
_occurrences = st.sampled_from(["evening", "morning"])
_moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants it
_lateness = st.timedeltas(timedelta(0), timedelta(days=3))


@settings(deadline=None)
@given(_days)
def test_the_evening_comes_before_the_morning_of_the_day(day: date) -> None:
    evening, morning = due_at(day, "evening"), due_at(day, "morning")
    assert evening.astimezone(VIETNAM).date() == day - timedelta(days=1)
    assert evening.astimezone(VIETNAM).time() == time(19, 0)
    assert morning.astimezone(VIETNAM).date() == day
    assert morning.astimezone(VIETNAM).time() == time(6, 30)
    assert evening < morning


def test_the_moments_in_utc() -> None:
    assert due_at(date(2026, 12, 5), "evening") == datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
    assert due_at(date(2026, 12, 5), "morning") == datetime(2026, 12, 4, 23, 30, tzinfo=UTC)


@settings(deadline=None)
@given(_days, _occurrences, _hours, _lateness)
def test_a_late_reminder_is_sent_by_day_while_it_is_useful(
    day: date, occurrence: str, hour: time, late: timedelta
) -> None:
    due = due_at(day, occurrence, hour)
    now, last = due + late, last_useful(occurrence, due)
    found = fate(occurrence, due, now)
    assert (found is Fate.MISSED) == (now > last)
    if found is Fate.SEND:
        assert not is_night(now) or late <= PUNCTUAL
    if found is Fate.WAIT:
        assert fate(occurrence, due, after_night(now)) is not Fate.WAIT
    if late:
        assert fate(occurrence, due, due - late) is Fate.WAIT


@settings(deadline=None)
@given(_days, _occurrences, _hours)
def test_it_is_useful_until_the_pay_day_s_evening_at_most(day: date, occurrence: str, hour: time) -> None:
    due = due_at(day, occurrence, hour)
    last = last_useful(occurrence, due)
    assert due + PUNCTUAL <= last <= datetime.combine(day, LATEST_HOUR, VIETNAM) + PUNCTUAL
    assert fate(occurrence, due, due) is Fate.SEND


def test_what_a_night_took_comes_in_the_morning() -> None:
    evening = due_at(date(2026, 12, 5), "evening", time(17))
    six = datetime(2026, 12, 5, 6, tzinfo=VIETNAM)
    assert fate("evening", evening, six - timedelta(seconds=1)) is Fate.WAIT
    assert fate("evening", evening, six) is Fate.SEND, "thirteen hours late, but before the pay day's hours"
    assert fate("evening", evening, six + timedelta(hours=1, seconds=1)) is Fate.MISSED


@settings(deadline=None)
@given(_days, _occurrences, _moments, _lateness)
def test_what_came_too_late_stays_so(day: date, occurrence: str, now: datetime, later: timedelta) -> None:
    due = due_at(day, occurrence)
    if fate(occurrence, due, now) is Fate.MISSED:
        assert fate(occurrence, due, now + later) is Fate.MISSED


@settings(deadline=None)
@given(_days, _occurrences, st.timedeltas(timedelta(0), LATEST))
def test_whatever_may_be_sent_is_looked_at(day: date, occurrence: str, late: timedelta) -> None:
    first, last = span(local_day(due_at(day, occurrence) + late))
    assert first <= day <= last


@pytest.mark.parametrize("late", [0, 12 * 3600])
def test_both_ends_of_the_time_are_in_it(late: int) -> None:
    due = due_at(date(2026, 12, 5), "morning")
    assert fate("morning", due, due + timedelta(seconds=late)) is Fate.SEND
    after = fate("morning", due, due + timedelta(seconds=late, microseconds=1))
    assert after is (Fate.MISSED if late else Fate.SEND)
