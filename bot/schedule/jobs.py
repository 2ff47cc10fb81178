"""The one tick job: turns due reminders into outbox rows, each exactly once.

APScheduler holds this job alone. What is due is a question to the store, so a restart, a jump of the
clock or a long sleep loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.schedule.nights import EVENING, MORNING, may_remind
from bot.schedule.paydays import NEVER, Fate, due_at, is_settled, last_useful, settle, span
from bot.schedule.reminder_texts import Texts
from bot.schedule.ticking import Ticking
from storage.planning import Kind, Ruling, Text, ruling
from storage.restored import RESTORED
from storage.times import VIETNAM, local_day

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.talk import Mind
    from storage.database import Database
    from storage.payments import PayDay
    from storage.planning import Due
    from storage.store import Store
    from storage.times import Clock

TICK_SECONDS = 20
AT_ONCE = 500
"""People who are planned together: whoever writes meanwhile waits for no more than these."""
MOST = 10 * AT_ONCE
"""People of one transaction while nobody else writes."""
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
            restored_at = await store.settings.moment(RESTORED) or NEVER
        # Hours are full minutes: nothing new comes due within one, unless an officer enters a day.
        looked_at = (now.replace(second=0, microsecond=0), days)
        if not days or looked_at == self._looked_at or not may_remind(_evening_before(now), now):
            return 0
        round_ = _Round(now, first_day, {(day.id, day.revision): day for day in days}, self._mind, restored_at)
        count = await self._plan(round_)
        await self._settle_days([day for day in days if is_settled(day.day, now)])
        self._looked_at = looked_at
        return count

    async def _plan(self, round_: _Round) -> int:
        count, numbers = 0, await self._next(round_, 1)
        if numbers:
            async with self._database.write() as store:
                await store.planning.begin()
        while numbers:
            async with self._database.write() as store:
                done = await self._plan_some(round_, store, numbers)
            self._wake(done.channels)
            count += done.people
            numbers = done.left or await self._next(round_, numbers.stop)
        return count

    async def _plan_some(self, round_: _Round, store: Store, numbers: range) -> _Done:
        """Plan for those of ``numbers`` who are due, in one transaction, until somebody else wants to write."""
        people, channels, left = 0, set[str](), numbers
        while left and people < MOST and not (people and self._database.is_wanted):
            due = await store.planning.set_aside(round_.first_day, round_.now, left, AT_ONCE)
            channels |= await round_.settle(due, store)
            people += due.people
            # The last one may have another pay day that came too late this time.
            left = range(max(due.last, left.start + 1), numbers.stop) if due.people == AT_ONCE else range(0)
        return _Done(people, channels, left)

    async def _next(self, round_: _Round, first: int) -> range:
        """Subscriptions from the next that is due on; empty if none is. Looks without holding up who writes."""
        async with self._database.read() as store:
            number = await store.planning.next_due(round_.first_day, round_.now, first)
        return range(number, number + REACH) if number else range(0)

    async def _settle_days(self, days: list[PayDay]) -> None:
        """Whatever happens, nobody is to be reminded of these any more."""
        if days:
            async with self._database.write() as store:
                for day in days:
                    await store.wishes.settle(day)


@dataclass(frozen=True, slots=True)
class _Done:
    """What one transaction planned, and which of its subscriptions it did not get to."""

    people: int
    channels: set[str]
    left: range


class _Round:
    """One look at everybody at one moment: the days, and what is the same for many."""

    def __init__(
        self,
        now: datetime,
        first_day: date,
        days: Mapping[tuple[int, int], PayDay],
        mind: Mind,
        restored_at: datetime,
    ) -> None:
        self.now = now
        self._restored_at = restored_at
        self.first_day = first_day
        self._days = days
        self._texts = Texts(mind)
        self._kept: dict[object, int] = {}
        self._due: dict[object, dict[str, datetime]] = {}
        self._ruled: dict[object, list[tuple[str, datetime, str]]] = {}

    async def settle(self, due: Due, store: Store) -> set[str]:
        """Record what becomes of each reminder, and queue those that go out; gives their channels."""
        fresh: list[Text] = []
        rulings = [one for key in due.new_kinds for one in self._ruled_on(key, fresh, due.last_text)]
        return await store.planning.plan(due, rulings, fresh, self.now)

    def _ruled_on(self, key: str, fresh: list[Text], last_text: int) -> Iterator[Ruling]:
        """What becomes of the reminders of all who are alike; ``fresh`` takes words that nobody had before."""
        kind = Kind.of(key)
        pay_day = self._days.get((kind.pay_day_id, kind.revision))
        if pay_day is None:  # changed since the days were read: looked at anew by the next tick
            return
        for name, moment, state in self._rulings(pay_day, kind):
            text_id, tip = self._text(kind, pay_day, fresh, last_text) if state == "planned" else (None, None)
            yield ruling(key, name, moment, last_useful(name, moment), state, text_id, tip)

    def _rulings(self, pay_day: PayDay, kind: Kind) -> Sequence[tuple[str, datetime, str]]:
        """Occurrence, moment and state of what is not to wait: the same for all who asked in time for these hours."""
        if (pay_day.id, kind.hours) not in self._due:
            self._due[pay_day.id, kind.hours] = {
                name: due_at(pay_day.day, name, time.fromisoformat(hour)) for name, hour in kind.hours
            }
        due = self._due[pay_day.id, kind.hours]
        key = (pay_day.id, kind.hours, kind.morning_too, tuple(moment <= kind.wished_at for moment in due.values()))
        if key not in self._ruled:
            found = settle(
                due, kind.wished_at, kind.announced_at, self.now, self._restored_at, morning_too=kind.morning_too
            )
            self._ruled[key] = [(name, due[name], _state(one)) for name, one in found.items() if one is not Fate.WAIT]
        return self._ruled[key]

    def _text(self, kind: Kind, pay_day: PayDay, fresh: list[Text], last_text: int) -> tuple[int, str | None]:
        """The number of the words for this kind, and the kind of the tip that rides along."""
        tip = self._texts.tip(kind, pay_day.day)
        key = (pay_day.id, kind.locale, kind.honorific, kind.paid_by, tip)
        if key not in self._kept:
            self._kept[key] = last_text + len(fresh) + 1
            fresh.append(Text(self._kept[key], pay_day.id, self._texts.message(kind, pay_day, tip)))
        return self._kept[key], tip


def _evening_before(now: datetime) -> datetime:
    """When the night begins or began, for a moment in it: what is due later waits for the morning."""
    day = local_day(now) - timedelta(days=now.astimezone(VIETNAM).time() < MORNING)
    return datetime.combine(day, EVENING, VIETNAM)


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
