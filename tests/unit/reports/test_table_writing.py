"""A table as an Excel file: every reader finds the cells as they are, and none of them runs."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.reports import table_writing
from bot.reports.table_writing import AT_ONCE, MOST_LETTERS, ROWS, TABLE, WRITTEN

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (("Số", 6), ("Họ & tên", 28), ("Mức <đồng>", 12))
MARK = "Cán bộ số 7 & 24/11/2026"
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40)


def written(folder: Path, rows: Sequence[Sequence[str | float | None]]) -> Path:
    table = {"title": "Danh sách", "mark": MARK, "columns": COLUMNS}
    (folder / TABLE).write_text(json.dumps(table), "utf-8")
    (folder / ROWS).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    table_writing.run(folder)
    return folder / WRITTEN


def read(file: Path) -> list[list[Any]]:
    return list(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python())


def parts(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_rows_stand_below_mark_and_headings(tmp_path: Path) -> None:
    rows = [[number, f"Lê Thị {number}", None if number % 2 else 540_000] for number in range(AT_ONCE + 3)]
    found = read(written(tmp_path, rows))
    assert (found[0][0], found[1]) == (MARK, [heading for heading, _ in COLUMNS])
    assert found[2:] == [[number, name, "" if amount is None else amount] for number, name, amount in rows]


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    assert read(written(tmp_path, []))[1:] == [[heading for heading, _ in COLUMNS]]


def test_the_workbook_is_whole(tmp_path: Path) -> None:
    """The filter goes over all rows, the headings stay in sight and on each page, and the mark is on each page."""
    found = parts(written(tmp_path, [[1, "An", 1], [2, "Ba", 2]]))
    assert all(ET.fromstring(text) is not None for name, text in found.items() if name.endswith((".xml", ".rels")))  # noqa: S314 - our own
    sheet = found["xl/worksheets/sheet1.xml"]
    assert '<autoFilter ref="A2:C4"/>' in sheet
    assert "$A$2:$C$4" in found["xl/workbook.xml"]
    assert 'topLeftCell="C3"' in sheet
    assert "Cán bộ số 7 &amp;&amp; 24/11/2026" in sheet
    assert "<dimension" not in sheet, "it would be that of a table without rows"


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), texts), max_size=5))
def test_every_text_comes_back_as_it_is_and_none_runs(rows: list[tuple[int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), [[number, text, f"={text}"] for number, text in rows])
        found = [(line[0], line[1], line[2]) for line in read(file)[2:]]
        assert found == [(number, text, f"={text}") for number, text in rows]
        assert "<f>" not in parts(file)["xl/worksheets/sheet1.xml"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_file(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ET.fromstring(parts(written(Path(folder), [[1, text, text]]))["xl/worksheets/sheet1.xml"])  # noqa: S314 - our own


def test_what_no_cell_of_excel_holds_is_cut(tmp_path: Path) -> None:
    assert len(str(read(written(tmp_path, [[1, "á" * 40_000, None]]))[2][1])) == MOST_LETTERS
