"""Proposes each month's pay day from an officer's rule, some days ahead. An officer confirms it, or nothing is said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.schedule.holidays import warnings
from bot.schedule.office import is_open, next_working
from bot.schedule.spans import of_month
from bot.schedule.ticking import Ticking
from handlers.fields import SCHEMES, more_lines
from storage.payments import PayDay
from storage.times import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.i18n import Speech
    from bot.talk import Mind
    from storage.database import Database
    from storage.payments import Rule
    from storage.store import Store
    from storage.times import Clock

AHEAD = timedelta(days=10)
"""So long before a day its officers are asked at the latest, while it can still be moved: before offices close."""
_PROPOSED = N_("By the rule, {scheme} is paid on {day}, {hours}, at {place}. Is that right? Until then nobody is told.")


class Proposals(Ticking):
    """Looks once a day. ``on_outgoing`` hears which channels got something to send."""

    def __init__(self, database: Database, mind: Mind, clock: Clock, on_outgoing: Callable[[str], None]) -> None:
        super().__init__(database, mind, clock, on_outgoing)
        self._looked_on: date | None = None

    async def look(self) -> None:
        """Propose what is to be proposed, once a day, while its officers are at work."""
        today = local_day(self._clock())
        if self._looked_on != today and is_open(self._clock()):
            await self.propose(today)
            self._looked_on = today

    async def propose(self, today: date) -> int:
        """A day for each rule whose next one is near and that month has none; gives how many."""
        count, woken = 0, set()
        async with self._database.write() as store:
            for rule in await store.payments.rules():
                day, late = _next(rule, today), next_working(today)
                last = of_month(31, day.year, day.month)
                if day - late >= AHEAD or await store.payments.is_proposed(rule, day.replace(day=1), last):
                    continue
                count += 1
                woken |= await self._ask(rule, day, store)
        self._wake(woken)
        return count

    async def _ask(self, rule: Rule, day: date, store: Store) -> set[str]:
        """Enter the day as proposed, and ask the officers of the commune; gives the channels."""
        proposed = PayDay(
            rule.area_code,
            rule.scheme,
            day,
            rule.hours,
            rule.place,
            rule.note,
            payer=rule.payer,
            hamlets=rule.hamlets,
            confirmed=False,
            rule_id=rule.id,
        )
        row_id = await store.payments.enter(proposed, rule.entered_by, self._clock())
        officers = await store.officers.in_charge(rule.area_code)
        woken = set[str]()
        for contact_id, address in officers:
            message = self._message(proposed, row_id, await self._speech(store, address))
            woken.add(await self._tell(store, contact_id, address, message))
        return woken

    def _message(self, day: PayDay, row_id: int, say: Speech) -> Reply:
        text = say(
            _PROPOSED,
            scheme=say(dict(SCHEMES)[day.scheme]),
            day=say.day(day.day),
            hours=day.hours,
            place=day.place,
        ) + more_lines(day, say)
        for off, name in warnings(day.day, day.day):
            reason = name or say("weekend")
            text += "\n⚠ " + say("{day} is a day off ({reason})", day=say.day(off), reason=reason)
        return Reply(
            text,
            (
                Choice(f"payday:confirm:{row_id}", say("Right, announce it")),
                Choice(f"payday:change:{row_id}", say("Change something")),
                Choice(f"payday:off:{row_id}", say("No day this month")),
            ),
        )


def _next(rule: Rule, today: date) -> date:
    day = of_month(rule.day, today.year, today.month)
    if day >= today:
        return day
    after = today.replace(day=1) + timedelta(days=32)
    return of_month(rule.day, after.year, after.month)
