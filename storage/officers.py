"""Officers, the one-time codes that make them, and the audit of what they do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import sql
from storage.people import Role
from storage.times import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline


_queries = sql.load("officers")


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role and the area it holds for; no area is the whole city."""

    role: Role
    area_code: str | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what, where and when. Holds no personal data beyond the officer's own number."""

    at: str
    contact_id: int | None
    action: str
    area_code: str | None
    detail: str


class Officers:
    """Officers and audit inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def invite(self, code: str, appointment: Appointment, now: datetime, expires_at: datetime) -> None:
        """Keep an invitation; only the code's hash is stored."""
        await _queries.add_invitation(
            self._connection,
            code_hash=_hash(code),
            role=appointment.role,
            area_code=appointment.area_code,
            now=stamp(now),
            expires_at=stamp(expires_at),
        )

    async def redeem(self, code: str, contact_id: int, now: datetime) -> Appointment | None:
        """Use the code up and appoint the contact; ``None`` if it is unknown, used or expired."""
        row = await _queries.redeem(self._connection, code_hash=_hash(code), contact_id=contact_id, now=stamp(now))
        if row is None:
            return None
        appointment = Appointment(Role(row["role"]), row["area_code"])
        await _queries.appoint(
            self._connection,
            contact_id=contact_id,
            role=appointment.role,
            area_code=appointment.area_code,
            now=stamp(now),
        )
        return appointment

    async def in_charge(self, area_code: str) -> list[tuple[int, Address]]:
        """Who answers for an area: its commune officers, or the city's if it has none."""
        rows = _queries.in_charge(self._connection, area_code=area_code)
        return [(row["contact_id"], Address(row["channel"], row["external_id"])) async for row in rows]

    async def everybody(self) -> list[tuple[int, Address]]:
        """All officers who can be written to."""
        rows = _queries.everybody(self._connection)
        return [(row["contact_id"], Address(row["channel"], row["external_id"])) async for row in rows]

    async def audit(
        self, contact_id: int | None, action: str, area_code: str | None, now: datetime, detail: str = ""
    ) -> None:
        await _queries.add_audit(
            self._connection,
            now=stamp(now),
            contact_id=contact_id,
            action=action,
            area_code=area_code,
            detail=detail,
        )

    async def audit_rows(self) -> list[AuditRow]:
        return [AuditRow(*row) async for row in _queries.audit_rows(self._connection)]


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
