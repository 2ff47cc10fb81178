"""Finds who asks for what, and how: the signals that a verdict is made of.

A signal is a pattern of concepts inside one sentence. Must not decide anything.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scams.lexicon import Lexicon

_NEAR_NEGATION = 6


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``first`` to ``last`` say ``flag``, or its opposite if ``negated``."""

    flag: str
    first: int
    last: int
    negated: bool
    weight: float
    hard: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """What to look for, and how much it weighs as a reason."""

    flag: str
    weight: float
    hard: bool
    genuine: bool
    patterns: tuple[re.Pattern[str], ...]
    unless: frozenset[str] = frozenset()
    """Symbols that say another thing when they stand inside a match: "được nhận tiền" asks for none."""


class Signals:
    """All signals, ready to be looked for."""

    def __init__(self, table: dict[str, dict[str, Any]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._negation = re.compile(f"[{lexicon.symbols['neg']}]")
        self._clause_end = re.compile(f'[|,"{lexicon.symbols["then"]}]')
        self._ifnot = lexicon.symbols["ifnot"]
        self.all = tuple(_signal(flag, row, lexicon) for flag, row in table.items())
        self.by_flag = {signal.flag: signal for signal in self.all}

    @classmethod
    def load(cls, lexicon: Lexicon) -> Signals:
        """The shipped signals."""
        text = resources.files("locales").joinpath("vi/scams/signals.toml").read_text("utf-8")
        return cls(tomllib.loads(text), lexicon)

    def find(self, symbols: str) -> tuple[Match, ...]:
        """The strongest match of each signal, and of its opposite."""
        found: dict[tuple[str, bool], Match] = {}
        for signal in self.all:
            for match in self._matches(signal, symbols):
                found.setdefault((match.flag, match.negated), match)
        return tuple(found.values())

    def _matches(self, signal: Signal, symbols: str) -> Iterator[Match]:
        for pattern in signal.patterns:
            for match in pattern.finditer(symbols):
                if signal.unless.intersection(match[1]):
                    continue
                last = match.end(1) - 1
                while last + 1 < len(symbols) and symbols[last + 1] == "_":
                    last += 1
                negated = self._negated(symbols, match.start(1), match.end(1) - 1)
                yield Match(signal.flag, match.start(1), last, negated, signal.weight, signal.hard)

    def _negated(self, symbols: str, first: int, last: int) -> bool:
        """A negation stands before ``first`` or before the last word of the request, in its clause."""
        before = symbols[max(0, first - _NEAR_NEGATION) : first].removesuffix(",")
        return self._denied(before) or self._denied(symbols[first:last])

    def _denied(self, part: str) -> bool:
        clause = self._clause_end.split(part)[-1]
        return bool(self._negation.search(clause)) and self._ifnot not in clause


def _signal(flag: str, row: dict[str, Any], lexicon: Lexicon) -> Signal:
    patterns = tuple(_compile(pattern, lexicon) for pattern in row["any"])
    unless = frozenset(lexicon.symbols[name] for name in row.get("unless", ()))
    return Signal(flag, float(row["weight"]), bool(row.get("hard")), bool(row.get("genuine")), patterns, unless)


def _compile(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    """Concept names and gaps as an expression over symbols; gaps are bounded, so it stays linear."""
    parts: list[str] = []
    gap = 0
    for item in pattern.split():
        if item.startswith("~"):
            gap = int(item[1:])
            continue
        names = [lexicon.symbols[name] for name in item.split("/")]
        if parts:
            parts.append(f"[^|]{{0,{gap + 2}}}?")
        parts.append(f"[{''.join(names)}]")
        gap = 0
    return re.compile(f"(?=({''.join(parts)}))")
