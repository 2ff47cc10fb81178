"""Whether the bot is well: each trouble in one plain sentence with what to do. Looks only; changes nothing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.operation.backups import MADE
from bot.schedule.housekeeping import FORGOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from storage.database import Database
    from storage.times import Clock

STUCK = timedelta(seconds=100)
"""What could have been done for so long is told: within two minutes, with a look every twenty seconds."""
UNMOVED = 75.0
"""Seconds in which nothing went ahead of the oldest row: a part hangs. A long queue that moves is only long."""
STORE_SECONDS = 30.0
LEAST_FREE = 200_000_000
OLDEST_NIGHT = timedelta(hours=50)
CLOCK_JUMP = timedelta(seconds=30)


@dataclass(slots=True)
class Health:
    """Looks at the store, the disk, the clock and the channels."""

    database: Database
    folder: Path
    clock: Clock
    monotonic: Callable[[], float]
    channel_failures: Callable[[], Iterable[str]]
    stuck: str | None = None
    """What hangs although nothing outside explains it: a restart is the cure."""
    _seen: tuple[datetime, float] | None = None
    _heads: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    """The oldest row of each box, and when it was first seen to be that."""

    async def troubles(self) -> list[str]:
        """Everything that is wrong now; an empty list while the bot is well."""
        found = [*self.channel_failures(), *self._clock_jump()]
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
            backup = await store.settings.moment(MADE)
            forgot = await store.settings.moment(FORGOT)
        boxes = (
            (inbox, "A message has waited for an answer for {} minutes."),
            (outbox, "An answer has waited to be sent for {} minutes."),
        )
        late = [
            (text, text.format(_minutes(now - oldest))) for oldest, text in boxes if oldest and now - oldest > STUCK
        ]
        unmoved = [text for oldest, text in boxes if self._stays(text, oldest)]
        self.stuck = next((told for text, told in late if text in unmoved), None)
        found = [told for _, told in late]
        if backup and now - backup > OLDEST_NIGHT:
            found.append("There is no backup of the last two nights. Look at the folder of backups and its free space.")
        if forgot and now - forgot > OLDEST_NIGHT:
            found.append("What is old has not been forgotten for two nights. The log says why.")
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


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
