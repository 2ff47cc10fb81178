"""Questions that were passed on to officers, each with what was said to and fro, and the count of scam checks.

What people and officers wrote, and phone numbers, are sealed here and plain outside.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.messages import Address
from storage import sql
from storage.people import Contact
from storage.times import moment, month_span, stamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import date, datetime

    from storage.sql import Pipeline
    from storage.vault import Vault


_queries = sql.load("questions")

Side = Literal["person", "officer"]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question in a list. ``taken_by``: the officer who means to answer it."""

    id: int
    area_code: str | None
    text: str
    asked_at: datetime
    taken_by: int | None = None
    taken_at: datetime | None = None


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
    asker: Contact
    area_code: str | None
    text: str
    phone: str | None
    origin: str
    state: str
    taken_by: int | None
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """One message behind the question."""

    side: Side
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that an officer puts forward for everybody."""

    id: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Checks:
    """A month's scam checks: how many, how many red, and by kind and by area, the most first."""

    total: int
    scams: int
    kinds: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, int], ...]


class Questions:
    """Questions inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(self, question: NewQuestion, now: datetime, due: datetime | None = None) -> int:
        """Keep a question; ``due``: when it goes to the city if nobody answered."""
        row_id = await _queries.add(
            self._connection,
            contact_id=question.contact_id,
            area_code=question.area_code,
            text=self._vault.seal(question.text),
            origin=question.origin,
            phone=self._vault.seal(question.phone) if question.phone else None,
            now=stamp(now),
            due=stamp(due) if due else None,
        )
        return int(row_id)

    async def missing(self, limit: int) -> list[OpenQuestion]:
        """The latest questions that the bot had no answer for."""
        return [self._open(row) async for row in _queries.missing(self._connection, limit=limit)]

    async def open(self, area_code: str | None) -> int:
        """How many wait for an answer; all areas for ``None``."""
        return int(await _queries.open(self._connection, area_code=area_code))

    async def waiting(
        self,
        area_code: str | None,
        limit: int,
        *,
        taken_by: int | None = None,
        asked_before: datetime | None = None,
        skip: int = 0,
    ) -> list[OpenQuestion]:
        """Open questions, the oldest first; on wish only those of one officer, or asked before a moment."""
        rows = _queries.waiting(
            self._connection,
            area_code=area_code,
            taken_by=taken_by,
            asked_before=stamp(asked_before) if asked_before else None,
            skip=skip,
            limit=limit,
        )
        return [self._open(row) async for row in rows]

    async def own(self, contact_id: int) -> list[OpenQuestion]:
        return [self._open(row) async for row in _queries.own(self._connection, contact_id=contact_id)]

    async def one(self, row_id: int) -> Asked | None:
        row = await _queries.one(self._connection, id=row_id)
        if row is None:
            return None
        address = Address(row["channel"], row["external_id"])
        return Asked(
            id=row["id"],
            asker=Contact(row["contact_id"], address, row["locale"], row["honorific"]),
            area_code=row["area_code"],
            text=self._vault.open(row["text"]),
            phone=self._vault.open(row["phone"]) if row["phone"] else None,
            origin=row["origin"],
            state=row["state"],
            taken_by=row["taken_by"],
            taken_at=moment(row["taken_at"]) if row["taken_at"] else None,
        )

    async def take(self, row_id: int, contact_id: int, now: datetime) -> None:
        """Note who means to answer."""
        await _queries.take(self._connection, id=row_id, contact_id=contact_id, now=stamp(now))

    async def release(self, row_id: int, contact_id: int) -> None:
        """Leave a question to others, if it was taken by this officer."""
        await _queries.release(self._connection, id=row_id, contact_id=contact_id)

    async def answer(self, row_id: int, answer: str, contact_id: int, now: datetime) -> bool:
        """Keep an answer and close the question; ``False`` if somebody answered it before."""
        row = await _queries.answered(self._connection, id=row_id, contact_id=contact_id, now=stamp(now))
        if row is None:
            return False
        await self._say(row_id, "officer", contact_id, answer, now)
        return True

    async def ask_back(self, row_id: int, text: str, contact_id: int, now: datetime, due: datetime) -> None:
        """Keep what the person asks behind an answer; the question is open again."""
        await _queries.reopen(self._connection, id=row_id, due=stamp(due))
        await self._say(row_id, "person", contact_id, text, now)

    async def thread(self, row_id: int) -> list[Said]:
        """What was said behind the question, the oldest first."""
        rows = _queries.thread(self._connection, question_id=row_id)
        return [Said(row["side"], self._vault.open(row["text"]), moment(row["at"])) async for row in rows]

    async def overdue(self, now: datetime) -> list[int]:
        """Open questions whose time is over, and that the city was not told of."""
        return [row["id"] async for row in _queries.overdue(self._connection, now=stamp(now))]

    async def escalate(self, row_id: int, now: datetime) -> bool:
        """Note that the city is told; ``False`` if it was before, or the question does not wait any more."""
        return await _queries.escalated(self._connection, id=row_id, now=stamp(now)) is not None

    async def propose(self, question_id: int, question: str, answer: str, contact_id: int, now: datetime) -> None:
        """Put an answer forward, with the numbers in it covered already. It goes when the question goes."""
        await _queries.propose(
            self._connection,
            question_id=question_id,
            question=self._vault.seal(question),
            answer=self._vault.seal(answer),
            contact_id=contact_id,
            now=stamp(now),
        )

    async def proposals(self, limit: int) -> list[Proposal]:
        rows = _queries.proposals(self._connection, limit=limit)
        return [
            Proposal(row["id"], self._vault.open(row["question"]), self._vault.open(row["answer"]))
            async for row in rows
        ]

    async def drop_proposal(self, row_id: int) -> None:
        await _queries.drop_proposal(self._connection, id=row_id)

    async def forget(self, contact_id: int) -> None:
        await _queries.forget(self._connection, contact_id=contact_id)

    async def count_check(
        self, area_code: str | None, verdict: str, kind: str | None, flags: str, now: datetime
    ) -> None:
        """One scam check more; nothing of the text is kept."""
        await _queries.add_check(
            self._connection, area_code=area_code, verdict=verdict, kind=kind, flags=flags, now=stamp(now)
        )

    async def checks(self, area_code: str | None, month: date) -> Checks:
        """The month's scam checks, of all areas for ``None``."""
        since, before = month_span(month)
        rows = _queries.checks(self._connection, area_code=area_code, since=stamp(since), before=stamp(before))
        verdicts: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        areas: Counter[str] = Counter()
        async for row in rows:
            verdicts[row["verdict"]] += row["checks"]
            areas[row["area_code"] or ""] += row["checks"]
            if row["kind"]:
                kinds[row["kind"]] += row["checks"]
        del areas[""]
        return Checks(verdicts.total(), verdicts["scam"], tuple(kinds.most_common()), tuple(areas.most_common()))

    async def _say(self, row_id: int, side: Side, contact_id: int, text: str, now: datetime) -> None:
        await _queries.add_message(
            self._connection,
            question_id=row_id,
            side=side,
            contact_id=contact_id,
            text=self._vault.seal(text),
            now=stamp(now),
        )

    def _open(self, row: sqlite3.Row) -> OpenQuestion:
        return OpenQuestion(
            row["id"],
            row["area_code"],
            self._vault.open(row["text"]),
            moment(row["asked_at"]),
            row["taken_by"],
            moment(row["taken_at"]) if row["taken_at"] else None,
        )
