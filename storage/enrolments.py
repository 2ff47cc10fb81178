"""What relatives report about a beneficiary's will to enrol, with its history.

A relative's word is not the beneficiary's consent: ``confirmed`` says whether the beneficiary agreed
to being reported. A person reaches only their own reports. Names and phone numbers are sealed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storage import sql
from storage.follow_up import FollowUps
from storage.times import stamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("enrolments")


@dataclass(frozen=True, slots=True)
class Report:
    """One relative's word about one beneficiary."""

    area_code: str
    relation: str
    willing: str
    confirmed: bool
    scheme: str | None = None
    nickname: str | None = None
    hamlet: str | None = None
    reason: str | None = None
    phone: str | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it stands in the store."""

    id: int
    report: Report


class Enrolments:
    """Reports inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._follow_ups = FollowUps(connection, vault)

    async def add(self, contact_id: int, report: Report, now: datetime) -> int:
        values = self._sealed(report)
        row_id = int(await _queries.add(self._connection, contact_id=contact_id, now=stamp(now), **values))
        await self._remember(row_id, contact_id, "reported", None, now)
        await self._follow_ups.begin(row_id, contact_id, now)
        await self._follow_ups.place(row_id)
        return row_id

    async def change(self, row_id: int, contact_id: int, report: Report, now: datetime) -> bool:
        """Replace one's own report; ``False`` if there is none of that number."""
        before = await self.one(row_id, contact_id)
        if before is None:
            return False
        values = self._sealed(report)
        await _queries.change(self._connection, id=row_id, contact_id=contact_id, now=stamp(now), **values)
        await self._remember(row_id, contact_id, "changed", before.report, now)
        if before.report != report:
            other = _person(before.report) != _person(report)
            await self._follow_ups.told_anew(row_id, contact_id, now, of_another=other)
        return True

    async def withdraw(self, row_id: int, contact_id: int, now: datetime, *, by: int | None = None) -> bool:
        """Take a report of ``contact_id`` back and drop what is personal in it and its history.

        ``by`` is the officer who did it because the beneficiary objected.
        """
        if await self.one(row_id, contact_id) is None:
            return False
        await self._follow_ups.leave(row_id)
        was = await self._follow_ups.status(row_id)
        await _queries.withdraw(self._connection, id=row_id, contact_id=contact_id, now=stamp(now))
        await _queries.forget_history(self._connection, report_id=row_id)
        await self._remember(row_id, contact_id, "withdrawn", None, now)
        await self._follow_ups.withdrawn(row_id, by or contact_id, was, now)
        return True

    async def own(self, contact_id: int) -> list[Kept]:
        return [self._kept(row) async for row in _queries.own(self._connection, contact_id=contact_id)]

    async def one(self, row_id: int, contact_id: int) -> Kept | None:
        row = await _queries.one(self._connection, id=row_id, contact_id=contact_id)
        return self._kept(row) if row else None

    async def by_willing(self, area_code: str | None) -> dict[str, tuple[int, int]]:
        """Reports and how many of them are confirmed, by willingness; all areas for ``None``."""
        rows = _queries.by_willing(self._connection, area_code=area_code)
        return {row["willing"]: (row["reports"], row["confirmed"]) async for row in rows}

    async def by_reason(self, area_code: str | None) -> dict[str, int]:
        rows = _queries.by_reason(self._connection, area_code=area_code)
        return {row["reason"]: row["reports"] async for row in rows}

    async def stood_at(self, area_code: str | None, moment: datetime) -> tuple[dict[str, int], dict[str, int]]:
        """Reports by willingness and by reason as they stood at a past moment; all areas for ``None``.

        Of a report that was taken back later nothing but its last wish is known.
        """
        wishes: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        async for row in _queries.stood_at(self._connection, moment=stamp(moment)):
            then = json.loads(self._vault.open(row["was"])) if row["was"] else row
            if area_code in {None, then["area_code"]}:
                wishes[then["willing"]] += row["reports"]
                reasons[then["reason"] or ""] += row["reports"]
        del reasons[""]
        return dict(wishes.most_common()), dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0])))

    async def _remember(self, row_id: int, contact_id: int, change: str, before: Report | None, now: datetime) -> None:
        await _queries.add_history(
            self._connection,
            report_id=row_id,
            now=stamp(now),
            contact_id=contact_id,
            change=change,
            before=self._vault.seal(json.dumps(asdict(before), ensure_ascii=False)) if before else "{}",
        )

    def _sealed(self, report: Report) -> dict[str, Any]:
        """The columns of a report."""
        sealed = {
            "nickname": self._vault.seal(report.nickname) if report.nickname else None,
            "phone": self._vault.seal(report.phone) if report.phone else None,
        }
        return asdict(report) | sealed

    def _kept(self, row: sqlite3.Row) -> Kept:
        return Kept(
            row["id"],
            Report(
                area_code=row["area_code"],
                relation=row["relation"],
                willing=row["willing"],
                confirmed=bool(row["confirmed_by_beneficiary"]),
                scheme=row["scheme"],
                nickname=self._vault.open(row["nickname"]) if row["nickname"] else None,
                hamlet=row["hamlet"],
                reason=row["reason"],
                phone=self._vault.open(row["phone"]) if row["phone"] else None,
                birth_year=row["birth_year"],
            ),
        )


def _person(report: Report) -> tuple[object, ...]:
    """What tells whom a report is about."""
    return (report.area_code, report.nickname, report.birth_year, report.hamlet)
