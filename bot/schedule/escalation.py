"""Questions that nobody answered for a working day go to the city's officers, once. Nothing is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.schedule.ticking import Ticking

if TYPE_CHECKING:
    from bot.i18n import Speech
    from storage.questions import Asked
    from storage.store import Store

_LATE = N_("A question from {place} has waited for a working day.")


class Escalation(Ticking):
    """Looks at each tick. ``on_outgoing`` hears which channels got something to send."""

    async def look(self) -> None:
        """Tell the city of what is late."""
        async with self._database.read() as store:
            late = await store.questions.overdue(self._clock())
        for number in late:
            await self._try(self._escalate(number))

    async def _escalate(self, number: int) -> None:
        async with self._database.write() as store:
            asked = await store.questions.one(number)
            officers = await store.officers.of_city()
            if asked is None or not officers:
                return  # kept open: it is told of as soon as the city has an officer
            if not await store.questions.escalate(number, self._clock()):
                return  # somebody answered meanwhile
            await self._note(asked, store)
            woken = set[str]()
            for contact_id, address in officers:
                message = self._message(asked, await self._speech(store, address))
                woken.add(await self._tell(store, contact_id, address, message))
        self._wake(woken)

    async def _note(self, asked: Asked, store: Store) -> None:
        await store.officers.audit(None, "question to the city", asked.area_code, self._clock(), f"question {asked.id}")

    def _message(self, asked: Asked, say: Speech) -> Reply:
        place = self._mind.area_name(asked.area_code)
        return Reply(
            say(_LATE, place=place),
            (
                Choice(f"reply:{asked.id}", say("Read and answer")),
                Choice("desk:late", say("Waiting for more than a day")),
            ),
        )
