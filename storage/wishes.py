"""Who wants to hear of pay days, at which hour, which reminders were planned, and what became of the money.

Names are sealed at rest. Nothing here decides whether a reminder is right to send; see ``bot/schedule/paydays.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import hamlets, sql
from storage.payments import PayDay, pay_day_of
from storage.times import stamp
from storage.vault import CANNOT_READ

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date, datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("payments")


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody's wish to be reminded for one beneficiary, at hours (``HH:MM``) in Việt Nam."""

    area_code: str
    scheme: str
    nickname: str
    evening: bool
    morning: bool
    id: int = 0
    hamlet: str = ""
    evening_at: str = "19:00"
    morning_at: str = "06:30"
    paid_by: str = "cash"
    hamlet_key: str = ""
    """Of a kept wish: empty if it is not clear which hamlet is meant."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who was told of a pay day, or is asked about it afterwards."""

    subscription_id: int
    contact_id: int
    address: Address
    nickname: str
    honorific: str | None
    locale: str
    pay_day_id: int = 0
    scheme: str = ""
    paid_by: str = "cash"
    hamlet_key: str = ""


class Wishes:
    """Subscriptions, reminders and receipts inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def subscribe(self, contact_id: int, wish: Subscription, now: datetime) -> int:
        """Keep a wish; gives its number."""
        row = await self._row(wish)
        return int(await _queries.subscribe(self._connection, contact_id=contact_id, **row, now=stamp(now)))

    async def change(self, row_id: int, contact_id: int, wish: Subscription, now: datetime) -> bool:
        """Put ``wish`` in the place of one's own; ``False`` if there is none of that number."""
        row = await self._row(wish)
        changed = await _queries.change_wish(self._connection, id=row_id, contact_id=contact_id, **row, now=stamp(now))
        return changed is not None

    async def subscriptions(self, contact_id: int) -> list[Subscription]:
        rows = _queries.subscriptions(self._connection, contact_id=contact_id)
        return [self._subscription(row) async for row in rows]

    async def unsubscribe(self, row_id: int, contact_id: int, now: datetime) -> bool:
        """End one's own subscription; ``False`` if there is none of that number."""
        row = await _queries.unsubscribe(self._connection, id=row_id, contact_id=contact_id, now=stamp(now))
        return row is not None

    async def unsubscribe_all(self, contact_id: int, now: datetime) -> None:
        await _queries.unsubscribe_all(self._connection, contact_id=contact_id, now=stamp(now))

    async def put_away(self, contact_id: int, now: datetime) -> None:
        """End all, so that ``take_out`` can bring them back within the day."""
        await _queries.put_away(self._connection, contact_id=contact_id, now=stamp(now))

    async def take_out(self, contact_id: int, now: datetime) -> int:
        """Take up what was put away; gives how many."""
        return len([row async for row in _queries.take_out(self._connection, contact_id=contact_id, now=stamp(now))])

    async def count(self, pay_day: PayDay) -> int:
        """How many want to hear of such a pay day."""
        asked = {"area_code": pay_day.area_code, "scheme": pay_day.scheme, "hamlet_keys": pay_day.hamlet_keys}
        return int(await _queries.count_wishes(self._connection, **asked))

    async def near_days(self, first_day: date, tomorrow: date) -> list[PayDay]:
        """Pay days whose reminders are due by now or soon and not all dealt with."""
        rows = _queries.near_days(self._connection, first_day=first_day.isoformat(), tomorrow=tomorrow.isoformat())
        return [pay_day_of(row) async for row in rows]

    async def settle(self, pay_day: PayDay) -> None:
        """All reminders of this revision of the day are dealt with."""
        await _queries.settle_day(self._connection, id=pay_day.id, revision=pay_day.revision)

    async def told(self, pay_day_id: int) -> list[Hearer]:
        """Who was told of a pay day, or may have been, and still wants to hear of it: a row for each wish."""
        rows = _queries.told(self._connection, pay_day_id=pay_day_id)
        return [replace(self._hearer(row), hamlet_key=row["hamlet_key"]) async for row in rows]

    async def cover_told(self, pay_day_id: int) -> None:
        """What was told of the same day stands for the reminders of its new revision: a correction says the rest."""
        await _queries.cover_told(self._connection, pay_day_id=pay_day_id)

    async def count_told(self, pay_day_id: int) -> int:
        return int(await _queries.count_told(self._connection, pay_day_id=pay_day_id))

    async def to_ask(self, first_day: date, last_day: date, limit: int) -> list[Hearer]:
        """Who is to be asked whether the money of a past day came."""
        rows = _queries.to_ask(
            self._connection, first_day=first_day.isoformat(), last_day=last_day.isoformat(), limit=limit
        )
        return [
            replace(self._hearer(row), pay_day_id=row["pay_day_id"], scheme=row["scheme"], paid_by=row["paid_by"])
            async for row in rows
        ]

    async def asked(self, hearers: Sequence[Hearer], now: datetime) -> None:
        """They were asked: once for each pay day."""
        rows = [
            {"subscription_id": one.subscription_id, "pay_day_id": one.pay_day_id, "now": stamp(now)} for one in hearers
        ]
        await _queries.ask(self._connection, rows)

    async def answer(self, subscription_id: int, pay_day_id: int, contact_id: int, answer: str, now: datetime) -> bool:
        """Keep somebody's answer about their own; ``False`` if they were not asked that."""
        row = await _queries.answer_receipt(
            self._connection,
            subscription_id=subscription_id,
            pay_day_id=pay_day_id,
            contact_id=contact_id,
            answer=answer,
            now=stamp(now),
        )
        return row is not None

    async def last_answers(self, subscription_id: int, most: int) -> list[str | None]:
        """The answers of the last pay days, the newest first; ``None`` for none given."""
        rows = _queries.last_answers(self._connection, subscription_id=subscription_id, most=most)
        return [row["answer"] async for row in rows]

    async def missed(self, area_code: str | None) -> int:
        """Reminders that were too late to be sent; all areas for ``None``."""
        return int(await _queries.missed(self._connection, area_code=area_code))

    async def _row(self, wish: Subscription) -> dict[str, str | int]:
        return {
            "area_code": wish.area_code,
            "scheme": wish.scheme,
            "nickname": self._vault.seal(wish.nickname),
            "evening": int(wish.evening),
            "morning": int(wish.morning),
            "hamlet": wish.hamlet,
            "hamlet_key": await hamlets.clear(self._connection, wish.area_code, wish.hamlet),
            "evening_at": wish.evening_at,
            "morning_at": wish.morning_at,
            "paid_by": wish.paid_by,
        }

    def _subscription(self, row: sqlite3.Row) -> Subscription:
        return Subscription(
            area_code=row["area_code"],
            scheme=row["scheme"],
            nickname=self._vault.open(row["nickname"]),
            evening=bool(row["evening"]),
            morning=bool(row["morning"]),
            id=row["id"],
            hamlet=row["hamlet"],
            evening_at=row["evening_at"],
            morning_at=row["morning_at"],
            paid_by=row["paid_by"],
            hamlet_key=row["hamlet_key"],
        )

    def _nickname(self, row: sqlite3.Row) -> str:
        """Empty if nobody can read it: the others are to hear all the same."""
        try:
            return self._vault.open(row["nickname"])
        except CANNOT_READ:
            return ""

    def _hearer(self, row: sqlite3.Row) -> Hearer:
        return Hearer(
            subscription_id=row["subscription_id"],
            contact_id=row["contact_id"],
            address=Address(row["channel"], row["external_id"]),
            nickname=self._nickname(row),
            honorific=row["honorific"],
            locale=row["locale"],
        )
