"""Which column of a sheet holds what: headings found below titles, in one to three rows, in any order.

Pure. What two columns could be, or what a heading leaves open and the cells do not settle, is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import words
from bot.reports.cells import looks_like
from bot.reports.heading_words import ALONE, STRONG, WEAK, Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reports.sheets import Cell, Row, Span

MOST_HEADING_ROWS = 3
MOST_WORDS = 14
"""A longer cell is a title or a note, not a heading."""
NONE = "-"
"""The answer that no column holds what was asked for."""
_BRACKETS = re.compile(r"\([^)]*\)")
_SINGLE = (Field.CATEGORY, Field.AMOUNT, Field.PAID_BY, Field.COMMUNE, Field.ACCOUNT, Field.BANK, Field.SCHEME)
"""Fields that one column holds; of several, the officer says which."""
_WANTED = (Field.NAME, Field.BORN, Field.COMMUNE, Field.CATEGORY, Field.AMOUNT, Field.PAID_BY, Field.ACCOUNT_MARK)
_AMOUNT_ORDER = ("muc huong", "muc tro cap", "tro cap hang thang", "so tien thuc nhan")
_TOLD_BY_CELLS = (Field.BORN, Field.PAID_BY)
"""Fields that their cells give away under any heading."""
_BELOW = frozenset({"nam", "nu", "ngay", "thang", "ho", "ten"})
"""What stands in a second line of headings, below one over several columns."""
_ENOUGH = 0.6
_SAMPLE = 40

_Ranked = tuple[int, tuple[str, ...], Field]
_Phrases = dict[str, list[_Ranked]]
"""Phrases by their first word. The longest has the lowest rank."""


def _phrases(table: Mapping[Field, str]) -> _Phrases:
    pairs = [(tuple(phrase.split()), meant) for meant, listed in table.items() for phrase in listed.split(", ")]
    by_first: _Phrases = defaultdict(list)
    for rank, (phrase, meant) in enumerate(sorted(pairs, key=lambda pair: -len(pair[0]))):
        by_first[phrase[0]].append((rank, phrase, meant))
    return dict(by_first)


_STRONG, _WEAK = _phrases(STRONG), _phrases(WEAK)


@dataclass(frozen=True, slots=True)
class Question:
    """What the officer has to say before the rows can be read. ``options`` are (value, label) pairs."""

    key: str
    options: tuple[tuple[str, str], ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's columns. ``first_row`` is where the people begin, counted from 0."""

    first_row: int
    columns: dict[Field, tuple[int, ...]]
    headings: tuple[str, ...]
    questions: tuple[Question, ...] = ()

    def has(self, *fields: Field) -> bool:
        return any(self.columns.get(one) for one in fields)


@dataclass(frozen=True, slots=True)
class _Block:
    """Some rows read as headings: the text of each column, and what it would mean."""

    first_row: int
    headings: tuple[tuple[str, ...], ...]
    fields: tuple[Field | None, ...]
    last_texts: tuple[str, ...]
    height: int

    @property
    def rank(self) -> tuple[int, int]:
        """How much it says. A line that adds nothing is still a heading if its words are: "Nam", "Nữ"."""
        known = {meant for meant in self.fields if meant not in {None, Field.OTHER}}
        score = len(known) + sum(meant is not None for meant in self.fields)
        is_told = all(" ".join(words(text)) in _BELOW for text in self.last_texts)
        return score, self.height if is_told else -self.height


@dataclass(slots=True)
class _Candidates:
    strong: dict[Field, list[int]] = field(default_factory=lambda: defaultdict(list))
    weak: dict[Field, list[int]] = field(default_factory=lambda: defaultdict(list))
    unknown: list[int] = field(default_factory=list)
    """Columns whose headings say nothing."""


def find_layout(head: Sequence[Row], merged: Sequence[Span], answers: Mapping[str, str]) -> Layout | None:
    """The layout of a sheet by its first rows; ``None`` if there are no headings of a list of people."""
    block = max(_blocks(head, merged), key=lambda one: one.rank, default=None)
    if block is None:
        return None
    return _laid_out(block, head[block.first_row : block.first_row + _SAMPLE], answers)


def is_heading(cell: Cell) -> bool:
    """Whether a cell in the column of names says that it is one: the heading repeated on a new page."""
    return isinstance(cell, str) and meaning(cell) in {Field.NAME, Field.FAMILY_NAME}


@lru_cache(maxsize=512)
def meaning(heading: str) -> Field | None:
    """What a heading says for certain."""
    return _lookup(_STRONG, heading)


@lru_cache(maxsize=512)
def hint(heading: str) -> Field | None:
    """What a heading may say."""
    return _lookup(_WEAK, heading)


def _lookup(phrases: _Phrases, heading: str) -> Field | None:
    spoken = words(_BRACKETS.sub(" ", heading)) or words(heading)
    if not 0 < len(spoken) <= MOST_WORDS:
        return None
    said = (
        (rank, meant)
        for start, word in enumerate(spoken)
        for rank, phrase, meant in phrases.get(word, ())
        if _says(spoken, start, phrase)
    )
    return min(said, default=(0, None))[1]


def _says(spoken: tuple[str, ...], start: int, phrase: tuple[str, ...]) -> bool:
    if len(phrase) == 1 and phrase[0] in ALONE:
        return tuple(word for word in spoken if not word.isdecimal()) == phrase
    return spoken[start : start + len(phrase)] == phrase


def _blocks(head: Sequence[Row], merged: Sequence[Span]) -> list[_Block]:
    blocks: list[_Block] = []
    for first in range(len(head)):
        for height in range(1, MOST_HEADING_ROWS + 1):
            rows = head[first : first + height]
            if len(rows) < height or (height > 1 and not _continues(rows[-1], blocks[-1] if blocks else None)):
                break
            block = _block(first, rows, merged)
            if block is None:
                break
            blocks.append(block)
    return [block for block in blocks if _is_list(block)]


def _block(first: int, rows: Sequence[Row], merged: Sequence[Span]) -> _Block | None:
    texts = [_texts(first + offset, row, merged, last=offset == len(rows) - 1) for offset, row in enumerate(rows)]
    width = max(map(len, texts))
    columns = tuple(
        tuple(dict.fromkeys(line[index] for line in texts if index < len(line) and line[index]))
        for index in range(width)
    )
    fields = tuple(_column_meaning(parts) for parts in columns)
    own = tuple(cell for cell in rows[-1] if isinstance(cell, str) and cell)
    return _Block(first + len(rows), columns, fields, own, len(rows)) if any(fields) else None


def _texts(number: int, row: Row, merged: Sequence[Span], *, last: bool) -> list[str]:
    """The row's headings; one over several columns is written over each of them."""
    texts = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row]
    for (top, left), (bottom, right) in merged:
        if top <= number <= bottom and left < len(texts):
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = texts[column] or (texts[left] if top == number else "")
    return texts if last else _carried(texts)


def _carried(texts: list[str]) -> list[str]:
    """A file without merged cells shows a heading over two columns as one text and a gap."""
    carried, latest = [], ""
    for text in texts:
        latest = text or latest
        carried.append(latest)
    return carried


def _column_meaning(parts: tuple[str, ...]) -> Field | None:
    """What the lowest part says, else what all parts say together."""
    if not parts:
        return None
    lowest = words(parts[-1])
    if len(parts) > 1 and lowest in {("ngay",), ("thang",)}:
        return Field.OTHER
    return meaning(parts[-1]) or meaning(" ".join(parts))


def _continues(row: Row, above: _Block | None) -> bool:
    """Whether a row can be the second line of headings: nobody's name stands in it, and no figures."""
    if above is None:
        return False
    filled = [cell for cell in row if cell not in ("", None)]
    if not filled or any(not isinstance(cell, str) for cell in filled):
        return False
    names = [index for index, meant in enumerate(above.fields) if meant in {Field.NAME, Field.FAMILY_NAME}]
    return all(index >= len(row) or not row[index] or words(str(row[index])) in {("ho",), ("ten",)} for index in names)


def _is_list(block: _Block) -> bool:
    """A person's name, and something about the person."""
    known = set(block.fields)
    named = known & {Field.NAME, Field.FAMILY_NAME} or any(
        hint(" ".join(parts)) is Field.NAME for parts in block.headings
    )
    about = known - {None, Field.OTHER, Field.NAME, Field.FAMILY_NAME, Field.SECRET}
    hinted = {hint(" ".join(parts)) for parts in block.headings} - {None, Field.NAME}
    return bool(named) and bool(about or len(hinted) > 1)


def _laid_out(block: _Block, sample: Sequence[Row], answers: Mapping[str, str]) -> Layout:
    labels = tuple(" ".join(parts) for parts in block.headings)
    found = _candidates(block, labels, sample)
    columns: dict[Field, tuple[int, ...]] = {}
    questions = []
    for meant in Field:
        chosen, question = _choose(meant, found, labels, sample, answers)
        if chosen:
            columns[meant] = chosen
        if question:
            questions.append(question)
    if Field.FAMILY_NAME in columns:
        columns[Field.GIVEN_NAME] = _given(found, columns)
        columns.pop(Field.NAME, None)
        questions = [question for question in questions if question.key != f"column.{Field.NAME}"]
    return Layout(block.first_row, columns, labels, tuple(questions))


def _candidates(block: _Block, labels: Sequence[str], sample: Sequence[Row]) -> _Candidates:
    found = _Candidates()
    for index, meant in enumerate(block.fields):
        hinted = hint(labels[index])
        if Field.ACCOUNT_MARK in {meant, hinted} and _agrees(Field.ACCOUNT, index, sample):
            found.strong[Field.ACCOUNT].append(index)
        elif meant is not None:
            found.strong[meant].append(index)
        elif hinted is not None:
            found.weak[hinted].append(index)
        elif labels[index]:
            found.unknown.append(index)
    return found


def _given(found: _Candidates, columns: Mapping[Field, tuple[int, ...]]) -> tuple[int, ...]:
    """The given name: headed "Tên", or in the next column under the same heading."""
    after = columns[Field.FAMILY_NAME][0] + 1
    named = [*found.weak[Field.NAME], *found.strong[Field.NAME]]
    return (after,) if after in named or not named else (named[0],)


def _choose(
    meant: Field, found: _Candidates, labels: Sequence[str], sample: Sequence[Row], answers: Mapping[str, str]
) -> tuple[tuple[int, ...], Question | None]:
    """The columns of one field, or what to ask about them."""
    strong, weak = found.strong.get(meant, []), found.weak.get(meant, [])
    if not (strong or weak) and meant in _TOLD_BY_CELLS:
        return _by_cells(meant, found.unknown, labels, sample, answers)
    offered = strong or weak
    answer = answers.get(f"column.{meant}")
    if answer is not None and offered:
        return tuple(index for index in offered if _value(labels[index]) == answer)[:1], None
    if strong:
        settled = _settled(meant, strong, labels, sample)
        return (settled, None) if settled else ((), _question(meant, strong, labels))
    if not weak or meant not in _WANTED:
        return (), None
    agreeing = [index for index in weak if _agrees(meant, index, sample)]
    if len(agreeing) == 1 or (agreeing and meant is Field.BORN and _are_sexes(agreeing, labels)):
        return tuple(agreeing), None
    return ((), _question(meant, agreeing or weak, labels)) if agreeing or meant is Field.PAID_BY else ((), None)


def _by_cells(
    meant: Field, unknown: list[int], labels: Sequence[str], sample: Sequence[Row], answers: Mapping[str, str]
) -> tuple[tuple[int, ...], Question | None]:
    """No heading says it: a column whose cells look like it is offered, and never taken unasked."""
    offered = [index for index in unknown if _agrees(meant, index, sample)]
    answer = answers.get(f"column.{meant}")
    if answer is not None or not offered:
        return tuple(index for index in offered if _value(labels[index]) == answer)[:1], None
    asked = _question(meant, offered, labels)
    return (), Question(asked.key, (*asked.options, (NONE, "")))


def _settled(meant: Field, strong: list[int], labels: Sequence[str], sample: Sequence[Row]) -> tuple[int, ...]:
    """One column, or several that go together (a year for men and one for women); none to ask."""
    if len(strong) == 1 or meant not in (*_SINGLE, Field.NAME):
        return tuple(strong)
    if meant is Field.NAME:
        same = len({labels[index] for index in strong}) == 1
        return tuple(strong) if same and strong[-1] - strong[0] < len(strong) else tuple(strong[:1]) if same else ()
    filled = [index for index in strong if any(index < len(row) and row[index] not in ("", None) for row in sample)]
    if len(filled) <= 1:
        return tuple(filled or strong[:1])
    if meant is Field.AMOUNT:
        for phrase in _AMOUNT_ORDER:
            ranked = [index for index in filled if phrase in " ".join(words(labels[index]))]
            if len(ranked) == 1:
                return tuple(ranked)
    return ()


def _agrees(meant: Field, index: int, sample: Sequence[Row]) -> bool:
    cells = [row[index] for row in sample if index < len(row) and row[index] not in ("", None)]
    return bool(cells) and sum(looks_like(meant, cell) for cell in cells) >= _ENOUGH * len(cells)


def _are_sexes(indices: Sequence[int], labels: Sequence[str]) -> bool:
    return sorted(words(labels[index])[-1:] for index in indices) == [("nam",), ("nu",)]


def _question(meant: Field, indices: Sequence[int], labels: Sequence[str]) -> Question:
    return Question(f"column.{meant}", tuple((_value(labels[index]), labels[index][:60]) for index in indices))


def _value(label: str) -> str:
    """A heading as an answer: the same on every sheet."""
    return " ".join(words(label))[:40]
