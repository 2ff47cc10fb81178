"""The list of beneficiaries, and the store's own settings. Names are sealed here and plain outside."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import fold, words
from storage import sql
from storage.roster_names import NamePart, groups, match_text, name_key
from storage.times import stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Iterable

    from storage.sql import Pipeline
    from storage.vault import Vault

__all__ = ["Beneficiary", "Figure", "Filter", "Roster", "name_key"]

_queries = sql.load("roster")

PAGE = 10
CHUNK = 1000
FOUND = 20
SAME_AGE_YEARS = 1


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One person who draws an allowance. ``paid_by`` is ``cash`` or ``account``; ``id`` is 0 until it is kept."""

    area_code: str
    full_name: str
    birth_year: int | None
    hamlet: str | None
    scheme: str
    paid_by: str
    category: str = ""
    amount: int | None = None
    bank: str = ""
    account_tail: str = ""
    status: str = "listed"
    left_at: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom a list shows; ``None`` leaves a field open."""

    area_code: str | None = None
    hamlet: str | None = None
    scheme: str | None = None
    status: str | None = None
    paid_by: str | None = None


@dataclass(frozen=True, slots=True)
class Hamlet:
    """One hamlet. ``id`` is the number of somebody who lives there, short enough for a button."""

    id: int
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people are alike in these fields."""

    area_code: str
    scheme: str
    paid_by: str
    status: str
    people: int


class Roster:
    """Beneficiaries inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self, people: Iterable[Beneficiary], now: datetime | None = None, *, left_at: str | None = None
    ) -> int:
        """Keep new people; the number of the first, which the others follow."""
        first = int(await _queries.last_id(self._connection)) + 1
        kept = [replace(person, id=number, left_at=left_at) for number, person in enumerate(people, first)]
        now = now or datetime.now(UTC)
        await _queries.add_many(self._connection, [self._row(person, now) for person in kept])
        await self._tie(kept)
        return first

    async def update(self, person: Beneficiary, now: datetime) -> None:
        """Keep ``person`` as given; the area of a person who is kept does not change."""
        await _queries.update_one(self._connection, **self._row(person, now))
        await _queries.forget_parts(self._connection, id=person.id)
        await self._tie([person])

    async def by_payment(self, area_code: str | None) -> dict[str, int]:
        """People by how they are paid; all areas for ``None``."""
        counts: Counter[str] = Counter()
        for figure in await self.figures(area_code):
            counts[figure.paid_by] += figure.people
        return dict(counts)

    async def figures(self, area_code: str | None) -> list[Figure]:
        """People by area, scheme, payment and status; all areas for ``None``."""
        return [Figure(**dict(row)) async for row in _queries.figures(self._connection, area_code=area_code)]

    async def person(self, number: int) -> Beneficiary | None:
        row = await _queries.person(self._connection, id=number)
        return self._person(row) if row else None

    async def page(self, wanted: Filter, after: int = 0, size: int = PAGE) -> list[Beneficiary]:
        """The next people that fit, behind the number ``after``."""
        query = _queries.page_in_area if wanted.area_code else _queries.page_everywhere
        rows = query(self._connection, **_asked(wanted), after=after, size=size)
        return [self._person(row) async for row in rows]

    async def count(self, wanted: Filter) -> int:
        """How many fit."""
        query = _queries.count_in_area if wanted.area_code else _queries.count_everywhere
        return int(await query(self._connection, **_asked(wanted)))

    async def hamlets(self, area_code: str) -> list[Hamlet]:
        """The hamlets of an area as they are written, the largest first."""
        rows = _queries.hamlets(self._connection, area_code=area_code)
        return [Hamlet(row["id"], row["hamlet"] or "", row["people"]) async for row in rows]

    async def reports_about(self, number: int) -> list[int]:
        """The follow-ups that are tied to somebody."""
        return [row["id"] async for row in _queries.reports_about(self._connection, id=number)]

    async def iterate(self, wanted: Filter) -> AsyncIterator[Beneficiary]:
        """Everybody who fits, with never more than a chunk in memory."""
        after = 0
        while chunk := await self.page(wanted, after, CHUNK):
            for person in chunk:
                yield person
            after = chunk[-1].id

    async def search(self, name: str, areas: Iterable[str] | None, size: int = FOUND) -> list[Beneficiary]:
        """People with these words in any order, each with one slip at most; ``None`` means all areas."""
        parts, within = await self._parts(), None if areas is None else list(areas)
        exact = await self._having(groups(name, parts, loose=False), within, size)
        return exact or await self._having(groups(name, parts, loose=True), within, size)

    async def same_person(self, full_name: str, birth_year: int | None, area_code: str) -> Beneficiary | None:
        """Who has this name, year and area, whether or not still listed."""
        digest = self._vault.digest(match_text(full_name, birth_year, area_code))
        row = await _queries.same(self._connection, match_key=digest)
        return self._person(row) if row else None

    async def candidates(
        self, area_code: str, name: str, birth_year: int | None, hamlet: str | None
    ) -> list[Beneficiary]:
        """Whom a report may mean: nobody whose known year or hamlet contradicts it."""
        found = await self.search(name, [area_code])
        return [person for person in found if _fits(person, birth_year, hamlet)]

    async def setting(self, key: str) -> str | None:
        value: str | None = await _queries.setting(self._connection, key=key)
        return value

    async def set_setting(self, key: str, value: str) -> None:
        await _queries.set_setting(self._connection, key=key, value=value)

    async def contacts(self) -> int:
        return int(await _queries.contacts(self._connection))

    async def _having(self, asked: list[list[int]], areas: list[str] | None, size: int) -> list[Beneficiary]:
        if not asked or not all(asked):
            return []
        rarest, others = json.dumps(asked[0]), json.dumps(asked[1:])
        within = None if areas is None else json.dumps(areas)
        rows = _queries.having_words(self._connection, rarest=rarest, others=others, areas=within, size=size)
        return [self._person(row) async for row in rows]

    async def _parts(self) -> list[NamePart]:
        rows = _queries.parts(self._connection)
        return [NamePart(row["id"], self._vault.open(row["word"]), row["people"]) async for row in rows]

    async def _tie(self, people: list[Beneficiary]) -> None:
        """Make ``people`` findable by the words of their names."""
        split = [(person, set(words(person.full_name))) for person in people]
        counted = Counter(word for _, own in split for word in own)
        digests = {word: self._vault.digest(word) for word in counted}
        numbers = {row["digest"]: row["id"] async for row in _queries.part_numbers(self._connection)}
        fresh = [word for word in counted if digests[word] not in numbers]
        numbers |= {digests[word]: n for n, word in enumerate(fresh, max(numbers.values(), default=0) + 1)}
        known = {word: numbers[digests[word]] for word in counted}
        new = [{"id": known[w], "digest": digests[w], "word": self._vault.seal(w)} for w in fresh]
        # In the order of the table's key, which makes many quicker to write.
        keys = sorted((known[word], person.area_code, person.id) for person, own in split for word in own)
        ties = [{"part_id": part, "area_code": area, "beneficiary_id": number} for part, area, number in keys]
        await _queries.add_parts(self._connection, new)
        await _queries.count_parts(self._connection, [{"id": known[w], "people": n} for w, n in counted.items()])
        await _queries.tie_parts(self._connection, ties)

    def _row(self, person: Beneficiary, now: datetime) -> dict[str, object]:
        matched = match_text(person.full_name, person.birth_year, person.area_code)
        return columns(person) | {
            "full_name": self._vault.seal(person.full_name),
            "match_key": self._vault.digest(matched),
            "hamlet_key": fold(person.hamlet or ""),
            "now": stamp(now),
        }

    def _person(self, row: sqlite3.Row) -> Beneficiary:
        fields = {name: row[name] for name in Beneficiary.__slots__}
        return Beneficiary(**fields | {"full_name": self._vault.open(row["full_name"])})


def _asked(wanted: Filter) -> dict[str, str | None]:
    asked = asdict(wanted) | {"hamlet_key": None if wanted.hamlet is None else fold(wanted.hamlet)}
    del asked["hamlet"]
    if not wanted.area_code:
        del asked["area_code"]
    return asked


def columns(person: Beneficiary) -> dict[str, object]:
    """The fields by name; ``dataclasses.asdict`` would copy each value, which shows at a province's size."""
    return {name: getattr(person, name) for name in Beneficiary.__slots__}


def _fits(person: Beneficiary, birth_year: int | None, hamlet: str | None) -> bool:
    years = (person.birth_year, birth_year)
    if None not in years and abs((person.birth_year or 0) - (birth_year or 0)) > SAME_AGE_YEARS:
        return False
    return not (person.hamlet and hamlet) or fold(person.hamlet) == fold(hamlet)
