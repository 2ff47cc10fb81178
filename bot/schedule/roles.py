"""An officer's role ends after ninety days unless a colleague renews it: a lost phone stops being a way in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.schedule.ticking import Ticking
from handlers.officers.appointments import LASTS
from storage.people import Role
from storage.times import local_day

if TYPE_CHECKING:
    from storage.officers import Officer
    from storage.store import Store

WARNED_BEFORE = timedelta(days=7)
_SOON = N_("The role of officer {number} ({place}) ends on {day}. Please renew it if this colleague still works here.")
_OWN = N_("{You}'s role ends on {day}. A colleague is asked to renew it.")
_ALONE = N_(
    "{You}'s role ends on {day}. There is no colleague here who could renew it: please ask whoever runs "
    "Trợ lý An Sinh for a new invitation in time."
)
_OVER = N_("{You}'s role as an officer here has ended. A city officer can invite {you} again.")


class Roles(Ticking):
    """Looks at each tick. ``on_outgoing`` hears which channels got something to send."""

    async def look(self) -> None:
        """Warn, and end roles."""
        async with self._database.read() as store:
            ending = any(self._ends_soon(one) for one in await store.officers.all())
        if ending:
            await self._settle()

    def _ends_soon(self, one: Officer) -> bool:
        left = one.since + LASTS - self._clock()
        return left <= timedelta(0) or (left <= WARNED_BEFORE and one.warned_at is None)

    async def _settle(self) -> None:
        """Look again, now that nobody else can write: who was found may have been renewed or removed since."""
        woken: set[str] = set()
        async with self._database.write() as store:
            everybody = await store.officers.all()
            for one in filter(self._ends_soon, everybody):
                if one.since + LASTS <= self._clock():
                    woken |= await self._end(one, store)
                else:
                    woken |= await self._warn(one, everybody, store)
        self._wake(woken)

    async def _end(self, one: Officer, store: Store) -> set[str]:
        await store.officers.dismiss(one.contact.id)
        await store.turns.end_flow(one.contact.id)
        await store.officers.audit(
            None, "role lapsed", one.contact.officer_area, self._clock(), f"officer {one.contact.id}"
        )
        say = self._mind.speech(one.contact)
        return await self._send(one, Reply(say(_OVER), (Choice("menu", say("Main menu")),)), store)

    async def _warn(self, one: Officer, everybody: list[Officer], store: Store) -> set[str]:
        """The officer and the colleagues hear of it, once."""
        await store.officers.warned(one.contact.id, self._clock())
        day = local_day(one.since + LASTS)
        say = self._mind.speech(one.contact)
        colleagues = [other for other in everybody if self._can_renew(other, one)]
        own = say(_OWN if colleagues else _ALONE, day=say.day(day))
        woken = await self._send(one, Reply(own, (Choice("officer", say("For officers")),)), store)
        for other in colleagues:
            woken |= await self._send(other, self._asking(other, one), store)
        return woken

    def _can_renew(self, other: Officer, one: Officer) -> bool:
        """Whose own role lasts, and reaches that of ``one``."""
        lasts = other.since + LASTS > self._clock()
        return other.contact.id != one.contact.id and lasts and _may_renew(other, one)

    def _asking(self, other: Officer, one: Officer) -> Reply:
        """What a colleague reads."""
        say = self._mind.speech(other.contact)
        place = self._mind.area_name(one.contact.officer_area) or say("Đà Nẵng city")
        day = say.day(local_day(one.since + LASTS))
        text = say(_SOON, number=one.contact.id, place=place, day=day)
        renew = Choice(f"colleague:{one.contact.id}:renew", say("Renew for 90 days"))
        return Reply(text, (renew, Choice("officer", say("For officers"))))

    async def _send(self, to: Officer, message: Reply, store: Store) -> set[str]:
        return {await self._tell(store, to.contact.id, to.contact.address, message)}


def _may_renew(other: Officer, one: Officer) -> bool:
    if other.contact.role is Role.CITY:
        return True
    return one.contact.officer_area is not None and other.contact.officer_area == one.contact.officer_area
