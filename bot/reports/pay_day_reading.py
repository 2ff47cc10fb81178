"""A year's pay days from a table: ``python -m bot.reports.pay_day_reading FOLDER``.

The folder holds ``request.json``; what was understood is written beside it. Nothing is guessed: a row without a whole
date, or with an allowance that is not clear, is named as a mistake. Must not open the store.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.i18n import N_
from bot.knowledge.areas import AreaIndex
from bot.knowledge.vietnamese import words
from bot.reports import cells
from bot.reports.categories import scheme_of
from bot.reports.cells import Slip
from bot.reports.roster_files import REQUEST, RESULT
from bot.reports.roster_lines import filled
from bot.reports.roster_places import Places
from bot.reports.safety import RefusedFileError, check
from bot.reports.sheets import HEAD_ROWS, open_sheets
from bot.schedule.spans import Span, parse_span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reports.sheets import Cell, Row
    from bot.reports.sheets import Span as Merged

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("ngay chi tra", "ngay tra", "ngay phat", "ngay nhan", "ngay cap phat", "ngay"),
    "scheme": ("doi tuong", "nhom chinh sach", "nhom", "che do", "loai tro cap", "chinh sach"),
    "hours": ("gio", "thoi gian", "tu gio", "buoi"),
    "place": ("dia diem", "noi chi tra", "noi tra", "diem chi tra", "noi phat"),
    "payer": ("don vi chi tra", "nguoi chi tra", "don vi tra", "ben chi tra"),
    "hamlets": ("thon", "to dan pho", "khoi pho", "thon to"),
    "commune": ("xa phuong", "xa", "phuong"),
    "note": ("ghi chu", "luu y"),
}
SCHEMES = ("NCC", "BTXH", "HTXH")
_EVERYBODY = frozenset({"", "tat ca", "moi doi tuong", "chung", "ca ba nhom"})
MOST_DAYS = 5_000
"""A province's year; of a longer file nothing is taken, so that nobody believes that all of it was."""
MOST_TEXT = 120
NO_DAY = N_("The date is not clear. Please write day/month/year, for example 10/12/2026.")
NO_PLACE = N_("The place is missing.")
NO_HOURS = N_("The hours are missing.")
TOO_MANY = N_("The file holds more than {count} pay days. Please send it in parts.")
_ODD_SCHEME = N_("The allowance is not clear. Please write NCC, BTXH or HTXH.")


def run(folder: Path) -> dict[str, Any]:
    """The days and mistakes of the file that ``request.json`` names; no days if it is no such table."""
    request = json.loads((folder / REQUEST).read_text("utf-8"))
    places, path = Places(AreaIndex.load(), request["area"]), Path(request["file"])
    days: list[dict[str, Any]] = []
    mistakes: list[tuple[int, list[tuple[str, dict[str, str]]]]] = []
    headed = False
    try:
        for sheet in open_sheets(path, check(path)):
            headed |= _sheet(_unmerged(list(sheet.readings[0]()), sheet.merged), places, days, mistakes)
    except RefusedFileError as error:
        return {"refused": error.message, "values": error.values}
    if len(days) > MOST_DAYS:
        return {"refused": TOO_MANY, "values": {"count": MOST_DAYS}}
    return {"days": days, "mistakes": mistakes, "headed": headed}


def _unmerged(rows: list[Row], merged: Sequence[Merged]) -> list[Row]:
    """A cell that was merged downwards holds for each of its rows, as people see it."""
    for (top, column), (bottom, last) in merged:
        if column == last and top < len(rows) and column < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = rows[top][column]
    return rows


def _sheet(rows: Sequence[Row], places: Places, days: list[dict[str, Any]], mistakes: list[Any]) -> bool:
    """Whether the sheet has the headings of pay days; they are added to what was read."""
    found = ((number, _columns(row)) for number, row in enumerate(rows[:HEAD_ROWS], start=1))
    first, columns = next(((number, named) for number, named in found if {"day", "place"} <= named.keys()), (0, {}))
    if not columns:
        return False
    for index, row in enumerate(rows[first:], start=first + 1):
        if len(filled(row)) > 1:
            read = _day(row, columns, places)
            if read and isinstance(read[0], Slip):
                mistakes.append((index, [(slip.message, dict(slip.values)) for slip in read]))
            else:
                days += read
    return True


def _columns(row: Row) -> dict[str, int]:
    """Which column holds what; the longest heading that is understood wins."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(row):
        said = f" {' '.join(words(cell))} " if isinstance(cell, str) else ""
        fits = [
            (len(phrase), name) for name, phrases in HEADINGS.items() for phrase in phrases if f" {phrase} " in said
        ]
        if fits:
            columns.setdefault(max(fits)[1], index)
    return columns


def _day(row: Row, columns: dict[str, int], places: Places) -> list[Any]:
    """A day for each allowance that the row is about, or what is wrong with it."""
    said = {name: _hour(row, index) if name == "hours" else _text(row, index) for name, index in columns.items()}
    span = _span(row[columns["day"]] if columns["day"] < len(row) else "")
    area = places.of(said["commune"], "") if said.get("commune") else places.own(places.only)
    schemes = _schemes(said.get("scheme", ""))
    slips = [Slip(message) for name, message in (("hours", NO_HOURS), ("place", NO_PLACE)) if not said.get(name)]
    slips += [area] if isinstance(area, Slip) else []
    slips += [Slip(NO_DAY)] if span is None else []
    slips += [Slip(_ODD_SCHEME)] if not schemes else []
    if slips or span is None or isinstance(area, Slip):
        return slips
    last = span.last.isoformat() if span.last > span.first else None
    shared = {name: said.get(name, "") for name in ("hours", "place", "payer", "hamlets", "note")}
    return [
        {"area_code": area.code, "scheme": scheme, "day": span.first.isoformat(), "last_day": last, **shared}
        for scheme in schemes
    ]


def _text(row: Row, column: int) -> str:
    return " ".join(cells.text(row[column]).split())[:MOST_TEXT] if column < len(row) else ""


def _hour(row: Row, column: int) -> str:
    """An hour that Excel keeps as a time of day, as people write it: 7:30."""
    cell = row[column] if column < len(row) else ""
    return f"{cell.hour}:{cell.minute:02}" if isinstance(cell, datetime | time) else _text(row, column)


def _span(cell: Cell) -> Span | None:
    if isinstance(cell, datetime):
        return Span(cell.date(), cell.date())
    if isinstance(cell, date):
        return Span(cell, cell)
    return parse_span(cells.text(cell))


def _schemes(said: str) -> tuple[str, ...]:
    if " ".join(words(said)) in _EVERYBODY:
        return SCHEMES
    parts = [scheme_of(part) for part in said.replace(";", ",").replace("+", ",").split(",")]
    return tuple(part for part in parts if part) if all(parts) else ()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / RESULT).write_text(json.dumps(run(folder), ensure_ascii=False), "utf-8")
