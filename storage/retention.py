"""Forgetting what is old, by its kind. Deletes and empties; decides no period itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

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
IN_A_ROW = 3
"""Months without money after which a social assistance allowance may be suspended (facts.toml). So many answers stay as
long as reminders are wanted, however old they are."""
NEEDED = timedelta(days=35)
"""So long after a pay day who was told of it is known: longer than reminders are looked for, or people asked."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How long what is finished is kept."""

    messages: timedelta = timedelta(days=30)
    questions: timedelta = timedelta(days=90)
    reports: timedelta = timedelta(days=730)
    reminders: timedelta = timedelta(days=365)
    checks: timedelta = timedelta(days=400)
    sessions: timedelta = timedelta(days=365)
    audit: timedelta = timedelta(days=1825)


class Retention:
    """What is to be forgotten, inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def forget(self, periods: Periods, now: datetime) -> int:
        """Forget up to ``AT_ONCE`` rows of each kind; gives how many went. Call it until that is 0."""
        over = stamp(now - NEEDED)
        kinds: tuple[tuple[Any, timedelta, dict[str, Any]], ...] = (
            (_queries.forget_inbox, periods.messages, {}),
            (_queries.forget_outbox, periods.messages, {"over": over}),
            (_queries.forget_texts, periods.messages, {}),
            (_queries.forget_questions, periods.questions, {}),
            (_queries.forget_reports, periods.reports, {}),
            (_queries.forget_reminders, periods.reminders, {"over": over}),
            (_queries.forget_receipts, periods.reminders, {"last": IN_A_ROW}),
            (_queries.forget_subscriptions, periods.reminders, {}),
            (_queries.forget_checks, periods.checks, {}),
            (_queries.forget_audit, periods.audit, {}),
            (_queries.forget_unlisted, timedelta(), {}),
            (_queries.forget_ended, TAKEN_UP_WITHIN, {}),
        )
        gone = 0
        for forget, period, more in kinds:
            rows = forget(self._connection, before=stamp(now - period), limit=AT_ONCE, **more)
            gone += len([row async for row in rows])
        return gone
