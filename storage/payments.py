"""Pay days that officers entered, and the rules from which days are proposed. No date is ever guessed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.knowledge.hamlets import hamlet_keys
from storage import hamlets, sql
from storage.times import stamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from storage.sql import Pipeline

_queries = sql.load("payments")


@dataclass(frozen=True, slots=True)
class PayDay:
    """One day, or several to ``last_day``, on which a commune pays a scheme; all hamlets unless some are named."""

    area_code: str
    scheme: str
    day: date
    hours: str
    place: str
    note: str = ""
    id: int = 0
    revision: int = 1
    last_day: date | None = None
    payer: str = ""
    hamlets: str = ""
    """As written, with commas between; empty for all."""
    confirmed: bool = True
    """Only such days are ever announced."""
    rule_id: int | None = None

    @property
    def hamlet_keys(self) -> str:
        return hamlet_keys(self.hamlets)

    def is_for(self, hamlet_key: str) -> bool:
        """Whether a hamlet is meant; an empty key is one that is not clear."""
        return not (hamlet_key and self.hamlet_keys) or f",{hamlet_key}," in self.hamlet_keys


@dataclass(frozen=True, slots=True)
class Rule:
    """``day`` of each month, from which the bot proposes a pay day that an officer confirms."""

    area_code: str
    scheme: str
    day: int
    hours: str
    place: str
    payer: str = ""
    note: str = ""
    id: int = 0
    entered_by: int | None = None
    hamlets: str = ""

    @property
    def hamlet_keys(self) -> str:
        return hamlet_keys(self.hamlets)


class Payments:
    """Pay days and rules inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def enter(self, pay_day: PayDay, contact_id: int | None, now: datetime) -> int:
        """Keep a pay day; entering the same day for the same hamlets again is a new revision of it."""
        same = await self.same(pay_day)
        if same:
            await self.change(same.id, pay_day, contact_id, now)
            return same.id
        row = _row(pay_day) | {
            "area_code": pay_day.area_code,
            "scheme": pay_day.scheme,
            "rule_id": pay_day.rule_id,
        }
        row_id = int(await _queries.add_day(self._connection, **row, contact_id=contact_id, now=stamp(now)))
        await self._named(pay_day)
        return row_id

    async def same(self, pay_day: PayDay) -> PayDay | None:
        """What was entered for the same day and hamlets."""
        row = await _queries.same_day(
            self._connection,
            area_code=pay_day.area_code,
            scheme=pay_day.scheme,
            day=pay_day.day.isoformat(),
            hamlet_keys=pay_day.hamlet_keys,
        )
        return pay_day_of(row) if row else None

    async def change(self, row_id: int, pay_day: PayDay, contact_id: int | None, now: datetime) -> None:
        """Put ``pay_day`` in the place of what was entered; its reminders are planned anew."""
        await _queries.change_day(self._connection, id=row_id, **_row(pay_day), contact_id=contact_id, now=stamp(now))
        await self._named(pay_day)

    async def _named(self, pay_day: PayDay) -> None:
        """The commune names hamlets: more may be clear of those that people named."""
        if pay_day.hamlets:
            await hamlets.settle(self._connection, pay_day.area_code)

    async def day(self, row_id: int) -> PayDay | None:
        """A day that was not cancelled."""
        row = await _queries.pay_day(self._connection, id=row_id)
        return pay_day_of(row) if row else None

    async def confirm(self, row_id: int, contact_id: int, now: datetime) -> None:
        """An officer says that a proposed day is right."""
        await _queries.confirm_day(self._connection, id=row_id, contact_id=contact_id, now=stamp(now))

    async def cancel(self, row_id: int, now: datetime) -> None:
        """The day is not paid on; what waits of its reminders is dropped."""
        await _queries.cancel_day(self._connection, id=row_id, now=stamp(now))
        await self.withdraw(row_id, now)

    async def withdraw(self, row_id: int, now: datetime) -> None:
        """Drop the reminders of a day that still wait to be sent."""
        await _queries.withdraw(self._connection, pay_day_id=row_id, now=stamp(now))

    async def coming(self, area_code: str, today: date, scheme: str | None = None) -> list[PayDay]:
        """The area's confirmed pay days that are not over, the next first."""
        rows = _queries.coming(self._connection, area_code=area_code, scheme=scheme, today=today.isoformat())
        return [pay_day_of(row) async for row in rows]

    async def called_off(self, area_code: str, today: date) -> list[PayDay]:
        """Days that were confirmed and then cancelled, and would not be over."""
        rows = _queries.called_off(self._connection, area_code=area_code, today=today.isoformat())
        return [pay_day_of(row) async for row in rows]

    async def entered(self, area_code: str, today: date) -> list[PayDay]:
        """The same with what is only proposed; for officers."""
        rows = _queries.entered(self._connection, area_code=area_code, today=today.isoformat())
        return [pay_day_of(row) async for row in rows]

    async def last_entered(self, area_code: str, scheme: str) -> PayDay | None:
        """The latest confirmed day, for "as last month"."""
        row = await _queries.last_entered(self._connection, area_code=area_code, scheme=scheme)
        return pay_day_of(row) if row else None

    async def set_rule(self, rule: Rule, contact_id: int, now: datetime) -> None:
        """Propose days by ``rule`` from now on, in place of the rule before for the same hamlets."""
        row = asdict(rule) | {"hamlet_keys": rule.hamlet_keys}
        del row["id"], row["entered_by"]
        place = {name: row[name] for name in ("area_code", "scheme", "hamlet_keys")}
        await _queries.end_rule(self._connection, **place, now=stamp(now))
        await _queries.set_rule(self._connection, **row, contact_id=contact_id, now=stamp(now))

    async def rules(self) -> list[Rule]:
        """All rules in force."""
        fields = Rule.__dataclass_fields__
        return [Rule(**{name: row[name] for name in fields}) async for row in _queries.rules(self._connection)]

    async def is_proposed(self, rule: Rule, first_day: date, last_day: date) -> bool:
        """Whether that month has a day already, entered, proposed or refused."""
        found = await _queries.proposed(
            self._connection, rule_id=rule.id, first_day=first_day.isoformat(), last_day=last_day.isoformat()
        )
        return bool(found)


def _row(pay_day: PayDay) -> dict[str, Any]:
    return {
        "day": pay_day.day.isoformat(),
        "last_day": pay_day.last_day.isoformat() if pay_day.last_day and pay_day.last_day > pay_day.day else None,
        "hours": pay_day.hours,
        "place": pay_day.place,
        "payer": pay_day.payer,
        "hamlets": pay_day.hamlets,
        "hamlet_keys": pay_day.hamlet_keys,
        "note": pay_day.note,
        "confirmed": int(pay_day.confirmed),
    }


def pay_day_of(row: sqlite3.Row) -> PayDay:
    """The pay day of a row of its table."""
    return PayDay(
        area_code=row["area_code"],
        scheme=row["scheme"],
        day=date.fromisoformat(row["day"]),
        hours=row["hours"],
        place=row["place"],
        note=row["note"],
        id=row["id"],
        revision=row["revision"],
        last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
        payer=row["payer"],
        hamlets=row["hamlets"],
        confirmed=bool(row["confirmed"]),
        rule_id=row["rule_id"],
    )
