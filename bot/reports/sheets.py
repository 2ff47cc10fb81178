"""The sheets of an uploaded list as rows of plain values, whatever kind of file it is.

Opens only what ``safety`` let pass. Must not know what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from bot.reports.legacy_text import from_tcvn3
from bot.reports.safety import (
    BROKEN,
    NOT_A_LIST,
    PASSWORD,
    Kind,
    RefusedFileError,
    check_rows,
    check_sheets,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

Cell = str | float | int | bool | date | datetime | time | timedelta
Row = list[Cell]
Span = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: first and last (row, column)."""

HEAD_ROWS = 60
_DELIMITERS = (";", "\t", ",", "|")
_MARKED_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, and the ways in which its letters may be meant: Unicode first, then what came before it."""

    name: str
    readings: tuple[Callable[[], Iterator[Row]], ...]
    merged: tuple[Span, ...] = ()


def head(rows: Iterator[Row]) -> list[Row]:
    """The rows among which headings are looked for."""
    return list(islice(rows, HEAD_ROWS))


def open_sheets(path: Path, kind: Kind) -> list[Sheet]:
    """The sheets that may hold rows; ``RefusedFileError`` if the file cannot be read."""
    if kind == "csv":
        return _csv_sheets(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        check_sheets(len(names))
        return [_excel_sheet(workbook.get_sheet_by_name(name)) for name in names]
    except PasswordError as error:
        raise RefusedFileError(PASSWORD) from error
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedFileError(BROKEN) from error


def _excel_sheet(sheet: CalamineSheet) -> Sheet:
    left = sheet.start[1] if sheet.start else 0
    check_rows(sheet.total_height)
    spans = tuple(
        ((top, max(first - left, 0)), (bottom, last - left))
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
    )

    def in_old_letters() -> Iterator[Row]:
        return ([from_tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.iter_rows())

    return Sheet(sheet.name, (sheet.iter_rows, in_old_letters), spans)


def _csv_sheets(path: Path) -> list[Sheet]:
    content = path.read_bytes()
    texts = [text for encoding in _encodings(content) if (text := _decoded(content, encoding)) is not None]
    if not texts:
        raise RefusedFileError(NOT_A_LIST)
    check_rows(content.count(b"\n"))
    return [Sheet("", tuple(_csv_rows(text) for text in texts))]


def _encodings(content: bytes) -> tuple[str, ...]:
    """How the bytes may have been written: certain if they are marked, else the likely ones in order."""
    for mark, encoding in _MARKED_ENCODINGS:
        if content.startswith(mark):
            return (encoding,)
    if b"\x00" in content[:1_000]:
        return ("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be",)
    return ("utf-8",) if _decoded(content, "utf-8") is not None else ("cp1258", "latin-1")


def _decoded(content: bytes, encoding: str) -> str | None:
    """The text, if there is any; Latin-1 stands for TCVN3."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    if "\x00" in text:
        return None
    return from_tcvn3(text) if encoding == "latin-1" else text


def _csv_rows(text: str) -> Callable[[], Iterator[Row]]:
    delimiter = _delimiter(text.splitlines()[:HEAD_ROWS])

    def rows() -> Iterator[Row]:
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                yield list[Cell](row)
        except csv.Error as error:
            raise RefusedFileError(BROKEN) from error

    return rows


def _delimiter(lines: Sequence[str]) -> str:
    """The one that splits most lines into equally many parts."""

    def even(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines if line.count(delimiter)]
        most = max(counts, key=counts.count, default=0)
        return counts.count(most), most

    return max(_DELIMITERS, key=even)
