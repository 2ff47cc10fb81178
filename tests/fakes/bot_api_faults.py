"""The fault plan: which calls of a method fail, how, and whether they have had their effect by then."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """How one call goes wrong."""

    BAD_GATEWAY = "bad_gateway"  # 502 with a page of HTML, no effect
    DROP_BEFORE = "drop_before"  # the connection closes, no effect
    DROP_AFTER = "drop_after"  # the effect, then the connection closes without an answer
    CUT = "cut"  # the effect, half an answer, then the connection closes
    GARBLED = "garbled"  # the effect, and an answer that is not JSON
    HANG_BEFORE = "hang_before"  # no effect and no answer, the connection stays open
    HANG_AFTER = "hang_after"  # the effect, then no answer
    SLOW = "slow"  # the effect and the answer, late
    REFUSE = "refuse"  # the given code and description, no effect


WITHOUT_EFFECT = frozenset({Fault.BAD_GATEWAY, Fault.DROP_BEFORE, Fault.HANG_BEFORE, Fault.REFUSE})


@dataclass(frozen=True, slots=True)
class Plan:
    """One fault and what it needs to know."""

    fault: Fault
    seconds: float = 1.0
    code: int = 400
    description: str = "Bad Request: refused by the fault plan"


class Faults:
    """The plan of every method; ``"*"`` stands for all of them."""

    def __init__(self, seed: int = 1) -> None:
        self._next: defaultdict[str, deque[Plan]] = defaultdict(deque)
        self._shares: dict[str, tuple[float, Plan]] = {}
        self._random = random.Random(seed)  # noqa: S311 - a repeatable plan, not a secret
        self.done = 0

    def next(self, method: str, plan: Plan, count: int = 1) -> None:
        """The next ``count`` calls of the method fail."""
        self._next[method].extend([plan] * count)

    def share(self, method: str, plan: Plan, share: float) -> None:
        """From now on, this share (0 to 1) of the method's calls fails."""
        self._shares[method] = (share, plan)

    def clear(self) -> None:
        self._next.clear()
        self._shares.clear()

    def take(self, method: str) -> Plan | None:
        """The fault of the call that has just come, if any."""
        if not (self._next or self._shares):
            return None
        for name in (method, "*"):
            if plan := self._planned(name):
                self.done += 1
                return plan
        return None

    def _planned(self, name: str) -> Plan | None:
        if queue := self._next.get(name):
            return queue.popleft()
        share, plan = self._shares.get(name, (0.0, None))
        return plan if share and self._random.random() < share else None
