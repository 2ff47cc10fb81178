"""The one tick job: turns due reminders into outbox rows, each exactly once.

APScheduler holds this job alone. What is due is a question to the store, so a restart, a jump of the
clock or a long sleep loses nothing.
"""

from __future__ import annotations

import sys
from datetime import time
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.schedule.paydays import LATEST, Fate, due_at, is_settled, settle, span
from bot.schedule.reminder_texts import Texts
from bot.schedule.ticking import Ticking
from storage.mail import Reminding
from storage.times import local_day
from storage.wishes import Planned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import date, datetime

    from bot.talk import Mind
    from storage.database import Database
    from storage.payments import PayDay
    from storage.store import Store
    from storage.times import Clock
    from storage.wishes import Wish

TICK_SECONDS = 20
AT_ONCE = 300
"""People of one transaction: whoever writes meanwhile waits for no more than these."""
REACH = 5_000
"""Subscriptions that one transaction looks through at most, however few of them are due."""


class Reminders(Ticking):
    """Plans reminders when they are due. ``on_outgoing`` hears which channels got something to send."""

    def __init__(self, database: Database, mind: Mind, clock: Clock, on_outgoing: Callable[[str], None]) -> None:
        super().__init__(database, mind, clock, on_outgoing)
        self._looked_at: object = None

    async def look(self) -> int:
        """Plan whatever is due."""
        return await self.plan()

    async def plan(self) -> int:
        """Turn due wishes into outbox rows, some in each transaction; gives how many were dealt with."""
        now = self._clock()
        first_day, tomorrow = span(local_day(now))
        async with self._database.read() as store:
            days = await store.wishes.near_days(first_day, tomorrow)
        # Hours are full minutes: nothing new comes due within one, unless an officer enters a day.
        looked_at = (now.replace(second=0, microsecond=0), days)
        if not days or looked_at == self._looked_at:
            return 0
        count = await self._plan(_Round(now, first_day, {(day.id, day.revision): day for day in days}, self._mind))
        await self._settle_days([day for day in days if is_settled(day.day, now)])
        self._looked_at = looked_at
        return count

    async def _plan(self, round_: _Round) -> int:
        count, numbers = 0, await self._next(round_, 1)
        while numbers:
            async with self._database.write() as store:
                wishes = await store.wishes.due(round_.first_day, round_.now, numbers, AT_ONCE)
                channels = await round_.settle(wishes, store)
            self._wake(channels)
            count += len(wishes)
            if len(wishes) == AT_ONCE:
                # The last one may have another pay day that came too late for this transaction.
                begin = max(wishes[-1].subscription_id, numbers.start + 1)
                numbers = range(begin, begin + REACH)
            else:
                numbers = await self._next(round_, numbers.stop)
        return count

    async def _next(self, round_: _Round, first: int) -> range:
        """Subscriptions from the next that is due on; empty if none is. Looks without holding up who writes."""
        async with self._database.read() as store:
            wishes = await store.wishes.due(round_.first_day, round_.now, range(first, sys.maxsize), 1)
        return range(wishes[0].subscription_id, wishes[0].subscription_id + REACH) if wishes else range(0)

    async def _settle_days(self, days: list[PayDay]) -> None:
        """Whatever happens, nobody is to be reminded of these any more."""
        if days:
            async with self._database.write() as store:
                for day in days:
                    await store.wishes.settle(day)


class _Round:
    """One look at everybody at one moment: the days, and what is the same for many."""

    def __init__(self, now: datetime, first_day: date, days: Mapping[tuple[int, int], PayDay], mind: Mind) -> None:
        self.now = now
        self.first_day = first_day
        self._days = days
        self._texts = Texts(mind)
        self._kept: dict[object, int] = {}
        self._due: dict[object, dict[str, datetime]] = {}
        self._ruled: dict[object, list[tuple[str, datetime, str]]] = {}

    async def settle(self, wishes: Sequence[Wish], store: Store) -> set[str]:
        """Record what becomes of each reminder, and queue those that go out; gives their channels."""
        planned = [one for wish in wishes for one in self._fates(wish)]
        numbers = await store.wishes.plan([one for _, one in planned])
        letters: list[Reminding] = []
        tips: dict[int, str] = {}
        for (wish, one), number in zip(planned, numbers, strict=True):
            if one.state == "planned":
                text_id, tip = await self._text(wish, store)
                letters.append(Reminding(wish.address, wish.contact_id, number, text_id, one.due_at + LATEST))
                tips |= {wish.contact_id: tip} if tip else {}
        await store.outbox.add_reminders(letters, self.now)
        await store.people.told_tips(tips)
        return {letter.address.channel for letter in letters}

    def _fates(self, wish: Wish) -> list[tuple[Wish, Planned]]:
        """What becomes of the reminders of one wish; the two occurrences of one pay day are looked at together."""
        pay_day = self._days.get((wish.pay_day_id, wish.revision))
        if pay_day is None:  # changed since the days were read: looked at anew by the next tick
            return []
        return [
            (wish, Planned(wish.subscription_id, pay_day.id, pay_day.revision, name, due, state))
            for name, due, state in self._rulings(pay_day, wish)
        ]

    def _rulings(self, pay_day: PayDay, wish: Wish) -> Sequence[tuple[str, datetime, str]]:
        """Occurrence, moment and state of what is not to wait: the same for all who asked in time for these hours."""
        hours = tuple(wish.hours.items())
        if (pay_day.id, hours) not in self._due:
            self._due[pay_day.id, hours] = {
                name: due_at(pay_day.day, name, time.fromisoformat(hour)) for name, hour in hours
            }
        due = self._due[pay_day.id, hours]
        key = (pay_day.id, hours, tuple(moment <= wish.wished_at for moment in due.values()))
        if key not in self._ruled:
            found = settle(due, wish.wished_at, wish.announced_at, self.now)
            self._ruled[key] = [(name, due[name], _state(one)) for name, one in found.items() if one is not Fate.WAIT]
        return self._ruled[key]

    async def _text(self, wish: Wish, store: Store) -> tuple[int, str | None]:
        """The number of the words for ``wish``, and the kind of the tip that rides along."""
        pay_day = self._days[wish.pay_day_id, wish.revision]
        tip = self._texts.tip(wish, pay_day.day)
        key = (wish.pay_day_id, wish.locale, wish.honorific, wish.paid_by, tip)
        if key not in self._kept:
            message = self._texts.message(wish, pay_day, tip)
            self._kept[key] = await store.wishes.keep_text(wish.pay_day_id, message, self.now)
        return self._kept[key], tip


def _state(fate: Fate) -> str:
    return "planned" if fate is Fate.SEND else str(fate)


def scheduler(tick: Callable[[], Awaitable[None]]) -> AsyncIOScheduler:
    """A scheduler with the tick: late ticks run, missed ones once, never two at a time."""
    timer = AsyncIOScheduler(timezone="UTC")
    timer.add_job(
        tick,
        "interval",
        seconds=TICK_SECONDS,
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )
    return timer
