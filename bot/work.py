"""Long work: whole files, minutes, a core of its own. Outside any transaction, and once more after a crash.

A job gives a conclusion. That runs in one transaction together with the job's end, so the effects of long
work happen exactly once, like those of a message. Knows no kind of work: ``handlers/works.py`` lists them.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Attachment, Reply
from bot.talk import Mind, Talk
from storage.turns import LastTurn
from storage.work import Job

if TYPE_CHECKING:
    from bot.i18n import Speech
    from storage.database import Database
    from storage.people import Contact
    from storage.store import Store
    from storage.times import Clock

_log = logging.getLogger(__name__)

AT_ONCE = 3
"""Jobs under way at the same time: a quick one need not wait for an export."""
MOST_ATTEMPTS = 4
"""A job that was begun so often and never ended takes the process down with it."""
RETRY_SECONDS = 2.0
PROGRESS_SECONDS = 2.0
MAX_FILE = 30_000_000
FAILED = N_("Sorry, that work went wrong, and nothing was changed. Please try it again, or tell the operator.")

Conclusion = Callable[[Talk], Awaitable[Reply | list[Reply]]]
"""The effects of a job and what is said at its end, in the transaction that closes it."""
Fetch = Callable[[str, Attachment, int], Awaitable[bytes]]
"""The bytes of an attachment of a channel, up to a limit."""


@dataclass(slots=True)
class Bench:
    """What a job is given to work with."""

    job: Job
    database: Database
    mind: Mind
    clock: Clock
    say: Speech
    _fetch: Fetch
    _on_outgoing: Callable[[str], None]
    _told_at: float = field(default=float("-inf"))

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of what the person sent, or of a file in the store."""
        return await self._fetch(self.job.address.channel, attachment, MAX_FILE)

    async def progress(self, text: str) -> None:
        """Say how far the work is, in one line that changes. Too soon after the last time, nothing is said."""
        if time.monotonic() - self._told_at < PROGRESS_SECONDS:
            return
        self._told_at = time.monotonic()
        async with self.database.write() as store:
            message = Reply(text, slot=f"work:{self.job.id}")
            await store.outbox.add(self.job.address, message, self.clock(), contact_id=self.job.contact_id)
        self._on_outgoing(self.job.address.channel)

    @asynccontextmanager
    async def folder(self) -> AsyncIterator[Path]:
        """A folder for files on the way, readable by this user alone, gone at the end."""
        with tempfile.TemporaryDirectory(prefix="ansinh-") as folder:
            yield Path(folder)


Work = Callable[[Job, Bench], Awaitable[Conclusion]]


class Worker:
    """Runs the queued jobs."""

    def __init__(
        self,
        database: Database,
        mind: Mind,
        clock: Clock,
        works: Mapping[str, Work],
        *,
        talk_with: Callable[[Contact, Store], Awaitable[Talk]],
        fetch: Fetch,
        on_outgoing: Callable[[str], None],
    ) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._works = works
        self._talk_with = talk_with
        self._fetch = fetch
        self._on_outgoing = on_outgoing
        self._queue: asyncio.Queue[int] = asyncio.Queue()

    def take(self, job_id: int) -> None:
        """Queue a committed job."""
        self._queue.put_nowait(job_id)

    async def recover(self) -> int:
        """Queue what an earlier process did not end; gives the number of jobs."""
        async with self._database.read() as store:
            waiting = await store.jobs.waiting()
        for job_id in waiting:
            self.take(job_id)
        return len(waiting)

    async def idle(self) -> None:
        """Wait until nothing is queued."""
        await self._queue.join()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``. What is under way then begins anew after the next start."""
        lanes = [asyncio.create_task(self._lane()) for _ in range(AT_ONCE)]
        await stop.wait()
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)

    async def _lane(self) -> None:
        while True:
            job_id = await self._queue.get()
            try:
                await self._until_done(job_id)
            finally:
                self._queue.task_done()

    async def _until_done(self, job_id: int) -> None:
        while True:
            try:
                async with self._database.write() as store:
                    job = await store.jobs.start(job_id)
                if job is not None:
                    await self._attempt(job)
            except (sqlite3.OperationalError, OSError) as error:
                _log.error("job %d waits: %s", job_id, type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _attempt(self, job: Job) -> None:
        if job.attempts > MOST_ATTEMPTS:
            await self._conclude(job, _apology, failed=True)
            return
        try:
            conclusion = await self._works[job.kind](job, await self._bench(job))
            await self._conclude(job, conclusion)
        except (sqlite3.OperationalError, OSError):
            if job.attempts < MOST_ATTEMPTS:
                raise
            await self._conclude(job, _apology, failed=True)
        except Exception as error:  # noqa: BLE001 - one job's fault must not stop the others
            _log.error("job %d (%s) failed: %s", job.id, job.kind, type(error).__name__)
            await self._conclude(job, _apology, failed=True)

    async def _bench(self, job: Job) -> Bench:
        async with self._database.read() as store:
            contact = await store.people.by_address(job.address)
        if contact is None:
            raise LookupError("the address of a job is gone")
        say = self._mind.speech(contact)
        return Bench(job, self._database, self._mind, self._clock, say, self._fetch, self._on_outgoing)

    async def _conclude(self, job: Job, conclusion: Conclusion, *, failed: bool = False) -> None:
        async with self._database.write() as store:
            contact = await store.people.by_address(job.address)
            if contact is None or not await store.jobs.is_waiting(job.id):
                await store.jobs.finish(job.id, self._clock(), failed=failed)
                return
            talk = await self._talk_with(contact, store)
            replies = await conclusion(talk)
            for reply in replies if isinstance(replies, list) else [replies]:
                await talk.send(reply)
                await store.turns.save(contact.id, LastTurn(reply.choices), talk.now)
            await store.jobs.finish(job.id, talk.now, failed=failed)
        self.woken(talk)

    def woken(self, talk: Talk) -> None:
        """After a talk's commit: what it queued begins."""
        for channel in talk.woken:
            self._on_outgoing(channel)
        for job_id in talk.work:
            self.take(job_id)


async def _apology(talk: Talk) -> Reply:
    return Reply(talk.say(FAILED), (talk.choice("menu", "Main menu"),))
