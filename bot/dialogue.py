"""One message through, in one transaction: contact and state, route, handler, effects, replies, inbox done.

Messages of one contact go one at a time and in order; contacts take turns, so that a flood from one
does not keep another waiting. A picture is read before its message's transaction. Knows no channel.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation import converse, resumed
from bot.given_up import SORRY, place
from bot.messages import Address, Attachment, Incoming, Kind, Reply
from bot.talk import Listeners, Mind, Talk
from bot.workers import work_until
from handlers import pictures
from storage.database import may_pass
from storage.turns import LastTurn
from storage.vault import CANNOT_READ

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.pictures import Picture
    from storage.database import Database
    from storage.mail import Waiting
    from storage.people import Contact
    from storage.store import Store
    from storage.times import Clock

_log = logging.getLogger(__name__)

AT_ONCE = 8
"""Contacts worked on at the same time. Transactions are serial; more would only wait in the same queue."""
LOOKS_AT_ONCE = 2
"""Pictures fetched and read at the same time; each takes a core and up to a hundred megabytes."""
LOOK_SECONDS = 30.0
RETRY_SECONDS = 2.0
WAITED = timedelta(minutes=1)
MOST_ATTEMPTS = 4
"""A message that outlived so many processes, each time for longer than ``WAITED``, may be what ended them."""


class Dialogue:
    """Works through the inbox."""

    def __init__(
        self,
        database: Database,
        mind: Mind,
        clock: Clock,
        *,
        listeners: Listeners,
        links: Callable[[str, str], str | None],
        look: Callable[[str, Attachment], Awaitable[Picture]],
        locale: str = "vi",
    ) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._listeners = listeners
        self._links = links
        self._locale = locale
        self._look = look
        self._seen: dict[int, Picture | None] = {}
        self._looking: set[asyncio.Task[None]] = set()
        self._looks = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._queues: dict[Address, deque[Waiting]] = {}
        self._ready: asyncio.Queue[Address] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()

    def take(self, waiting: Waiting) -> None:
        """Queue a committed inbox row behind the others of its address."""
        queue = self._queues.get(waiting.address)
        if queue is None:
            self._queues[waiting.address] = deque([waiting])
            self._ready.put_nowait(waiting.address)
        else:
            queue.append(waiting)
        self._idle.clear()

    async def recover(self) -> int:
        """Queue what an earlier process left waiting; gives the number of rows.

        Whoever wrote what may have ended it comes last, so that the others are answered before it is tried again.
        """
        async with self._database.write() as store:
            await store.inbox.count_attempts(self._clock() - WAITED)
            rows = await store.inbox.waiting()
        tried: dict[Address, int] = {}
        for waiting in rows:
            tried[waiting.address] = max(tried.get(waiting.address, 0), waiting.attempts)
        for waiting in sorted(rows, key=lambda row: tried[row.address]):
            self.take(waiting)
        return len(rows)

    async def idle(self) -> None:
        """Wait until nothing is queued."""
        await self._idle.wait()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; ends between two messages. Raises what a worker died of."""
        try:
            await work_until(stop, (self._work() for _ in range(AT_ONCE)))
        finally:
            for look in self._looking:
                look.cancel()
            await asyncio.gather(*self._looking, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            address = await self._ready.get()
            task = asyncio.ensure_future(self._one(address))
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                await task
                raise

    async def _one(self, address: Address) -> None:
        """The oldest row of ``address``; then the address goes behind the others, if it has more."""
        queue = self._queues[address]
        waiting = queue[0]
        if waiting.attempts > MOST_ATTEMPTS:
            _log.error("inbox row %d is given up: it may have ended %d processes", waiting.id, waiting.attempts)
            through = await self._give_up(waiting)
        elif waiting.picture and waiting.id not in self._seen:
            self._begin_look(waiting, waiting.picture)
            return
        else:
            through = await self._through(waiting)
        if through:
            queue.popleft()
            self._seen.pop(waiting.id, None)
        if queue:
            self._ready.put_nowait(address)
            return
        del self._queues[address]
        if not self._queues:
            self._idle.set()

    def _begin_look(self, waiting: Waiting, attachment: Attachment) -> None:
        """The address comes back when its picture has been read; the workers go on with others."""
        task = asyncio.create_task(self._see(waiting, attachment))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _see(self, waiting: Waiting, attachment: Attachment) -> None:
        picture = None
        try:
            async with self._looks, asyncio.timeout(LOOK_SECONDS):
                picture = await self._look(waiting.address.channel, attachment)
        except Exception as error:  # noqa: BLE001 - an unread picture is answered kindly, whatever the cause
            _log.warning("the picture of inbox row %d was not read: %s", waiting.id, type(error).__name__)
        self._seen[waiting.id] = picture
        self._ready.put_nowait(waiting.address)

    async def _through(self, waiting: Waiting) -> bool:
        """``False`` if the store was not to be had and the row has to be tried again."""
        try:
            await self._transaction(waiting.id)
        except Exception as error:  # noqa: BLE001 - a handler's fault must cost one reply, not the bot
            if may_pass(error):
                return await self._later(waiting, error)
            _log.error("inbox row %d failed: %s at %s", waiting.id, type(error).__name__, place(error))
            return await self._give_up(waiting)
        return True

    async def _later(self, waiting: Waiting, error: Exception) -> bool:
        _log.error("inbox row %d waits: %s", waiting.id, type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)
        return False

    async def _give_up(self, waiting: Waiting) -> bool:
        """Close a row that cannot be worked through, with a word to the person if that can be said at all."""
        for close in (self._apologise, self._close):
            try:
                await close(waiting)
            except Exception as error:  # noqa: BLE001 - what was kept of the person may be damaged as well
                if may_pass(error):
                    return await self._later(waiting, error)
                _log.error("inbox row %d is not closed: %s at %s", waiting.id, type(error).__name__, place(error))
            else:
                break
        self._listeners.given_up("inbox")
        return True

    async def _transaction(self, row_id: int) -> None:
        async with self._database.write() as store:
            found = await store.inbox.read(row_id)
            if found is None:
                return
            incoming, _ = found
            talk = await self._talk(incoming.address, store, reachable=incoming.kind is not Kind.BLOCKED)
            talk.picture = self._seen.get(row_id)
            replies = await _replies(incoming, talk)
            await self._conclude(row_id, talk, replies)
        self._listeners.committed(talk)

    async def _talk(self, address: Address, store: Store, *, reachable: bool = True) -> Talk:
        contact = await store.people.by_address(address)
        is_new = contact is None
        if contact is None:
            contact = await store.people.add(address, self._locale, self._clock())
        elif reachable:
            await store.people.mark_reachable(address)
        talk = await self.talk_with(contact, store)
        talk.is_new = is_new
        return talk

    async def talk_with(self, contact: Contact, store: Store) -> Talk:
        """A talk with somebody who is known, inside the transaction of ``store``."""
        try:
            turn, flow = await store.turns.load(contact.id)
        except CANNOT_READ as error:  # else they could never talk with the bot again
            _log.error("the last turn of contact %d is unreadable: %s", contact.id, type(error).__name__)
            await store.turns.forget(contact.id)
            turn, flow = LastTurn(), None
        return Talk(
            contact=contact,
            store=store,
            now=self._clock(),
            say=self._mind.speech(contact),
            mind=self._mind,
            links=lambda code: self._links(contact.address.channel, code),
            turn=turn,
            flow=flow,
        )

    async def _conclude(self, row_id: int, talk: Talk, replies: list[Reply]) -> None:
        for reply in replies:
            await talk.send(reply)
        if replies:
            turn = LastTurn(replies[-1].choices, talk.intent, talk.asked, talk.now)
            await talk.store.turns.save(talk.contact.id, turn, talk.now)
        await talk.store.inbox.done(row_id, talk.now)

    async def _apologise(self, waiting: Waiting) -> None:
        """Close a row whose handler failed, and tell the person so. What the row holds is not looked at."""
        async with self._database.write() as store:
            if not await store.inbox.is_waiting(waiting.id):
                return
            talk = await self._talk(waiting.address, store)
            await talk.send(Reply(talk.say(SORRY)))
            await store.inbox.failed(waiting.id, self._clock())
        self._listeners.committed(talk)

    async def _close(self, waiting: Waiting) -> None:
        async with self._database.write() as store:
            await store.inbox.failed(waiting.id, self._clock())


async def _replies(incoming: Incoming, talk: Talk) -> list[Reply]:
    """What is said about a picture, then about the words that came with it; then an open form goes on."""
    replies: list[Reply] = []
    for part in pictures.parts(incoming, talk):
        replies += await converse(part, talk)
        talk.introduced = True
    return replies + await resumed(replies, talk)
