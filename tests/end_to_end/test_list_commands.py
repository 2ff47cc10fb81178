"""Lists and reports from the command line, beside a bot that serves meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.fakes.lists import office_list, table
from tests.fakes.process import Place, ansinh, running

if TYPE_CHECKING:
    from pathlib import Path

PILOT = "area\tpaid\ttotal\trate\nĐại Lộc\t1216\t1544\t79.62\nHội An\t699\t1470\t47.55\n*\t1900\t3014\t\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data")


async def test_a_list_comes_in_and_goes_out_while_the_bot_runs(place: Place, tmp_path: Path) -> None:
    file, out = tmp_path / "list.xlsx", tmp_path / "out.xlsx"
    file.write_bytes(office_list())
    async with running(place):
        ended = await ansinh(place, "roster", "import", str(file), "--answer", "tail=no", "--yes")
        assert ended.code == 0, ended
        assert "new: 3" in ended.out
        assert "Written" in ended.out
        again = await ansinh(place, "roster", "import", str(file), "--answer", "tail=no", "--yes")
        assert "nothing to write" in again.out
        exported = await ansinh(place, "roster", "export", str(out), "--area", "20971")
        assert "3 people" in exported.out
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[2:]] == ["Nguyễn Thị Lan", "Trần Văn Bảy", "Lê Thị Sáu"]
    report = await ansinh(place, "report", "progress")
    assert "Total: 2 of 3 = 66.67 %" in report.out


async def test_what_is_missing_must_be_decided_and_nothing_is_written_without(place: Place, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    first.write_bytes(
        table([(1, "Lê Thị Sáu", 1939, "", "NCC", "", "tm"), (2, "Võ Thị Tư", 1940, "", "NCC", "", "tm")])
    )
    second.write_bytes(table([(1, "Lê Thị Sáu", 1939, "", "NCC", "", "tm")]))
    assert (await ansinh(place, "roster", "import", str(first), "--area", "20971", "--yes")).code == 0
    ended = await ansinh(place, "roster", "import", str(second), "--area", "20971", "--yes")
    assert (ended.code, "--missing" in ended.err) == (2, True), ended
    assert "Total: 0 of 2" in (await ansinh(place, "report", "progress")).out
    await ansinh(place, "roster", "import", str(second), "--area", "20971", "--yes", "--missing", "leave")
    assert "Total: 0 of 1" in (await ansinh(place, "report", "progress")).out


@pytest.mark.parametrize(
    ("content", "said"), [(b"PK\x03\x04 no", "damaged"), (b"a;b\n1;2\n", "No list"), (b"", "no Excel")]
)
async def test_a_bad_file_gets_a_sentence(place: Place, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(content)
    ended = await ansinh(place, "roster", "import", str(file), "--yes")
    assert (ended.code, "Traceback" in ended.err, said in ended.err) == (1, False, True), ended


async def test_given_figures_are_looked_through(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "pilot.tsv"
    file.write_text(PILOT, "utf-8")
    ended = await ansinh(place, "report", "progress", "--figures", str(file))
    assert (ended.code, ended.err) == (0, "")
    assert "Total: 1,915 of 3,014 = 63.54 %" in ended.out
    assert "2 contradictions" in ended.out
    file.write_bytes(b"\xff\xfe\x00bad")
    bad = await ansinh(place, "report", "progress", "--figures", str(file))
    assert (bad.code, "Traceback" in bad.err) == (1, False)


async def test_officers_are_listed_and_cut_off(place: Place) -> None:
    assert (await ansinh(place, "officers", "list")).out == ""
    ended = await ansinh(place, "officers", "cut", "7")
    assert (ended.code, "officers list" in ended.err) == (1, True)


async def test_a_leaflet_is_a_page_to_print(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "leaflet.pdf"
    ended = await ansinh(place, "leaflet", str(file), "--area", "20971")
    assert (ended.code, file.read_bytes()[:4]) == (0, b"%PDF"), ended
    assert "Đài truyền thanh xã Tam Xuân" in ended.out
    assert (await ansinh(place, "leaflet", str(file), "--area", "1")).code == 2


async def test_figures_that_differ_from_the_rows_are_noticed_and_counted_anew(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(table([(1, "Lê Thị Sáu", 1939, "", "NCC", "", "tm")]))
    assert (await ansinh(place, "roster", "import", str(file), "--area", "20971", "--yes")).code == 0
    with closing(sqlite3.connect(place.store)) as connection, connection:
        connection.execute("UPDATE roster_count SET people = people + 1")
    noticed = await ansinh(place, "check")
    assert (noticed.code, "figures of the roster" in noticed.err) == (1, True), noticed
    assert (await ansinh(place, "check", "--recount")).code == 0
    assert (await ansinh(place, "check")).code == 0
