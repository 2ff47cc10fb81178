"""Everything that the operator sees, in one object: it looks, counts, backs up and tells. It repairs nothing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.given_up import place
from bot.operation.backups import MADE, Backups
from bot.operation.health import Health
from bot.operation.metrics import Meter
from bot.operation.pages import Pages
from bot.operation.watch import Day, Told, Watch
from storage.times import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable
    from pathlib import Path

    from aiohttp import web

    from bot.i18n import Speech
    from bot.messages import Reply
    from storage.database import Database
    from storage.times import Clock

_log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
LAST_WORD_SECONDS = 10.0
STARTING = "The bot is starting."


class Control:
    """Looks every ``LOOK_SECONDS``. ``heard`` gives each polling channel's last sign of life."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        say: Speech,
        *,
        backups: Path,
        failures: Callable[[], Iterable[str]],
        held: Callable[[], Collection[str]] = tuple,
        heard: Callable[[], dict[str, float]],
        tell: Callable[[Reply, str], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._heard = heard
        self._soon = asyncio.Event()
        self.meter = Meter()
        self.backups = Backups(database, backups, clock)
        self.health = Health(
            database, database.path.parent, clock, time.monotonic, lambda: [*failures(), *self.backups.troubles], held
        )
        self.watch = Watch(say, tell, troubles=[STARTING])
        self._pages = Pages(lambda: self.watch.troubles, self._figures)

    def attach(self, app: web.Application) -> None:
        """Mount the pages."""
        self._pages.attach(app)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until ``stop``."""
        await self._recall()
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            self._soon.clear()
            await self.look()
            sooner = asyncio.create_task(self._soon.wait())
            await asyncio.wait({stopping, sooner}, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            sooner.cancel()

    def look_soon(self) -> None:
        """Something has changed, such as a channel that is open now."""
        self._soon.set()

    async def look(self) -> None:
        """One look: health, the daily line, the nightly copy."""
        await self._tell_of(await self.health.troubles())
        try:
            if self.watch.day_is_due(self._clock()):
                await self.watch.report(await self._day(), self._clock())
            await self.backups.tick()
        except Exception as error:  # noqa: BLE001 - who looks after the others must not be the one to fall
            _log.error("The operator's report waits: %s at %s", type(error).__name__, place(error))

    async def give_up(self, failure: str) -> None:
        """Say why the process ends; the next one will say that the bot is well again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await self._tell_of([failure])

    async def _tell_of(self, troubles: list[str]) -> None:
        before = self.watch.told
        await self.watch.look(troubles, self._clock())
        if self.watch.told == before:
            return
        with contextlib.suppress(sqlite3.Error, OSError):  # the store may be what is wrong
            async with asyncio.timeout(LAST_WORD_SECONDS), self._database.write() as store:
                await store.settings.set_moment("operator_told_at", self._clock())
                await store.settings.set_text("operator_told", "\n".join(self.watch.told.kinds))

    async def _recall(self) -> None:
        """What an earlier process told the operator: this one says when it is over."""
        with contextlib.suppress(sqlite3.Error, OSError):
            async with self._database.read() as store:
                kinds = await store.settings.text("operator_told") or ""
                self.watch.told = Told(tuple(kinds.splitlines()), await store.settings.moment("operator_told_at"))

    async def _figures(self) -> bytes:
        async with self._database.read() as store:
            return await self.meter.page(store, self._clock(), self._heard(), well=self.watch.well)

    async def _day(self) -> Day:
        since = self._clock() - timedelta(days=1)
        async with self._database.read() as store:
            counts = await store.outbox.counts()
            backup = await store.settings.moment(MADE)
            messages, sent = await store.inbox.count_since(since), await store.outbox.count_sent_since(since)
        return Day(
            messages=messages,
            sent=sent,
            waiting=sum(rows for (_, state), rows in counts.items() if state == "waiting"),
            unknown=sum(rows for (_, state), rows in counts.items() if state == "unknown"),
            backup=backup.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if backup else "",
        )
