"""The people of one sheet: each row is a person, a heading, a sum, or a mistake that is named.

Pure. Knows the layout, the places and what the officer answered; must not know the store.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar, Union

from bot.i18n import N_
from bot.knowledge.vietnamese import words
from bot.reports import cells, roster_lines
from bot.reports.categories import MOST_CATEGORY, scheme_of
from bot.reports.cells import Slip
from bot.reports.heading_words import Field
from bot.reports.headings import is_heading
from bot.reports.roster_places import former_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.knowledge.areas import Area
    from bot.reports.headings import Layout
    from bot.reports.roster_places import Places
    from bot.reports.sheets import Cell, Row, Span

_T = TypeVar("_T")
_Cells = Union["Row", "Mapping[int, Cell]"]
"""A row, or some cells of one by their columns."""

NO_SCHEME = N_("The allowance is missing. Please write NCC, BTXH or HTXH.")
ODD_SCHEME = N_("The allowance is not clear. Please write NCC, BTXH or HTXH.")
YOUNG = N_("A social pension is for people of 70 and older. Please look whether the year of birth is right.")

LEAST_PENSION_AGE = 70
SCHEMES = ("NCC", "BTXH", "HTXH")
ASK_BLANK = "blank"
KEEP_TAILS = "tail"
SCHEME_OF_ALL = "scheme"
PAID_BY_ALL = "paid_by"

MOST_REMEMBERED = 4_096
"""Different places, allowances and ways of payment of one sheet that are not read anew."""

_PLACE = (Field.COMMUNE, Field.DISTRICT, Field.ADDRESS, Field.HAMLET)
_ALLOWANCE = (Field.CATEGORY, Field.SCHEME)
_PAYMENT = (Field.PAID_BY, Field.CASH_MARK, Field.ACCOUNT_MARK)
_FILLED_DOWN = (Field.COMMUNE, Field.DISTRICT, Field.HAMLET, Field.CATEGORY, Field.SCHEME, Field.BANK, Field.ADDRESS)


class Entry(NamedTuple):
    """One person of the list, as understood. ``row`` is the number that Excel shows."""

    sheet: int
    row: int
    full_name: str
    birth_year: int
    area_code: str
    hamlet: str | None
    scheme: str
    category: str | None
    amount: int | None
    paid_by: str
    bank: str | None
    account_tail: str | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that was not taken, or (``taken``) one to look at again."""

    sheet: int
    row: int
    slips: tuple[Slip, ...]
    taken: bool = False
    name: str = ""
    """Whose row it is, if it was not taken: it must not be said of them that the list leaves them out."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the whole file: the year, the communes, the answers given."""

    places: Places
    this_year: int
    answers: Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """What was met besides people, for the questions and the summary."""

    skipped: int = 0
    blank_payments: int = 0
    cash_said: int = 0
    account_said: int = 0
    unclear: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Group:
    """What a line above a group of people says about all of them."""

    hamlet: str | None = None
    commune: str | None = None
    category: str | None = None


class _Allowance(NamedTuple):
    """What a row draws; ``unclear``: the words that do not say it."""

    scheme: str
    category: str
    unclear: str = ""


class SheetReader:
    """Reads one sheet's rows, in their order. What rows have in common is read once for each way of writing it."""

    def __init__(self, number: int, layout: Layout, terms: Terms, tally: Tally) -> None:
        self.number = number
        self.layout = layout
        self.terms = terms
        self.tally = tally
        self._group = _Group()
        self._above: dict[int, Cell] = {}
        self._tops: set[tuple[int, int]] = set()
        self._carried: frozenset[int] = frozenset()
        self._filled: frozenset[int] = frozenset()
        self._at = {meant: layout.columns.get(meant, ()) for meant in Field}
        self._width = max((column for columns in self._at.values() for column in columns), default=0) + 1
        self._is_footer = False
        self._named = terms.places.only
        self._numbered = roster_lines.hamlet_words(layout)
        self._places = self._columns(_PLACE)
        self._allowances = self._columns(_ALLOWANCE)
        self._payments = self._columns(_PAYMENT)
        self._place_cells = _picker(self._places)
        self._allowance_cells = _picker(self._allowances)
        self._payment_cells = _picker(self._payments)
        self._place = lru_cache(MOST_REMEMBERED, typed=True)(self._read_place)
        self._allowance = lru_cache(MOST_REMEMBERED, typed=True)(self._read_allowance)
        self._payment = lru_cache(MOST_REMEMBERED, typed=True)(self._read_payment)

    def _columns(self, fields: Sequence[Field]) -> tuple[int, ...]:
        return tuple(column for meant in fields for column in self._at[meant])

    def begin(self, head: Sequence[Row], merged: Sequence[Span], title: str) -> None:
        """Look at titles for a commune, and at the first rows for columns that are written once for a group."""
        titles = [title, *(cells.text(cell) for row in head[: self.layout.first_row] for cell in row)]
        self._named = next((code for text in titles if (code := self.terms.places.titled(text))), self._named)
        columns = set(self._columns(_FILLED_DOWN))
        sample = head[self.layout.first_row :]
        self._carried = frozenset(index for index in columns if roster_lines.mostly_blank(sample, index))
        for (top, left), (bottom, _) in merged:
            if left in columns and top >= self.layout.first_row:
                for row in range(top + 1, bottom + 1):
                    self._tops.add((row, left))
        self._filled = self._carried | {column for _, column in self._tops}

    def read(self, index: int, row: Row) -> Entry | Mistake | None:
        """The person of the row (counted from 0), why it is none, or ``None`` for a row that is not about one."""
        row += [""] * (self._width - len(row))
        if not self._is_plainly_somebody(row):
            filled = roster_lines.filled(row)
            if not filled:
                return None
            self._fill_down(index, row)
            if self._is_no_person(row, filled):
                self.tally.skipped += 1
                return None
            if len(filled) <= roster_lines.FEW_CELLS and not self._has(row, Field.BORN):
                return self._lone(index, row, filled)
        else:
            self._fill_down(index, row)
        outcome = self._person(index, row)
        if isinstance(outcome, Entry):
            self._is_footer = False
        elif self._is_footer:
            self.tally.skipped += 1
            return None
        return outcome

    def _is_plainly_somebody(self, row: Row) -> bool:
        """A name and a year, as in nearly every row, need no closer look."""
        if len(self._at[Field.NAME]) != 1 or not self._at[Field.BORN]:
            return False
        place = self._at[Field.NAME][0]
        name, born = row[place], row[self._at[Field.BORN][0]]
        if not isinstance(name, str) or " " not in name or not (isinstance(born, float) or str(born).isdecimal()):
            return False
        return not roster_lines.is_sum(row[: place + 1])

    def _fill_down(self, index: int, row: Row) -> None:
        """Write into the row what merged cells, or cells written once for a group, say about it."""
        for column in self._filled:
            if row[column] not in ("", None):
                self._above[column] = row[column]
            elif (index, column) in self._tops or column in self._carried:
                row[column] = self._above.get(column, "")

    def _is_no_person(self, row: Row, filled: Sequence[Cell]) -> bool:
        """A sum, a heading on a new page, or a row that numbers the columns."""
        if roster_lines.is_sum(filled) or roster_lines.numbers_columns(filled):
            return True
        return is_heading(self._cell(row, Field.NAME)) or is_heading(self._cell(row, Field.FAMILY_NAME))

    def _lone(self, index: int, row: Row, filled: Sequence[Cell]) -> Mistake | None:
        """A line with next to nothing in it: a group's title, a footer, or somebody with all else missing."""
        said = max((cells.text(cell) for cell in filled), key=len)
        plain = cells.folded(said)
        if self._is_footer or roster_lines.is_footer(said):
            self._is_footer = True
        elif not self._opens_group(said, plain) and self._has(row, Field.NAME):
            outcome = self._person(index, row)
            return outcome if isinstance(outcome, Mistake) else None
        self.tally.skipped += 1
        return None

    def _opens_group(self, said: str, plain: str) -> bool:
        bare = roster_lines.without_counter(said)
        if roster_lines.names_hamlet(said):
            self._group.hamlet = bare[: cells.MOST_HAMLET]
            self._leave(Field.HAMLET)
        elif roster_lines.names_commune(plain):
            self._group.commune, self._group.hamlet = bare, None
            self._leave(Field.HAMLET, Field.COMMUNE)
        elif scheme_of(bare):
            self._group.category = bare
        else:
            return False
        return True

    def _leave(self, *fields: Field) -> None:
        """What was written above a new group does not hold for it."""
        for meant in fields:
            for column in self.layout.columns.get(meant, ()):
                self._above.pop(column, None)

    def _person(self, index: int, row: Row) -> Entry | Mistake:
        slips: list[Slip] = []
        name = _or_slip(cells.name(self._name_cell(row)), slips)
        year = _or_slip(cells.born(self._cell(row, Field.BORN), self.terms.this_year), slips)
        place, hamlet = self._place(self._group.commune, self._group.hamlet, *self._place_cells(row))
        area = _or_slip(place, slips)
        scheme, category = self._scheme(row, slips)
        amount = _or_slip(cells.amount(self._cell(row, Field.AMOUNT)), slips)
        account = cells.text(self._cell(row, Field.ACCOUNT))
        paid_by = _or_slip(self._paid_by(row, account), slips)
        if slips or not (name and year and area and scheme and paid_by):
            return Mistake(self.number, index + 1, tuple(slips), name=self._name_cell(row))
        return Entry(
            sheet=self.number,
            row=index + 1,
            full_name=name,
            birth_year=year,
            area_code=area.code,
            hamlet=hamlet or None,
            scheme=scheme,
            category=category or None,
            amount=amount,
            paid_by=paid_by,
            bank=(cells.text(self._cell(row, Field.BANK))[:60] or None) if paid_by == "account" else None,
            account_tail=self._tail(account) if paid_by == "account" else None,
        )

    def _tail(self, account: str) -> str | None:
        return cells.tail(account) if self.terms.answers.get(KEEP_TAILS) == "yes" else None

    def _cell(self, row: _Cells, meant: Field) -> Cell:
        """The first cell of that field with something in it."""
        for column in self._at[meant]:
            if row[column] not in ("", None):
                return row[column]
        return ""

    def _has(self, row: Row, meant: Field) -> bool:
        return self._cell(row, meant) != ""

    def _name_cell(self, row: Row) -> str:
        """The name, put together where it stands in two columns."""
        parts = self._at[Field.NAME] or (*self._at[Field.FAMILY_NAME], *self._at[Field.GIVEN_NAME])
        if len(parts) == 1:
            return cells.text(row[parts[0]])
        return " ".join(cells.text(row[column]) for column in parts).strip()

    def _read_place(self, _commune: str | None, _hamlet: str | None, *written: Cell) -> tuple[Area | Slip, str]:
        """Commune and hamlet by the cells of ``_places``, in a group of people with that title."""
        row = dict(zip(self._places, written, strict=True))
        area = self._area(row)
        return area, "" if isinstance(area, Slip) else self._hamlet(row, area)

    def _area(self, row: _Cells) -> Area | Slip:
        written = cells.text(self._cell(row, Field.COMMUNE)) or self._group.commune
        if not written:
            written = self._in_address(row)
            # An address within the commune need not name it: "Khương Mỹ" on the list of Tam Xuân.
            if not written or (self._named and not self.terms.places.knows(written)):
                return self.terms.places.own(self._named)
        return self.terms.places.of(written, cells.text(self._cell(row, Field.DISTRICT)))

    def _in_address(self, row: _Cells) -> str:
        """The commune of an address: what stands in it behind the hamlet."""
        parts = [part.strip() for part in cells.text(self._cell(row, Field.ADDRESS)).split(",")]
        return ", ".join(part for part in parts if part and not roster_lines.names_hamlet(part))

    def _scheme(self, row: Row, slips: list[Slip]) -> tuple[str, str]:
        """The scheme and the category; what is unclear is counted, so that it can be asked."""
        found = self._allowance(self._group.category, *self._allowance_cells(row))
        if not found.scheme:
            self.tally.unclear.update([found.unclear] if found.unclear else ())
            slips.append(Slip(ODD_SCHEME if found.unclear else NO_SCHEME))
        return found.scheme, found.category

    def _read_allowance(self, group: str | None, *written_cells: Cell) -> _Allowance:
        """The allowance by the cells of ``_allowances``, in a group of people with that title."""
        row = dict(zip(self._allowances, written_cells, strict=True))
        category = cells.text(self._cell(row, Field.CATEGORY))[:MOST_CATEGORY] or group or ""
        named = cells.text(self._cell(row, Field.SCHEME))
        answers = self.terms.answers
        for written in (named, category):
            scheme = scheme_of(written) or answers.get(f"value.{value_key(written)}") if written else None
            if scheme in SCHEMES:
                return _Allowance(scheme, "" if cells.folded(category) == scheme.lower() else category)
        return _Allowance(answers.get(SCHEME_OF_ALL, ""), category, category or named)

    def _paid_by(self, row: Row, account: str) -> str | Slip:
        said = self._payment(*self._payment_cells(row))
        if isinstance(said, str):
            self.tally.cash_said += said == "cash"
            self.tally.account_said += said == "account"
        if said is not None:
            return said
        answers = self.terms.answers
        if PAID_BY_ALL in answers:
            return answers[PAID_BY_ALL]
        if self.layout.has(Field.PAID_BY):
            self.tally.blank_payments += 1
            blank = answers.get(ASK_BLANK)
            return blank if blank in {"cash", "account"} else Slip(cells.NO_PAYMENT)
        if self.layout.has(Field.CASH_MARK, Field.ACCOUNT_MARK):
            both = self.layout.has(Field.CASH_MARK) and self.layout.has(Field.ACCOUNT_MARK)
            return Slip(cells.NO_PAYMENT) if both else "account" if self.layout.has(Field.CASH_MARK) else "cash"
        if self.layout.has(Field.ACCOUNT):
            return "account" if any(map(str.isdecimal, account)) else "cash"
        return Slip(cells.NO_PAYMENT)

    def _read_payment(self, *written: Cell) -> str | Slip | None:
        """How the person is paid by the cells of ``_payments``."""
        row = dict(zip(self._payments, written, strict=True))
        if self.layout.has(Field.PAID_BY) and (said := cells.payment(self._cell(row, Field.PAID_BY))) is not None:
            return said
        marks = [cells.mark(self._cell(row, meant)) for meant in (Field.CASH_MARK, Field.ACCOUNT_MARK)]
        if None in marks:
            return Slip(cells.ODD_PAYMENT)
        if all(marks):
            return Slip(cells.BOTH_MARKS)
        return "cash" if marks[0] else "account" if marks[1] else None

    def _hamlet(self, row: _Cells, area: Area) -> str:
        parts = (cells.hamlet(row[column], self._numbered.get(column, "Thôn")) for column in self._at[Field.HAMLET])
        hamlet = ", ".join(filter(None, parts)) or self._group.hamlet or self._hamlet_in_address(row)
        former = former_unit(cells.text(self._cell(row, Field.COMMUNE)) or self._group.commune or "", area)
        return f"{hamlet} ({former})" if hamlet and former and former.lower() not in hamlet.lower() else hamlet

    def _hamlet_in_address(self, row: _Cells) -> str:
        parts = [part.strip() for part in cells.text(self._cell(row, Field.ADDRESS)).split(",")]
        named = next((part for part in parts if roster_lines.names_hamlet(part)), "")
        first = "" if not parts[0] or self.terms.places.knows(parts[0]) else parts[0]
        return (named or first)[: cells.MOST_HAMLET]


def _picker(columns: Sequence[int]) -> Callable[[Row], tuple[Cell, ...]]:
    """What gives the cells of some columns."""
    if len(columns) > 1:
        return itemgetter(*columns)
    return lambda row: tuple(row[column] for column in columns)


def value_key(written: str) -> str:
    """A category as part of an answer's name: the same however it is spelled."""
    return " ".join(words(written))[:60]


def notes_about(entry: Entry, this_year: int) -> tuple[Slip, ...]:
    """What is possible and yet to be looked at again."""
    is_young = entry.scheme == "HTXH" and this_year - entry.birth_year < LEAST_PENSION_AGE
    return (Slip(YOUNG),) if is_young else ()


def _or_slip(outcome: _T | Slip, slips: list[Slip]) -> _T | None:
    if isinstance(outcome, Slip):
        slips.append(outcome)
        return None
    return outcome
