"""A table of any length as an Excel file: ``python -m bot.reports.table_writing FOLDER``.

The folder holds ``table.json`` and the rows, one JSON list a line. One row is in memory at a time, and every cell
is a text or a number: nothing in it can run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

TABLE, ROWS, WRITTEN = "table.json", "rows.jsonl", "table.xlsx"
EVERY = 10_000
"""Rows between two signs of progress."""
_FIRST = 2
"""The mark stands in row 0, the headings in row 1."""
_A4 = 9


def run(folder: Path) -> None:
    """Write the table; prints how many rows are done."""
    table = json.loads((folder / TABLE).read_text("utf-8"))
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(folder / WRITTEN), options) as book:
        sheet = book.add_worksheet(table["title"][:31])
        _set_up(book, sheet, table)
        with (folder / ROWS).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                _row(sheet, _FIRST + number, json.loads(line))
                if number % EVERY == EVERY - 1:
                    print(number + 1, flush=True)  # noqa: T201 - progress, read by the parent
        sheet.autofilter(_FIRST - 1, 0, _FIRST, len(table["columns"]) - 1)


def _set_up(book: Any, sheet: Any, table: dict[str, Any]) -> None:  # noqa: ANN401 - it ships no types
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, table["mark"])
    for column, (heading, width) in enumerate(table["columns"]):
        sheet.set_column(column, column, width)
        sheet.write_string(_FIRST - 1, column, heading, bold)
    sheet.freeze_panes(_FIRST, 2)
    sheet.repeat_rows(_FIRST - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{table['mark'].replace('&', '&&')}&R&P/&N")


def _row(sheet: Any, number: int, cells: list[str | float | None]) -> None:  # noqa: ANN401 - it ships no types
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and cell:
            sheet.write_string(number, column, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(number, column, cell)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
