"""What waited in a copy that was brought back (``storage.restored``): how much, and letting it go or dropping it.

Of announcements their officers decide; they are left out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages import Priority
from storage import sql
from storage.restored import HELD
from storage.times import moment, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline

_queries = sql.load("held")


@dataclass(frozen=True, slots=True)
class Held:
    """How many messages of one kind nobody knows of whether they were sent."""

    channel: str
    priority: Priority
    rows: int
    oldest: datetime


class HeldMail:
    """Held messages inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def counts(self) -> list[Held]:
        """By channel and kind."""
        return [
            Held(row["channel"], Priority(row["priority"]), row["rows"], moment(row["oldest"]))
            async for row in _queries.counts(self._connection, reason=HELD)
        ]

    async def release(self) -> None:
        """Let them go out, though they may have been sent before."""
        await _queries.release(self._connection, reason=HELD)

    async def drop(self, now: datetime) -> None:
        """They are not sent any more; reminders count as missed."""
        await _queries.miss_reminders(self._connection, reason=HELD)
        await _queries.drop(self._connection, reason=HELD, now=stamp(now))
