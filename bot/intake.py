"""The door: every event of every channel goes through ``accept`` before its channel acknowledges it.

Bounds and masks the text, then commits the inbox row. Events that arrive together share one commit.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from bot.channels.port import StoreUnavailable
from bot.masking import mask
from bot.messages import MAX_INCOMING, Attachment, Incoming
from storage.mail import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Database
    from storage.times import Clock

_log = logging.getLogger(__name__)

_Pending = tuple[Incoming, "asyncio.Future[bool]"]


class Intake:
    """Commits incoming events. ``on_waiting`` hears of each new row after its commit."""

    def __init__(self, database: Database, clock: Clock, on_waiting: Callable[[Waiting], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_waiting = on_waiting
        self._pending: list[_Pending] = []
        self._flushing: asyncio.Task[None] | None = None

    async def accept(self, incoming: Incoming) -> bool:
        """Commit one event; ``False`` if it was there before, ``StoreUnavailable`` if it was not stored."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._pending.append((guarded(incoming), future))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        return await future

    async def _flush(self) -> None:
        try:
            while self._pending:
                batch, self._pending = self._pending, []
                await self._commit(batch)
        finally:
            self._flushing = None

    async def _commit(self, batch: list[_Pending]) -> None:
        try:
            async with self._database.write() as store:
                now = self._clock()
                ids = [await store.inbox.add(incoming, now) for incoming, _ in batch]
        except Exception as error:  # noqa: BLE001 - whatever it is, each channel waits for a word
            _log.error("the store took no events: %s", type(error).__name__)
            for _, future in batch:
                if not future.done():
                    future.set_exception(StoreUnavailable("the event could not be stored"))
            return
        for (incoming, future), row_id in zip(batch, ids, strict=True):
            if row_id is not None:
                self._on_waiting(Waiting.of(row_id, incoming))
            if not future.done():
                future.set_result(row_id is not None)


def guarded(incoming: Incoming) -> Incoming:
    """``incoming`` as it may be stored: bounded, secrets masked, only text that UTF-8 can hold."""
    clean = replace(incoming, **_texts(incoming))
    masked = mask(clean.text[:MAX_INCOMING])
    attachment = clean.attachment and _guarded_attachment(clean.attachment)
    return replace(
        clean, text=masked.text, masked=masked.kinds, cut=len(clean.text) > MAX_INCOMING, attachment=attachment
    )


def _guarded_attachment(attachment: Attachment) -> Attachment:
    clean = replace(attachment, **_texts(attachment))
    return replace(clean, name=mask(clean.name).text if clean.name else None)


def _texts(thing: Incoming | Attachment) -> dict[str, Any]:
    """The fields of ``thing`` that are plain text, as they may be stored."""
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {name: _storable(value) for name, value in values.items() if type(value) is str}


def _storable(text: str) -> str:
    """``text`` without what UTF-8 or SQLite cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
