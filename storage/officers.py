"""Officers, the one-time codes that make them, and the audit of what they do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import sql
from storage.people import Contact, Role
from storage.times import moment, stamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from storage.sql import Pipeline


_queries = sql.load("officers")

MARK = 12
"""So many characters of a code's hash tell invitations apart."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role and the area it holds for; no area is the whole city."""

    role: Role
    area_code: str | None


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a role. ``since``: when they were appointed, or last renewed by somebody else."""

    contact: Contact
    since: datetime
    warned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pin:
    """What is known of an officer's sentence; only a hash of it."""

    hashed: str | None = None
    tries: int = 0
    locked_until: datetime | None = None
    open_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody used yet. ``mark`` names it and is of no use to redeem it."""

    mark: str
    appointment: Appointment
    expires_at: datetime


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

    async def invite(
        self, code: str, appointment: Appointment, now: datetime, expires_at: datetime, created_by: int | None = None
    ) -> None:
        """Keep an invitation; only the code's hash is stored."""
        await _queries.add_invitation(
            self._connection,
            code_hash=_hash(code),
            role=appointment.role,
            area_code=appointment.area_code,
            created_by=created_by,
            now=stamp(now),
            expires_at=stamp(expires_at),
        )

    async def invitations(self, now: datetime) -> list[Invitation]:
        """Those that can still be redeemed."""
        return [
            Invitation(
                row["code_hash"][:MARK],
                Appointment(Role(row["role"]), row["area_code"]),
                moment(row["expires_at"]),
            )
            async for row in _queries.invitations(self._connection, now=stamp(now))
        ]

    async def withdraw(self, mark: str, now: datetime) -> Appointment | None:
        """Make an invitation worthless; ``None`` if it was used or withdrawn before."""
        row = await _queries.withdraw(self._connection, mark=mark, now=stamp(now))
        return Appointment(Role(row["role"]), row["area_code"]) if row else None

    async def withdraw_of(self, created_by: int, now: datetime) -> int:
        """Make all open invitations of an officer worthless; how many."""
        rows = _queries.withdraw_of(self._connection, created_by=created_by, now=stamp(now))
        return len([row async for row in rows])

    async def all(self, area_code: str | None = None) -> list[Officer]:
        """The officers of an area; everybody for ``None``."""
        return [self._officer(row) async for row in _queries.officers(self._connection, area_code=area_code)]

    async def dismiss(self, contact_id: int) -> Appointment | None:
        """Take a role away, at once; ``None`` if there was none."""
        row = await _queries.dismiss(self._connection, contact_id=contact_id)
        return Appointment(Role(row["role"]), row["area_code"]) if row else None

    async def renew(self, contact_id: int, now: datetime) -> None:
        """Let a role last anew."""
        await _queries.renew(self._connection, contact_id=contact_id, now=stamp(now))

    async def warned(self, contact_id: int, now: datetime) -> None:
        """Note that the officer was told that the role ends soon."""
        await _queries.warned(self._connection, contact_id=contact_id, now=stamp(now))

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

    async def of_city(self) -> list[tuple[int, Address]]:
        """The city's officers who can be written to."""
        rows = _queries.of_city(self._connection)
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

    async def pin(self, contact_id: int) -> Pin:
        """What is known of the officer's sentence."""
        row = await _queries.pin(self._connection, contact_id=contact_id)
        if row is None:
            return Pin()
        locked, opened = row["pin_locked_until"], row["pin_open_until"]
        return Pin(
            row["pin_hash"],
            row["pin_tries"],
            moment(locked) if locked else None,
            moment(opened) if opened else None,
        )

    async def set_pin(self, contact_id: int, hashed: str, open_until: datetime) -> None:
        await _queries.set_pin(self._connection, contact_id=contact_id, pin_hash=hashed, open_until=stamp(open_until))

    async def pin_right(self, contact_id: int, open_until: datetime) -> None:
        """The sentence was said; it need not be said again until then."""
        await _queries.pin_right(self._connection, contact_id=contact_id, open_until=stamp(open_until))

    async def pin_wrong(self, contact_id: int, tries: int, locked_until: datetime | None) -> None:
        await _queries.pin_wrong(
            self._connection,
            contact_id=contact_id,
            tries=tries,
            locked_until=stamp(locked_until) if locked_until else None,
        )

    async def audit_page(self, area_code: str | None, before: int, limit: int) -> list[tuple[int, AuditRow]]:
        """The latest notes of an area (all for ``None``) with their numbers, older than the number ``before``."""
        rows = _queries.audit_page(self._connection, area_code=area_code, before=before, limit=limit)
        return [
            (row["id"], AuditRow(row["at"], row["contact_id"], row["action"], row["area_code"], row["detail"]))
            async for row in rows
        ]

    def _officer(self, row: sqlite3.Row) -> Officer:
        contact = Contact(
            row["contact_id"],
            Address(row["channel"], row["external_id"]),
            row["locale"],
            row["honorific"],
            role=Role(row["role"]),
            officer_area=row["area_code"],
        )
        return Officer(contact, moment(row["since"]), moment(row["warned_at"]) if row["warned_at"] else None)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
