"""How place names are spelled and announced: letters apart from tones, and type words such as "xã".

Must not know which places there are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import compose, fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DISTRICT = "district"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTER = re.compile(r"[^\W_][\u0300-\u036f]*")
_TOKEN = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[,;:|/()\[\]]|\s[-–—]\s")

_KIND_WORDS = {
    "xã": "xã",
    "phường": "phường",
    "thị trấn": "thị trấn",
    "đặc khu": "đặc khu",
    "huyện": DISTRICT,
    "thị xã": DISTRICT,
    "thành phố": DISTRICT,
    "quận": DISTRICT,
}
_ABBREVIATIONS = {
    "x": "xã",
    "p": "phường",
    "tt": "thị trấn",
    "h": DISTRICT,
    "tx": DISTRICT,
    "tp": DISTRICT,
    "q": DISTRICT,
}
TYPE_WORDS = frozenset(
    part for word in _KIND_WORDS for spelled in (word, fold(word)) for part in spelled.split()
) | frozenset(_ABBREVIATIONS)
NEW_WORDS = frozenset({"mới", "moi"})
OLD_WORDS = frozenset({"cũ", "cu"})
FILLERS = frozenset(
    words(
        "o tai em toi minh con chau bac chu co anh chi me ma bo cha ong ngoai noi la thuoc ben tren "
        "khu vuc dia chi dang song da a nhe nghe vang tinh thanh pho thon to khoi so cu moi truoc nay gio "
        "duoi que day do kia gia dinh"
    )
)
PLACE_CUES = frozenset({"o", "tai", "ve"})
NAME_CUES = frozenset(
    words(
        "ten thi van ong ba chi anh co bac chu cau di nguyen tran le pham vo phan bui do ngo duong ly huynh "
        "hoang truong"
    )
)


@dataclass(frozen=True)
class Spelling:
    """A word or name as letters with their own marks, and its tones apart from them."""

    letters: tuple[str, ...]
    tones: str

    @property
    def key(self) -> str:
        return "".join(letter[0] for letter in self.letters)

    def may_stand_for(self, name: Spelling) -> bool:
        """Whether this is ``name`` with marks left out at most."""
        tones = iter(name.tones)
        return all(tone in tones for tone in self.tones) and all(
            set(mine) <= set(its) for mine, its in zip(self.letters, name.letters, strict=True)
        )


@dataclass(frozen=True)
class Token:
    text: str
    plain: str
    starts_part: bool


def without_kind(full_name: str) -> str:
    """A unit's name without its kind."""
    for kind in _KIND_WORDS:
        if full_name.lower().startswith(f"{kind} "):
            return full_name[len(kind) + 1 :]
    return full_name


def spell_name(name: str) -> Spelling:
    return spell(_TOKEN.findall(compose(name).lower()))


def spell(words: Iterable[str]) -> Spelling:
    spellings = [_spell_word(word) for word in words]
    letters = tuple(letter for spelling in spellings for letter in spelling.letters)
    return Spelling(letters, "".join(spelling.tones for spelling in spellings))


@lru_cache(maxsize=4096)
def _spell_word(word: str) -> Spelling:
    """The word without what writers vary: where the tone stands, i or y, c or k, a doubled letter."""
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
    tones = "".join(mark for mark in decomposed if mark in _TONES)
    letters: list[str] = _LETTER.findall("".join(mark for mark in decomposed if mark not in _TONES))
    plain: list[str] = []
    for position, letter in enumerate(letters):
        before = letters[position - 1] if position else ""
        after = letters[position + 1] if position + 1 < len(letters) else ""
        if letter == "y" and before[:1] not in set("aeoy"):
            plain.append("i")
        elif letter == "k" and after != "h":
            plain.append("c")
        elif letter[0] != before[:1]:
            plain.append(letter)
    return Spelling(tuple(plain), tones)


def tokenize(text: str) -> tuple[Token, ...]:
    line = compose(text.replace("\n", ", ")).lower()
    tokens = []
    end = 0
    for word in _TOKEN.finditer(line):
        starts_part = bool(_BREAK.search(line[end : word.start()]))
        tokens.append(Token(word[0], fold(word[0]), starts_part))
        end = word.end()
    return tuple(tokens)


def kind_before(tokens: Sequence[Token], position: int, *, accented: bool) -> str | None:
    """The kind that the type word before ``position`` names."""
    for length in (2, 1):
        start = position - length
        if start < 0:
            continue
        typed = " ".join(token.text for token in tokens[start:position])
        for word, kind in _KIND_WORDS.items():
            # "xa" is xã in a text without diacritics; in one with them it means far.
            if typed == word or (not accented and typed == fold(word)):
                return kind
        if typed in _ABBREVIATIONS:
            return _ABBREVIATIONS[typed]
    return None


def renumbered(name: str) -> Iterable[str]:
    """``Tam Xuân I`` as ``Tam Xuân 1``, and the other way round."""
    *stem, last = name.split(" ")
    other = {"I": "1", "II": "2", "1": "I", "2": "II"}.get(last)
    return [" ".join([*stem, other])] if other else []


def whole_of(name: str) -> Iterable[str]:
    """What people call all the parts together: ``Điện Thắng`` for ``Điện Thắng Bắc``."""
    *stem, last = name.split(" ")
    is_part = last in {"Bắc", "Nam", "Đông", "Tây", "Trung", "I", "II", "1", "2"}
    return [" ".join(stem)] if is_part and len(stem) > 1 else []
