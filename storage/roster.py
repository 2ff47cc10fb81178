"""The list of beneficiaries, and the store's own settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import words
from storage import sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.sql import Pipeline


_queries = sql.load("roster")


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One person who draws an allowance. ``paid_by`` is ``cash`` or ``account``."""

    area_code: str
    full_name: str
    birth_year: int | None
    hamlet: str | None
    scheme: str
    paid_by: str


class Roster:
    """Beneficiaries inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def add(self, people: Iterable[Beneficiary]) -> None:
        rows = [asdict(person) | {"name_key": name_key(person.full_name)} for person in people]
        await _queries.add_many(self._connection, rows)

    async def by_payment(self, area_code: str | None) -> dict[str, int]:
        """People by how they are paid; all areas for ``None``."""
        rows = _queries.by_payment(self._connection, area_code=area_code)
        return {row["paid_by"]: row["people"] async for row in rows}

    async def setting(self, key: str) -> str | None:
        value: str | None = await _queries.setting(self._connection, key=key)
        return value

    async def set_setting(self, key: str, value: str) -> None:
        await _queries.set_setting(self._connection, key=key, value=value)

    async def contacts(self) -> int:
        return int(await _queries.contacts(self._connection))


def name_key(full_name: str) -> str:
    """A name so that diacritics and the order of its words do not matter."""
    return " ".join(sorted(words(full_name)))
