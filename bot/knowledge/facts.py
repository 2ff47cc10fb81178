"""The dated facts (rates, decrees, phone numbers) that every answer takes its figures from.

Loads and checks ``facts.toml`` and an operator's corrections of it. Must not know answers or intents.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.knowledge.numerals import amounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

MONEY_WORD = "đồng"
_NAMED = re.compile(r"\{\{fact\.(\w+)\}\}")
_BARE_FIGURE = re.compile(r"(?<![\d.,])\d{5,9}(?![.,]?\d)")
"""An amount without a unit counts here, where it is only compared with known old ones."""
KEY = re.compile(r"[a-z][a-z0-9_]*")


class Confidence(StrEnum):
    """How well a fact is established; only the first two may be said to anybody."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a content file, and what to do about it."""

    file: str
    line: int | None
    problem: str
    cure: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}. {self.cure}."


class ContentError(Exception):
    """The content cannot be used; ``mistakes`` holds everything that is wrong with it."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, ready to be put into a Vietnamese sentence."""

    key: str
    value: str
    source: str
    checked_on: date
    confidence: Confidence
    valid_from: date | None = None

    @property
    def can_be_said(self) -> bool:
        return self.confidence in {Confidence.HIGH, Confidence.MEDIUM}


@dataclass(frozen=True, slots=True)
class Superseded:
    """An amount that people still quote, and the fact that took its place."""

    value: str
    present: Fact
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts by key."""

    by_key: Mapping[str, Fact]
    superseded: tuple[Superseded, ...] = ()

    @classmethod
    def load(cls, file: Traversable, overrides: Traversable | None = None) -> Facts:
        """The facts of ``file``, those of ``overrides`` winning; ``ContentError`` with every mistake."""
        facts, mistakes = cls.read(file, overrides)
        if mistakes:
            raise ContentError(mistakes)
        return facts

    @classmethod
    def read(cls, file: Traversable, overrides: Traversable | None = None) -> tuple[Facts, tuple[Mistake, ...]]:
        """The facts that are in order, so that answers can be checked too, and what is wrong with others."""
        reading = _Reading()
        shipped = reading.file(file)
        corrected = _Tables({}, ())
        if overrides is not None and overrides.is_file():
            corrected = reading.file(overrides)
        facts = _merged(shipped, corrected, reading)
        return facts, tuple(reading.mistakes)

    def __getitem__(self, key: str) -> Fact:
        return self.by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self.by_key

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_key)

    def fill(self, text: str) -> str:
        """``text`` with ``{{fact.key}}`` as the fact's value; ``KeyError`` for a fact that is not there."""
        return _NAMED.sub(lambda match: self.by_key[match[1]].value, text)

    def superseded_in(self, text: str) -> tuple[Superseded, ...]:
        """The superseded amounts that ``text`` quotes, the newest first."""
        quoted = {*amounts(text), *(int(match[0]) for match in _BARE_FIGURE.finditer(text))}
        found = [old for old in self.superseded if quoted.intersection(amounts(old.value))]
        return tuple(sorted(found, key=lambda old: old.until or date.min, reverse=True))


@dataclass(frozen=True, slots=True)
class _Outdated:
    value: str
    fact: str
    source: str
    until: date | None
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class _Tables:
    facts: Mapping[str, Fact]
    superseded: tuple[_Outdated, ...]


def _merged(shipped: _Tables, corrected: _Tables, reading: _Reading) -> Facts:
    by_key = {**shipped.facts, **corrected.facts}
    listed = [
        Superseded(old.value, by_key[old.fact], old.source, old.until)
        for old in (*shipped.superseded, *corrected.superseded)
        if reading.is_known(old, by_key)
    ]
    # A corrected rate makes the shipped one an old figure that people will go on quoting.
    replaced = [
        Superseded(old.value, by_key[key], old.source)
        for key, old in shipped.facts.items()
        if old.valid_from is not None
    ]
    outdated = [old for old in (*listed, *replaced) if amounts(old.value) != amounts(old.present.value)]
    return Facts(by_key, tuple(outdated))


class _Reading:
    """Reads tables and gathers what is wrong with them, so that all is reported at once."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self._name = ""
        self._lines: list[str] = []

    def file(self, file: Traversable) -> _Tables:
        self._name = str(file)
        tables = self._parsed(file)
        outdated = tables.pop("superseded", [])
        if not isinstance(outdated, list):
            self._wrong("'superseded' is not a list of tables", "Write it as [[superseded]]", "superseded")
            outdated = []
        facts = {key: fact for key, table in tables.items() if (fact := self._fact(key, table))}
        entries = [self._outdated(number, table) for number, table in enumerate(outdated)]
        return _Tables(facts, tuple(entry for entry in entries if entry))

    def is_known(self, entry: _Outdated, by_key: Mapping[str, Fact]) -> bool:
        if entry.fact not in by_key:
            problem = f"superseded amount '{entry.value}' names an unknown fact '{entry.fact}'"
            cure = "Name the fact that took its place"
            self.mistakes.append(Mistake(entry.file, entry.line, problem, cure))
        return entry.fact in by_key

    def _parsed(self, file: Traversable) -> dict[str, Any]:
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._wrong(f"not UTF-8 at byte {error.start}", "Save the file as UTF-8")
            return {}
        except OSError as error:
            self._wrong(f"cannot be read ({error.strerror})", "Check that the file is there and may be read")
            return {}
        self._lines = text.splitlines()
        try:
            return tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            problem = f"not TOML: {error}"
            cure = "Correct this line; a key may stand only once"
            self.mistakes.append(Mistake(self._name, int(place[1]) if place else None, problem, cure))
            return {}

    def _fact(self, key: str, table: object) -> Fact | None:
        if not isinstance(table, dict):
            self._wrong(f"'{key}' is not a table", f"Write it as [{key}]", key)
            return None
        if not KEY.fullmatch(key):
            self._wrong(f"'{key}' is not a key", "Use small letters, digits and _", key)
        if not self._fields(key, table, {"value", "source", "checked_on", "confidence"}, {"valid_from"}):
            return None
        if MONEY_WORD in table["value"] and "valid_from" not in table:
            cure = "Add valid_from = the day from which it applies"
            self._wrong(f"'{key}' is an amount without valid_from", cure, key)
        return Fact(key, **{**table, "confidence": Confidence(table["confidence"])})

    def _outdated(self, number: int, table: object) -> _Outdated | None:
        where = f"[superseded]#{number}"
        if not isinstance(table, dict) or not self._fields(where, table, {"value", "fact", "source"}, {"until"}):
            return None
        if not amounts(table["value"]):
            self._wrong(f"'{table['value']}' is not an amount", "Write it like '500.000 đồng'", where)
        line = self._line_of(where)
        return _Outdated(table["value"], table["fact"], table["source"], table.get("until"), self._name, line)

    def _fields(self, key: str, table: dict[str, Any], needed: set[str], optional: set[str]) -> bool:
        before = len(self.mistakes)
        label = key.partition("]")[0].strip("[")
        for field in sorted(needed - table.keys()):
            self._wrong(f"'{label}' has no '{field}'", f"Add a line {field} = …", key)
        for field in sorted(table.keys() - needed - optional):
            self._wrong(f"'{label}' has an unknown '{field}'", "Remove it, or correct its spelling", key, field)
        for field in sorted(table.keys() & (needed | optional)):
            if fault := _fault(field, table[field]):
                self._wrong(f"'{label}': '{field}' {fault[0]}", fault[1], key, field)
        return len(self.mistakes) == before

    def _wrong(self, problem: str, cure: str, key: str | None = None, field: str | None = None) -> None:
        line = self._line_of(key, field) if key else None
        self.mistakes.append(Mistake(self._name, line, problem, cure))

    def _line_of(self, key: str, field: str | None = None) -> int | None:
        """The line of a table's head, or of one field in it; ``None`` if it is written in another way."""
        head, _, number = key.partition("#")
        head = f"[{head}]"
        heads = [at for at, line in enumerate(self._lines) if line.replace(" ", "").startswith(head)]
        if len(heads) <= int(number or 0):
            return None
        start = heads[int(number or 0)]
        for at in range(start + 1, len(self._lines) if field else 0):
            if self._lines[at].startswith("["):
                break
            if re.match(rf"\s*{re.escape(field or '')}\s*=", self._lines[at]):
                return at + 1
        return start + 1


def _fault(field: str, value: object) -> tuple[str, str] | None:
    if field in {"checked_on", "valid_from", "until"}:
        if isinstance(value, date) and not isinstance(value, datetime):
            return None
        return "is not a date", "Write it without quotation marks, like 2026-11-24"
    if not isinstance(value, str) or not value.strip():
        return "is not a text", 'Write it in quotation marks, like "…"'
    if field == "confidence" and value not in set(Confidence):
        return f"is '{value}'", "Use H, M, L or ?"
    if field == "value" and re.search(r"[{}\n]", value):
        return "holds a brace or a line break", "Write one plain line"
    return None
