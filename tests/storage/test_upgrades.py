"""A store of each released schema, with a row in every table, is brought up to date; or stays as it was."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage import database
from storage.database import Database, StoreError, migrate, migrations, version

if TYPE_CHECKING:
    from pathlib import Path

LAST = migrations()[-1][0]
MOVED = {
    ("question", "answer"),
    ("beneficiary", "name_key"),
    ("beneficiary", "import_id"),
    ("pay_day", "hamlet_keys"),
}
"""What an upgrade puts elsewhere: an answer is the first message of its thread, a name's words stand for its key.

Who stayed known when a list was taken back, does not belong to that list any more. Keys of hamlets are made anew.
"""
Rows = dict[str, dict[str, object]]


def _ship(monkeypatch: pytest.MonkeyPatch, *scripts: str, up_to: int = LAST) -> None:
    """Let the release have the migrations ``up_to`` a number, and further ``scripts``."""
    shipped = migrations()[:up_to]
    more = [(up_to + at, f"{up_to + at:04}_test.sql", script) for at, script in enumerate(scripts, 1)]
    monkeypatch.setattr(database, "migrations", lambda: [*shipped, *more])


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [(name, made) for name, made in found if name != "schema_version"]


def _value(table: str, made: str, column: str, kind: str) -> object:
    """Something that the column takes: every row is number 1, so that each refers to a row that is there."""
    if (table, column) == ("officer", "area_code"):
        return None  # the city's
    allowed = re.search(rf"\b{column}\s+TEXT[^,]*?CHECK \({column} (?:IN \(|= )'(\w+)'", made)
    return 1 if kind == "INTEGER" else allowed[1] if allowed else "1"


def _fill(path: Path) -> None:
    """One row in each table."""
    with closing(sqlite3.connect(path)) as connection:
        for table, made in _tables(connection):
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            values = [_value(table, made, column, kind) for _, column, kind, *_ in columns]
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.commit()


def _rows(path: Path) -> Rows:
    """The filled row of each table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchone() for name, _ in _tables(connection)}  # noqa: S608
        return {name: dict(row) for name, row in found.items() if row}


@pytest.mark.parametrize("schema", range(1, LAST + 1))
async def test_a_filled_store_of_each_schema_comes_up_to_date(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, schema: int
) -> None:
    _ship(monkeypatch, up_to=schema)
    migrate(store_path)
    _fill(store_path)
    before = _rows(store_path)
    monkeypatch.undo()
    await (await Database.open(store_path)).close()
    after = _rows(store_path)
    lost = {
        (table, column)
        for table, row in before.items()
        for column, value in row.items()
        if (table, column) not in MOVED and after[table].get(column) not in {value, f"{value}"}
    }
    assert lost == set()
    with closing(sqlite3.connect(store_path)) as connection:
        assert version(connection) == LAST
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("schema", [1, LAST - 1, LAST])
def test_an_upgrade_that_fails_at_its_last_step_undoes_the_steps_before(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, schema: int
) -> None:
    """Otherwise the release before could no longer open it."""
    _ship(monkeypatch, up_to=schema)
    migrate(store_path)
    _fill(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        before = list(connection.iterdump())
    monkeypatch.undo()
    _ship(monkeypatch, "ALTER TABLE contact ADD COLUMN nickname TEXT;\n", "INSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(StoreError, match=f"{LAST + 2:04}_test.sql.*as it was"):
        migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        assert list(connection.iterdump()) == before
    monkeypatch.undo()
    _ship(monkeypatch, up_to=schema)
    migrate(store_path)


_OLD_DAYS = (
    ("Tổ dân phố số 3", ",dan pho so 3,", "2026-11-20"),
    ("TDP 03", ",tdp 03,", "2026-11-21"),
    ("Phú Quý", ",phu quy,", "2026-11-20"),
)
_OLD_WISHES = (("Tổ 3", "3"), ("TDP 3", "tdp 3"), ("phú quí", "phu qui"), ("nhà bà Tư", "nha ba tu"), ("", ""))


def test_hamlets_that_were_kept_in_another_form_are_brought_to_one(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ship(monkeypatch, up_to=17)
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute("INSERT INTO area (code, name) VALUES ('20791', 'Thăng Bình')")
        connection.execute("INSERT INTO contact (id, locale, created_at) VALUES (1, 'vi', '')")
        connection.executemany(
            "INSERT INTO pay_day (area_code, scheme, day, hours, place, hamlets, hamlet_keys, entered_at) "
            "VALUES ('20791', 'BTXH', '2026-12-04', '7', 'x', ?, ?, ?)",
            _OLD_DAYS,
        )
        connection.executemany(
            "INSERT INTO subscription (contact_id, area_code, scheme, nickname, evening, morning, created_at, hamlet, "
            "hamlet_key) VALUES (1, '20791', 'BTXH', '', 1, 1, '', ?, ?)",
            _OLD_WISHES,
        )
        connection.execute(
            "INSERT INTO beneficiary (area_code, full_name, match_key, scheme, paid_by, added_at, changed_at, hamlet, "
            "hamlet_key) VALUES ('20791', '', '', 'BTXH', 'cash', '', '', 'Tổ dân phố 03', 'to dan pho 03')"
        )
        connection.commit()
    monkeypatch.undo()
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        days = connection.execute("SELECT hamlet_keys, cancelled_at FROM pay_day ORDER BY id").fetchall()
        wishes = connection.execute("SELECT hamlet_key FROM subscription ORDER BY id").fetchall()
        listed = connection.execute("SELECT hamlet_key FROM beneficiary").fetchall()
    assert days == [(",3,", "2026-11-21"), (",3,", None), (",phu qui,", None)], "the officer's last word holds"
    assert wishes == [("3",), ("3",), ("phu qui",), ("",), ("",)]
    assert listed == [("3",)]


async def test_a_report_that_joined_a_settled_matter_is_seen_after_the_upgrade(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Number 1 was settled on the third; 2 had joined it before, 3 came after, 4 leads nobody and is settled."""
    _ship(monkeypatch, up_to=17)
    migrate(store_path)
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute("INSERT INTO area (code, name) VALUES ('1', '1')")
        connection.execute("INSERT INTO contact (id, locale, created_at) VALUES (1, 'vi', '2026')")
        for number, joined, at in ((1, None, "01"), (2, 1, "02"), (3, 1, "04"), (4, None, "05")):
            connection.execute(
                "INSERT INTO enrolment_report (id, contact_id, area_code, relation, willing, confirmed_by_beneficiary, "
                "created_at, changed_at, joined_to, status) "
                "VALUES (?, 1, '1', 'child', 'yes', 1, ?, ?, ?, 'stays_cash')",
                (number, at, at, joined),
            )
        connection.execute(
            "INSERT INTO follow_change (report_id, at, was, became) VALUES (1, '03', 'reported', 'stays_cash')"
        )
        connection.commit()
    monkeypatch.undo()
    await (await Database.open(store_path)).close()
    with closing(sqlite3.connect(store_path)) as connection:
        rows = connection.execute("SELECT id, joined_to, status FROM enrolment_report ORDER BY id").fetchall()
    assert rows == [(1, None, "stays_cash"), (2, 1, "stays_cash"), (3, None, "reported"), (4, None, "stays_cash")]
