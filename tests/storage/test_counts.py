"""The roster's figures are kept beside its rows: whatever is done in whatever order, they are what the rows say."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.messages import Address
from storage import database as schema
from storage.counts import differing, recount
from storage.database import migrate, migrations
from storage.enrolments import Report
from storage.follow_up import Step
from storage.follow_up_status import Status
from storage.retention import Periods
from storage.roster import Beneficiary, Filter
from storage.roster_import import unlisted
from storage.roster_rows import named
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from storage.database import Database
    from storage.store import Store

_T = TypeVar("_T")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AREAS = ("A", "B")
KINDS = st.tuples(st.sampled_from(AREAS), st.sampled_from(["NCC", "BTXH"]), st.sampled_from(["cash", "account"]))
_LISTED = """
SELECT b.area_code, b.scheme, b.paid_by, b.status FROM beneficiary b LEFT JOIN roster_import i ON i.id = b.import_id
 WHERE b.left_at IS NULL AND (i.id IS NULL OR i.state = 'done')
"""


async def _areas(store: Store) -> None:
    for code in AREAS:
        await store.connection.execute_fetchall("INSERT INTO area (code, name) VALUES (?, ?)", (code, code))


class RosterMachine(RuleBasedStateMachine):
    """A roster's life with the real store: people come, change, leave, are followed up; lists come and are undone."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "store"
        self._people = 0
        self._prepared: int | None = None
        self._reports: list[int] = []

    def _do(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        return self._loop.run_until_complete(coroutine)

    @initialize()
    def open(self) -> None:
        async def make() -> Database:
            opened = await open_store(self._path)
            async with opened.write() as store:
                await _areas(store)
                self._contact = (await store.people.add(Address("web", "binh"), "vi", NOW)).id
            return opened

        self._database = self._do(make())

    def _person(self, kind: tuple[str, str, str]) -> Beneficiary:
        self._people += 1
        area, scheme, paid_by = kind
        return Beneficiary(area, f"Nguyễn Thị {'Lan' * self._people}", 1940, "Thôn 1", scheme, paid_by)

    async def _listed(self, store: Store) -> list[Beneficiary]:
        return [person async for person in store.roster.iterate(Filter())]

    @rule(kinds=st.lists(KINDS, max_size=3))
    def add(self, kinds: list[tuple[str, str, str]]) -> None:
        async def add() -> None:
            async with self._database.write() as store:
                await store.roster.add([self._person(kind) for kind in kinds], NOW)

        self._do(add())

    @rule(data=st.data(), kind=KINDS)
    def change(self, data: st.DataObject, kind: tuple[str, str, str]) -> None:
        """An officer mends somebody's row, or takes it off."""

        async def change() -> None:
            async with self._database.write() as store:
                if listed := await self._listed(store):
                    person = data.draw(st.sampled_from(listed))
                    left = data.draw(st.sampled_from([None, "2026-11-24"]))
                    await store.roster.update(person._replace(scheme=kind[1], paid_by=kind[2], left_at=left), NOW)

        self._do(change())

    @precondition(lambda self: self._prepared is None)
    @rule(data=st.data(), kinds=st.lists(KINDS, max_size=4))
    def prepare_list(self, data: st.DataObject, kinds: list[tuple[str, str, str]]) -> None:
        async def prepare() -> int:
            async with self._database.write() as store:
                listed = await self._listed(store)
                kept = data.draw(st.permutations(listed)) if listed else []
                changes, leaving = kept[: len(kept) // 3], kept[len(kept) // 3 : len(kept) // 2]
                number = await store.roster_imports.begin(None, None, {}, NOW)
                vault = self._database.vault
                new = unlisted(vault, number, [named(vault, self._person(kind)) for kind in kinds], NOW)
                await store.roster_imports.prepare_new(new)
                changed = [person._replace(paid_by="account", scheme="NCC") for person in changes]
                await store.roster_imports.prepare_changes(number, changed)
                await store.roster_imports.prepare_leaving(number, [person.id for person in leaving], NOW.date())
                return number

        self._prepared = self._do(prepare())

    @precondition(lambda self: self._prepared is not None)
    @rule(confirmed=st.booleans())
    def end_list(self, *, confirmed: bool) -> None:
        """What was prepared is confirmed, or put away and cleared up."""

        async def end(number: int) -> None:
            async with self._database.write() as store:
                if confirmed:
                    await store.roster_imports.publish(number, NOW)
            if not confirmed:
                await self._tidy(number)

        assert self._prepared is not None
        self._do(end(self._prepared))
        self._prepared = None

    @precondition(lambda self: self._prepared is None)
    @rule(tidied=st.booleans())
    def undo(self, *, tidied: bool) -> None:
        async def undo() -> None:
            async with self._database.write() as store:
                last = await store.roster_imports.last_done(None)
                if last is None:
                    return
                await store.roster_imports.take_back(last.id, NOW, NOW.date())
            if tidied:
                await self._tidy(last.id)

        self._do(undo())

    async def _tidy(self, number: int) -> None:
        more = True
        while more:
            async with self._database.write() as store:
                more = await store.roster_imports.drop(number, 2)

    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        """A relative writes about somebody who is listed; the officers tie it."""

        async def report() -> None:
            async with self._database.write() as store:
                if listed := await self._listed(store):
                    person = data.draw(st.sampled_from(listed))
                    told = Report(person.area_code, "child", "yes", confirmed=True, nickname=person.full_name)
                    number = await store.enrolments.add(self._contact, told, NOW)
                    await store.follow_ups.begin(number, self._contact, NOW)
                    case = await store.follow_ups.one(number)
                    assert case is not None
                    await store.follow_ups.match(case, person.id)
                    self._reports.append(number)

        self._do(report())

    @precondition(lambda self: self._reports)
    @rule(data=st.data(), becomes=st.sampled_from(sorted(Status)))
    def step(self, data: st.DataObject, becomes: Status) -> None:
        async def step() -> None:
            async with self._database.write() as store:
                case = await store.follow_ups.one(data.draw(st.sampled_from(self._reports)))
                if case is not None:
                    await store.follow_ups.change(case, Step(becomes), self._contact, NOW)

        self._do(step())

    @rule()
    def forget_old(self) -> None:
        """All reports are old; whoever they were about stays."""

        async def forget() -> None:
            async with self._database.write() as store:
                await store.retention.forget(Periods(), NOW + timedelta(days=3_000))

        self._do(forget())
        self._reports.clear()

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        """The operator takes somebody out by hand."""

        async def remove() -> None:
            async with self._database.write() as store:
                if listed := await self._listed(store):
                    number = data.draw(st.sampled_from(listed)).id
                    await store.connection.execute_fetchall("DELETE FROM beneficiary WHERE id = ?", (number,))

        self._do(remove())

    @invariant()
    def figures_are_what_the_rows_say(self) -> None:
        if not hasattr(self, "_database"):
            return
        assert differing(self._path) == 0
        self._do(self._compare())

    async def _compare(self) -> None:
        async with self._database.read() as store:
            rows = Counter([tuple(row) for row in await store.connection.execute_fetchall(_LISTED)])
            for area in (None, *AREAS):
                told = {
                    (one.area_code, one.scheme, one.paid_by, one.status): one.people
                    for one in await store.roster.figures(area)
                }
                assert told == {kind: people for kind, people in rows.items() if area in {None, kind[0]}}
                assert await store.roster.count(Filter(area)) == sum(told.values())
            assert len(await self._listed(store)) == rows.total()

    def teardown(self) -> None:
        if hasattr(self, "_database"):
            self._do(self._database.close())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        self._folder.cleanup()


TestRoster = RosterMachine.TestCase
TestRoster.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)


async def test_a_figure_that_differs_is_noticed_and_counted_anew(database: Database, store_path: Path) -> None:
    async with database.write() as store:
        await _areas(store)
        await store.roster.add([Beneficiary("A", "Lê Thị Sáu", 1939, None, "NCC", "cash")] * 3, NOW)
        await store.connection.execute_fetchall("UPDATE roster_count SET people = 2")
    assert differing(store_path) == 2, "what is kept and what the rows say"
    recount(store_path)
    assert differing(store_path) == 0
    async with database.read() as store:
        assert [one.people for one in await store.roster.figures("A")] == [3]


@pytest.mark.parametrize(("state", "left"), [("dropped", 0), ("undone", 0), ("ready", 1), ("done", 1)])
async def test_nobody_of_a_list_that_was_put_away_stays(database: Database, state: str, left: int) -> None:
    async with database.write() as store:
        await _areas(store)
        number = await store.roster_imports.begin(None, None, {}, NOW)
        person = Beneficiary("A", "Lê Thị Sáu", 1939, None, "NCC", "cash")
        new = unlisted(database.vault, number, [named(database.vault, person)], NOW)
        await store.roster_imports.prepare_new(new)
        one = await store.roster_imports.one(number)
        assert one is not None
        await store.roster_imports.keep(replace(one, state=state))  # type: ignore[arg-type]  # a table's column
        await store.retention.forget(Periods(), NOW + timedelta(days=1))
        rows = await store.connection.execute_fetchall("SELECT id FROM beneficiary")
    assert len(rows) == left


_BEFORE = """
INSERT INTO area (code, name) VALUES ('A', 'A');
INSERT INTO roster_import (id, file, state, created_at)
VALUES (1, '', 'done', ''), (2, '', 'writing', ''), (3, '', 'undone', '');
INSERT INTO beneficiary (id, area_code, full_name, match_key, scheme, paid_by, left_at, import_id, added_at, changed_at)
VALUES (1, 'A', 'by hand', '', 'NCC', 'cash', NULL, NULL, '', ''),
       (2, 'A', 'in force', '', 'NCC', 'cash', NULL, 1, '', ''),
       (3, 'A', 'being written', '', 'NCC', 'cash', 'pending', 2, '', ''),
       (4, 'A', 'taken back', '', 'NCC', 'cash', 'pending', 3, '', ''),
       (5, 'A', 'stayed known', '', 'NCC', 'cash', '2026-11-01', 3, '', ''),
       (6, 'A', 'stayed known, listed again', '', 'NCC', 'cash', NULL, 3, '', '');
"""


async def test_an_upgrade_shows_who_was_listed_before(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = migrations()[:16]
    with monkeypatch.context() as before:
        before.setattr(schema, "migrations", lambda: shipped)
        migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        connection.executescript(_BEFORE)
    database = await open_store(store_path)
    async with database.write() as store:
        assert [one.full_name async for one in store.roster.iterate(Filter())] == [
            "by hand",
            "in force",
            "stayed known, listed again",
        ]
        assert [one.people for one in await store.roster.figures(None)] == [3]
        known = await store.connection.execute_fetchall("SELECT id FROM known_person ORDER BY id")
        assert [row["id"] for row in known] == [1, 2, 5, 6]
        assert not await store.roster_imports.drop(3, 10)
        left = await store.connection.execute_fetchall("SELECT id FROM beneficiary ORDER BY id")
        assert [row["id"] for row in left] == [1, 2, 3, 5, 6]
    await database.close()
    assert differing(store_path) == 0
