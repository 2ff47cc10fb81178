"""The roster on a real file: sealed, found by any spelling, never outside the areas that were asked for."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from storage.database import migrations
from storage.roster import Beneficiary, Filter

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LAN = Beneficiary("A", "Nguyễn Thị Lan", 1940, "Thôn Đông", "NCC", "cash")
HAI = Beneficiary("B", "Nguyễn Văn Hải", 1951, "Thôn Tây", "BTXH", "account", status="paid_by_account")


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.write() as store:
        for code in ("A", "B"):
            store.connection.queue("INSERT INTO area (code, name) VALUES (?, ?)", (code, code))
        await store.roster.add([LAN, HAI], NOW)
    return database


@pytest.mark.parametrize("typed", ["lan thi nguyen", "ngueyn thi lna", "Nguyễn Thị Lan", "nguyn lan"])
async def test_a_name_is_found_in_any_spelling(filled: Database, typed: str) -> None:
    async with filled.read() as store:
        found = await store.roster.search(typed, None)
    assert [person.full_name for person in found] == [LAN.full_name]


async def test_a_search_stays_in_its_areas(filled: Database) -> None:
    async with filled.read() as store:
        assert [p.area_code for p in await store.roster.search("nguyen", ["B"])] == ["B"]
        assert await store.roster.search("nguyen", []) == []


async def test_names_are_sealed_in_the_file(filled: Database, store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as connection:
        dump = "\n".join(connection.iterdump())
    assert "Nguyễn" not in dump
    assert "nguyen" not in dump
    assert filled.path == store_path


async def test_an_update_is_found_by_its_new_name_only(filled: Database) -> None:
    async with filled.write() as store:
        lan = (await store.roster.search("lan", None))[0]
        await store.roster.update(lan._replace(full_name="Nguyễn Thị Cúc", status="contacted"), NOW)
    async with filled.read() as store:
        assert lan.id not in [person.id for person in await store.roster.search("lan", None)]
        assert [p.status for p in await store.roster.search("cuc", None)] == ["contacted"]
        assert await store.roster.same_person("Cúc Thị Nguyễn", 1940, "A") is not None


async def test_pages_and_iteration_meet_everybody_once(filled: Database) -> None:
    people = [LAN._replace(birth_year=1900 + at % 90) for at in range(2500)]
    async with filled.write() as store:
        await store.roster.add(people, NOW)
    async with filled.read() as store:
        listed = [person.id async for person in store.roster.iterate(Filter(area_code="A"))]
        first = await store.roster.page(Filter(area_code="A"))
        second = await store.roster.page(Filter(area_code="A"), first[-1].id)
        figures = await store.roster.figures("A")
    assert len(set(listed)) == len(listed) == 2501
    assert [person.id for person in first + second] == listed[:20]
    assert sum(figure.people for figure in figures) == 2501


async def test_more_words_than_bits_find_exactly_those_who_have_them(filled: Database) -> None:
    draw = random.Random(62)  # noqa: S311 - invented names, nothing secret
    syllables = [f"{begin}{end}" for begin in "bcdghklmnt" for end in ("a", "anh", "e", "inh", "o", "ong", "uy", "y")]
    names = [" ".join(draw.sample(syllables, draw.randint(2, 5))) for _ in range(400)]
    async with filled.write() as store:
        await store.roster.add([LAN._replace(full_name=name) for name in names], NOW)
    async with filled.read() as store:
        for name in names[:60]:
            asked = draw.sample(name.split(), 2)
            having = sorted(other for other in names if set(asked) <= set(other.split()))
            found = await store.roster.search(" ".join(asked), None, 400)
            assert sorted(person.full_name for person in found) == having


async def test_an_older_store_is_given_what_a_new_one_writes(filled: Database) -> None:
    [script] = [text for _, name, text in migrations() if name.endswith("_words_beside.sql")]
    asked = "SELECT part_id, beneficiary_id, beside FROM beneficiary_part ORDER BY 1, 2"
    async with filled.write() as store:
        written = [tuple(row) for row in await store.connection.execute_fetchall(asked)]
        await store.connection.execute_fetchall("UPDATE beneficiary_part SET beside = 0")
        await store.connection.execute_fetchall(script[script.index("UPDATE") :])
        assert [tuple(row) for row in await store.connection.execute_fetchall(asked)] == written
    assert all(beside.bit_count() == 3 for _, _, beside in written)
