"""What all parts share that do something by the clock: the store, the time, the words, and a failing store.

A part overrides ``look``. It is called at each tick, and must itself know what is due and what was done before.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.given_up import place
from bot.messages import Priority
from storage.database import may_pass
from storage.turns import LastTurn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.i18n import Speech
    from bot.messages import Address, Reply
    from bot.talk import Mind
    from storage.database import Database
    from storage.store import Store
    from storage.times import Clock

_log = logging.getLogger(__name__)


class Guarded:
    """What fails as a part and in its rows is told, and keeps no other from its work."""

    trouble: str | None = None
    """What went wrong at the last look, though the store was there: for the operator."""
    _fault: Exception | None = None

    async def tick(self) -> None:
        """Look; what fails is tried again at the next tick."""
        self._fault = None
        await self._try(self.look())
        self._tell_of(self._fault)

    def _tell_of(self, fault: Exception | None) -> None:
        before, self.trouble = self.trouble, _told(self, fault) if fault else None
        if self.trouble and self.trouble != before:
            _log.error("%s", self.trouble)

    async def _try(self, work: Awaitable[object]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - a fault in one part must not stop what the others do by the clock
            if may_pass(error):
                _log.error("%s waits: %s", type(self).__name__.lower(), type(error).__name__)
            else:
                self._fault = error

    async def look(self) -> object:
        """Do what is due."""
        raise NotImplementedError


def _told(part: Guarded, error: Exception) -> str:
    where = f"{type(part).__name__.lower()}: {type(error).__name__} at {place(error)}"
    return f"A part of what happens by the clock fails ({where}). Please report this."


class Ticking(Guarded):
    """One part. ``on_outgoing`` hears which channels got something to send."""

    def __init__(self, database: Database, mind: Mind, clock: Clock, on_outgoing: Callable[[str], None]) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._on_outgoing = on_outgoing

    def _wake(self, channels: Iterable[str]) -> None:
        for channel in channels:
            self._on_outgoing(channel)

    async def _speech(self, store: Store, address: Address) -> Speech:
        """Words for the officer who reads at ``address``."""
        contact = await store.people.by_address(address)
        return self._mind.speech(contact) if contact else self._mind.catalogues.speech("vi", "anh_chi")

    async def _tell(self, store: Store, contact_id: int, address: Address, message: Reply) -> str:
        """Queue something for an officer, whose next number or word then answers it; gives the channel."""
        await store.outbox.add(address, message, self._clock(), contact_id=contact_id, priority=Priority.ALERT)
        await store.turns.save(contact_id, LastTurn(message.choices), self._clock())
        return address.channel
