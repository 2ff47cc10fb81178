"""A month's report as files: ``python -m bot.reports.month_writing FOLDER``.

The folder holds ``month.json``; the workbook, the Word document and the charts are written beside it. Every figure
and word comes from there: nothing is computed here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from bot.reports import charts
from bot.reports.month_document import document
from bot.reports.month_files import CHARTS, DOCUMENT, MONTH, WORKBOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTHS = (34, 16, 16, 12, 20)


def run(folder: Path) -> None:
    """Write all files; charts first, since the document holds them."""
    content = json.loads((folder / MONTH).read_text("utf-8"))
    words = content["words"]
    areas = [(row[0], row[3] or 0.0, _share(row)) for row in content["areas"]]
    title = f"{words['chart_areas']}, {content['month']}"
    (folder / CHARTS["areas"]).write_bytes(charts.bars(title, areas, whole=100))
    reasons = [(label, float(count), str(count)) for label, count in content["reasons"]]
    (folder / CHARTS["reasons"]).write_bytes(charts.bars(f"{words['chart_reasons']}, {content['month']}", reasons))
    _workbook(folder / WORKBOOK, content)
    pages = {"areas": _pages(folder, title, areas), "reasons": [folder / CHARTS["reasons"]]}
    document(folder / DOCUMENT, content, pages)


def _pages(folder: Path, title: str, rows: Sequence[charts.Bar]) -> list[Path]:
    """The chart in pieces of which each fits on a page."""
    pieces = []
    for first in range(0, len(rows), charts.MOST_ON_A_PAGE):
        pieces.append(folder / f"areas-{first}.png")
        pieces[-1].write_bytes(charts.bars(title, rows[first : first + charts.MOST_ON_A_PAGE], whole=100))
    return pieces


def _share(row: Sequence[Any]) -> str:
    return f"{row[2]}/{row[1]}" + (f"  {row[3]:.2f} %".replace(".", ",") if row[3] is not None else "")


def _workbook(path: Path, content: dict[str, Any]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        words = content["words"]
        formats = {
            "bold": book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}),
            "cell": book.add_format({"border": 1}),
            "rate": book.add_format({"border": 1, "num_format": "0.00"}),
        }
        _overview(book, content, formats)
        for title, rows in (("by_area", "areas"), ("by_scheme", "schemes"), ("by_district", "districts")):
            _sheet(book, words[title], content["headings"], [*content[rows], content["whole"]], formats)
        for scheme, rows in content["by_scheme_and_area"].items():
            _sheet(book, scheme, content["headings"], rows, formats)
        _pairs(book, words["reasons"], content["reasons"], formats)


def _overview(book: Any, content: dict[str, Any], formats: dict[str, Any]) -> None:  # noqa: ANN401 - it ships no types
    sheet = book.add_worksheet(content["words"]["report"][:31])
    sheet.set_column(0, 0, 110)
    for row, line in enumerate([*content["lines"], *content["work"]]):
        sheet.write_string(row, 0, line, formats["bold"] if row == 0 else None)


def _sheet(
    book: Any,  # noqa: ANN401 - it ships no types
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    formats: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(title[:31])
    for column, (heading, width) in enumerate(zip(headings, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["bold"])
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        sheet.write_string(number, 0, row[0], formats["cell"])
        for column, value in enumerate(row[1:], start=1):
            style = formats["rate"] if column == 3 else formats["cell"]  # noqa: PLR2004 - the column of rates
            if value is None:
                sheet.write_blank(number, column, None, style)
            else:
                sheet.write_number(number, column, value, style)


def _pairs(book: Any, title: str, pairs: Sequence[tuple[str, int]], formats: dict[str, Any]) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(title[:31])
    sheet.set_column(0, 0, 60)
    for number, (label, count) in enumerate(pairs):
        sheet.write_string(number, 0, label, formats["cell"])
        sheet.write_number(number, 1, count, formats["cell"])


if __name__ == "__main__":
    run(Path(sys.argv[1]))
