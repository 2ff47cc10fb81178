"""Runs announcements: begins them at their hour, plans their rows in chunks, and tells the officer how they stand.

Everything that matters is in the store; a new process goes on where the last one ended. Short transactions:
replies go in between. Sends nothing itself (``sender.py``) and words nothing for the public.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.delivery.campaign_report import report
from bot.schedule.nights import is_night
from bot.schedule.ticking import Guarded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.talk import Mind
    from storage.announcements import Announcement, Figures
    from storage.database import Database
    from storage.store import Store
    from storage.times import Clock

CHUNK = 1_000
"""Contacts looked at in one transaction."""
STEP_SECONDS = 1.0
TELL_SECONDS = timedelta(seconds=4)


class Campaigns(Guarded):
    """The announcements that are under way. ``on_outgoing`` hears which channels got something to send."""

    def __init__(
        self,
        database: Database,
        mind: Mind,
        clock: Clock,
        on_outgoing: Callable[[str], None],
        *,
        chunk: int = CHUNK,
    ) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._on_outgoing = on_outgoing
        self._chunk = chunk
        self._busy = False
        self._told: dict[int, tuple[datetime, Figures, str]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; ends between two chunks."""
        while not stop.is_set():
            await self.tick()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.001 if self._busy else STEP_SECONDS)

    async def look(self) -> bool:
        """Go on with whatever is under way."""
        return await self.step()

    async def step(self) -> bool:
        """One chunk of each announcement under way; whether there is more to do at once."""
        self._busy = False
        async with self._database.read() as store:
            running = await store.announcements.running()
        for one in running:
            await self._try(self._move(one.id))
        return self._busy

    async def _move(self, row_id: int) -> None:
        self._busy = await self._advance(row_id) or self._busy

    async def _advance(self, row_id: int) -> bool:
        async with self._database.write() as store:
            one = await store.announcements.one(row_id)
            if one is None or one.finished:
                return False
            busy = await self._work(one, store)
        for channel in await self._tell(row_id):
            self._on_outgoing(channel)
        return busy

    async def _work(self, one: Announcement, store: Store) -> bool:
        """What its state asks for; whether more of it is left."""
        now = self._clock()
        night = is_night(now) and not one.urgent
        if one.state == "stopped":
            await store.announcements.drop(one.id, self._chunk, now)
            return True
        if one.state == "paused" or (night and one.state == "sending"):
            return await store.announcements.hold(one, self._chunk)
        if one.state == "confirmed":
            due = not night and (one.send_at is None or one.send_at <= now)
            return due and await store.announcements.start(one.id)
        if await store.announcements.release(one, self._chunk):
            return True
        return not one.planned and await store.announcements.plan(one, self._chunk, now)

    async def _tell(self, row_id: int) -> set[str]:
        """Close what is done, and tell the officer of news; the channels that got something to send."""
        async with self._database.read() as store:  # everybody is counted: nobody who writes may wait for that
            one = await store.announcements.one(row_id)
            if one is None or not _has_begun(one):
                return set()
            over = _may_end(one) and not await store.announcements.pending(row_id)
            woken = {"telegram", "web"} if one.state == "sending" else set()
            if not (over or self._is_time(one)):
                return woken
            figures = await store.announcements.figures(row_id)
        if not over and self._is_known(one, figures):
            return woken
        return woken | await self._report(one, figures, over=over)

    async def _report(self, one: Announcement, figures: Figures, *, over: bool) -> set[str]:
        """Tell the officer, unless the announcement has changed since; the channels that got something to send."""
        now = self._clock()
        async with self._database.write() as store:
            if await store.announcements.one(one.id) != one:
                return set()
            if over:
                await store.announcements.finish(one.id, "stopped" if one.state == "stopped" else "done", now)
            contact = await store.people.by_address(one.address)
            if contact is not None:
                message = report(one, figures, self._mind.speech(contact), over=over)
                await store.outbox.add(one.address, message, now, contact_id=contact.id)
        self._told[one.id] = (now, figures, one.state)
        return {one.address.channel}

    def _is_time(self, one: Announcement) -> bool:
        told = self._told.get(one.id)
        return told is None or told[2] != one.state or self._clock() - told[0] >= TELL_SECONDS

    def _is_known(self, one: Announcement, figures: Figures) -> bool:
        told = self._told.get(one.id)
        return told is not None and told[1:] == (figures, one.state)


def _has_begun(one: Announcement) -> bool:
    """Whether there is anything to tell: not before its hour, nor while nobody is planned yet."""
    return one.state != "confirmed" and (one.state != "sending" or one.planned or one.total > 0)


def _may_end(one: Announcement) -> bool:
    """Whether it ends once nobody waits for it."""
    return one.state == "stopped" or (one.state == "sending" and one.planned)
