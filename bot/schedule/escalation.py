"""Questions that nobody answered for a working day go to the city's officers, once. Nothing is dropped."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Priority, Reply
from storage.turns import LastTurn

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.talk import Mind
    from storage.database import Database
    from storage.questions import Asked
    from storage.store import Store
    from storage.times import Clock

_log = logging.getLogger(__name__)

_LATE = N_("A question from {place} has waited for a working day.")


class Escalation:
    """Looks at each tick. ``on_outgoing`` hears which channels got something to send."""

    def __init__(self, database: Database, mind: Mind, clock: Clock, on_outgoing: Callable[[str], None]) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._on_outgoing = on_outgoing

    async def tick(self) -> None:
        """Tell the city of what is late; a failing store is tried again at the next tick."""
        try:
            async with self._database.read() as store:
                late = await store.questions.overdue(self._clock())
            for number in late:
                await self._escalate(number)
        except (sqlite3.Error, OSError) as error:
            _log.error("late questions wait: %s", type(error).__name__)

    async def _escalate(self, number: int) -> None:
        woken = set()
        async with self._database.write() as store:
            asked = await store.questions.one(number)
            officers = await store.officers.of_city()
            if asked is None or not officers:
                return  # kept open: it is told of as soon as the city has an officer
            for contact_id, address in officers:
                message = self._message(asked)
                await store.outbox.add(address, message, self._clock(), contact_id=contact_id, priority=Priority.ALERT)
                await store.turns.save(contact_id, LastTurn(message.choices), self._clock())
                woken.add(address.channel)
            await self._note(asked, store)
        for channel in woken:
            self._on_outgoing(channel)

    async def _note(self, asked: Asked, store: Store) -> None:
        await store.questions.escalate(asked.id, self._clock())
        await store.officers.audit(None, "question to the city", asked.area_code, self._clock(), f"question {asked.id}")

    def _message(self, asked: Asked) -> Reply:
        say = self._mind.catalogues.speech("vi", "anh_chi")
        place = self._mind.area_name(asked.area_code)
        return Reply(
            say(_LATE, place=place),
            (
                Choice(f"reply:{asked.id}", say("Read and answer")),
                Choice("desk:late", say("Waiting for more than a day")),
            ),
        )
