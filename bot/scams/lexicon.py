"""What words mean to the judge: marks each token of a reading with its concept.

Knows phrases, not requests; the phrases are in ``locales/vi/scams/concepts.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import compose, fold
from bot.scams.reading import Reading, Token, mark_of, number_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REST = "_"
"""A further token of a phrase."""
OTHER = "."
"""A token without a concept."""
_FIRST_SYMBOL = 0xE000
_SIGNS = frozenset('|,"')


@dataclass(frozen=True, slots=True)
class _Entry:
    concept: str
    words: tuple[str, ...]
    marks: tuple[str, ...]
    exact: bool


class Lexicon:
    """Phrases by their first two words, longest first."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self.symbols = {name: chr(_FIRST_SYMBOL + number) for number, name in enumerate(concepts)}
        self._names = {symbol: name for name, symbol in self.symbols.items()}
        self._by_start: dict[tuple[str, ...], list[_Entry]] = {}
        for concept, phrases in concepts.items():
            for phrase in phrases:
                words = tuple(split(phrase))
                marks = tuple(mark_of(word) for word in compose(phrase.removeprefix("=")).split())
                entry = _Entry(concept, words, marks if len(marks) == len(words) else (), phrase.startswith("="))
                self._by_start.setdefault(words[:2], []).append(entry)
        for entries in self._by_start.values():
            entries.sort(key=lambda entry: -len(entry.words))
        self._known = {word for entries in self._by_start.values() for entry in entries for word in entry.words}

    @classmethod
    def load(cls) -> Lexicon:
        """The shipped phrases."""
        return cls(tomllib.loads(resources.files("locales").joinpath("vi/scams/concepts.toml").read_text("utf-8")))

    def know(self, words: Iterable[str]) -> None:
        """Also take ``words`` for real ones when a text is undisguised."""
        self._known.update(words)

    def known(self, word: str) -> bool:
        """``word`` (folded) is one of ours."""
        return word in self._known

    def name(self, symbol: str) -> str | None:
        """The concept that ``symbol`` stands for."""
        return self._names.get(symbol)

    def mark(self, reading: Reading) -> str:
        """One symbol for each token: a concept, ``_`` for the rest of its phrase, ``.`` or a boundary."""
        tokens = reading.tokens
        marked = sum(token.mark != token.fold for token in tokens) > len(tokens) // 8
        symbols: list[str] = []
        while len(symbols) < len(tokens):
            place = len(symbols)
            entry = self._match(tokens, place, marked=marked)
            if entry is not None:
                symbols.append(self.symbols[entry.concept])
                symbols.extend(REST * (len(entry.words) - 1))
            else:
                sign = tokens[place].fold
                symbols.append(sign if sign in _SIGNS else OTHER)
        return "".join(symbols)

    def _match(self, tokens: tuple[Token, ...], place: int, *, marked: bool) -> _Entry | None:
        """The longest phrase at ``place``; one word must be the very word in a text with diacritics."""
        start = tuple(token.fold for token in tokens[place : place + 2])
        for key in (start, start[:1])[2 - len(start) :]:
            for entry in self._by_start.get(key, ()):
                span = tokens[place : place + len(entry.words)]
                if tuple(token.fold for token in span) == entry.words and _same(span, entry, marked=marked):
                    return entry
        return None


def _same(span: tuple[Token, ...], entry: _Entry, *, marked: bool) -> bool:
    """The diacritics do not say otherwise."""
    if not entry.marks:
        return True
    if len(span) > 1:
        return all(token.bare or token.mark == mark for token, mark in zip(span, entry.marks, strict=True))
    same = span[0].mark == entry.marks[0]
    if entry.exact:
        return same and (marked or not span[0].bare)
    return same or (span[0].bare and not marked)


def split(phrase: str) -> list[str]:
    """``phrase`` as the reader would have split it."""
    words: list[str] = []
    for chunk in fold(phrase).split():
        if chunk.isalnum():
            words.append(number_class(chunk) or chunk)
        else:
            words.extend(_pieces(chunk))
    return words


def _pieces(chunk: str) -> Iterable[str]:
    word = ""
    for character in chunk:
        if character.isalnum():
            word += character
            continue
        if word:
            yield number_class(word) or word
        word = ""
        if character in "/,":
            yield ","
    if word:
        yield number_class(word) or word
