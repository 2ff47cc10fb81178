"""A table of any length as an Excel file: ``python -m bot.reports.table_writing FOLDER``.

The folder holds ``table.json`` and the rows, one JSON list a line. One row is in memory at a time, and every cell
is a text or a number: nothing in it can run.

The workbook around the rows is XlsxWriter's. The rows themselves are written here, since they are all alike: that takes
a fifth of its time.
"""

from __future__ import annotations

import json
import re
import sys
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # the same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

TABLE, ROWS, WRITTEN = "table.json", "rows.jsonl", "table.xlsx"
EVERY = 10_000
"""Rows between two signs of progress."""
AT_ONCE = 500
MOST_LETTERS = 32_767
"""In a cell of Excel."""
_FIRST = 2
"""The mark stands in row 0, the headings in row 1."""
_A4 = 9
_SHEET = "xl/worksheets/sheet1.xml"
_END_OF_ROWS = b"</sheetData>"
_EXTENT = re.compile(rb'<dimension ref="[^"]*"/>')
_ODD = re.compile(r"[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}


def run(folder: Path) -> None:
    """Write the table; prints how many rows are done."""
    table = json.loads((folder / TABLE).read_text("utf-8"))
    columns = [xl_col_to_name(number) for number in range(len(table["columns"]))]
    head = _EXTENT.sub(b"", _workbook(table, 0)[_SHEET]).partition(_END_OF_ROWS)[0]
    with ZipFile(folder / WRITTEN, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        with archive.open(_SHEET, "w", force_zip64=True) as sheet, (folder / ROWS).open(encoding="utf-8") as lines:
            sheet.write(head)
            count = _write(sheet, columns, lines)
            parts = _workbook(table, count)
            sheet.write(_END_OF_ROWS + parts.pop(_SHEET).partition(_END_OF_ROWS)[2])
        for name, content in parts.items():
            archive.writestr(name, content)


def _workbook(table: dict[str, Any], rows: int) -> dict[str, bytes]:
    """The parts of a workbook with everything but the ``rows``: headings, widths, filter, page."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(table["title"][:31])
        _set_up(book, sheet, table)
        sheet.autofilter(_FIRST - 1, 0, _FIRST - 1 + max(rows, 1), len(table["columns"]) - 1)
    with ZipFile(output) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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


def _write(sheet: IO[bytes], columns: Sequence[str], lines: Iterator[str]) -> int:
    """Write the rows behind the headings; how many they are."""
    count = 0
    while some := [
        _row(columns, number, json.loads(line)) for number, line in enumerate(islice(lines, AT_ONCE), count)
    ]:
        sheet.write("".join(some).encode("utf-8", "replace"))
        count += len(some)
        if count % EVERY == 0:
            print(count, flush=True)  # noqa: T201 - progress, read by the parent
    return count


def _row(columns: Sequence[str], number: int, cells: Sequence[str | float | None]) -> str:
    row = _FIRST + number + 1
    written = [_cell(f"{column}{row}", cell) for column, cell in zip(columns, cells, strict=True)]
    return f'<row r="{row}">{"".join(written)}</row>'


def _cell(place: str, cell: str | float | None) -> str:
    """A text stands in its cell as it is, so that no reader takes it for a formula."""
    if isinstance(cell, str) and cell:
        text = _ODD.sub(_harmless, cell[:MOST_LETTERS]) if _ODD.search(cell) else cell[:MOST_LETTERS]
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return ""


def _harmless(found: re.Match[str]) -> str:
    """What XML gives a meaning, or knows no letter for, as Excel writes it."""
    return _NAMED.get(found[0]) or f"_x{ord(found[0]):04X}_"


if __name__ == "__main__":
    run(Path(sys.argv[1]))
