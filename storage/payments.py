"""Pay days that officers entered, who wants to be reminded of them, and which reminders were planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import sql
from storage.times import moment, stamp

if TYPE_CHECKING:
    import sqlite3

    from storage.sql import Pipeline

_queries = sql.load("payments")


@dataclass(frozen=True, slots=True)
class PayDay:
    """A day on which a commune pays a scheme, as an officer entered it."""

    area_code: str
    scheme: str
    day: date
    hours: str
    place: str
    note: str = ""
    id: int = 0
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody's wish to be reminded for one beneficiary."""

    area_code: str
    scheme: str
    nickname: str
    evening: bool
    morning: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription and a pay day that fits it, for one occurrence (evening before, or morning)."""

    subscription_id: int
    contact_id: int
    address: Address
    nickname: str
    honorific: str | None
    locale: str
    occurrence: str
    wished_at: datetime
    announced_at: datetime
    """When an officer entered the pay day in its present revision."""
    pay_day: PayDay


class Payments:
    """Pay days and reminders inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def enter(self, pay_day: PayDay, contact_id: int | None, now: datetime) -> int:
        """Keep a pay day; entering the same day again is a new revision of it."""
        same = await _queries.same_day(
            self._connection, area_code=pay_day.area_code, scheme=pay_day.scheme, day=pay_day.day.isoformat()
        )
        details = {"hours": pay_day.hours, "place": pay_day.place, "note": pay_day.note}
        if same:
            await _queries.change_day(self._connection, id=same["id"], contact_id=contact_id, now=stamp(now), **details)
            return int(same["id"])
        return int(
            await _queries.add_day(
                self._connection,
                area_code=pay_day.area_code,
                scheme=pay_day.scheme,
                day=pay_day.day.isoformat(),
                contact_id=contact_id,
                now=stamp(now),
                **details,
            )
        )

    async def coming(self, area_code: str, today: date, scheme: str | None = None) -> list[PayDay]:
        """The area's pay days from ``today`` on, the next first."""
        rows = _queries.coming(self._connection, area_code=area_code, scheme=scheme, today=today.isoformat())
        return [_pay_day(row) async for row in rows]

    async def subscribe(self, contact_id: int, wish: Subscription, now: datetime) -> int:
        return int(
            await _queries.subscribe(
                self._connection,
                contact_id=contact_id,
                area_code=wish.area_code,
                scheme=wish.scheme,
                nickname=wish.nickname,
                evening=int(wish.evening),
                morning=int(wish.morning),
                now=stamp(now),
            )
        )

    async def subscriptions(self, contact_id: int) -> list[Subscription]:
        rows = _queries.subscriptions(self._connection, contact_id=contact_id)
        return [
            Subscription(
                row["area_code"],
                row["scheme"],
                row["nickname"],
                bool(row["evening"]),
                bool(row["morning"]),
                row["id"],
            )
            async for row in rows
        ]

    async def unsubscribe(self, row_id: int, contact_id: int, now: datetime) -> bool:
        """End one's own subscription; ``False`` if there is none of that number."""
        row = await _queries.unsubscribe(self._connection, id=row_id, contact_id=contact_id, now=stamp(now))
        return row is not None

    async def unsubscribe_all(self, contact_id: int, now: datetime) -> None:
        await _queries.unsubscribe_all(self._connection, contact_id=contact_id, now=stamp(now))

    async def wishes(self, first_day: date, last_day: date) -> list[Wish]:
        """Every wish for a pay day in the span that no reminder was planned for yet."""
        rows = _queries.due(self._connection, first_day=first_day.isoformat(), last_day=last_day.isoformat())
        return [_wish(row) async for row in rows]

    async def plan(self, wish: Wish, due_at: datetime, state: str) -> int | None:
        """Record that the reminder was dealt with; ``None`` if it was before."""
        row = await _queries.plan(
            self._connection,
            subscription_id=wish.subscription_id,
            pay_day_id=wish.pay_day.id,
            revision=wish.pay_day.revision,
            occurrence=wish.occurrence,
            due_at=stamp(due_at),
            state=state,
        )
        return int(row[0]) if row else None

    async def missed(self, area_code: str | None) -> int:
        """Reminders that were too late to be sent; all areas for ``None``."""
        return int(await _queries.missed(self._connection, area_code=area_code))


def _pay_day(row: sqlite3.Row, id_column: str = "id") -> PayDay:
    return PayDay(
        area_code=row["area_code"],
        scheme=row["scheme"],
        day=date.fromisoformat(row["day"]),
        hours=row["hours"],
        place=row["place"],
        note=row["note"],
        id=row[id_column],
        revision=row["revision"],
    )


def _wish(row: sqlite3.Row) -> Wish:
    return Wish(
        subscription_id=row["subscription_id"],
        contact_id=row["contact_id"],
        address=Address(row["channel"], row["external_id"]),
        nickname=row["nickname"],
        honorific=row["honorific"],
        locale=row["locale"],
        occurrence=row["occurrence"],
        wished_at=moment(row["wished_at"]),
        announced_at=moment(row["entered_at"]),
        pay_day=_pay_day(row, "pay_day_id"),
    )
