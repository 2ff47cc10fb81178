"""The one tick job: turns due reminders into outbox rows, each exactly once.

APScheduler holds this job alone. What is due is a question to the store, so a restart, a jump of the
clock or a long sleep loses nothing.
"""

from __future__ import annotations

from collections import deque
from datetime import time
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.messages import Priority, Reply
from bot.schedule.paydays import LATEST, Fate, due_at, is_settled, settle, span
from bot.schedule.reminder_texts import Texts
from bot.schedule.ticking import Ticking
from storage.mail import Outgoing
from storage.times import local_day
from storage.wishes import Planned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from storage.payments import PayDay
    from storage.store import Store
    from storage.wishes import Wish

TICK_SECONDS = 20
AT_ONCE = 300
"""People of one transaction: whoever writes meanwhile waits for no more than these."""


class Reminders(Ticking):
    """Plans reminders when they are due. ``on_outgoing`` hears which channels got something to send."""

    async def look(self) -> int:
        """Plan whatever is due."""
        return await self.plan()

    async def plan(self) -> int:
        """Turn due wishes into outbox rows, some in each transaction; gives how many were dealt with."""
        now = self._clock()
        async with self._database.read() as store:
            days = await store.wishes.near_days(*span(local_day(now)))
            due = deque([day for day in days if await store.wishes.due(day, 0, now, 1)])
        texts, count, place = Texts(self._mind), 0, 0
        channels: set[str] = set()
        while due:
            async with self._database.write() as store:
                room = AT_ONCE
                while due and room:
                    wishes = await self._due(due[0], place, room, store, now)
                    channels |= await self._settle(wishes, due[0], texts, store, now)
                    count, room, place = count + len(wishes), room - len(wishes), _last(wishes)
                    if room:
                        due.popleft()
                        place = 0
            while channels:
                self._on_outgoing(channels.pop())
        await self._settle_days([day for day in days if is_settled(day.day, now)])
        return count

    @staticmethod
    async def _due(pay_day: PayDay, after: int, limit: int, store: Store, now: datetime) -> list[Wish]:
        """Who is due for a day; nobody if it was changed or cancelled since it was read."""
        if await store.payments.day(pay_day.id) != pay_day:
            return []
        return await store.wishes.due(pay_day, after, now, limit)

    async def _settle_days(self, days: list[PayDay]) -> None:
        """Whatever happens, nobody is to be reminded of these any more."""
        if days:
            async with self._database.write() as store:
                for day in days:
                    await store.wishes.settle(day)

    async def _settle(self, wishes: list[Wish], pay_day: PayDay, texts: Texts, store: Store, now: datetime) -> set[str]:
        """Record what becomes of each reminder, and queue those that go out; gives their channels."""
        announced = await store.wishes.entered_at(pay_day)
        planned = [one for wish in wishes for one in _fates(wish, pay_day, announced, now)]
        numbers = await store.wishes.plan([one for _, one in planned])
        letters: list[Outgoing] = []
        tips: dict[int, str] = {}
        for (wish, one), number in zip(planned, numbers, strict=True):
            if one.state == "planned":
                text, tip = texts.of(wish, pay_day)
                message = Reply(text, texts.choices(wish))
                letters.append(Outgoing(wish.address, wish.contact_id, message, number, one.due_at + LATEST))
                tips |= {wish.contact_id: tip} if tip else {}
        await store.outbox.add_many(letters, now, Priority.REMINDER)
        await store.people.told_tips(tips)
        return {letter.address.channel for letter in letters}


def _last(wishes: list[Wish]) -> int:
    return wishes[-1].subscription_id if wishes else 0


def _fates(wish: Wish, pay_day: PayDay, announced: datetime, now: datetime) -> list[tuple[Wish, Planned]]:
    """What becomes of the reminders of one wish; the two occurrences of one pay day are looked at together."""
    due = {name: due_at(pay_day.day, name, time.fromisoformat(hour)) for name, hour in wish.hours.items()}
    found = settle(due, wish.wished_at, announced, now)
    return [
        (wish, Planned(wish.subscription_id, pay_day.id, pay_day.revision, name, due[name], _state(fate)))
        for name, fate in found.items()
        if fate is not Fate.WAIT
    ]


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
