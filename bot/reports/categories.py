"""Which allowance a line of a list is about, from the words that offices use for it.

Pure. The person's category is kept as it was written; only the scheme is read from it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from bot.knowledge.vietnamese import words

Scheme = Literal["NCC", "BTXH", "HTXH"]

MOST_CATEGORY = 100

_NAMED: tuple[tuple[str, Scheme], ...] = (
    ("htxh", "HTXH"),
    ("huu tri xa hoi", "HTXH"),
    ("tchtxh", "HTXH"),
    ("btxh", "BTXH"),
    ("bao tro xa hoi", "BTXH"),
    ("tro giup xa hoi", "BTXH"),
    ("tgxh", "BTXH"),
    ("ncc", "NCC"),
    ("nguoi co cong", "NCC"),
)
"""Words that name a scheme: these are believed before any other."""
_WORDS: dict[Scheme, str] = {
    "NCC": (
        "thuong binh, benh binh, liet si, liet sy, me vnah, bmvnah, viet nam anh hung, vn anh hung, "
        "anh hung luc luong, anh hung llvt, anh hung lao dong, tu day, dich bat, chat doc, cdhh, da cam, "
        "cach mang, tien khoi nghia, khang chien, co cong, tuat, tb, bb, mat suc lao dong, hdkc, cmtt"
    ),
    "BTXH": (
        "khuyet tat, nkt, tan tat, mo coi, hiv, aids, don than, tam than, tre em, nuoi duong, nhan nuoi, "
        "cham soc tai cong dong, co don, phung duong, bo roi, dan toc thieu so ngheo"
    ),
}
_TOLD = tuple((phrase, scheme) for scheme, phrases in _WORDS.items() for phrase in phrases.split(", "))
_ELDER = ("cao tuoi", "nct", "nguoi gia")
_PENSION_AGES = frozenset({"75", "80"})


@lru_cache(maxsize=2_048)
def scheme_of(written: str) -> Scheme | None:
    """The scheme that ``written`` can only mean; ``None`` if it leaves it open."""
    spoken = words(written)
    said = f" {' '.join(spoken)} "
    for table in (_NAMED, _TOLD):
        found = next((scheme for phrase, scheme in table if f" {phrase} " in said), None)
        if found:
            return found
    if any(f" {phrase} " in said for phrase in _ELDER) or "tuoi" in spoken:
        return _of_elders(spoken)
    return None


def _of_elders(spoken: tuple[str, ...]) -> Scheme | None:
    """Since July 2025 the social pension is for those of 75 and more, or 70 and poor."""
    ages = {word for word in spoken if word.isdecimal()}
    if "60" in ages:
        return "BTXH"
    if ages & _PENSION_AGES:
        return "HTXH"
    return None
