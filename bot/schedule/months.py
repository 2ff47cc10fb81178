"""What happens once a month: the roster is counted, the report is offered, and silent communes are reminded.

Each happens once, however often the process starts: what was done is written down in the same transaction.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.reports.standings import month_before
from bot.schedule.ticking import Ticking
from storage.times import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from bot.i18n import Speech
    from bot.messages import Address
    from bot.talk import Mind
    from storage.database import Database
    from storage.store import Store
    from storage.times import Clock

OFFICE_OPENS = 8
REMIND_ON = 5
"""The day of the month on which a commune that entered nothing is reminded."""
STALE_FROM = 15
"""From this day on nobody is told of the month before: a bot that was set up late says nothing of the past."""
_OFFERED, _REMINDED = "month_report_offered", "month_counts_reminded"
_OFFER = N_("The report of {month} can be had.")
_REMIND = N_(
    "For {month} nothing is known yet of {place}: there is no roster, and no figures were entered. "
    "Please enter them, or bring in the list."
)


class Months(Ticking):
    """Looks at each tick. ``on_outgoing`` hears which channels got something to send."""

    def __init__(self, database: Database, mind: Mind, clock: Clock, on_outgoing: Callable[[str], None]) -> None:
        super().__init__(database, mind, clock, on_outgoing)
        self._done_for: tuple[date, bool] | None = None

    async def look(self) -> None:
        """Count the month that is over; in office hours offer its report, and remind who entered nothing."""
        now = self._clock()
        here = now.astimezone(VIETNAM)
        looked = (here.date(), here.hour >= OFFICE_OPENS)
        if self._done_for == looked:
            return
        month, woken = month_before(here.date()), set[str]()
        async with self._database.write() as store:
            await store.monthly.count_roster(month, now)
            if here.hour >= OFFICE_OPENS and here.day < STALE_FROM:
                if await self._is_new(store, _OFFERED, month):
                    officers = await store.officers.everybody()
                    woken |= await self._send(store, officers, partial(_offer, month))
                if here.day >= REMIND_ON and await self._is_new(store, _REMINDED, month):
                    woken |= await self._remind(store, month)
        self._wake(woken)
        self._done_for = looked

    async def _is_new(self, store: Store, what: str, month: date) -> bool:
        name = f"{month:%Y-%m}"
        if await store.settings.text(what) == name:
            return False
        await store.settings.set_text(what, name)
        return True

    async def _remind(self, store: Store, month: date) -> set[str]:
        woken = set[str]()
        for area in await store.monthly.silent_areas(month):
            words = partial(_reminder, month, self._mind.area_name(area))
            woken |= await self._send(store, await store.officers.in_charge(area), words)
        return woken

    async def _send(
        self, store: Store, officers: Iterable[tuple[int, Address]], words: Callable[[Speech], Reply]
    ) -> set[str]:
        """Tell each in their own language."""
        return {
            await self._tell(store, contact_id, address, words(await self._speech(store, address)))
            for contact_id, address in officers
        }


def _offer(month: date, say: Speech) -> Reply:
    return Reply(
        say(_OFFER, month=_spoken(month)),
        (Choice("report", say("Report of a month")), Choice("officer", say("For officers"))),
    )


def _reminder(month: date, place: str, say: Speech) -> Reply:
    text = say(_REMIND, month=_spoken(month), place=place)
    return Reply(text, (Choice("counts", say("Enter figures")), Choice("roster", say("Bring in a list"))))


def _spoken(month: date) -> str:
    return f"{month.month}/{month.year}"
