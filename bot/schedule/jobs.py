"""The one tick job: turns due reminders into outbox rows, each exactly once.

APScheduler holds this job alone. What is due is a question to the store, so a restart, a jump of the
clock or a long sleep loses nothing.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.i18n import N_
from bot.messages import Choice, Priority, Reply
from bot.scams.practice import in_season, next_tip
from bot.schedule.paydays import LATEST, Fate, due_at, settle, span
from handlers.fields import SCHEMES
from storage.times import local_day
from storage.turns import LastTurn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from bot.i18n import Speech
    from bot.talk import Mind
    from storage.database import Database
    from storage.payments import Wish
    from storage.store import Store
    from storage.times import Clock

_log = logging.getLogger(__name__)

TICK_SECONDS = 20
_REMINDER = N_(
    "A reminder for {you}: {name} is paid on {day}, {hours}, at {place}.\n"
    "{scheme}. As announced by {commune}.{note}\n"
    "Nobody needs a code or a fee to pay it out. Who asks for one is a swindler."
)


class Reminders:
    """Plans reminders when they are due. ``on_outgoing`` hears which channels got something to send."""

    def __init__(self, database: Database, mind: Mind, clock: Clock, on_outgoing: Callable[[str], None]) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._on_outgoing = on_outgoing

    async def tick(self) -> None:
        """Plan whatever is due now; a failing store is tried again at the next tick."""
        try:
            await self.plan()
        except (sqlite3.Error, OSError) as error:
            _log.error("reminders wait: %s", type(error).__name__)

    async def plan(self) -> int:
        """Turn due wishes into outbox rows, all in one transaction; gives how many were queued."""
        now = self._clock()
        async with self._database.read() as store:
            wishes = await store.payments.wishes(*span(local_day(now)))
        due = [(wish, found) for wish, found in _fates(wishes, now) if found is not Fate.WAIT]
        if not due:
            return 0
        woken: set[str] = set()
        async with self._database.write() as store:
            for wish, found in due:
                if await self._settle(wish, found, store, now):
                    woken.add(wish.address.channel)
        for channel in woken:
            self._on_outgoing(channel)
        return len(due)

    async def _settle(self, wish: Wish, found: Fate, store: Store, now: datetime) -> bool:
        """Record what becomes of a reminder and queue it; ``False`` if nothing goes out."""
        due = due_at(wish.pay_day.day, wish.occurrence)
        state = "planned" if found is Fate.SEND else str(found)
        reminder_id = await store.payments.plan(wish, due, state)
        if reminder_id is None or found is not Fate.SEND:
            return False
        say = self._mind.catalogues.speech(wish.locale, wish.honorific)
        message = Reply(self._text(wish, say) + await self._tip(wish, store, say), _choices(wish, say))
        await store.outbox.add(
            wish.address,
            message,
            now,
            contact_id=wish.contact_id,
            priority=Priority.REMINDER,
            reminder_id=reminder_id,
            expires_at=due + LATEST,
        )
        await store.turns.save(wish.contact_id, LastTurn(message.choices), now)
        return True

    async def _tip(self, wish: Wish, store: Store, say: Speech) -> str:
        """A warning that rides along, another one each time; empty for who wants none."""
        wanted, last = await store.people.tip(wish.contact_id)
        if not wanted:
            return ""
        kind = next_tip(in_season(self._mind.lessons.values(), wish.pay_day.day), last)
        await store.people.told_tip(wish.contact_id, kind)
        lesson = self._mind.lessons[kind]
        return "\n" + say(
            "Beware of this trick: {tip}",
            tip=say.fill(self._mind.library.facts.fill(f"{lesson.title}. {lesson.recognise}")),
        )

    def _text(self, wish: Wish, say: Speech) -> str:
        pay_day = wish.pay_day
        return say(
            _REMINDER,
            name=wish.nickname,
            day=say.day(pay_day.day),
            hours=pay_day.hours,
            place=pay_day.place,
            scheme=say(dict(SCHEMES)[pay_day.scheme]),
            commune=self._mind.area_name(pay_day.area_code),
            note=say("\nNote: {note}", note=pay_day.note) if pay_day.note else "",
        )


def _fates(wishes: list[Wish], now: datetime) -> Iterator[tuple[Wish, Fate]]:
    """Each wish with what becomes of it; the two occurrences of one pay day are looked at together."""
    together: dict[tuple[int, int], list[Wish]] = {}
    for wish in wishes:
        together.setdefault((wish.subscription_id, wish.pay_day.id), []).append(wish)
    for pair in together.values():
        due = {wish.occurrence: due_at(wish.pay_day.day, wish.occurrence) for wish in pair}
        found = settle(due, pair[0].wished_at, pair[0].announced_at, now)
        yield from ((wish, found[wish.occurrence]) for wish in pair)


def _choices(wish: Wish, say: Speech) -> tuple[Choice, ...]:
    return (
        Choice("menu", say("Main menu")),
        Choice(f"unsubscribe:{wish.subscription_id}", say("End reminders for {name}", name=wish.nickname)),
    )


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
