"""Contacts, the addresses they write from, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from storage.sql import Pipeline

_queries = sql.load("people")


class Role(StrEnum):
    """What somebody may do. A person without an officer's row is ``PUBLIC``."""

    PUBLIC = "public"
    COMMUNE = "commune"
    CITY = "city"


class Purpose(StrEnum):
    """What a consent is for; answers need none."""

    REPORTS = "reports"
    REMINDERS = "reminders"
    TIPS = "tips"
    PASS_ON = "pass_on"  # noqa: S105 - a purpose, not a password


@dataclass(frozen=True, slots=True)
class Contact:
    """One person, as far as the bot knows them, at the address they wrote from."""

    id: int
    address: Address
    locale: str
    honorific: str | None = None
    area_code: str | None = None
    stopped: bool = False
    role: Role = Role.PUBLIC
    officer_area: str | None = None


class People:
    """Contacts and consents inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def by_address(self, address: Address) -> Contact | None:
        row = await _queries.by_address(self._connection, channel=address.channel, external_id=address.external_id)
        return _contact(row) if row else None

    async def add(self, address: Address, locale: str, now: datetime) -> Contact:
        contact_id = await _queries.add_contact(self._connection, locale=locale, now=stamp(now))
        await _queries.add_address(
            self._connection,
            channel=address.channel,
            external_id=address.external_id,
            contact_id=contact_id,
            now=stamp(now),
        )
        return Contact(contact_id, address, locale)

    async def mark_reachable(self, address: Address) -> None:
        await self._set_state(address, "active", None)

    async def mark_unreachable(self, address: Address, reason: str) -> None:
        await self._set_state(address, "unreachable", reason)

    async def _set_state(self, address: Address, state: str, reason: str | None) -> None:
        await _queries.set_address_state(
            self._connection,
            channel=address.channel,
            external_id=address.external_id,
            state=state,
            reason=reason,
        )

    async def set_honorific(self, contact_id: int, honorific: str) -> None:
        await _queries.set_honorific(self._connection, contact_id=contact_id, honorific=honorific)

    async def set_area(self, contact_id: int, area_code: str) -> None:
        await _queries.set_area(self._connection, contact_id=contact_id, area_code=area_code)

    async def stop(self, contact_id: int, now: datetime) -> None:
        """No message of our own accord any more; replies to what the person writes go on."""
        await _queries.set_stopped(self._connection, contact_id=contact_id, stopped_at=stamp(now))

    async def resume(self, contact_id: int) -> None:
        await _queries.set_stopped(self._connection, contact_id=contact_id, stopped_at=None)

    async def set_tips(self, contact_id: int, *, on: bool) -> None:
        """Whether warnings of scams ride with reminders and alerts reach the contact."""
        await _queries.set_tips(self._connection, contact_id=contact_id, tips=int(on))

    async def set_notices(self, contact_id: int, *, on: bool) -> None:
        """Whether announcements reach the contact; reminders and warnings are another matter."""
        await _queries.set_notices(self._connection, contact_id=contact_id, notices=int(on))

    async def record_consent(
        self, contact: Contact, purpose: Purpose, *, given: bool, text_version: str, now: datetime
    ) -> None:
        await _queries.add_consent(
            self._connection,
            contact_id=contact.id,
            purpose=purpose,
            given=int(given),
            text_version=text_version,
            channel=contact.address.channel,
            now=stamp(now),
        )

    async def consents(self, contact_id: int) -> dict[str, bool]:
        """The latest word for each purpose that was ever asked about."""
        rows = _queries.consents(self._connection, contact_id=contact_id)
        return {row["purpose"]: bool(row["given"]) async for row in rows}

    async def forget(self, contact_id: int, now: datetime) -> None:
        """Drop what was chosen and agreed to; where to answer goes within the day (``storage.personal``)."""
        await _queries.forget_consents(self._connection, contact_id=contact_id)
        await _queries.forget_contact(self._connection, contact_id=contact_id, now=stamp(now))


def _contact(row: sqlite3.Row) -> Contact:
    return Contact(
        id=row["id"],
        address=Address(row["channel"], row["external_id"]),
        locale=row["locale"],
        honorific=row["honorific"],
        area_code=row["area_code"],
        stopped=row["stopped_at"] is not None,
        role=Role(row["role"]) if row["role"] else Role.PUBLIC,
        officer_area=row["officer_area"],
    )
