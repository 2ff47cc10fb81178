"""Which follow-up a report belongs to. Joined is only what is certain; the rest is for an officer to look at.

A matter that is settled is never joined: what a family tells then is a new follow-up, which waits for an officer.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from storage import sql
from storage.follow_up_match import Candidate, Described, Group, lead_for, name_text
from storage.follow_up_status import UNDER_WAY, Status, further

if TYPE_CHECKING:
    import sqlite3

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("follow_up")


class Joining:
    """Follow-ups that are alike, inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def digest(self, described: Described, area_code: str) -> str | None:
        """The same for reports with the same full name without marks and the same year in one commune."""
        text = name_text(described.name, described.birth_year, area_code)
        return self._vault.digest(text) if text else None

    async def lead(
        self, report_id: int, described: Described, person_id: int | None, name_digest: str | None
    ) -> int | None:
        """The follow-up under way that is certainly about the same person; ``None`` if there is none, or a doubt."""
        alike = await self.alike(report_id, person_id, name_digest)
        found = lead_for(described, person_id, [group for group, status in alike if status in UNDER_WAY])
        return found.id if found else None

    async def alike(self, report_id: int, person_id: int | None, name_digest: str | None) -> list[tuple[Group, Status]]:
        """Other follow-ups that may be about the same person, settled ones as well, and how far each is."""
        rows = _queries.alike(self._connection, id=report_id, beneficiary_id=person_id, name_digest=name_digest)
        found = groupby([row async for row in rows], key=lambda row: row["lead"])
        return [self._group(list(reports)) for _, reports in found]

    async def join(self, one: int, other: int) -> int:
        """Make one follow-up of two that are under way; gives the one that leads.

        It is the one that is further, whose history tells why; of two that are as far, the older.
        """
        statuses = {number: await self._status(number) for number in (one, other)}
        first, second = sorted(statuses)
        if further(statuses[second], statuses[first]):
            first, second = second, first
        await _queries.join_to(self._connection, id=second, lead_id=first)
        await _queries.copy_status(self._connection, id=first)
        return first

    async def _status(self, report_id: int) -> Status:
        return Status((await _queries.report(self._connection, id=report_id))["status"])

    def _group(self, rows: list[sqlite3.Row]) -> tuple[Group, Status]:
        lead = rows[0]
        said = [Described(self._vault.open(row["nickname"] or ""), row["birth_year"], row["hamlet"]) for row in rows]
        person = candidate(lead, self._vault, "b_") if lead["b_id"] is not None else None
        return Group(lead["lead"], lead["match"], tuple(said), person), Status(lead["status"])


def candidate(row: sqlite3.Row, vault: Vault, prefix: str = "") -> Candidate:
    """The person of the roster in a row of a query; ``prefix`` stands before its columns."""
    year, name = ("b_year", "b_name") if prefix else ("birth_year", "full_name")
    return Candidate(
        id=row[f"{prefix}id"],
        full_name=vault.open(row[name]),
        birth_year=row[year],
        hamlet=row[f"{prefix}hamlet"],
        scheme=row[f"{prefix}scheme"],
        paid_by=row[f"{prefix}paid_by"],
    )
