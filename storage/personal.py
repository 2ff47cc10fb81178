"""Everything that the store holds about one person, table by table: for them to see, and to be forgotten.

``LINKS`` says how a table's rows belong to somebody, ``NOT_PERSONAL`` why another's do not. A test reads the schema
and fails when a table with a link to a contact stands in neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.purposes import sealed
from storage.times import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.people import Contact
    from storage.sql import Pipeline
    from storage.vault import Vault

_REPORTS = "report_id IN (SELECT id FROM enrolment_report WHERE contact_id = :contact_id)"
_WISHES = "subscription_id IN (SELECT id FROM subscription WHERE contact_id = :contact_id)"
_QUESTIONS = "question_id IN (SELECT id FROM question WHERE contact_id = :contact_id)"
_ADDRESSES = "(channel, external_id) IN (SELECT channel, external_id FROM address WHERE contact_id = :contact_id)"
_SESSIONS = "external_id IN (SELECT external_id FROM address WHERE contact_id = :contact_id AND channel = 'web')"
_OWN = "contact_id = :contact_id"

LINKS: Mapping[str, str] = {
    "contact": "id = :contact_id",
    "address": _OWN,
    "consent": _OWN,
    "officer": _OWN,
    "enrolment_report": _OWN,
    "enrolment_history": _REPORTS,
    "follow_change": _REPORTS,
    "subscription": _OWN,
    "reminder": _WISHES,
    "receipt": _WISHES,
    "question": _OWN,
    "question_message": _QUESTIONS,
    "answer_proposal": _QUESTIONS,
    "file": "owner = :contact_id",
    "flow": _OWN,
    "last_turn": _OWN,
    "inbox": _ADDRESSES,
    "outbox": _ADDRESSES,
    "web_session": _SESSIONS,
    "web_message": _SESSIONS,
    "work": _OWN,
    "audit": _OWN,
}
"""Which rows of a table are somebody's."""

NOT_PERSONAL: Mapping[str, str] = {
    "announcement": "an officer's work for the office; it names the officer by number alone",
    "area_fact": "what an office says of itself",
    "invitation": "the office's; it names who used it by number alone",
    "monthly_count": "counts, entered for an office",
    "pay_day": "an office's announcement",
    "pay_rule": "an office's announcement",
    "roster_import": "an officer's work for the office; it names the officer by number alone",
}
"""Tables that refer to a contact and hold nothing about that person."""

HIDDEN = frozenset(
    {
        ("enrolment_report", "name_digest"),
        ("enrolment_report", "beneficiary_id"),
        ("enrolment_report", "match"),
        ("enrolment_report", "joined_to"),
        ("enrolment_report", "status"),
        ("enrolment_report", "visit_on"),
        ("officer", "pin_hash"),
        ("file", "content"),
    }
)
"""Columns that are not the person's to see: a keyed digest, whether somebody is on the roster or was reported by
others, which a report about a neighbour would otherwise tell, and how far officers are, which is said in kind words."""
OFFICERS_WORK = frozenset({"follow_change"})
"""What officers did and noted about somebody else than the person; it goes with the report, and is not shown."""

_REMAINS = ("outbox", "inbox", "work")


class Personal:
    """One person's rows, inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def everything(self, contact: Contact) -> dict[str, list[dict[str, Any]]]:
        """All rows about ``contact`` that they may see, by table, unsealed; empty fields and tables are left out."""
        found = {}
        for table, link in LINKS.items():
            if table in OFFICERS_WORK:
                continue
            rows = await self._connection.execute_fetchall(
                f"SELECT * FROM {table} WHERE {link}",  # noqa: S608 - names and conditions of this module
                {"contact_id": contact.id},
            )
            shown = [self._shown(table, dict(row)) for row in rows]
            if shown:
                found[table] = shown
        return found

    async def are_erased(self, before: datetime) -> bool:
        """Whether anybody asked to be forgotten before ``before``, and is not."""
        rows = await self._connection.execute_fetchall(
            "SELECT 1 FROM contact WHERE erased_at IS NOT NULL AND erased_at < :before LIMIT 1",
            {"before": stamp(before)},
        )
        return bool(rows)

    async def forget_erased(self, before: datetime) -> int:
        """Take away where those can be answered who asked to be forgotten before ``before``; gives how many.

        Who wrote again since then, or is an officer, keeps the address; everything older goes all the same.
        """
        rows = await self._connection.execute_fetchall(
            "SELECT id, erased_at FROM contact WHERE erased_at IS NOT NULL AND erased_at < :before",
            {"before": stamp(before)},
        )
        for row in rows:
            await self._forget_one(row["id"], row["erased_at"])
        return len(rows)

    async def _forget_one(self, contact_id: int, erased_at: str) -> None:
        known = {"contact_id": contact_id, "erased_at": erased_at}
        back = await self._connection.execute_fetchall(
            f"SELECT 1 FROM inbox WHERE {_ADDRESSES} AND received_at > :erased_at "  # noqa: S608 - as above
            "UNION ALL SELECT 1 FROM officer WHERE contact_id = :contact_id",
            known,
        )
        for table in _REMAINS:
            at = "received_at" if table == "inbox" else "created_at"
            self._connection.queue(
                f"DELETE FROM {table} WHERE {LINKS[table]} AND {at} <= :erased_at",  # noqa: S608 - as above
                known,
            )
        if not back:
            self._connection.queue(f"DELETE FROM outbox WHERE {_ADDRESSES}", known)  # noqa: S608 - as above
            self._connection.queue(f"DELETE FROM web_session WHERE {_SESSIONS}", known)  # noqa: S608 - as above
            self._connection.queue("DELETE FROM address WHERE contact_id = :contact_id", known)
        self._connection.queue("UPDATE contact SET erased_at = NULL WHERE id = :contact_id", known)

    def _shown(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._vault.open(value) if isinstance(value, str) and (table, name) in sealed() else value
            for name, value in row.items()
            if value not in {None, ""} and (table, name) not in HIDDEN
        }
