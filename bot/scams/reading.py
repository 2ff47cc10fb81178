"""Reads a message the way a person would: folded, undisguised, each token tied to its place in the text.

Pure text in, tokens out. Must not know what is dangerous.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_READ = 2_500
"""Characters that are judged; of a longer text the beginning and the end are read."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOOKALIKES = str.maketrans(
    "авеёкмнорстухіјѕԁԛԝɡһӏАВЕКМНОРСТУХІЈЅαορυντικγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abeekmhopctyxijsdqwghlABEKMHOPCTYXIJSaopuvtikyABEZHIKMNOPTYX",
)
_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "!": "i", "$": "s"}
_LONGEST = 8
_DIAL = re.compile(r"(?:\*{1,2}|#{2})\s?(?:21|61|62|67|002|004)(?!\d)\s?[*#]?|(?<!\d)21\*")
_MASK = re.compile(r"\[[^\[\]\n]{2,30} che\]")
_PIECE = re.compile(
    r"(?P<word>[@$]?[a-z0-9]+(?:[@!$][a-z0-9]+)*)|(?P<end>[.!?;\n…•|]+)|(?P<quote>[\"“”«»‘’])|(?P<comma>[,:()\[\]{}/\-–—>]+)"
)
_MONEY = re.compile(r"\d+(?:k|tr|trieu|d|dong|vnd|ty|cu|usd|nghin|ngan)\d*")
_UNIT = re.compile(r"\d+(?:h|g|gb|mb|p|phut|ngay|s|m|th|kg|kwh|m3)?\d*")
_MONEY_WORDS = frozenset(
    ["trieu", "tr", "ngan", "nghin", "dong", "vnd", "ty", "cu", "xi", "usd", "do", "k", "d", "nghin dong"]
)
_RUN = re.compile(r"\n+|[^\n]+")
_SINGLES = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .\-_*'’·,~]{1,2}[a-z0-9](?![a-z0-9])){2,40}")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or boundary; ``start`` and ``end`` point into the person's own text."""

    fold: str
    mark: str
    start: int
    end: int

    @property
    def bare(self) -> bool:
        """Typed without diacritics, so that it may mean any word that folds to it."""
        return self.fold == self.mark


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what was read in it."""

    text: str
    tokens: tuple[Token, ...]

    def quote(self, first: int, last: int, limit: int = 80) -> str:
        """The person's own words from token ``first`` to ``last``: a verbatim slice, cut at a word."""
        if self.tokens[last].fold == "somoney" and last + 1 < len(self.tokens):
            last += self.tokens[last + 1].fold in _MONEY_WORDS  # a sum is quoted with its unit
        start, end = self.tokens[first].start, self.tokens[last].end
        if end - start > limit:
            cut = self.text.rfind(" ", start, start + limit)
            end = cut if cut > start else start + limit
        return self.text[start:end].strip()


@dataclass(frozen=True, slots=True)
class _Letters:
    """Folded letters, the same with their diacritics, and where each came from."""

    fold: str
    marks: tuple[str, ...]
    places: tuple[int, ...]


def mark_of(word: str) -> str:
    """``word`` in lower case with its tone written last, so that hoà and hòa are the same."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = "".join(character for character in decomposed if character in _TONES)
    return "".join(character for character in decomposed if character not in _TONES) + tones


def window(text: str) -> str:
    """What is judged of ``text``: all of it, or the beginning and the end of a very long one."""
    if len(text) <= MAX_READ:
        return text
    return text[: MAX_READ - 1_000] + "\n" * (len(text) - MAX_READ) + text[-1_000:]


def visited(text: str) -> Iterator[int]:
    """The places that are worth a look: of the line ends that stand for what ``window`` left out, one."""
    for run in _RUN.finditer(text):
        yield from range(run.start(), run.start() + 1 if text[run.start()] == "\n" else run.end())


def _letters(text: str) -> _Letters:
    fold: list[str] = []
    marks: list[str] = []
    places: list[int] = []
    for place in visited(text):
        plain, mark = _letter(text[place])
        if not plain:
            if marks:
                marks[-1] += mark
            continue
        for one in plain:
            fold.append(one)
            marks.append(mark)
            places.append(place)
    return _Letters("".join(fold), tuple(marks), tuple(places))


@lru_cache(maxsize=4096)
def _letter(character: str) -> tuple[str, str]:
    """What a character says folded, and in lower case; nothing folded for a mark, and neither for what is unseen."""
    character = character.translate(_LOOKALIKES)
    if unicodedata.category(character) == "Cf":
        return "", ""
    if unicodedata.combining(character):
        return "", character
    return _plain(character), character.lower()


def _plain(character: str) -> str:
    if character.isascii():
        return character.lower()
    lowered = unicodedata.normalize("NFKD", character.lower().replace("đ", "d"))
    return "".join(one for one in lowered if not unicodedata.combining(one)) or " "


def read(text: str, known: Callable[[str], bool], links: Iterable[tuple[int, int, str]] = ()) -> Reading:
    """``text`` as tokens; ``links`` are spans that stand for one token each, with its name."""
    letters = _letters(text)
    spans = sorted([*links, *_signs(letters)])
    tokens: list[Token] = []
    place = 0
    for start, end, name in spans:
        if start < place:
            continue
        tokens.extend(_tokens(_between(letters, place, start), known))
        tokens.append(Token(name, name, start, end))
        place = end
    tokens.extend(_tokens(_between(letters, place, len(text)), known))
    return Reading(text, tuple(tokens))


def _between(letters: _Letters, first: int, last: int) -> _Letters:
    """The letters that stand in the text from ``first`` to before ``last``."""
    begin, end = bisect_left(letters.places, first), bisect_left(letters.places, last)
    return _Letters(letters.fold[begin:end], letters.marks[begin:end], letters.places[begin:end])


def _signs(letters: _Letters) -> list[tuple[int, int, str]]:
    """Masked secrets and dialling codes, each as one token."""
    found = [(match, "solong") for match in _MASK.finditer(letters.fold)]
    found += [(match, "sodial") for match in _DIAL.finditer(letters.fold)]
    return [(letters.places[match.start()], letters.places[match.end() - 1] + 1, name) for match, name in found]


def _tokens(letters: _Letters, known: Callable[[str], bool]) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    for found in _SINGLES.finditer(letters.fold):
        parts = _spelled(letters, found, known)
        if not parts:
            continue
        tokens.extend(_plain_tokens(letters, place, found.start(), known))
        tokens.extend(parts)
        place = found.end()
    tokens.extend(_plain_tokens(letters, place, len(letters.fold), known))
    return _joined(tokens, known)


def _spelled(letters: _Letters, found: re.Match[str], known: Callable[[str], bool]) -> list[Token]:
    """Words written letter by letter (``O T P``, ``m.ậ.t k.h.ẩ.u``), or nothing if they make none."""
    spots = [spot for spot in range(found.start(), found.end()) if letters.fold[spot].isalnum()]
    joined = "".join(letters.fold[spot] for spot in spots)
    parts: list[Token] = []
    begin = 0
    for word in _segmented(joined, known):
        last = begin + len(word) - 1
        shown = "".join(letters.marks[spot] for spot in spots[begin : last + 1])
        mark = mark_of(shown) if shown.isalpha() else word
        parts.append(Token(word, mark, letters.places[spots[begin]], letters.places[spots[last]] + 1))
        begin = last + 1
    return parts


def _segmented(joined: str, known: Callable[[str], bool]) -> list[str]:
    """``joined`` as the fewest known words, or nothing."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(joined) + 1):
        options = [
            [*before, word]
            for start in range(max(0, end - _LONGEST), end - 1)
            if (before := best[start]) is not None and (word := _clear(joined[start:end], known))
        ]
        best.append(min(options, key=len, default=None))
    return best[-1] or []


def _clear(word: str, known: Callable[[str], bool]) -> str:
    """``word`` if it is known, or what it says when digits and signs stand for letters; else nothing."""
    if known(word):
        return word
    if word.isalpha() or len(word) > 12:  # noqa: PLR2004 - no Vietnamese syllable is longer, disguised or not
        return ""
    guesses = [""]
    for character in word:
        guesses = [guess + letter for guess in guesses for letter in _LEET.get(character, character)][:8]
    return next((guess for guess in guesses if guess.isalpha() and known(guess)), "")


def _plain_tokens(letters: _Letters, first: int, last: int, known: Callable[[str], bool]) -> list[Token]:
    tokens: list[Token] = []
    for found in _PIECE.finditer(letters.fold, first, last):
        start, end = letters.places[found.start()], letters.places[found.end() - 1] + 1
        if found.lastgroup == "word":
            fold, mark = found[0], mark_of("".join(letters.marks[found.start() : found.end()]))
            if not fold.isalpha():
                fold = mark = _number(fold, tokens) or _clear(fold, known) or fold
            tokens.append(Token(fold, mark, start, end))
            if fold in _MONEY_WORDS and len(tokens) > 1 and tokens[-2].fold.startswith("so"):
                tokens[-2] = Token("somoney", "somoney", tokens[-2].start, tokens[-2].end)
        else:
            sign = {"end": "|", "quote": '"', "comma": ","}[found.lastgroup or "comma"]
            tokens.append(Token(sign, sign, start, end))
    return tokens


def number_class(word: str) -> str:
    """The class of a number on its own, as phrases are written with it; nothing for a word."""
    return _number(word, [])


def _number(word: str, before: list[Token]) -> str:
    """A class for a number, so that figures themselves are never learned."""
    if _MONEY.fullmatch(word):
        return "somoney"
    if word.isdigit():
        if word.startswith(("1900", "1800")):
            return "sohotline"
        if word.startswith(("0", "84")) and 9 <= len(word) <= 12:  # noqa: PLR2004 - lengths of phone numbers
            return "sophone"
        after_point = bool(before) and before[-1].fold in {",", "|"}
        return "solong" if len(word) >= 4 and not after_point else "soshort"  # noqa: PLR2004 - codes have four digits or more
    return "sounit" if _UNIT.fullmatch(word) else ""


def _joined(tokens: list[Token], known: Callable[[str], bool]) -> list[Token]:
    """Words broken by a sign without a space (``kh.oa``, ``N'ha'n``) put together again."""
    result: list[Token] = []
    for token in tokens:
        result.append(token)
        while len(result) > 2 and _broken(result[-3:], known):  # noqa: PLR2004 - word, sign, word
            left, _, right = result[-3:]
            word = left.fold + right.fold
            result[-3:] = [Token(word, mark_of(left.mark + right.mark), left.start, right.end)]
    return result


def _broken(three: list[Token], known: Callable[[str], bool]) -> bool:
    left, sign, right = three
    if sign.fold.isalnum() or left.end != sign.start or sign.end != right.start:
        return False
    if not (left.fold.isalpha() and right.fold.isalpha()) or (known(left.fold) and known(right.fold)):
        return False
    return known(left.fold + right.fold)
