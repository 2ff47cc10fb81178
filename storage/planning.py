"""Reminders of many at once: who is due is set aside, kinds of them are ruled on, all rows are written from that.

Nothing here decides what becomes of a reminder, or what it says. Each is written once: who is set aside has none yet.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypedDict

from bot.messages import Priority, Reply
from storage import sql
from storage.payloads import dump
from storage.times import VIETNAM, local_day, moment, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from storage.sql import Pipeline

_queries = sql.load("planning")

LONG_AGO = datetime.min.replace(tzinfo=UTC)
LATELY = timedelta(days=2)
"""The earliest hour of a reminder is less than this before its pay day begins."""
_OCCURRENCES = ("evening", "morning")


class Kind(NamedTuple):
    """What decides about the reminders of all who are alike."""

    pay_day_id: int
    revision: int
    announced_at: datetime
    """When an officer entered that revision of the day."""
    wished_at: datetime
    """``LONG_AGO`` if it was before any hour of the day's reminders."""
    hours: tuple[tuple[str, str], ...]
    """Occurrence (``evening``, ``morning``) and ``HH:MM``, of those that are due and not planned."""
    locale: str
    honorific: str | None
    paid_by: str
    tips: bool
    last_tip: str | None
    morning_too: bool
    """Whether these people are reminded on the morning as well, whatever is due now."""

    @classmethod
    def of(cls, key: str) -> Self:
        """The kind that ``set_aside`` wrote as ``key``."""
        day, revision, announced, wished, evening, morning, locale, honorific, paid_by, tips, last_tip, too = key.split(
            "|"
        )
        hours = tuple((name, hour) for name, hour in zip(_OCCURRENCES, (evening, morning), strict=True) if hour)
        return cls(
            pay_day_id=int(day),
            revision=int(revision),
            announced_at=moment(announced),
            wished_at=moment(wished) if wished else LONG_AGO,
            hours=hours,
            locale=locale,
            honorific=honorific or None,
            paid_by=paid_by,
            tips=tips == "1",
            last_tip=last_tip or None,
            morning_too=too == "1",
        )


class Due(NamedTuple):
    """Who is set aside."""

    new_kinds: list[str]
    """Those that were not ruled on yet, for ``Kind.of``."""
    people: int
    last: int
    """The highest number of their subscriptions."""
    last_reminder: int
    last_text: int


class Text(NamedTuple):
    """What many hear of a pay day, with ``NAME`` and ``NUMBER`` of ``storage.mail`` where they differ."""

    id: int
    pay_day_id: int
    message: Reply


class Ruling(TypedDict):
    """What becomes of one reminder of all of a kind, as it is written; ``ruling`` makes it."""

    kind: str
    place: int
    occurrence: str
    due_at: str
    expires_at: str
    state: str
    text_id: int | None
    tip: str | None


def ruling(
    kind: str,
    occurrence: str,
    due_at: datetime,
    expires_at: datetime,
    state: str,
    text_id: int | None = None,
    tip: str | None = None,
) -> Ruling:
    """What becomes of one reminder of all of the kind whose key is ``kind``; one that is ``planned`` has a text."""
    return {
        "kind": kind,
        "place": _OCCURRENCES.index(occurrence),
        "occurrence": occurrence,
        "due_at": stamp(due_at),
        "expires_at": stamp(expires_at),
        "state": state,
        "text_id": text_id,
        "tip": tip,
    }


class Planning:
    """Planning inside one transaction. Rulings hold for the transactions after it as well, until ``begin``."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def next_due(self, first_day: date, now: datetime, first: int) -> int | None:
        """The next subscription, from the number ``first`` on, whose hour has come for a pay day. Only reads."""
        found = await _queries.next_due(self._connection, **_moment(first_day, now), after=first - 1)
        return int(found) if found else None

    async def begin(self) -> None:
        """Forget how the last round ruled; the first thing in a round."""
        await _queries.make_due(self._connection)
        await _queries.make_rulings(self._connection)
        await _queries.forget_rulings(self._connection)

    async def set_aside(self, first_day: date, now: datetime, numbers: range, limit: int) -> Due:
        """Of the subscriptions ``numbers``, in their order, those whose hour has come for a day from ``first_day``."""
        await _queries.clear_due(self._connection)
        await _queries.set_aside(
            self._connection,
            **_moment(first_day, now),
            lately=stamp(datetime.combine(local_day(now), time(), VIETNAM) - LATELY),
            after=numbers.start - 1,
            upto=numbers.stop - 1,
            limit=limit,
        )
        new_kinds = [row["kind"] async for row in _queries.new_kinds(self._connection)]
        return Due(new_kinds, *await _queries.found(self._connection))

    async def plan(self, due: Due, rulings: Sequence[Ruling], texts: Sequence[Text], now: datetime) -> set[str]:
        """Record what becomes of the reminders of all who are set aside, and queue the planned; gives the channels.

        ``rulings`` are those on new kinds, ``texts`` those that they need and are not kept yet.
        """
        if texts:
            await _queries.keep_texts(self._connection, [_text_row(text, now) for text in texts])
        if rulings:
            await _queries.rule(self._connection, rulings)
        await _queries.plan(self._connection, last=due.last_reminder)
        await _queries.queue(self._connection, last=due.last_reminder, priority=int(Priority.REMINDER), now=stamp(now))
        await _queries.told_tips(self._connection)
        return {row["channel"] async for row in _queries.channels(self._connection)}


def _moment(first_day: date, now: datetime) -> dict[str, str]:
    today = local_day(now)
    return {
        "first_day": first_day.isoformat(),
        "today": today.isoformat(),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "hour": now.astimezone(VIETNAM).strftime("%H:%M"),
    }


def _text_row(text: Text, now: datetime) -> dict[str, Any]:
    payload = dump(text.message)
    return {"id": text.id, "pay_day_id": text.pay_day_id, "payload": payload, "now": stamp(now)}
