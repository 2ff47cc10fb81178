"""How often one session or one network address may ask something of the web chat. Memory only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.times import Clock

REMEMBERED = 10_000
"""Keys after which those that have rested long enough are forgotten."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_second: float


class Limiter:
    """Spaces what comes under one key (the generic cell rate algorithm: one number for each key)."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._interval = 1 / rate.per_second
        self._tolerance = (rate.burst - 1) * self._interval
        self._clock = clock
        self._rested_at: dict[str, float] = {}

    def wait(self, key: str, many: int = 1) -> float:
        """Seconds until ``many`` more may come under ``key``; 0 takes their places."""
        now = self._clock().timestamp()
        # Bounded above as well: a clock that is set back must not close the door until it has caught up.
        latest = now + self._tolerance + self._interval
        rested_at = min(max(self._rested_at.get(key, now), now), latest)
        early = rested_at + (many - 1) * self._interval - now - self._tolerance
        self._rested_at[key] = rested_at if early > 0 else rested_at + many * self._interval
        if early > 0:
            return early
        self._forget(now)
        return 0.0

    def give_back(self, key: str, many: int) -> None:
        """``many`` that were taken did not come after all."""
        if key in self._rested_at:
            self._rested_at[key] -= many * self._interval

    def _forget(self, now: float) -> None:
        if len(self._rested_at) > REMEMBERED:
            self._rested_at = {key: at for key, at in self._rested_at.items() if at > now}
