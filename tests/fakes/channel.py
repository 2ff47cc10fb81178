"""A channel that does what a test tells it: the real port, with the outcomes written beforehand."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.messages import Address, Capabilities, Erase, Outcome, Reply, Sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.port import Accept


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call of ``send``."""

    address: Address
    message: Reply | Erase
    key: str
    at: float
    replaces: str | None = None

    @property
    def text(self) -> str:
        return self.message.text if isinstance(self.message, Reply) else ""


@dataclass
class ScriptedChannel:
    """Takes every message, unless an outcome was scripted for its address or for whoever comes next."""

    name: str = "web"
    capabilities: Capabilities = field(default_factory=Capabilities)
    monotonic: Callable[[], float] = lambda: 0.0
    delivered: list[Delivery] = field(default_factory=list)
    next_outcomes: deque[Outcome | Exception] = field(default_factory=deque)
    outcomes: dict[str, deque[Outcome | Exception]] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    """While it is not set, messages are under way and do not arrive."""
    most_under_way: int = 0
    dead: str | None = None
    """Why nothing comes in any more."""
    in_reach: bool = True
    looks: int = 0
    """How often it was asked whether it can be reached."""
    _under_way: int = 0
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def start(self, accept: Accept) -> None:
        """Hands nothing in; tests use the intake."""

    async def send(self, address: Address, message: Reply | Erase, *, key: str, replaces: str | None = None) -> Outcome:
        self._under_way += 1
        self.most_under_way = max(self.most_under_way, self._under_way)
        try:
            if self.gate:
                await self.gate.wait()
            return await self._take(Delivery(address, message, key, self.monotonic(), replaces))
        finally:
            self._under_way -= 1

    async def _take(self, delivery: Delivery) -> Outcome:
        async with self._arrived:
            self.delivered.append(delivery)
            self._arrived.notify_all()
        scripted = self.outcomes.get(delivery.address.external_id) or self.next_outcomes
        outcome = scripted.popleft() if scripted else Sent(f"m{len(self.delivered)}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def arrived(self, count: int) -> list[Delivery]:
        """The messages, once there are at least ``count``."""
        async with self._arrived, asyncio.timeout(10):
            await self._arrived.wait_for(lambda: len(self.delivered) >= count)
        return list(self.delivered)

    def texts(self) -> list[str]:
        return [delivery.text for delivery in self.delivered]

    def failure(self) -> str | None:
        return self.dead

    async def reachable(self) -> bool:
        self.looks += 1
        return self.in_reach

    async def stop(self) -> None:
        """Has no connection."""
