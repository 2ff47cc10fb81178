"""The real channel against the fake Bot API over HTTP, and an inbox that a test can look into."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.channels.port import StoreUnavailable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.channel import Clock, Settings
from bot.channels.telegram.uploads import ReadFile, no_file
from tests.fakes.bot_api import BotApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.messages import Incoming

    OpenChannel = Callable[..., AbstractAsyncContextManager[TelegramChannel]]


class Inbox:
    """Stores as the real one does: once per event, and not at all while the store is down."""

    def __init__(self) -> None:
        self.rows: dict[str, Incoming] = {}
        self.refusals = 0
        self.repeats = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self.under_way = 0
        self.most_under_way = 0
        self._arrived: asyncio.Queue[Incoming] = asyncio.Queue()

    async def accept(self, incoming: Incoming) -> bool:
        self.entered.set()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.gate.wait()
        finally:
            self.under_way -= 1
        if self.refusals:
            self.refusals -= 1
            raise StoreUnavailable("disk full")
        if incoming.event_id in self.rows:
            self.repeats += 1
            return False
        self.rows[incoming.event_id] = incoming
        self._arrived.put_nowait(incoming)
        return True

    async def next(self) -> Incoming:
        return await asyncio.wait_for(self._arrived.get(), 10)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as fake:
        fake.people.say(42, "chào")  # who wrote before can be written to
        fake.world.pending.clear()
        yield fake


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def open_channel(api: BotApi, inbox: Inbox) -> OpenChannel:
    @asynccontextmanager
    async def opened(
        settings: Settings | None = None, clock: Clock | None = None, read_file: ReadFile = no_file
    ) -> AsyncIterator[TelegramChannel]:
        channel = TelegramChannel(api.token, settings or Settings(base_url=api.base_url), clock or Clock(), read_file)
        await channel.start(inbox.accept)
        try:
            yield channel
        finally:
            inbox.gate.set()
            await channel.stop()

    return opened


@pytest.fixture
async def channel(open_channel: OpenChannel) -> AsyncIterator[TelegramChannel]:
    async with open_channel() as opened:
        yield opened
