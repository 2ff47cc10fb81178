"""Reading an uploaded list in a process of its own: ``python -m bot.reports.roster_reading FOLDER``.

The folder holds ``request.json``; what was understood is written beside it. Prints the number of rows read, for
whoever shows progress. Must not open the store: people are compared with it elsewhere.
"""

from __future__ import annotations

import gc
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bot.knowledge.areas import AreaIndex
from bot.reports import roster_rows
from bot.reports.doubles import Doubles
from bot.reports.heading_words import Field
from bot.reports.headings import Question, find_layout
from bot.reports.roster_files import ENTRIES, MISTAKES, REQUEST, RESULT, TOGETHER
from bot.reports.roster_lines import filled
from bot.reports.roster_places import Places
from bot.reports.roster_rows import Entry, Mistake, SheetReader, Tally, Terms, notes_about, value_key
from bot.reports.safety import RefusedFileError, check, check_rows
from bot.reports.sheets import head, open_sheets
from storage.roster_names import match_words, name_key, name_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.reports.headings import Layout
    from bot.reports.sheets import Row, Sheet

EVERY = 5_000
"""Rows between two signs of progress."""
MOST_VALUES_ASKED = 4
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class Reading:
    """What was found in the file, besides its people."""

    people: int = 0
    mistakes: int = 0
    notes: int = 0
    skipped: int = 0
    rows: int = 0
    sheets: list[str] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    twins: set[str] = field(default_factory=set)
    """``match_text`` of whom the list holds more than once, with different allowances."""
    doubtful: set[str] = field(default_factory=set)
    """Names, as ``name_key`` has them, of rows that were not taken."""
    questions: list[Question] = field(default_factory=list)


def laid_out(sheet: Sheet, answers: Mapping[str, str]) -> tuple[Layout, Iterator[Row], list[Row]] | None:
    """The sheet's columns, all its rows and its first ones; ``None`` if it holds no list of people."""
    for reading in sheet.readings:
        first = head(reading())
        layout = find_layout(first, sheet.merged, answers)
        if layout:
            return layout, reading(), first
    return None


class Reader:
    """Reads one file into two lists of lines.

    People stand area by area, in which order the store writes quickest, up to ``TOGETHER`` of them in a line.
    """

    def __init__(self, terms: Terms, people: IO[str], mistakes: IO[str], on_rows: Callable[[int], None]) -> None:
        self.terms = terms
        self.reading = Reading()
        self._people = people
        self._mistakes = mistakes
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._waiting: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._on_rows = on_rows
        self._doubles = Doubles()
        self._known: set[str] = set()
        self._tally = Tally()
        self._is_empty = True

    def read(self, path: Path) -> Reading:
        """Everything that the file holds; ``RefusedFileError`` if it cannot be read."""
        for number, sheet in enumerate(open_sheets(path, check(path))):
            self._sheet(number, sheet)
        for note in self._doubles.near():
            self._mistake(note)
        for area, waiting in self._waiting.items():
            self._people.writelines((*self._lines[area], _line(waiting)) if waiting else self._lines[area])
        self.reading.skipped = self._tally.skipped
        self.reading.questions += self._late_questions()
        if self._is_empty:  # nothing is to be known about headings alone
            self.reading.questions = []
        return self.reading

    def _sheet(self, number: int, sheet: Sheet) -> None:
        found = laid_out(sheet, self.terms.answers)
        if found is None:
            self.reading.unread_sheets.append(sheet.name)
            return
        layout, rows, first = found
        self.reading.sheets.append(sheet.name)
        self._ask(layout)
        reader = SheetReader(number, layout, self.terms, self._tally)
        reader.begin(first, sheet.merged, sheet.name)
        for index, row in enumerate(rows):
            if index >= layout.first_row:
                self._is_empty = self._is_empty and not filled(row)
                self._row(reader.read(index, row))

    def _row(self, outcome: Entry | Mistake | None) -> None:
        self.reading.rows += 1
        if self.reading.rows % EVERY == 0:
            check_rows(self.reading.rows)
            self._on_rows(self.reading.rows)
        if isinstance(outcome, Entry):
            self._person(outcome)
        elif outcome is not None:
            self._mistake(outcome)

    def _person(self, entry: Entry) -> None:
        named = name_words(entry.full_name)
        double = self._doubles.add(entry, " ".join(named))
        if double:
            self._mistake(double)
            if not double.taken:
                return
        young = notes_about(entry, self.terms.this_year)
        if young:
            self._mistake(Mistake(entry.sheet, entry.row, young, taken=True))
        self.reading.people += 1
        key = match_words(named, entry.birth_year, entry.area_code)
        if key in self._known:
            self.reading.twins.add(key)
        self._known.add(key)
        waiting = self._waiting[entry.area_code]
        waiting.append((key, *entry))
        if len(waiting) == TOGETHER:
            self._lines[entry.area_code].append(_line(waiting))
            waiting.clear()

    def _mistake(self, mistake: Mistake) -> None:
        if mistake.taken:
            self.reading.notes += 1
        else:
            self.reading.mistakes += 1
            self.reading.doubtful.update([name_key(mistake.name)] if mistake.name else ())
        slips = [[slip.message, dict(slip.values)] for slip in mistake.slips]
        self._mistakes.write(_line((mistake.sheet, mistake.row, mistake.taken, slips)))

    def _ask(self, layout: Layout) -> None:
        """Questions that the headings raise; the same one of a second sheet is asked once."""
        asked = {question.key for question in self.reading.questions}
        raised = [*layout.questions, *_missing_columns(layout, self.terms.answers)]
        self.reading.questions += [question for question in raised if question.key not in asked]

    def _late_questions(self) -> list[Question]:
        """Questions that only the cells raise."""
        tally, answers = self._tally, self.terms.answers
        late = []
        if (
            tally.blank_payments
            and not (tally.cash_said and tally.account_said)
            and roster_rows.ASK_BLANK not in answers
        ):
            late.append(Question(roster_rows.ASK_BLANK, (("cash", ""), ("account", ""), ("mistake", ""))))
        for written, _ in tally.unclear.most_common(MOST_VALUES_ASKED):
            key = f"value.{value_key(written)}"
            if key not in answers and value_key(written):
                late.append(
                    Question(key, (*((scheme, "") for scheme in roster_rows.SCHEMES), ("mistake", "")), written[:60])
                )
        return late


def _missing_columns(layout: Layout, answers: Mapping[str, str]) -> Iterator[Question]:
    """What no column says, so that it must hold for the whole list; and whether ends of accounts are wanted."""
    raised = {question.key for question in layout.questions}
    if not layout.has(Field.CATEGORY, Field.SCHEME) and f"column.{Field.CATEGORY}" not in raised:
        yield from _unanswered(
            Question(roster_rows.SCHEME_OF_ALL, tuple((scheme, "") for scheme in roster_rows.SCHEMES)), answers
        )
    paid = layout.has(Field.PAID_BY, Field.CASH_MARK, Field.ACCOUNT_MARK, Field.ACCOUNT)
    if not paid and f"column.{Field.PAID_BY}" not in raised:
        yield from _unanswered(Question(roster_rows.PAID_BY_ALL, (("cash", ""), ("account", ""))), answers)
    if layout.has(Field.ACCOUNT):
        yield from _unanswered(Question(roster_rows.KEEP_TAILS, (("no", ""), ("yes", ""))), answers)


def _unanswered(question: Question, answers: Mapping[str, str]) -> Iterator[Question]:
    if question.key not in answers:
        yield question


def _line(values: Sequence[Any]) -> str:
    return _encode(values) + "\n"


def run(folder: Path, on_rows: Callable[[int], None]) -> dict[str, Any]:
    """Read the file that ``request.json`` names, and write what was found beside it."""
    request = json.loads((folder / REQUEST).read_text("utf-8"))
    terms = Terms(Places(AreaIndex.load(), request["area"]), request["year"], request["answers"])
    with (
        (folder / ENTRIES).open("w", encoding="utf-8") as people,
        (folder / MISTAKES).open("w", encoding="utf-8") as bad,
    ):
        try:
            reading = Reader(terms, people, bad, on_rows).read(Path(request["file"]))
        except RefusedFileError as error:
            return {"refused": error.message, "values": error.values}
    return {
        "people": reading.people,
        "mistakes": reading.mistakes,
        "notes": reading.notes,
        "skipped": reading.skipped,
        "rows": reading.rows,
        "sheets": reading.sheets,
        "unread_sheets": reading.unread_sheets,
        "twins": sorted(reading.twins),
        "doubtful": sorted(reading.doubtful),
        "questions": [[question.key, question.options, question.about] for question in reading.questions],
    }


def main() -> None:
    # Rows hold no circles; looking for some among hundreds of thousands of them took a tenth of the time.
    gc.disable()
    folder = Path(sys.argv[1])
    result = run(folder, lambda rows: print(rows, flush=True))  # noqa: T201 - progress, read by the parent
    (folder / RESULT).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
