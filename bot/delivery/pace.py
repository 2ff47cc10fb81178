"""How fast one channel may be written to: evenly, without bursts, and all waiting when told to wait.

Two rules at once. Slots are spread evenly; lateness of ours is made up for within ``SLACK``, a little closer together
and not in a burst. And in no second do more messages *arrive* than the rate allows: a message's place in the second is
given back only when its answer is there, later by as much as its way took longer than the quickest. So one that was
held up on its way does not meet those that were sent after it.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable

Monotonic = Callable[[], float]
"""Seconds that only go forward (``time.monotonic``); a parameter, so that tests need not wait."""

SLACK = 0.2
"""Seconds of lateness that are made up for: what a busy processor or disk costs, not a burst after idle time."""
CATCH_UP = 0.5
"""How close together, in slots, late messages follow. So ``SLACK`` is made up for within the second whose
places were left unused."""
AHEAD = 0.06
"""Seconds whose slots are taken together, so that a high rate does not need a transaction a message; half of them are
left when the next are taken, since that transaction has to be over in time."""
ANSWER_SECONDS = 1.0
"""How long to nap while nothing but answers can open a slot; an answer wakes the sender sooner."""
REMEMBERED_WAYS = 512
REMEMBERED_SECONDS = 10.0
"""The quickest way is that of so many messages, or of so much time at the full rate if that is more: a server that was
slow for a moment must not pass for one that is far away."""
EASED_SECONDS = 600.0
EASE = 0.05
MOST_EASE = 0.5


class Pace:
    """Slots for a whole channel. Not a token bucket: idle time earns no burst."""

    def __init__(self, rate: float | None, monotonic: Monotonic) -> None:
        self._gap = 1.0 / rate if rate else 0.0
        self._monotonic = monotonic
        self._places = Places(math.ceil(rate) if rate else 0)
        self._together = max(1, int(AHEAD / 2 * rate)) if rate else 0
        self._lead = AHEAD / 2 if self._together > 1 else 0.0
        self._next_slot = 0.0
        self._not_closer = 0.0
        """So soon the next message may start, however late it is."""
        self._not_before = 0.0
        self._busy = False
        """There was a message for every slot of the last time, so that lateness is ours and not idleness."""
        self._offered = 0
        self._quickest = Quickest(max(REMEMBERED_WAYS, math.ceil(REMEMBERED_SECONDS * (rate or 0))))
        self._holds: deque[float] = deque()

    def wait(self) -> float:
        """Seconds until the next slot; 0.0 if it is open now."""
        now = self._monotonic()
        slot = max(self._next_slot, self._not_closer) - self._lead
        return max(slot - now, self._not_before - now, self._wait_for_places(now), 0.0)

    def held(self) -> float:
        """Seconds for which the channel asked everybody to wait, from now on."""
        return max(self._not_before - self._monotonic(), 0.0)

    def open_slots(self, most: int) -> int:
        """How many messages may start within the next ``AHEAD`` seconds, at most ``most``."""
        if most <= 0 or self.wait() > 0:
            return 0
        if self._gap:
            now = self._monotonic()
            even, horizon = self._eased_gap(now), now + AHEAD
            slots = (horizon - self._first_slot(now)) / even
            closest = (horizon - max(now, self._not_closer)) / (even * CATCH_UP)
            most = min(most, max(1, int(min(slots, closest))), self._places.until(horizon))
        self._offered = most
        return most

    def take(self, count: int) -> list[float]:
        """Use ``count`` of the slots that were just open; gives the seconds that each message is to wait."""
        if not self._gap:
            return [0.0] * count
        now = self._monotonic()
        even = self._eased_gap(now)
        starts = []
        for _ in range(count):
            slot = self._first_slot(now)
            start = max(slot, self._places.take(now), self._not_closer, now)
            starts.append(start - now)
            self._next_slot = slot + even
            self._not_closer = start + even * CATCH_UP
        self._busy = count >= self._offered
        return starts

    def now(self) -> float:
        """The moment at which a message leaves, for ``landed``."""
        return self._monotonic()

    def landed(self, left_at: float) -> None:
        """The message that left then has its answer, whatever that says."""
        if not self._gap:
            return
        now = self._monotonic()
        way = now - left_at
        second = self._places.most * self._eased_gap(now)
        self._places.give_back(left_at + second + way - self._quickest.of(way))

    def unused(self) -> None:
        """A message whose slot was taken did not leave."""
        if self._gap:
            self._places.give_back(self._monotonic())

    def hold(self, seconds: float, *, asked: bool = True) -> None:
        """Nothing goes out for ``seconds``; slower for a while after, if the channel asked for it."""
        now = self._monotonic()
        if asked and now >= self._not_before:  # else it was under way when the others were told so already
            self._holds.append(now)
        self._not_before = max(self._not_before, now + seconds)

    def _wait_for_places(self, now: float) -> float:
        """Until there are places for some messages at once: each transaction has its price."""
        horizon = now + AHEAD
        missing = self._together - self._places.until(horizon)
        if missing <= 0:
            return 0.0
        return self._places.next(horizon + ANSWER_SECONDS) - horizon + (missing - 1) * self._gap

    def _first_slot(self, now: float) -> float:
        return max(self._next_slot, now - SLACK if self._busy else now)

    def _eased_gap(self, now: float) -> float:
        """Wider than configured after a hold: the limit is nearer than we were told."""
        while self._holds and self._holds[0] < now - EASED_SECONDS:
            self._holds.popleft()
        return self._gap * (1.0 + min(MOST_EASE, EASE * len(self._holds)))


class Places:
    """How many messages one second holds: free ones, ones that open at a known moment, ones under way."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._free = most
        self._soon: deque[float] = deque()
        self._opening: list[float] = []

    def until(self, moment: float) -> int:
        """Places that are free or open before ``moment``."""
        while self._opening and self._opening[0] <= moment:
            self._soon.append(heapq.heappop(self._opening))
        return self._free + len(self._soon)

    def next(self, otherwise: float) -> float:
        """When the next place opens; ``otherwise`` if only answers will tell."""
        return self._opening[0] if self._opening else otherwise

    def take(self, now: float) -> float:
        """Take one of the places that ``until`` counted; gives the moment from which it may be used."""
        if self._free:
            self._free -= 1
            return now
        return self._soon.popleft()

    def give_back(self, moment: float) -> None:
        """A place that was taken opens again at ``moment``."""
        heapq.heappush(self._opening, moment)


class Quickest:
    """The least of the last values: of at least ``size`` and at most twice as many.

    Nothing is known before there are so many: the first messages make their connections first, and are all slow.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._before = self._now = math.inf
        self._count = 0

    def of(self, value: float) -> float:
        """Take ``value`` in; the least now, 0 while that is not known."""
        if self._count == self._size:
            self._before, self._now, self._count = self._now, math.inf, 0
        self._now = min(self._now, value)
        self._count += 1
        return min(self._before, self._now) if self._before < math.inf else 0.0
