"""How fast one channel may be written to: evenly, without bursts, and all waiting when told to wait."""

from __future__ import annotations

from collections.abc import Callable

Monotonic = Callable[[], float]
"""Seconds that only go forward (``time.monotonic``); a parameter, so that tests need not wait."""


class Pace:
    """Even slots for a whole channel. Not a token bucket: idle time earns no burst."""

    def __init__(self, rate: float | None, monotonic: Monotonic) -> None:
        self._gap = 1.0 / rate if rate else 0.0
        self._monotonic = monotonic
        self._next_slot = 0.0
        self._not_before = 0.0

    def wait(self) -> float:
        """Seconds until the next slot; 0.0 if it is open now."""
        return max(self._next_slot - self._monotonic(), self._not_before - self._monotonic(), 0.0)

    def open_slots(self, most: int, within: float = 0.02) -> int:
        """How many messages may start within the next ``within`` seconds, at most ``most``."""
        if self.wait() > 0:
            return 0
        return most if not self._gap else max(1, min(most, int(within / self._gap)))

    def take(self, count: int) -> None:
        """Use ``count`` slots."""
        self._next_slot = max(self._next_slot, self._monotonic()) + count * self._gap

    def hold(self, seconds: float) -> None:
        """The channel asked everybody to wait: nothing goes out for ``seconds``."""
        self._not_before = max(self._not_before, self._monotonic() + seconds)
