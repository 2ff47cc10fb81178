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

from bot.given_up import place
from bot.i18n import N_
from bot.messages import Attachment, Reply
from bot.talk import Listeners, Mind, Talk
from bot.workers import work_until
from storage.database import may_pass
from storage.turns import LastTurn
from storage.work import Job

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.messages import Address
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


class TooOftenError(Exception):
    """A job was begun so often and never ended well."""


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
        listeners: Listeners,
    ) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._works = works
        self._talk_with = talk_with
        self._fetch = fetch
        self._listeners = listeners
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
        """Work until ``stop``. What is under way then begins anew after the next start. Raises what a lane died of."""
        await work_until(stop, (self._lane() for _ in range(AT_ONCE)))

    async def _lane(self) -> None:
        while True:
            job_id = await self._queue.get()
            try:
                await self._until_done(job_id)
            finally:
                self._queue.task_done()

    async def _until_done(self, job_id: int) -> None:
        """End a job: with its effects, else with a word that it went wrong, else with nothing."""
        if await self._insist(self._attempt, job_id):
            return
        if not await self._insist(self._apologise, job_id):
            await self._insist(self._close, job_id)
        self._listeners.given_up("work")

    async def _insist(self, end: Callable[[int], Awaitable[None]], job_id: int) -> bool:
        """Whether ``end`` went well. While the store is not to be had, it is tried again."""
        while True:
            try:
                await end(job_id)
            except Exception as error:  # noqa: BLE001 - one job's fault must not stop the others
                if not may_pass(error):
                    _log.error("job %d failed: %s at %s", job_id, type(error).__name__, place(error))
                    return False
                _log.error("job %d waits: %s", job_id, type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return True

    async def _attempt(self, job_id: int) -> None:
        async with self._database.write() as store:
            job = await store.jobs.start(job_id)
        if job is None:
            return
        if job.attempts > MOST_ATTEMPTS:
            raise TooOftenError
        try:
            conclusion = await self._works[job.kind](job, await self._bench(job))
            await self._conclude(job_id, job.address, conclusion)
        except (sqlite3.OperationalError, OSError) as error:
            if job.attempts < MOST_ATTEMPTS:
                raise
            raise TooOftenError from error

    async def _apologise(self, job_id: int) -> None:
        """Close a job that went wrong. What it was given is not looked at: it may be what is wrong."""
        async with self._database.read() as store:
            address = await store.jobs.address(job_id)
        if address:
            await self._conclude(job_id, address, _apology, failed=True)

    async def _close(self, job_id: int) -> None:
        async with self._database.write() as store:
            await store.jobs.finish(job_id, self._clock(), failed=True)

    async def _bench(self, job: Job) -> Bench:
        async with self._database.read() as store:
            contact = await store.people.by_address(job.address)
        if contact is None:
            raise LookupError("the address of a job is gone")
        say = self._mind.speech(contact)
        return Bench(job, self._database, self._mind, self._clock, say, self._fetch, self._listeners.outgoing)

    async def _conclude(self, job_id: int, address: Address, conclusion: Conclusion, *, failed: bool = False) -> None:
        async with self._database.write() as store:
            contact = await store.people.by_address(address)
            if contact is None or not await store.jobs.is_waiting(job_id):
                await store.jobs.finish(job_id, self._clock(), failed=failed)
                return
            talk = await self._talk_with(contact, store)
            replies = await conclusion(talk)
            for reply in replies if isinstance(replies, list) else [replies]:
                await talk.send(reply)
                await store.turns.save(contact.id, LastTurn(reply.choices), talk.now)
            await store.jobs.finish(job_id, talk.now, failed=failed)
        self._listeners.committed(talk)


async def _apology(talk: Talk) -> Reply:
    return Reply(talk.say(FAILED), (talk.choice("menu", "Main menu"),))
