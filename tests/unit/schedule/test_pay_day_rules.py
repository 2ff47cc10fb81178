"""When a reminder is due, and what becomes of a late one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule.paydays import LATEST, Fate, due_at, fate, span
from storage.times import VIETNAM, local_day

_days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
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
@given(_days, _occurrences, _lateness)
def test_a_late_reminder_is_sent_for_twelve_hours(day: date, occurrence: str, late: timedelta) -> None:
    due = due_at(day, occurrence)
    assert fate(due, due + late) is (Fate.SEND if late <= LATEST else Fate.MISSED)
    if late:
        assert fate(due, due - late) is Fate.WAIT


@settings(deadline=None)
@given(_days, _occurrences, _moments, _lateness)
def test_the_fate_only_goes_forward(day: date, occurrence: str, now: datetime, later: timedelta) -> None:
    order = [Fate.WAIT, Fate.SEND, Fate.MISSED]
    due = due_at(day, occurrence)
    assert order.index(fate(due, now)) <= order.index(fate(due, now + later))


@settings(deadline=None)
@given(_days, _occurrences, st.timedeltas(timedelta(0), LATEST))
def test_whatever_may_be_sent_is_looked_at(day: date, occurrence: str, late: timedelta) -> None:
    first, last = span(local_day(due_at(day, occurrence) + late))
    assert first <= day <= last


@pytest.mark.parametrize("late", [0, 12 * 3600])
def test_both_ends_of_the_time_are_in_it(late: int) -> None:
    due = due_at(date(2026, 12, 5), "morning")
    assert fate(due, due + timedelta(seconds=late)) is Fate.SEND
    assert fate(due, due + timedelta(seconds=late, microseconds=1)) is (Fate.MISSED if late else Fate.SEND)
