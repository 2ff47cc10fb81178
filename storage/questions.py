"""Questions that were passed on to officers, and the count of scam checks (without their texts)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline


_queries = sql.load("questions")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for an officer."""

    id: int
    area_code: str | None
    text: str
    asked_at: str


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to the officers. ``origin``: ``not_understood``, ``asked``, ``victim`` or ``dispute`` (a verdict)."""

    contact_id: int
    area_code: str
    text: str
    origin: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with whom to answer."""

    id: int
    contact_id: int
    area_code: str | None
    text: str
    phone: str | None
    origin: str
    state: str
    address: Address


class Questions:
    """Questions inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def add(self, question: NewQuestion, now: datetime) -> int:
        return int(await _queries.add(self._connection, **asdict(question), now=stamp(now)))

    async def missing(self, limit: int) -> list[OpenQuestion]:
        """The latest questions that the bot had no answer for."""
        return [OpenQuestion(*row) async for row in _queries.missing(self._connection, limit=limit)]

    async def open(self, area_code: str | None) -> int:
        """How many wait for an answer; all areas for ``None``."""
        return int(await _queries.open(self._connection, area_code=area_code))

    async def waiting(self, area_code: str | None, limit: int) -> list[OpenQuestion]:
        rows = _queries.waiting(self._connection, area_code=area_code, limit=limit)
        return [OpenQuestion(*row) async for row in rows]

    async def own(self, contact_id: int) -> list[OpenQuestion]:
        return [OpenQuestion(*row) async for row in _queries.own(self._connection, contact_id=contact_id)]

    async def one(self, row_id: int) -> Asked | None:
        row = await _queries.one(self._connection, id=row_id)
        if row is None:
            return None
        address = Address(row["channel"], row["external_id"])
        return Asked(
            row["id"],
            row["contact_id"],
            row["area_code"],
            row["text"],
            row["phone"],
            row["origin"],
            row["state"],
            address,
        )

    async def answer(self, row_id: int, answer: str, contact_id: int, now: datetime) -> bool:
        """Close a question; ``False`` if somebody answered it before."""
        row = await _queries.answer(self._connection, id=row_id, answer=answer, contact_id=contact_id, now=stamp(now))
        return row is not None

    async def forget(self, contact_id: int) -> None:
        await _queries.forget(self._connection, contact_id=contact_id)

    async def count_check(
        self, area_code: str | None, verdict: str, kind: str | None, flags: str, now: datetime
    ) -> None:
        """One scam check more; nothing of the text is kept."""
        await _queries.add_check(
            self._connection, area_code=area_code, verdict=verdict, kind=kind, flags=flags, now=stamp(now)
        )

    async def checks(self, area_code: str | None) -> dict[str, int]:
        rows = _queries.checks(self._connection, area_code=area_code)
        return {row["verdict"]: row["checks"] async for row in rows}
