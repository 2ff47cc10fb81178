"""Takes updates from PTB's ``Updater``: each is stored before Telegram hears that it was received.

It stands where PTB expects its update queue. A ``put`` that raises keeps the offset where it is, so that
Telegram delivers the batch again. Nothing is kept here beyond the batch under way.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from telegram import CallbackQuery, Update
from telegram.error import NetworkError, TelegramError

from bot.channels.port import Accept, StoreUnavailable
from bot.channels.telegram.updates import Identity, incoming_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from datetime import datetime

    from bot.messages import Incoming

logger = logging.getLogger(__name__)


class Intake(asyncio.Queue[object]):
    """The update queue that stores instead of queueing.

    ``Updater`` puts the updates of a batch one by one and waits for each. ``begin`` therefore starts to
    store the whole batch at once, so that the store can commit many in one go, and ``put`` waits for the
    one update. Updates of one address are stored one after another, in order.
    """

    def __init__(self, accept: Accept, identity: Identity, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._accept = accept
        self._identity = identity
        self._now = now
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stored: dict[int, asyncio.Task[None]] = {}

    def begin(self, updates: Sequence[Update]) -> None:
        """Answer the buttons of a batch, and start to store it."""
        self._stored.clear()
        for update in updates:
            if update.callback_query is not None:
                self._start(answer(update.callback_query))
        lines: dict[str, list[Incoming]] = defaultdict(list)
        for incoming in filter(None, map(self._read, updates)):
            lines[str(incoming.address)].append(incoming)
        for line in lines.values():
            task = self._start(self._store(line))
            self._stored |= {int(incoming.event_id): task for incoming in line}

    async def take(self, update: Update) -> None:
        """Store one update that came by itself; ``StoreUnavailable`` if that failed."""
        if update.callback_query is not None:
            self._start(answer(update.callback_query))
        if (incoming := self._read(update)) is not None:
            await asyncio.shield(self._start(self._store([incoming])))

    async def put(self, item: object) -> None:
        """Wait until the update is stored; ``NetworkError`` makes PTB ask for the batch again."""
        if not isinstance(item, Update):
            return
        if (task := self._stored.get(item.update_id)) is None:
            return
        try:
            # Shielded: a stop ends the wait, not a commit that is under way.
            await asyncio.shield(task)
        except StoreUnavailable as error:
            raise NetworkError(f"The store did not take an update: {error}") from None

    async def drain(self) -> None:
        """Wait for everything under way; what failed will be delivered again."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _store(self, line: Sequence[Incoming]) -> None:
        for incoming in line:
            await self._accept(incoming)

    def _read(self, update: Update) -> Incoming | None:
        try:
            return incoming_of(update, self._identity, self._now())
        except Exception as error:  # noqa: BLE001 - one odd update must not stop everybody else's
            logger.error("Update %s could not be read (%s); skipped", update.update_id, type(error).__name__)  # noqa: TRY400 - a traceback may quote what a person wrote
            return None

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settled)
        return task

    def _settled(self, task: asyncio.Task[Any]) -> None:
        """Mark the error as seen: whoever waits for the task reports it."""
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()


async def answer(query: CallbackQuery) -> None:
    """End the spinning on the button. Telegram forgets a query after seconds, so a failure is no loss."""
    try:
        await query.answer()
    except TelegramError as error:
        logger.info("A button could not be answered: %s", error)
