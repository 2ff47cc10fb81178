"""From a message to the features that the model weighs: words, pieces of words, and concepts.

The same code reads learning examples and live messages. Must not know intents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.knowledge.concepts import concepts
from bot.knowledge.numerals import money_spans
from bot.knowledge.vietnamese import fold, has_diacritics, standardise

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD, TAIL = 300, 200
"""Characters read from the start and the end of a long message: the question stands at one of them."""

_ELDERS = re.compile(
    r"\b(?:(?:ong|ba) (?:noi|ngoai|cu|gia|nha|cau|bac)|(?:bo|me) (?:chong|vo|gia|de|ruot)|ong ba|me|cu (?:ong|ba)"
    r"|cu nha|ong|ba(?! (?:tram|muoi|chuc|nghin|ngan|trieu|thang|lan|ngay|nam|so|con|chu|nguoi|cai|buoc|bon))"
    r"|cu(?! thoi| hoai)|bo(?= (?:toi|em|minh|me))|cha me|ba me|me cha|noi(?= (?:em|con|toi|chau))"
    r"|ngoai(?= (?:em|con|toi|chau))"
    r"|nguoi gia|nguoi cao tuoi|phu huynh|than mau|than phu)(?: (?:toi|em|minh|con|chau|nha em|nha toi|no))?\b"
)
_AGE = re.compile(r"\b(\d{1,3})\s*(?:tuoi|t\b|xuan)")
_LONG_NUMBER = re.compile(r"\b[\d][\d .-]{5,}\d\b")
_NUMBER = re.compile(r"\b\d+\b")
_HIDDEN = re.compile(r"\[[^\[\]\n]{2,30} che\]")
_ANY_NUMBER = " 0000000 "
"""What a hidden number is read as: the words in its place are ours, and so are their marks."""
_SPACE = re.compile(r"[^a-z0-9?]+")
_COURTESY = re.compile(
    r"\b(?:da|a|oi|nhe|nha|nghe|voi a|vay|the a|di|luon|gium|cho (?:em|toi|con|minh|chau|co|bac|chu) (?:hoi|biet)"
    r"(?: la| chut| ti| xiu)?|cho hoi|xin hoi|hoi chut|tro ly|ad|admin|bac|co|chu|shop|xin chao|chao|lam on|giup voi"
    r"|minh|toi|em|chau)\b"
)
_SHORT = 4
"""Words up to which the length of a message is told exactly."""
_CHILD, _YOUTH, _ADULT, _OLD = 15, 18, 60, 130


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read: folded in common words, once whole and once without courtesies."""

    marked: str
    folded: str
    core: str
    concepts: tuple[str, ...]


def read(text: str) -> Reading:
    """``text`` (its beginning and end, if it is long) in the forms that features are drawn from."""
    standard = standardise(_HIDDEN.sub(_ANY_NUMBER, excerpt(text)))
    folded = _masked(fold(standard))
    core = " ".join(_COURTESY.sub(" ", folded).split()) or folded
    return Reading(standard if has_diacritics(standard) else "", folded, core, concepts(folded))


def excerpt(text: str) -> str:
    """``text``, or the beginning and the end of it if it is long."""
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


def _masked(folded: str) -> str:
    for start, end, _ in sorted(money_spans(folded), reverse=True):
        folded = f"{folded[:start]}sotien{folded[end:]}"
    folded = _AGE.sub(_age_group, folded)
    folded = _LONG_NUMBER.sub("dayso", folded)
    folded = _SPACE.sub(" ", folded)
    return " ".join(_ELDERS.sub("bacu", folded).split())


def _age_group(match: re.Match[str]) -> str:
    age = int(match[1])
    if age < _CHILD:
        return "tuoinho"
    if age < _YOUTH:
        return "tuoithieunien"
    if age < _ADULT:
        return "tuoilon"
    return "tuoigia" if age < _OLD else "dayso"


def blocks(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """The features in three blocks, each weighed on its own: words, pieces of words, concepts."""
    return tuple(_words(reading)), tuple(_pieces(reading.core)), tuple(_concepts(reading))


def _words(reading: Reading) -> Iterator[str]:
    words = reading.core.replace("?", " ?").split()
    yield from (f"w {word}" for word in words)
    padded = ["^", *words, "$"]
    yield from (f"b {first} {second}" for first, second in pairwise(padded))
    yield from (f"s {first} {third}" for first, third in zip(words, words[2:], strict=False))
    yield from (f"d {word}" for word in reading.marked.split() if not word.isascii())


def _pieces(core: str) -> Iterator[str]:
    text = f" {core} "
    for length in (3, 4, 5):
        yield from (f"p {text[start : start + length]}" for start in range(len(text) - length + 1))


def _concepts(reading: Reading) -> Iterator[str]:
    names = reading.concepts
    yield from (f"c {name}" for name in names)
    yield from (f"q {first} {second}" for position, first in enumerate(names) for second in names[position + 1 :])
    length = len(reading.core.split())
    yield f"l {length if length < _SHORT else _SHORT + length // 8}"
