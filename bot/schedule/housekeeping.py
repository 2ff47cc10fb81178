"""Forgetting, once a day: what was done long ago, and what people wrote in the web chat long ago."""

from __future__ import annotations

import logging
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.times import local_day

if TYPE_CHECKING:
    from datetime import date

    from storage.database import Database
    from storage.times import Clock

_log = logging.getLogger(__name__)

KEEP_MESSAGES = timedelta(days=30)
KEEP_SESSIONS = timedelta(days=365)


class Housekeeping:
    """Forgets on the first tick of each day."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._done_on: date | None = None

    async def tick(self) -> None:
        """Forget what is old, unless that was done today; a failing store is tried again at the next tick."""
        now = self._clock()
        if self._done_on == local_day(now):
            return
        try:
            async with self._database.write() as store:
                await store.inbox.prune(now - KEEP_MESSAGES)
                await store.outbox.prune(now - KEEP_MESSAGES)
                await store.jobs.prune(now - KEEP_MESSAGES)
                await store.files.prune(now)
                await store.webchat.prune(seen_before=now - KEEP_SESSIONS, written_before=now - KEEP_MESSAGES)
        except (sqlite3.Error, OSError) as error:
            _log.error("housekeeping waits: %s", type(error).__name__)
            return
        self._done_on = local_day(now)
