"""One form of a hamlet's name, however it is written, and whether a commune knows which one is meant.

Pure. Everybody who compares hamlets compares these keys: the roster, reminders, pay days, announcements, reports.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import compose, fold, words

if TYPE_CHECKING:
    from collections.abc import Collection

_KINDS = (
    ("to", "dan", "pho"),
    ("to", "doan", "ket"),
    ("to", "tu", "quan"),
    ("khu", "dan", "cu"),
    ("to", "dp"),
    ("khoi", "pho"),
    ("khu", "pho"),
    ("khu", "vuc"),
    *((word,) for word in ["thon", "to", "tdp", "xom", "khoi", "kp", "khu", "kdc", "ap", "ban", "lang", "noc", "buon"]),
)
"""What stands before a hamlet's own name or number; the longer first."""
_BEFORE_NUMBERS = frozenset({"so", "pho", "dp", "t", "th", "k"})
"""What is a name's own word unless a number follows it."""
_LARGER = frozenset({"thon", "khoi", "khu", "kp", "ap", "lang"})
_PARTS = frozenset({"to", "xom", "nhom", "doi", "xa", "phuong"})
"""Words between a hamlet and a part of it, or the commune that it once belonged to."""
_GLUED = re.compile(r"(thon|to|tdp|xom|khoi|kp|khu|kdc|ap|so|t)(\d+[a-z]?)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
"""Not ``vi``, which is how Vĩ is typed."""
_ONCE = re.compile(r"\bcũ\b")
_LATE_Y = re.compile(r"(?:(?<=[b-df-hj-np-tv-xz])|(?<=qu))y$")
_BETWEEN = re.compile(r"[,;+&\n]|\s(?:và|va)\s", re.IGNORECASE)
_RANGE = re.compile(r"\D*?0*(\d{1,3})\s*(?:-|–|\bden\b|\btoi\b)\D*?0*(\d{1,3})")
_LONGEST_RANGE = 60
_ALL = frozenset(
    f"{every} {place}".strip()
    for every in ("ca", "toan", "tat ca", "toan bo", "het", "cac")
    for place in ("", "xa", "phuong", "thon", "to", "cac thon", "cac to", "khoi pho", "cac khoi pho", "dac khu")
) - {"ca", "het", "cac", "cac xa", "cac phuong", "cac dac khu"}


@lru_cache(maxsize=8_192)  # a commune has few
def hamlet_key(hamlet: str) -> str:
    """A hamlet so that "Tổ dân phố số 3", "TDP 03", "tổ 3" and "3" are one: words with a space between.

    A part of a hamlet, or the commune it once belonged to, stands behind it: "Tổ 3, thôn Phú Quý" is "phu qui 3".
    """
    key, again = "", _ONCE.sub(" ", compose(hamlet).lower())
    while key != again:  # each round takes words away, until none is left that only says what kind of place it is
        key, again = again, _reduced(again)
    return key


def hamlet_keys(hamlets: str) -> str:
    """Several, for the store: ``,2,phu qui,``; empty for all. "Thôn 1-3" and "thôn 1 đến thôn 3" are three."""
    keys = sorted({key for one in _BETWEEN.split(hamlets) for key in _keys(one)} - {""})
    return f",{','.join(keys)}," if keys else ""


def clear_key(hamlet: str, known: Collection[str]) -> str:
    """The key if it is clear which hamlet is meant; empty if not, and empty is reached whichever hamlet it is about.

    ``known`` are the keys of the commune's list and pay days. Clear is what is known there, and a number; not what
    fits several ("2" where there are "2 Bình Nguyên" and "2 Bình Phú"), nor a name that nobody wrote there yet.
    """
    key = hamlet_key(hamlet)
    if not key or any(one.startswith(f"{key} ") for one in known):
        return ""
    within = [one for one in known if key.startswith(f"{one} ")]
    if key in known:
        return "" if within else key
    if within:
        return max(within, key=len)
    first = key.split()[0]
    return clear_key(first, known) if first != key and _is_number(first) else key if _is_number(key) else ""


def same_hamlet(one: str | None, other: str | None) -> bool:
    """Whether both may mean one place: the same, one a part of the other, or one not known."""
    first, second = (f"{hamlet_key(place or '')} ".lstrip() for place in (one, other))
    return first.startswith(second) or second.startswith(first)


def _keys(hamlets: str) -> list[str]:
    plain = fold(hamlets).strip(" .")
    if plain in _ALL:
        return []
    found = _RANGE.fullmatch(plain)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if first < last <= first + _LONGEST_RANGE:
        return [str(number) for number in range(first, last + 1)]
    return [hamlet_key(hamlets)]


def _reduced(hamlet: str) -> str:
    said = [part for word in words(hamlet) for part in _unglued(word)]
    bare = _without_kind(said)
    place = _larger_first(bare)
    if len(place) == 1 and len(bare) < len(said):
        place = [_ROMAN.get(place[0], place[0])]
    return " ".join(_spelled(word) for word in place)


def _unglued(word: str) -> tuple[str, ...]:
    """``tdp3`` as two words; a number without the noughts before it."""
    match = _GLUED.fullmatch(word)
    parts = match.groups() if match else (word,)
    return tuple(part.lstrip("0") or "0" if part[0].isdecimal() else part for part in parts)


def _without_kind(said: list[str]) -> list[str]:
    while len(said) > 1 and (length := _kind_length(said)):
        said = said[length:]
    return said


def _kind_length(said: list[str]) -> int:
    """How many words at the beginning only say what kind of place it is; never all of them."""
    for kind in _KINDS:
        if len(kind) < len(said) and tuple(said[: len(kind)]) == kind:
            return len(kind)
    return int(said[0] in _BEFORE_NUMBERS and _is_number(said[1]))


def _larger_first(said: list[str]) -> list[str]:
    """``3 thon phu quy`` as ``phu quy 3``; ``2 to 3`` as ``2 3``."""
    at = next((at for at, word in enumerate(said[:-1]) if at and word in _LARGER), None)
    if at is not None:
        said = [*_without_kind(said[at:]), *said[:at]]
    return [word for at, word in enumerate(said) if not (0 < at < len(said) - 1 and word in _PARTS)]


def _is_number(word: str) -> bool:
    return word[0].isdecimal() and " " not in word


def _spelled(word: str) -> str:
    """Quý is also written Quí, and Mỹ Mĩ."""
    return _LATE_Y.sub("i", word)
