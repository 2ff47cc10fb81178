"""Long work that people asked for: what waits, for whom, and what it was given. Does none of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.messages import Address
from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("work")


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work. ``attempts`` counts this one."""

    id: int
    kind: str
    contact_id: int
    address: Address
    arguments: dict[str, Any]
    attempts: int


class Jobs:
    """Long work inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(self, kind: str, contact_id: int, address: Address, arguments: dict[str, Any], now: datetime) -> int:
        """Queue a job with ``arguments`` (any JSON) for a contact; its number."""
        row_id = await _queries.add(
            self._connection,
            kind=kind,
            contact_id=contact_id,
            channel=address.channel,
            external_id=address.external_id,
            arguments=self._vault.seal(json.dumps(arguments, ensure_ascii=False)),
            now=stamp(now),
        )
        return int(row_id)

    async def waiting(self) -> list[int]:
        """The numbers of all jobs that are not done, oldest first."""
        return [row["id"] async for row in _queries.waiting(self._connection)]

    async def start(self, job_id: int) -> Job | None:
        """The job, with one more attempt counted; ``None`` if it is done."""
        row = await _queries.start(self._connection, id=job_id)
        if row is None:
            return None
        return Job(
            id=row["id"],
            kind=row["kind"],
            contact_id=row["contact_id"],
            address=Address(row["channel"], row["external_id"]),
            arguments=json.loads(self._vault.open(row["arguments"])),
            attempts=row["attempts"],
        )

    async def address(self, job_id: int) -> Address | None:
        """For whom the job has still to be done; ``None`` if it is done."""
        row = await _queries.address(self._connection, id=job_id)
        return Address(row["channel"], row["external_id"]) if row else None

    async def is_waiting(self, job_id: int) -> bool:
        """Whether the job still has to be done."""
        return bool(await _queries.is_waiting(self._connection, id=job_id))

    async def finish(self, job_id: int, now: datetime, *, failed: bool = False) -> None:
        """Close a job and forget what it was given."""
        await _queries.finish(self._connection, id=job_id, state="failed" if failed else "done", now=stamp(now))

    async def prune(self, before: datetime) -> None:
        """Forget what was finished before ``before``."""
        await _queries.prune(self._connection, before=stamp(before))
