"""Forgetting, once a day: what was done long ago, and what people wrote in the web chat long ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.schedule.ticking import Guarded
from storage.retention import Periods
from storage.times import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.database import Database
    from storage.store import Store
    from storage.times import Clock

FORGOT = "forgot_at"
"""The setting that says when everything old was last forgotten."""
ANSWERED = timedelta(hours=1)
"""So long the word that everything was deleted may take to arrive."""
UNCONFIRMED = timedelta(days=2)
"""So long a list waits for its officer."""


class Housekeeping(Guarded):
    """Forgets on the first tick of each day what is older than its period."""

    def __init__(self, database: Database, clock: Clock, periods: Periods | None = None) -> None:
        self._database = database
        self._clock = clock
        self._periods = periods or Periods()
        self._done_on: date | None = None

    async def look(self) -> None:
        """Forget what is old, unless that was done today."""
        now = self._clock()
        await self._forget_erased(now)
        if self._done_on == local_day(now):
            return
        while await self._forget(now):
            pass
        async with self._database.write() as store:
            await store.settings.set_moment(FORGOT, now)
        self._done_on = local_day(now)

    async def _forget_erased(self, now: datetime) -> None:
        """Who asked to be forgotten is so an hour later, not only at the next day's first tick."""
        async with self._database.read() as store:
            if not await store.personal.are_erased(now - ANSWERED):
                return
        async with self._database.write() as store:
            await store.personal.forget_erased(now - ANSWERED)

    async def _forget(self, now: datetime) -> int:
        """Some of each kind in one transaction; gives how many, 0 when nothing old is left."""
        async with self._database.write() as store:
            await store.jobs.prune(now - self._periods.messages)
            await store.files.prune(now)
            await store.webchat.prune(
                seen_before=now - self._periods.sessions, written_before=now - self._periods.messages
            )
            await _put_away_lists(store, now)
            return await store.retention.forget(self._periods, now)


async def _put_away_lists(store: Store, now: datetime) -> None:
    """A list that nobody confirmed is dropped with its file, which holds more than the roster may."""
    await store.roster_imports.release(now)
    for number in await store.roster_imports.stale(now - UNCONFIRMED):
        one = await store.roster_imports.one(number)
        if one:
            for file in one.kept_files:
                await store.files.remove(file)
            await store.roster_imports.keep(replace(one, state="dropped", figures={}))
