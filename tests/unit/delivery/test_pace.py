"""The pace: even, without bursts, and everybody waits when told to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import Pace


class Ticks:
    """Monotonic seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _starts(pace: Pace, ticks: Ticks, seconds: float, most: int) -> list[tuple[float, int]]:
    """When, and how many at once, while there is always something to send."""
    starts, end = [], ticks.now + seconds
    while ticks.now < end:
        slots = pace.open_slots(most)
        if slots:
            pace.take(slots)
            starts.append((ticks.now, slots))
        ticks.now += max(pace.wait(), 0.001)
    return starts


def test_without_a_rate_everything_may_go_at_once() -> None:
    pace = Pace(None, Ticks())
    assert pace.open_slots(32) == 32
    pace.take(32)
    assert pace.wait() == 0


@settings(deadline=None)
@given(st.sampled_from([1.0, 5.0, 25.0, 30.0, 100.0, 900.0]), st.integers(1, 32), st.floats(0, 3600))
def test_no_second_holds_more_than_the_rate(rate: float, most: int, idle: float) -> None:
    ticks = Ticks()
    pace = Pace(rate, ticks)
    ticks.now += idle
    starts = _starts(pace, ticks, 1.5, most)
    for begin, _ in starts:
        window = sum(count for at, count in starts if begin <= at < begin + 1)
        assert window <= rate + max(1, 0.02 * rate)


@pytest.mark.parametrize("rate", [1.0, 25.0, 900.0])
def test_the_rate_is_used(rate: float) -> None:
    ticks = Ticks()
    sent = sum(count for _, count in _starts(Pace(rate, ticks), ticks, 10, 32))
    assert sent >= 0.9 * rate * 10


def test_idle_time_earns_no_burst() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    pace.take(1)
    ticks.now += 3600
    assert pace.open_slots(32) == 1
    pace.take(1)
    assert pace.open_slots(32) == 0
    assert pace.wait() == pytest.approx(0.04)


def test_a_hold_stops_everything_and_the_longest_counts() -> None:
    ticks = Ticks()
    pace = Pace(None, ticks)
    pace.hold(30)
    pace.hold(5)
    assert pace.open_slots(32) == 0
    assert pace.wait() == 30
    ticks.now += 30
    assert pace.open_slots(32) == 32
