"""Forgetting what is old, by its kind. Deletes and empties; decides no period itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline

_queries = sql.load("retention")

TAKEN_UP_WITHIN = timedelta(days=1)
"""So long somebody who stopped everything can take their reminders up again as they were."""
AT_ONCE = 5_000
"""Rows of one transaction: a person who writes meanwhile waits for no more than these."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How long what is finished is kept."""

    messages: timedelta = timedelta(days=30)
    questions: timedelta = timedelta(days=90)
    reports: timedelta = timedelta(days=730)
    checks: timedelta = timedelta(days=400)
    sessions: timedelta = timedelta(days=365)
    audit: timedelta = timedelta(days=1825)


class Retention:
    """What is to be forgotten, inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def forget(self, periods: Periods, now: datetime) -> int:
        """Forget up to ``AT_ONCE`` rows of each kind; gives how many went. Call it until that is 0."""
        kinds = (
            (_queries.forget_inbox, periods.messages),
            (_queries.forget_outbox, periods.messages),
            (_queries.forget_texts, periods.messages),
            (_queries.forget_questions, periods.questions),
            (_queries.forget_reports, periods.reports),
            (_queries.forget_checks, periods.checks),
            (_queries.forget_audit, periods.audit),
            (_queries.forget_unlisted, timedelta()),
            (_queries.forget_ended, TAKEN_UP_WITHIN),
        )
        gone = 0
        for forget, period in kinds:
            rows = forget(self._connection, before=stamp(now - period), limit=AT_ONCE)
            gone += len([row async for row in rows])
        return gone
