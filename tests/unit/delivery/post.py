"""A sender at work on a real store, with a channel that says what it is told to."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.i18n import Catalogues
from bot.messages import (
    Address,
    Priority,
    Reply,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.database import Database
    from tests.fakes.channel import ScriptedChannel

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LIMIT = 10.0


class WatchedSender(Sender):
    """The sender, and when it has nothing to do."""

    def watch(self) -> asyncio.Event:
        self.idle = asyncio.Event()
        return self.idle

    async def _nap(self, seconds: float, stopping: asyncio.Task[bool]) -> None:
        if not (self._sending or self._results):
            self.idle.set()
        await super()._nap(seconds, stopping)


@dataclass
class Post:
    """A sender, its channel, its store and its clock, which moves only while the sender is idle."""

    database: Database
    channel: ScriptedChannel
    rate: float | None = None
    elapsed: float = 0.0
    wall: timedelta = timedelta(0)
    """By how much the machine's clock was put forward or back meanwhile."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.channel.monotonic = self.monotonic
        self.sender = self.new_sender()

    def new_sender(self) -> WatchedSender:
        say = Catalogues.load().speech("vi")
        pace = Pace(self.rate, self.monotonic)
        sender = WatchedSender(self.database, self.channel, pace, self.clock, say, on_given_up=self.given_up.append)
        sender.watch()
        return sender

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.elapsed) + self.wall

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, seconds: float) -> None:
        self.elapsed += seconds
        self.sender.wake()

    async def queue(
        self, text: str, who: str = "anna", priority: Priority = Priority.REPLY, slot: str | None = None
    ) -> None:
        address = Address("web", who)
        async with self.database.write() as store:
            contact = await store.people.by_address(address) or await store.people.add(address, "vi", NOW)
            message = Reply(text, slot=slot)
            await store.outbox.add(address, message, self.clock(), contact_id=contact.id, priority=priority)

    async def states(self) -> list[str]:
        async with self.database.read() as store:
            rows = await store.connection.execute_fetchall("SELECT state FROM outbox ORDER BY id")
        return [row["state"] for row in rows]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.sender.run(self.stop))
        try:
            yield task
        finally:
            if self.channel.gate:
                self.channel.gate.set()
            self.stop.set()
            async with asyncio.timeout(LIMIT):
                await task

    async def settled(self, *states: str) -> None:
        """Wait until the rows are in these states."""
        async with asyncio.timeout(LIMIT):
            while await self.states() != list(states):
                await asyncio.sleep(0)

    async def pass_time(self, seconds: float, step: float = 0.01) -> None:
        """Move the clock on in small steps; the sender finishes what it can in each."""
        for _ in range(round(seconds / step)):
            idle = self.sender.watch()
            self.advance(step)
            async with asyncio.timeout(LIMIT):
                await idle.wait()
