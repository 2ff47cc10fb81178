"""Doubtful words, decided by the company that they keep: ``hộ`` is ``giúp`` in ``nhận hộ`` and not in ``hộ nghèo``.

Owns how a rule of ``words.toml`` is read, not which rules there are. Must not know intents.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORDS_FILE = Path(__file__).with_name("words.toml")
TABLES: dict[str, Any] = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
_REACH = 40
"""Characters before a word that are looked at."""
_START = r"(?:^|[?.!,;:] )"
_END = r"(?: [?.!,;:]|$)"
_LETTER = r"[^\W\d_]"
_APART = r" (?:[.,] )?"
_LETTERS_BEFORE = re.compile(rf"(?<!\S)(?:{_LETTER}{_APART}){{1,2}}$")
_LETTERS_AFTER = re.compile(rf"(?:{_APART}{_LETTER}(?!\S)){{1,2}}")
_SPELT_OUT = 3
"""Letters in a row from which on they are one word, spelt out, and no short forms."""


@dataclass(frozen=True, slots=True)
class _Company:
    """Phrases around a word: what may stand before it, after it, or on both sides at once."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    around: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]

    def is_kept(self, left: str, text: str, end: int) -> bool:
        """Whether one of the phrases is there; ``left`` is what stands before, ``end`` where the rest begins."""
        return bool(
            (self.before and self.before.search(left))
            or (self.after and self.after.match(text, end))
            or any(before.search(left) and after.match(text, end) for before, after in self.around)
        )


@dataclass(frozen=True, slots=True)
class _Sense:
    """One thing that a word may stand for."""

    means: str
    only: _Company | None
    unless: _Company | None

    def holds(self, left: str, text: str, end: int) -> bool:
        """Whether the word means this here."""
        is_wanted = self.only is None or self.only.is_kept(left, text, end)
        return is_wanted and not (self.unless and self.unless.is_kept(left, text, end))


class Rules:
    """The rules of one table, applied to all its words at once."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._senses = {word: _senses(written) for word, written in table.items()}
        words = "|".join(sorted(map(re.escape, self._senses), key=len, reverse=True))
        self._words = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")

    def written_out(self, text: str) -> str:
        """``text`` (lower case, words parted by single spaces) with its doubtful words decided."""
        return self._words.sub(self._decided, text)

    def _decided(self, match: re.Match[str]) -> str:
        word, text, end = match[0], match.string, match.end()
        left = text[max(0, match.start() - _REACH) : match.start()]
        if len(word) == 1 and _is_spelt_out(left, text, end):
            return word
        return next((sense.means for sense in self._senses[word] if sense.holds(left, text, end)), word)


def _is_spelt_out(left: str, text: str, end: int) -> bool:
    """Whether a letter stands among others: ``o t p`` is one word, ``c p . . .`` a part of one."""
    before, after = _LETTERS_BEFORE.search(left), _LETTERS_AFTER.match(text, end)
    letters = [*re.findall(_LETTER, before[0] if before else ""), *re.findall(_LETTER, after[0] if after else "")]
    return len(letters) + 1 >= _SPELT_OUT


def _senses(written: Any) -> tuple[_Sense, ...]:  # noqa: ANN401 - as the file has it
    listed = written if isinstance(written, list) else [written]
    return tuple(_Sense(one["means"], _company(one.get("only")), _company(one.get("unless"))) for one in listed)


def _company(phrases: Iterable[str] | None) -> _Company | None:
    if not phrases:
        return None
    sides = [tuple(side.strip() for side in phrase.split("~")) for phrase in phrases]
    return _Company(
        _any_of(_before(before) for before, after in sides if before and not after),
        _any_of(_after(after) for before, after in sides if after and not before),
        tuple((re.compile(_before(before)), re.compile(_after(after))) for before, after in sides if before and after),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(patterns)
    return re.compile(joined) if joined else None


def _before(side: str) -> str:
    if side == "^":
        return rf"{_START}$"
    starts_sentence = side.startswith("(^|")
    words = rf"(?<!\S)(?:{side.replace('(^|', '(', 1)}) $"
    return rf"(?:{words}|{_START}$)" if starts_sentence else words


def _after(side: str) -> str:
    if side == "$":
        return _END
    if side.endswith(" $"):
        return rf" (?:{side[:-2]}){_END}"
    return rf" (?:{side})(?!\w)"
