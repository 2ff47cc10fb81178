"""The list of beneficiaries, and the store's own settings. Names are sealed here and plain outside."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.knowledge.hamlets import hamlet_key
from bot.knowledge.vietnamese import words
from storage import sql
from storage.roster_names import NamePart, bits_of, groups, match_text, name_key, name_words
from storage.roster_rows import Beneficiary, Ready, all_as_kept, as_kept, changed, made_ready, named
from storage.vault import CANNOT_READ

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from storage.sql import Pipeline
    from storage.vault import Vault

__all__ = ["Beneficiary", "Figure", "Filter", "Roster", "name_key"]

_queries = sql.load("roster")

PAGE = 10
CHUNK = 1000
FOUND = 20
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
"""Words of a name in the query that looks for it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom a list shows; ``None`` leaves a field open. ``reason``: why they keep to cash, by a family's report."""

    area_code: str | None = None
    hamlet: str | None = None
    scheme: str | None = None
    status: str | None = None
    paid_by: str | None = None
    reason: str | None = None


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
        ready = [named(self._vault, person) for person in people]
        return await self.add_ready(made_ready(self._vault, ready, now or datetime.now(UTC), left_at=left_at))

    async def add_ready(self, people: list[Ready]) -> int:
        """Keep new people who were made ready before; the number of the first, which the others follow."""
        first = int(await _queries.last_id(self._connection)) + 1
        rows = [(number, *one.row) for number, one in enumerate(people, first)]
        await _queries.add_many(self._connection, rows)
        await self._tie([(number, one.area_code, one.words) for number, one in enumerate(people, first)])
        return first

    async def update(self, person: Beneficiary, now: datetime) -> None:
        """Keep ``person`` as given; the area of a person who is kept does not change."""
        await _queries.update_one(self._connection, **changed(self._vault, person, now))
        await _queries.forget_parts(self._connection, id=person.id)
        await self._tie([(person.id, person.area_code, name_words(person.full_name))])

    async def figures(self, area_code: str | None) -> list[Figure]:
        """People by area, scheme, payment and status; all areas for ``None``."""
        query, asked = (
            (_queries.figures_in_area, {"area_code": area_code}) if area_code else (_queries.figures_everywhere, {})
        )
        return [Figure(**dict(row)) async for row in query(self._connection, **asked)]

    async def person(self, number: int) -> Beneficiary | None:
        row = await _queries.person(self._connection, id=number)
        return as_kept(row, self._vault) if row else None

    async def page(self, wanted: Filter, after: int = 0, size: int = PAGE) -> list[Beneficiary]:
        """The next people that fit, behind the number ``after``."""
        query = _queries.page_in_area if wanted.area_code else _queries.page_everywhere
        rows = query(self._connection, **_asked(wanted), after=after, size=size)
        return all_as_kept([row async for row in rows], self._vault)

    async def count(self, wanted: Filter) -> int:
        """How many fit."""
        if wanted.hamlet is None and wanted.reason is None:
            alike = {"area_code": wanted.area_code, "scheme": wanted.scheme}
            return int(
                await _queries.count_alike(self._connection, **alike, status=wanted.status, paid_by=wanted.paid_by)
            )
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
        within = None if areas is None else json.dumps(list(areas))
        known = await self._known_parts(name)
        if known and (found := await self._having(groups(name, known, loose=False), within, size)):
            return found
        parts = await self._parts()
        exact = [] if known else await self._having(groups(name, parts, loose=False), within, size)
        return exact or await self._having(groups(name, parts, loose=True), within, size)

    async def same_person(self, full_name: str, birth_year: int | None, area_code: str) -> Beneficiary | None:
        """Who has this name, year and area, whether or not still listed."""
        digest = self._vault.digest(match_text(full_name, birth_year, area_code))
        row = await _queries.same(self._connection, area_code=area_code, match_key=digest)
        return as_kept(row, self._vault) if row else None

    async def setting(self, key: str) -> str | None:
        value: str | None = await _queries.setting(self._connection, key=key)
        return value

    async def set_setting(self, key: str, value: str) -> None:
        await _queries.set_setting(self._connection, key=key, value=value)

    async def contacts(self) -> int:
        return int(await _queries.contacts(self._connection))

    async def _having(self, asked: list[list[int]], within: str | None, size: int) -> list[Beneficiary]:
        """Who has a part of each group. Somebody with two parts of the first group is met twice, and shown once."""
        if not asked or not all(asked):
            return []
        # A seventh word of a name tells nobody apart.
        given = dict.fromkeys(_PLACES) | {
            place: json.dumps(group) for place, group in zip(_PLACES, asked, strict=False)
        }
        bits = {f"{place}_bits": bits_of(group) if group else -1 for place, group in zip_longest(_PLACES, asked[:6])}
        del bits["first_bits"]
        most = size if len(asked[0]) == 1 else size * 2
        rows = _queries.named(self._connection, **given, **bits, areas=within, size=most)
        met = {row["id"]: row async for row in rows}
        return all_as_kept(list(met.values())[:size], self._vault)

    async def _known_parts(self, name: str) -> list[NamePart]:
        """The parts for the words of ``name`` if each is somebody's: found by digest, with nothing unsealed."""
        digests = {self._vault.digest(word): word for word in words(name)}
        rows = _queries.parts_named(self._connection, digests=json.dumps(list(digests)))
        parts = [NamePart(row["id"], digests[row["digest"]], row["people"]) async for row in rows]
        return parts if len(parts) == len(digests) else []

    async def _parts(self) -> list[NamePart]:
        parts = []
        async for row in _queries.parts(self._connection):
            with suppress(*CANNOT_READ):  # one damaged word must not end all looking for names
                parts.append(NamePart(row["id"], self._vault.open(row["word"]), row["people"]))
        return parts

    async def _tie(self, people: list[tuple[int, str, tuple[str, ...]]]) -> None:
        """Make people (number, area, words) findable by the words of their names."""
        split = [(number, area, set(own)) for number, area, own in people]
        counted = Counter(word for _, _, own in split for word in own)
        digests = {word: self._vault.digest(word) for word in counted}
        rows = _queries.parts_named(self._connection, digests=json.dumps(list(digests.values())))
        numbers = {row["digest"]: row["id"] async for row in rows}
        fresh = [word for word in counted if digests[word] not in numbers]
        if fresh:
            first = int(await _queries.last_part(self._connection)) + 1
            numbers |= {digests[word]: number for number, word in enumerate(fresh, first)}
        known = {word: numbers[digests[word]] for word in counted}
        new = [{"id": known[w], "digest": digests[w], "word": self._vault.seal(w)} for w in fresh]
        # In the order of the table's key, which makes many quicker to write.
        ties = sorted(
            (part, area, number, beside)
            for number, area, own in split
            for beside in (bits_of(known[word] for word in own),)
            for part in (known[word] for word in own)
        )
        await _queries.add_parts(self._connection, new)
        await _queries.count_parts(self._connection, [{"id": known[w], "people": n} for w, n in counted.items()])
        await _queries.tie_parts(self._connection, ties)


def _asked(wanted: Filter) -> dict[str, str | None]:
    asked = asdict(wanted) | {"hamlet_key": None if wanted.hamlet is None else hamlet_key(wanted.hamlet)}
    del asked["hamlet"]
    if not wanted.area_code:
        del asked["area_code"]
    return asked
