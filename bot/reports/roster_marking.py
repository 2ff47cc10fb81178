"""A list given back with a column that says what is wrong in each row: ``python -m bot.reports.roster_marking FOLDER``.

The folder holds ``request.json`` and the sentences; the marked list is written beside them. Cells are written as
texts and numbers, so that none of them runs; numbers of papers and accounts are covered but for their ends.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from bot.reports import cells
from bot.reports.heading_words import Field
from bot.reports.roster_files import MARKED, REQUEST, SAID
from bot.reports.roster_reading import laid_out
from bot.reports.safety import check
from bot.reports.sheets import open_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.reports.headings import Layout
    from bot.reports.sheets import Cell, Row, Sheet

_COVERED = (Field.SECRET, Field.ACCOUNT)
_MOST_LETTERS = 32_767
"""Excel's limit for a cell."""
_WIDTH = 60
_LEAST_FIGURES = 9
_Said = dict[tuple[int, int], tuple[bool, str]]


def run(folder: Path) -> None:
    """Write the marked list."""
    request = json.loads((folder / REQUEST).read_text("utf-8"))
    said = _sentences((folder / SAID).read_text("utf-8").splitlines())
    path = Path(request["file"])
    # Texts of one row are enough in memory: a list can have as many rows as the province has people.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(folder / MARKED), options) as book:
        for number, sheet in enumerate(open_sheets(path, check(path))):
            _Marker(book, sheet, request).write(number, said)


def _sentences(lines: Iterable[str]) -> _Said:
    said: _Said = {}
    for line in lines:
        sheet, row, taken, text = json.loads(line)
        earlier = said.get((sheet, row))
        said[sheet, row] = (taken and (earlier is None or earlier[0]), f"{earlier[1]} {text}" if earlier else text)
    return said


class _Marker:
    """Writes one sheet again."""

    def __init__(self, book: Any, sheet: Sheet, request: Mapping[str, Any]) -> None:  # noqa: ANN401 - it ships no types
        self._sheet = sheet
        self._out = book.add_worksheet(sheet.name[:31] or None)
        self._heading = request["heading"]
        self._wrong = book.add_format({"bg_color": "#FFD9D9", "text_wrap": True, "valign": "top"})
        self._doubtful = book.add_format({"bg_color": "#FFF3C4", "text_wrap": True, "valign": "top"})
        self._bold = book.add_format({"bold": True})
        self._answers = request["answers"]

    def write(self, number: int, said: _Said) -> None:
        found = laid_out(self._sheet, self._answers)
        rows = found[1] if found else self._sheet.readings[0]()
        layout = found[0] if found else None
        width = len(layout.headings) if layout else 0
        self._out.set_column(width, width, _WIDTH)
        covered = _covered(layout)
        for index, row in enumerate(rows):
            is_wrong, text = _style(said.get((number, index + 1)))
            style = {True: self._wrong, False: self._doubtful, None: None}[is_wrong]
            shown = row if layout else [_ended(cell) if _is_long_number(cell) else cell for cell in row]
            self._row(index, shown, covered if layout and index >= layout.first_row else frozenset(), style)
            if layout and index == layout.first_row - 1:
                self._out.write_string(index, width, self._heading, self._bold)
            elif text:
                self._out.write_string(index, width, text, style)

    def _row(self, index: int, row: Row, covered: frozenset[int], style: object) -> None:
        for column, cell in enumerate(row):
            _write(self._out, index, column, _ended(cell) if column in covered else cell, style)


def _style(sentence: tuple[bool, str] | None) -> tuple[bool | None, str]:
    return (not sentence[0], sentence[1]) if sentence else (None, "")


def _covered(layout: Layout | None) -> frozenset[int]:
    columns = layout.columns if layout else {}
    return frozenset(index for meant in _COVERED for index in columns.get(meant, ()))


def _is_long_number(cell: Cell) -> bool:
    """On a sheet that was not understood: as long as numbers of papers and accounts are."""
    written = cells.text(cell)
    return sum(map(str.isdecimal, written)) >= _LEAST_FIGURES and not any(map(str.isalpha, written))


def _ended(cell: Cell) -> str:
    end = cells.tail(cell)
    return f"…{end}" if end else ""


def _write(out: Any, row: int, column: int, cell: Cell, style: object) -> None:  # noqa: ANN401 - it ships no types
    if cell == "" or cell is None:
        return
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e15:  # noqa: PLR2004 - exact in Excel
        out.write_number(row, column, cell, style)
    elif isinstance(cell, datetime | date):
        out.write_string(row, column, f"{cell:%d/%m/%Y}", style)
    else:
        out.write_string(row, column, cells.text(cell)[:_MOST_LETTERS], style)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
