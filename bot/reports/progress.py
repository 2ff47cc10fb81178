"""How many draw their allowance by account: counts in, rates and totals out, and what contradicts itself.

Pure: knows no store and no file. A rate is always computed from counts; one that was typed is only compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bot.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

STATED_TOTAL = "*"
COLUMNS = ("area", "paid", "total", "rate")
_CENT = Decimal("0.01")
_MOST_PLACES = 6
"""Of a typed rate: a spreadsheet copies thirty."""
_MOST_FIGURES = 12
_INTEGER = re.compile(r"^\d{1,3}([.,\s]\d{3})+$|^\d+$")

PART_ABOVE_WHOLE = N_("{area}: {paid} paid by account is more than {total} beneficiaries, {by} too many.")
RATE_DIFFERS = N_("{area}: the rate is given as {typed} %, but {paid} of {total} is {rate} %.")
TOTAL_PAID_DIFFERS = N_("The stated total of those paid by account is {stated}, but the rows add up to {sum} ({by}).")
TOTAL_DIFFERS = N_("The stated total of beneficiaries is {stated}, but the rows add up to {sum} ({by}).")
AREA_TWICE = N_("{area} stands in the table twice, in lines {first} and {second}; both are counted.")
NO_NUMBER = N_("Line {line}: «{text}» is not a count. Write a whole number, for example 1216. The line is left out.")
NO_RATE = N_("Line {line}: «{text}» is not a rate. Write for example 79.62. Only the counts are taken.")
FEW_COLUMNS = N_("Line {line} has {count} columns. Four are needed: area, paid, total, rate.")
RATE_OF_NOTHING = N_("{area}: a rate is given as {typed} %, but there are no beneficiaries.")


@dataclass(frozen=True, slots=True)
class Count:
    """Beneficiaries, and how many of them are paid by account."""

    total: int
    paid: int

    def __add__(self, other: Count) -> Count:
        return Count(self.total + other.total, self.paid + other.paid)

    @property
    def rate(self) -> Decimal | None:
        """Per cent with two places, half rounded up; ``None`` of nobody."""
        return _rounded(self) if self.total else None


NOBODY = Count(0, 0)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not fit together: a catalogue's message with its values."""

    message: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return self.message.format(**self.values)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of given figures. ``typed``: the rate that somebody wrote beside them."""

    area: str
    count: Count
    typed: Decimal | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Given figures, their sum, and everything in them that contradicts itself."""

    rows: tuple[Row, ...]
    stated: Row | None
    contradictions: tuple[Contradiction, ...]

    @property
    def sum(self) -> Count:
        return total(row.count for row in self.rows)


def total(counts: Iterable[Count]) -> Count:
    """All counts together."""
    return sum(counts, NOBODY)


# Figures that somebody typed


@dataclass(slots=True)
class _Reading:
    rows: list[Row] = field(default_factory=list)
    stated: Row | None = None
    found: list[Contradiction] = field(default_factory=list)

    def complain(self, message: str, **values: object) -> None:
        self.found.append(Contradiction(message, {name: str(value) for name, value in values.items()}))


def read(text: str) -> Figures:
    """The figures of a tab-separated table whose first line is a header; the area ``*`` is the stated total."""
    reading = _Reading()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines()[1:], start=2):
        if line.strip():
            _read_line(number, line, reading)
    for row in (*reading.rows, *([reading.stated] if reading.stated else [])):
        _check(row, reading)
    _check_twice(reading)
    if reading.stated:
        _check_stated(reading.stated, total(row.count for row in reading.rows), reading)
    return Figures(tuple(reading.rows), reading.stated, tuple(reading.found))


def _read_line(number: int, line: str, reading: _Reading) -> None:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) not in {len(COLUMNS) - 1, len(COLUMNS)}:
        reading.complain(FEW_COLUMNS, line=number, count=len(cells))
        return
    counts = []
    for cell in cells[1:3]:
        count = _integer(cell)
        if count is None:
            reading.complain(NO_NUMBER, line=number, text=cell[:40])
            return
        counts.append(count)
    typed = cells[3] if len(cells) == len(COLUMNS) else ""
    rate = _rate(typed)
    if typed and rate is None:
        reading.complain(NO_RATE, line=number, text=typed[:40])
    row = Row(cells[0], Count(total=counts[1], paid=counts[0]), rate, number)
    if row.area == STATED_TOTAL and reading.stated is None:
        reading.stated = row
    else:
        reading.rows.append(row)


def _integer(cell: str) -> int | None:
    """``1216``, ``1.216`` or ``1,216``; nothing below zero."""
    if not _INTEGER.match(cell) or not cell.isascii():
        return None
    figures = re.sub(r"\D", "", cell)
    return int(figures) if len(figures) <= _MOST_FIGURES else None


def _rate(cell: str) -> Decimal | None:
    """``79.62``, ``79,62`` or ``79,62 %``."""
    written = cell.removesuffix("%").strip().replace(",", ".")
    try:
        rate = Decimal(written)
    except InvalidOperation:
        return None
    if not rate.is_finite() or abs(rate) >= 10**6:
        return None
    return round(rate, _MOST_PLACES) if int(rate.as_tuple().exponent) < -_MOST_PLACES else rate


def _check(row: Row, reading: _Reading) -> None:
    count = row.count
    if count.paid > count.total:
        reading.complain(
            PART_ABOVE_WHOLE,
            area=row.area,
            paid=f"{count.paid:,}",
            total=f"{count.total:,}",
            by=f"{count.paid - count.total:,}",
        )
    if row.typed is None:
        return
    if count.rate is None:
        reading.complain(RATE_OF_NOTHING, area=row.area, typed=row.typed)
    elif not _follows(row.typed, count):
        reading.complain(
            RATE_DIFFERS,
            area=row.area,
            typed=row.typed,
            paid=f"{count.paid:,}",
            total=f"{count.total:,}",
            rate=count.rate,
        )


def _follows(typed: Decimal, count: Count) -> bool:
    """Whether ``typed`` is the rate, rounded or cut off at the places that it has."""
    place = Decimal(1).scaleb(min(int(typed.as_tuple().exponent), 0))
    exact = Decimal(100 * count.paid) / count.total
    return typed in {exact.quantize(place, ROUND_HALF_UP), exact.quantize(place, ROUND_DOWN)}


def _check_twice(reading: _Reading) -> None:
    first: dict[str, int] = {}
    for row in reading.rows:
        name = row.area.casefold()
        if name in first:
            reading.complain(AREA_TWICE, area=row.area, first=first[name], second=row.line)
        first.setdefault(name, row.line)


def _check_stated(stated: Row, found: Count, reading: _Reading) -> None:
    for message, said, summed in (
        (TOTAL_PAID_DIFFERS, stated.count.paid, found.paid),
        (TOTAL_DIFFERS, stated.count.total, found.total),
    ):
        if said != summed:
            reading.complain(message, stated=f"{said:,}", sum=f"{summed:,}", by=f"{said - summed:+,}")


def _rounded(count: Count) -> Decimal:
    return (Decimal(100 * count.paid) / count.total).quantize(_CENT, ROUND_HALF_UP)


# Figures of the store


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one group is, and where it was the month before, if that is known."""

    name: str
    now: Count
    before: Count | None = None

    @property
    def gained(self) -> int | None:
        """More people paid by account than the month before."""
        return None if self.before is None else self.now.paid - self.before.paid

    @property
    def has_started(self) -> bool:
        return self.now.paid > 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Standings by commune, by allowance and by former district; each adds up to ``whole``."""

    by_area: tuple[Standing, ...]
    by_scheme: tuple[Standing, ...]
    by_district: tuple[Standing, ...]
    whole: Standing

    @property
    def not_started(self) -> tuple[Standing, ...]:
        """Communes that have beneficiaries and nobody paid by account."""
        return tuple(one for one in self.by_area if one.now.total and not one.has_started)


def progress(
    now: Mapping[tuple[str, str], Count],
    before: Mapping[tuple[str, str], Count],
    district_of: Callable[[str], str],
    order: Sequence[str],
) -> Progress:
    """Counts by (area, scheme), now and a month ago, as standings. Areas that ``order`` does not name are left out.

    A group's month before is unknown if any part of it that has people now was not counted then.
    """
    named = set(order)
    kept = {key: count for key, count in now.items() if key[0] in named}
    return Progress(
        by_area=_standings(kept, before, lambda key: key[0], order),
        by_scheme=_standings(kept, before, lambda key: key[1], ("NCC", "BTXH", "HTXH")),
        by_district=_standings(kept, before, lambda key: district_of(key[0]), ()),
        whole=_standing("", kept, before),
    )


def _standings(
    now: Mapping[tuple[str, str], Count],
    before: Mapping[tuple[str, str], Count],
    group: Callable[[tuple[str, str]], str],
    order: Iterable[Hashable],
) -> tuple[Standing, ...]:
    parts: dict[str, dict[tuple[str, str], Count]] = defaultdict(dict)
    for key, count in now.items():
        parts[group(key)][key] = count
    known = [name for name in order if name in parts] or sorted(parts)
    return tuple(_standing(str(name), parts[str(name)], before) for name in known)


def _standing(name: str, now: Mapping[tuple[str, str], Count], before: Mapping[tuple[str, str], Count]) -> Standing:
    was = [before.get(key) for key, count in now.items() if count.total]
    known = [count for count in was if count is not None]
    complete = bool(known) and len(known) == len(was)
    return Standing(name, total(now.values()), total(known) if complete else None)
