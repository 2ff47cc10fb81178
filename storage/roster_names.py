"""Finding people by the words of their names: keyed digests, sealed words, and one slip of the keyboard.

Pure except for the sealing; knows no SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import words

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_WITH_A_SLIP = 3
BITS = 62
"""As in the migration that began with them; a number of the store has 63."""
_folded = lru_cache(maxsize=32_768)(words)


@dataclass(frozen=True, slots=True)
class NamePart:
    """One folded word of names, and about how many people have it."""

    id: int
    word: str
    people: int


def name_key(full_name: str) -> str:
    """A name so that diacritics and the order of its words do not matter."""
    return " ".join(sorted(name_words(full_name)))


def name_words(full_name: str) -> tuple[str, ...]:
    """The folded words of a name, each folded once: a province's names consist of a few thousand."""
    return tuple(word for written in full_name.split() for word in _folded(written))


def match_text(full_name: str, birth_year: int | None, area_code: str) -> str:
    """What is the same for the same person on two lists."""
    return match_words(name_words(full_name), birth_year, area_code)


def match_words(name: Iterable[str], birth_year: int | None, area_code: str) -> str:
    """``match_text`` of a name whose words are folded already."""
    return f"{' '.join(sorted(name))}|{birth_year or ''}|{area_code}"


def bits_of(parts: Iterable[int]) -> int:
    """One number for a few parts: whoever lacks each of its bits has none of them."""
    bits = 0
    for part in parts:
        bits |= 1 << part % BITS
    return bits


def groups(name: str, parts: list[NamePart], *, loose: bool) -> list[list[int]]:
    """For each word of ``name`` the parts that it can mean, the rarest word first.

    Unless ``loose``, a word that somebody has means just this word: "lan" is not "van".
    """
    found = [_meant(word, parts, loose=loose) for word in dict.fromkeys(words(name))]
    found.sort(key=lambda group: sum(part.people for part in group))
    return [[part.id for part in group] for group in found]


def _meant(word: str, parts: list[NamePart], *, loose: bool) -> list[NamePart]:
    exact = [part for part in parts if part.word == word]
    return exact if exact and not loose else [part for part in parts if is_near(word, part.word)]


def is_near(typed: str, word: str) -> bool:
    """Whether one slip at most (a letter too many, too few, wrong, or two swapped) parts the two."""
    if typed == word:
        return True
    if min(len(typed), len(word)) < SHORTEST_WITH_A_SLIP or abs(len(typed) - len(word)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), None)
    if start is None:
        return True
    left, right = typed[start:], word[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
