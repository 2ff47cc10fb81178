"""The pace: even, without bursts, and everybody waits when told to."""

from __future__ import annotations

import heapq
import itertools
import math
from bisect import bisect_left
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import AHEAD, Pace

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


class Ticks:
    """Monotonic seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Road:
    """Messages of one pace on their way to a server, each at its own speed, while there is always one more."""

    def __init__(self, rate: float, way: Callable[[], float], most: int = 32) -> None:
        self.ticks = Ticks()
        self.pace = Pace(rate, self.ticks)
        self.arrivals: list[float] = []
        self._way = way
        self._most = most
        self._numbers = itertools.count()
        self._events: list[tuple[float, int, float | None]] = []

    def drive(self, seconds: float, nap: float = 0.0) -> None:
        """Go on for ``seconds``; the sender wakes up to ``nap`` late."""
        end = self.ticks.now + seconds
        while self.ticks.now < end:
            slots = self.pace.open_slots(self._most)
            for wait in self.pace.take(slots) if slots else ():
                heapq.heappush(self._events, (self.ticks.now + wait, next(self._numbers), None))
            self._until(min(self.ticks.now + max(self.pace.wait(), 0.001) + nap, end))

    def stall(self, seconds: float) -> None:
        """The processor or the disk is busy: nothing leaves, and no answer is read, before it is over."""
        self.ticks.now += seconds
        self._events = [(max(at, self.ticks.now), number, left_at) for at, number, left_at in self._events]

    def _until(self, moment: float) -> None:
        while self._events and self._events[0][0] <= moment:
            self.ticks.now, number, left_at = heapq.heappop(self._events)
            if left_at is not None:
                self.pace.landed(left_at)
                continue
            there, back = self._way(), self._way()
            self.arrivals.append(self.ticks.now + there)
            heapq.heappush(self._events, (self.ticks.now + there + back, number, self.pace.now()))
        self.ticks.now = max(self.ticks.now, moment)


def in_one_second(arrivals: list[float]) -> int:
    """The most that arrived in any second."""
    moments = sorted(arrivals)
    return max(bisect_left(moments, begin + 1.0 - 1e-6) - index for index, begin in enumerate(moments))


def test_without_a_rate_everything_may_go_at_once() -> None:
    pace = Pace(None, Ticks())
    assert pace.open_slots(32) == 32
    assert pace.take(32) == [0.0] * 32
    assert pace.wait() == 0


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([1.0, 5.0, 25.0, 29.5, 30.0, 100.0, 900.0]), st.floats(0, 3600), st.floats(0, 0.3), st.randoms())
def test_in_no_second_does_more_arrive_than_the_rate(rate: float, idle: float, jitter: float, random: Random) -> None:
    road = Road(rate, lambda: 0.02 + (random.uniform(0, jitter) if random.random() < 0.2 else 0.0))
    road.ticks.now += idle
    road.drive(2.5, random.uniform(0, 0.03))
    road.drive(0.5)
    assert in_one_second(road.arrivals) <= math.ceil(rate)


@pytest.mark.parametrize("rate", [30.0, 900.0])
def test_the_first_messages_make_their_connections_first(rate: float) -> None:
    ways = itertools.chain(itertools.repeat(0.08, int(rate)), itertools.repeat(0.001))
    road = Road(rate, lambda: next(ways))
    road.drive(3)
    assert in_one_second(road.arrivals) <= rate


@pytest.mark.parametrize("rate", [30.0, 900.0])
def test_a_server_that_is_slow_for_some_seconds_and_quick_again(rate: float) -> None:
    begun = 1_000.0
    road = Road(rate, lambda: 0.05 if begun + 12 < road.ticks.now < begun + 15 else 0.001, most=512)
    road.drive(20)
    assert in_one_second(road.arrivals) <= rate


@pytest.mark.parametrize("rate", [1.0, 25.0, 30.0, 900.0])
def test_the_rate_is_used_although_the_sender_wakes_late(rate: float) -> None:
    road = Road(rate, lambda: 0.001)
    road.drive(10, nap=0.003)
    assert len(road.arrivals) >= 0.98 * rate * 10 - 1


def nothing_waits(pace: Pace, ticks: Ticks) -> None:
    """The sender looks for a message, and there is none."""
    ticks.now += pace.wait()
    assert pace.open_slots(32) > 0
    pace.take(0)


def test_idle_time_earns_no_burst() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    for _ in range(2):
        nothing_waits(pace, ticks)
        ticks.now += 3600
        assert pace.open_slots(32) == 1
        assert pace.take(1) == [0.0]
        assert pace.open_slots(32) == 0
        assert pace.wait() == pytest.approx(0.04)


def test_after_a_hold_it_goes_slower_for_a_while() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    pace.hold(1)
    ticks.now += 2
    assert pace.open_slots(32) == 1
    pace.take(1)
    assert pace.wait() == pytest.approx(0.042)
    nothing_waits(pace, ticks)
    ticks.now += 601
    assert pace.open_slots(32) == 1
    pace.take(1)
    assert pace.wait() == pytest.approx(0.04)


def test_an_outage_makes_nothing_slower_afterwards() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    for _ in range(20):
        pace.hold(3, asked=False)
        assert pace.open_slots(32) == 0
        ticks.now += 4
    assert pace.open_slots(32) == 1
    pace.take(1)
    assert pace.wait() == pytest.approx(0.04)


def test_refusals_of_what_was_under_way_together_are_one() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    for _ in range(34):
        pace.hold(1)
        ticks.now += 0.01
    ticks.now += 2
    pace.open_slots(32)
    pace.take(1)
    assert pace.wait() == pytest.approx(0.042)


def test_a_hold_stops_everything_and_the_longest_counts() -> None:
    ticks = Ticks()
    pace = Pace(None, ticks)
    pace.hold(30)
    pace.hold(5)
    assert pace.open_slots(32) == 0
    assert pace.wait() == 30
    ticks.now += 30
    assert pace.open_slots(32) == 32


@pytest.mark.parametrize("rate", [30.0, 1000.0])
@pytest.mark.parametrize("stall", [0.05, 0.15])
def test_a_stall_is_made_up_for_within_a_second_and_not_in_a_burst(rate: float, stall: float) -> None:
    road = Road(rate, lambda: 0.001, most=512)
    road.drive(4.0)
    before = len(road.arrivals)
    road.stall(stall)
    road.drive(0.8 - stall)
    assert len(road.arrivals) - before == pytest.approx(0.8 * rate, abs=0.02 * rate)
    assert in_one_second(road.arrivals) <= rate
    made_up = road.arrivals[before + math.ceil(AHEAD * rate) :]  # whose slots were taken before had no say
    assert min(after - one for one, after in itertools.pairwise(made_up)) > 0.49 / rate
