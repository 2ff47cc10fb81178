"""A new key: afterwards the old one opens nothing, names are found as before, and a broken off rotation goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address
from storage.database import Database, StoreError, key_beside, open_vault
from storage.enrolments import Report
from storage.questions import NewQuestion
from storage.roster import Beneficiary
from storage.rotation import rotate
from storage.times import utc_now
from storage.vault import Vault
from tests.fakes.stores import DAMAGED, open_store

if TYPE_CHECKING:
    from pathlib import Path

AREA = "20971"


async def filled(path: Path) -> None:
    from bot.knowledge.areas import AreaIndex  # noqa: PLC0415 - only here

    database = await open_store(path)
    async with database.write() as store:
        await store.areas.keep(AreaIndex.load().all)
        contact = await store.people.add(Address("web", "an"), "vi", utc_now())
        await store.roster.add([Beneficiary(AREA, "Trần Thị Bí Mật", 1940, None, "NCC", "cash")], utc_now())
        report = Report(
            AREA, "child", "yes", confirmed=True, nickname="Lê Thị Kín", phone="0905111222", birth_year=1941
        )
        await store.enrolments.add(contact.id, report, utc_now())
        await store.questions.add(NewQuestion(contact.id, AREA, "Cần giữ kín", "asked"), utc_now())
    await database.close()


async def everything_is_found(path: Path) -> None:
    database = await open_store(path)
    async with database.write() as store:
        assert [one.full_name for one in await store.roster.search("bi mat tran", [AREA])] == ["Trần Thị Bí Mật"]
        assert await store.roster.same_person("Trần Thị Bí Mật", 1940, AREA)
        question = await store.questions.one(1)
        assert question
        assert question.text == "Cần giữ kín"
        twin = Report(AREA, "child", "yes", confirmed=True, nickname="bà Lê Thị Kín", birth_year=1941)
        number = await store.enrolments.add(question.asker.id, twin, utc_now())
        rows = await store.connection.execute_fetchall("SELECT joined_to FROM enrolment_report WHERE id = ?", (number,))
        assert rows[0]["joined_to"] == 1
    await database.close()


def sealed_with(path: Path, key: str) -> int:
    """How many texts of the store a key opens."""
    import base64  # noqa: PLC0415 - only here

    vault, opened = Vault([base64.b64decode(key)]), 0
    with sqlite3.connect(path) as connection:
        for table in [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]:
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - names of the schema
                opened += sum(vault.is_current(value) for value in row if isinstance(value, str))
    connection.close()
    return opened


async def test_the_old_key_opens_nothing_and_everything_is_found(store_path: Path) -> None:
    await filled(store_path)
    old = key_beside(store_path).read_text().strip()
    assert sealed_with(store_path, old) > 5
    retired = rotate(store_path, key_beside(store_path), lambda _column, _rows: None)
    new = key_beside(store_path).read_text().strip()
    assert (retired.read_text().strip(), new != old) == (old, True)
    assert sealed_with(store_path, old) == 0
    await everything_is_found(store_path)
    assert oct(key_beside(store_path).stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("at", ["beneficiary.full_name", "question.text", "name_part.word"])
async def test_a_rotation_that_is_broken_off_can_be_run_again(store_path: Path, at: str) -> None:
    await filled(store_path)
    old = key_beside(store_path).read_text().strip()

    def break_off(column: str, _rows: int) -> None:
        if column == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(store_path, key_beside(store_path), break_off)
    await everything_is_found(store_path)
    rotate(store_path, key_beside(store_path), lambda _column, _rows: None)
    assert sealed_with(store_path, old) == 0
    await everything_is_found_again(store_path)


async def everything_is_found_again(path: Path) -> None:
    database = await open_store(path)
    async with database.read() as store:
        assert await store.roster.same_person("Trần Thị Bí Mật", 1940, AREA)
    await database.close()


async def test_a_crash_between_the_look_ups_and_the_key_file_is_no_loss(store_path: Path) -> None:
    await filled(store_path)
    key_file = key_beside(store_path)
    old = key_file.read_text().strip()
    rotate(store_path, key_file, lambda _column, _rows: None)
    key_file.write_text(f"{key_file.read_text().strip()}\n{old}\n")
    await everything_is_found(store_path)


async def test_what_is_damaged_keeps_nobody_from_a_new_key(store_path: Path) -> None:
    await filled(store_path)
    with closing(sqlite3.connect(store_path)) as connection, connection:
        connection.execute(
            "INSERT INTO beneficiary (area_code, full_name, match_key, scheme, paid_by, status, added_at, changed_at) "
            "SELECT area_code, ?, 'damaged', scheme, paid_by, status, added_at, changed_at FROM beneficiary",
            [DAMAGED],
        )
        connection.execute("INSERT INTO name_part (id, digest, word) VALUES (99, 'damaged', ?)", [DAMAGED])
        connection.execute("UPDATE enrolment_history SET before = ?", [DAMAGED])
    old = key_beside(store_path).read_text().strip()
    rotate(store_path, key_beside(store_path), lambda *_: None)
    assert key_beside(store_path).read_text().split() != [old]
    assert len(key_beside(store_path).read_text().split()) == 1
    assert sealed_with(store_path, old) == 0
    await everything_is_found(store_path)


async def test_another_key_is_refused(store_path: Path) -> None:
    await filled(store_path)
    rotate(store_path, key_beside(store_path), lambda _column, _rows: None)
    with pytest.raises(StoreError, match="key does not belong"):
        await Database.open(store_path, open_vault(key_beside(store_path).with_suffix(".key-before-1")))


async def test_each_key_that_was_changed_is_kept(store_path: Path) -> None:
    await filled(store_path)
    keys = [key_beside(store_path).read_text().strip()]
    for _ in range(2):
        rotate(store_path, key_beside(store_path), lambda _column, _rows: None)
        keys.append(key_beside(store_path).read_text().strip())
    kept = [key_beside(store_path).with_suffix(f".key-before-{number}").read_text().strip() for number in (1, 2)]
    assert kept == keys[:2]


@pytest.mark.parametrize("typed", ["§1:", "§1:AAAA", "§1:" + "A" * 80, "thôn §1:AAAA", "§1: thôn 2"])
async def test_what_somebody_typed_is_never_taken_for_sealed(store_path: Path, typed: str) -> None:
    """In a column that is not sealed, and in one that is; in a rotation, and in one's own data."""
    await filled(store_path)
    database = await open_store(store_path)
    async with database.write() as store:
        contact = await store.people.add(Address("web", "binh"), "vi", utc_now())
        report = Report(AREA, "child", "yes", confirmed=True, nickname=typed, hamlet=typed)
        number = await store.enrolments.add(contact.id, report, utc_now())
    await database.close()
    rotate(store_path, key_beside(store_path), lambda _column, _rows: None)
    database = await open_store(store_path)
    async with database.read() as store:
        case = await store.follow_ups.one(number)
        assert case
        assert (case.name, case.hamlet) == (typed, typed)
        (shown,) = (await store.personal.everything(contact))["enrolment_report"]
        assert (shown["nickname"], shown["hamlet"]) == (typed, typed)
    await database.close()
