"""Whether the bot is well: each trouble in one plain sentence with what to do. Looks only; changes nothing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.operation.backups import MADE, TRIED
from bot.schedule.housekeeping import FORGOT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime
    from pathlib import Path

    from storage.database import Database
    from storage.store import Store
    from storage.times import Clock

STUCK = timedelta(seconds=100)
"""What could have been done for so long is told: within two minutes, with a look every twenty seconds."""
UNMOVED = 75.0
"""Seconds in which nothing went ahead of the oldest row: a part hangs. A long queue that moves is only long."""
STORE_SECONDS = 30.0
LEAST_FREE = 200_000_000
OLDEST_NIGHT = timedelta(hours=50)
LONGEST_UNTRIED = timedelta(days=9)
BEGUN = "operation_begun"
"""The setting that says since when the bot is looked after."""
_NIGHTLY = (
    (
        MADE,
        OLDEST_NIGHT,
        "There is no backup of the last two nights. Look at the folder of backups and its free space.",
    ),
    (
        TRIED,
        LONGEST_UNTRIED,
        "No backup has been tried out for nine days. The log says why; try one with: ansinh restore.",
    ),
    (FORGOT, OLDEST_NIGHT, "What is old has not been forgotten for two nights. The log says why."),
)
_IN = "inbox"
CLOCK_JUMP = timedelta(seconds=30)


@dataclass(slots=True)
class Health:
    """Looks at the store, the disk, the clock and the channels."""

    database: Database
    folder: Path
    clock: Clock
    monotonic: Callable[[], float]
    failures: Callable[[], Iterable[str]]
    """What the other parts know to be wrong."""
    held: Callable[[], Collection[str]] = tuple
    """Channels that keep their senders from sending: their letters wait for them, and for no restart."""
    stuck: str | None = None
    """What hangs although nothing outside explains it: a restart is the cure."""
    _seen: tuple[datetime, float] | None = None
    _heads: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    """The oldest row of each box, and when it was first seen to be that."""

    async def troubles(self) -> list[str]:
        """Everything that is wrong now; an empty list while the bot is well."""
        found = [*self.failures(), *self._clock_jump()]
        try:
            found += self._disk()
            async with asyncio.timeout(STORE_SECONDS):
                found += await self._work()
        except (sqlite3.Error, OSError) as error:
            reason = str(error) or "no answer"
            found.append(f"The store cannot be used ({reason}). Look at the disk and at who else has it open.")
        return found

    async def _work(self) -> list[str]:
        now = self.clock()
        async with self.database.write() as store:  # a writer's place, so that a lock that stays is seen
            inbox = await store.inbox.oldest_waiting()
            outbox = await store.outbox.oldest_claimable(now)
            nights = await self._nights(store, now)
        return self._boxes(inbox, outbox, now) + nights

    def _boxes(self, inbox: datetime | None, outbox: dict[str, datetime], now: datetime) -> list[str]:
        """What waits for too long; ``stuck`` is what nothing outside keeps waiting."""
        held = set(self.held())
        oldest, free = (
            {_IN: inbox} | outbox,
            {_IN: inbox} | {name: at for name, at in outbox.items() if name not in held},
        )
        told = {name: _waited(name, now - at) for name, at in oldest.items() if at and now - at > STUCK}
        stays = [name for name in {*oldest, *self._heads} if self._stays(name, free.get(name))]
        self.stuck = next((told[name] for name in told if name in stays), None)
        return list(dict.fromkeys(told.values()))

    async def _nights(self, store: Store, now: datetime) -> list[str]:
        """What should have happened at night; a bot that has just been set up is given its time."""
        begun = await store.settings.moment(BEGUN)
        if begun is None:
            await store.settings.set_moment(BEGUN, now)
        found = []
        for setting, longest, trouble in _NIGHTLY:
            last = await store.settings.moment(setting) or begun
            if last and now - last > longest:
                found.append(trouble)
        return found

    def _stays(self, box: str, oldest: datetime | None) -> bool:
        """Whether the same row has been the oldest for too long. What an earlier process left is given its time."""
        if oldest is None:
            self._heads.pop(box, None)
            return False
        known, since = self._heads.get(box, (None, 0.0))
        if known != oldest:
            since = self.monotonic()
            self._heads[box] = (oldest, since)
        return self.monotonic() - since >= UNMOVED

    def _disk(self) -> list[str]:
        free = shutil.disk_usage(self.folder).free
        if free >= LEAST_FREE:
            return []
        return [f"The disk is nearly full ({free // 1_000_000} MB free). Make room."]

    def _clock_jump(self) -> list[str]:
        """A jump is told once: afterwards the clock is taken as it is."""
        now, passed = self.clock(), self.monotonic()
        before, self._seen = self._seen, (now, passed)
        if before is None:
            return []
        jump = (now - before[0]) - timedelta(seconds=passed - before[1])
        if abs(jump) < CLOCK_JUMP:
            return []
        return [f"The machine's clock has jumped by {jump.total_seconds():.0f} seconds. Look at its time service."]


def _waited(box: str, time: timedelta) -> str:
    what = "A message has waited for an answer" if box == _IN else "An answer has waited to be sent"
    return f"{what} for {_minutes(time)} minutes."


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
