"""Lists that officers bring in: prepared beside the roster, brought in at once, and taken back at once.

People and changes are written down in short transactions, where nobody sees them: new people are hidden as long as
their list is not in force (``state`` is not "done"), changes are versions. One last transaction makes all of them true:
the new people at once, whatever their number, and each change. What a list should change is the caller's business.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from bot.knowledge.hamlets import hamlet_key
from storage import sql
from storage.roster import Roster
from storage.roster_rows import Beneficiary, Named, Ready, all_as_kept, made_ready
from storage.times import moment, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("roster_import")

LONGEST_COMMAND = timedelta(hours=1)
"""For so long, a list that a command writes is taken for one that is being written."""
State = Literal["reading", "asking", "ready", "writing", "done", "undone", "dropped"]


@dataclass(frozen=True, slots=True)
class Import:
    """One list: ``file`` is its attachment, ``questions`` what is still to be answered, ``figures`` what it changes.

    ``reading``: the file in the store that holds what was understood, if it was kept.
    """

    id: int
    contact_id: int | None
    area_code: str | None
    file: Mapping[str, Any]
    state: State
    created_at: datetime
    done_at: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Any] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    reading: str | None = None

    @property
    def kept_files(self) -> tuple[str, ...]:
        """Everything that is kept of the list besides the roster, to be forgotten when it is done."""
        return tuple(filter(None, (self.file.get("file_id"), self.reading)))


def unlisted(vault: Vault, import_id: int, people: Iterable[Named], now: datetime) -> list[Ready]:
    """New people of a list, whom nobody is shown before it is in force. Needs no transaction."""
    return made_ready(vault, people, now, import_id=import_id)


class RosterImports:
    """Lists inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def begin(self, contact_id: int | None, area_code: str | None, file: Mapping[str, Any], now: datetime) -> int:
        """Note that a list came in; its number."""
        sealed = self._vault.seal(json.dumps(file, ensure_ascii=False))
        row_id = await _queries.begin(
            self._connection, contact_id=contact_id, area_code=area_code, file=sealed, now=stamp(now)
        )
        return int(row_id)

    async def one(self, import_id: int) -> Import | None:
        row = await _queries.one(self._connection, id=import_id)
        return self._import(row) if row else None

    async def last_done(self, area_code: str | None) -> Import | None:
        """The newest list in force that touched the area; any area for ``None``."""
        row = await _queries.last_done(self._connection, area_code=area_code)
        return self._import(row) if row else None

    async def is_newest(self, one: Import) -> bool:
        """Whether no later list touched its area, or is about to.

        What was before it is forgotten then, also if that one was undone.
        """
        return not await _queries.written_since(self._connection, id=one.id, area_code=one.area_code)

    async def keep(self, one: Import) -> None:
        """Write down how far a list is."""
        await _queries.keep(
            self._connection,
            id=one.id,
            state=one.state,
            answers=self._sealed(one.answers),
            questions=self._sealed(one.questions),
            figures=self._sealed(one.figures),
            reading=one.reading,
            done_at=stamp(one.done_at) if one.done_at else None,
        )

    async def is_alone(self, import_id: int, now: datetime) -> bool:
        """Whether no other list is being written."""
        return not await _queries.others_writing(self._connection, id=import_id, since=stamp(now - LONGEST_COMMAND))

    async def release(self, now: datetime) -> None:
        """A list whose writing was given up can be confirmed once more; one of a command that died is put away."""
        await _queries.release(self._connection, since=stamp(now - LONGEST_COMMAND))

    async def stale(self, before: datetime) -> list[int]:
        """Lists that came in before ``before`` and were never confirmed."""
        return [row["id"] async for row in _queries.stale(self._connection, before=stamp(before))]

    # What the roster holds already

    async def same_people(self, digests: Mapping[str, Iterable[str]]) -> dict[str, list[Beneficiary]]:
        """Who is kept under each of these digests of ``match_text``, given by area, whether still listed or not."""
        found: dict[str, list[Beneficiary]] = defaultdict(list)
        for area, asked in digests.items():
            asking = _queries.same_people(self._connection, area_code=area, digests=json.dumps(list(asked)))
            rows = [row async for row in asking]
            for row, person in zip(rows, all_as_kept(rows, self._vault), strict=True):
                found[row["match_key"]].append(person)
        return found

    async def listed(self, areas: Iterable[str], schemes: Iterable[str]) -> list[int]:
        """The numbers of those who are listed there with these allowances."""
        rows = _queries.listed(self._connection, areas=json.dumps(list(areas)), schemes=json.dumps(list(schemes)))
        return [row["id"] async for row in rows]

    async def names(self, people: Iterable[int]) -> dict[int, str]:
        """The names of people, by their numbers."""
        rows = _queries.names(self._connection, ids=json.dumps(list(people)))
        return {row["id"]: self._vault.open(row["full_name"]) async for row in rows}

    # Preparing

    async def prepare_new(self, people: list[Ready]) -> None:
        """Add people of ``unlisted``."""
        await Roster(self._connection, self._vault).add_ready(people)

    async def prepare_changes(self, import_id: int, people: Sequence[Beneficiary]) -> None:
        """Keep both versions of people who are kept already: as they are, and as given."""
        await self._keep_before(import_id, [person.id for person in people])
        await _queries.keep_after(self._connection, [self._after(import_id, person) for person in people])

    async def prepare_leaving(self, import_id: int, people: Sequence[int], day: date) -> None:
        """Note who is listed no more from ``day`` on."""
        await self._keep_before(import_id, people)
        await _queries.keep_leaving(
            self._connection, import_id=import_id, ids=json.dumps(list(people)), day=day.isoformat()
        )

    async def drop(self, import_id: int, most: int) -> bool:
        """Take back up to ``most`` rows of what was prepared; whether more may be left."""
        people = [row async for row in _queries.drop_people(self._connection, import_id=import_id, most=most)]
        if len(people) == most:
            return True
        await _queries.drop_counts(self._connection, import_id=import_id)
        versions = [row async for row in _queries.drop_versions(self._connection, import_id=import_id, most=most)]
        return len(versions) == most

    async def superseded(self, one: Import) -> list[int]:
        """Earlier lists of the area that still keep what was before them."""
        return [row["id"] async for row in _queries.superseded(self._connection, area_code=one.area_code, id=one.id)]

    # All at once

    async def publish(self, import_id: int, now: datetime) -> None:
        """Make true what was prepared."""
        await _queries.bring(self._connection, import_id=import_id, side="after", now=stamp(now))
        await _queries.set_state(self._connection, import_id=import_id, state="done")

    async def take_back(self, import_id: int, now: datetime, day: date) -> None:
        """Make true what was before. Whoever is tied to a report by now stays known, as listed no more."""
        await _queries.bring(self._connection, import_id=import_id, side="before", now=stamp(now))
        await _queries.stay_known(self._connection, import_id=import_id, day=day.isoformat())
        await _queries.set_state(self._connection, import_id=import_id, state="undone")

    async def newly_by_account(self, import_id: int) -> list[int]:
        """Reports about people whom the list moved from cash to an account."""
        return [row["id"] async for row in _queries.newly_by_account(self._connection, import_id=import_id)]

    # Within

    async def _keep_before(self, import_id: int, people: Sequence[int]) -> None:
        await _queries.keep_before(self._connection, import_id=import_id, ids=json.dumps(list(people)))

    def _after(self, import_id: int, person: Beneficiary) -> dict[str, object]:
        return person._asdict() | {
            "import_id": import_id,
            "full_name": self._vault.seal(person.full_name),
            "hamlet_key": hamlet_key(person.hamlet or ""),
        }

    def _sealed(self, value: object) -> str:
        return self._vault.seal(json.dumps(value, ensure_ascii=False)) if value else ""

    def _opened(self, sealed: str, empty: Any) -> Any:  # noqa: ANN401 - what JSON can hold
        return json.loads(self._vault.open(sealed)) if sealed else empty

    def _import(self, row: sqlite3.Row) -> Import:
        return Import(
            id=row["id"],
            contact_id=row["contact_id"],
            area_code=row["area_code"],
            file=self._opened(row["file"], {}),
            state=row["state"],
            created_at=moment(row["created_at"]),
            done_at=moment(row["done_at"]) if row["done_at"] else None,
            answers=self._opened(row["answers"], {}),
            questions=self._opened(row["questions"], []),
            figures=self._opened(row["figures"], {}),
            reading=row["reading"],
        )
