"""A death told by name: ``bà Lâm mất hôm qua``, ``ong nguyen van tam mat toi qua roi``.

"Mất" is to die and to lose, "lâm" without its mark is "làm". So the words between the title and "mất" must be
names: written with a capital, or names that are no everyday words; and nothing that can be lost may stand
beside. Pure.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from bot.knowledge.vietnamese import compose, fold, has_diacritics, standardise, unify_tones

_WRITTEN = tomllib.loads(Path(__file__).with_name("named_death.toml").read_text(encoding="utf-8"))
_NAMES = frozenset(_WRITTEN["names"]["marked"])
_FOLDED_NAMES = frozenset(fold(name) for name in _NAMES)
_EVERYDAY = frozenset(_WRITTEN["names"]["everyday"])
_MOST_NAMES = 4


def _alternatives(key: str) -> str:
    return "|".join(_WRITTEN["phrases"][key])


_NAME = rf"(?P<name>\w+(?: \w+){{0,{_MOST_NAMES - 1}}}?)"
_WHEN = rf"(?: (?:{_alternatives('when')})(?!\w)|(?= ?[.!?,]| ?$))"
_DIED = re.compile(
    rf"(?<!\w)(?:{_alternatives('title')}) {_NAME}(?: (?:{_alternatives('whose')}))?"
    rf" (?:(?:{_alternatives('just')}) )*(?<!tien )(?<!bao )(?<!co )(?P<died>mat){_WHEN}"
)
_THING = re.compile(rf"(?<!\w)(?:{_alternatives('things')})(?!\w)")
_LOST = re.compile(rf" ?(?:{_alternatives('lost')})(?!\w)")
_CLAUSE = re.compile(r"[.!?;,]")


def named_death(text: str) -> str | None:
    """The folded words that tell of somebody's death by name, or ``None``."""
    standard = standardise(text)
    marked = has_diacritics(standard)
    spelled = _spelled(standard, marked=marked)
    capitals = _capitals(text)
    for match in _DIED.finditer(fold(spelled)):
        written = spelled[match.start("name") : match.end("name")].split()
        if marked and spelled[match.start("died") : match.end("died")] != "mất":
            continue
        if _are_names(written, capitals, marked=marked) and not _is_lost(match):
            return match[0]
    return None


def _spelled(standard: str, *, marked: bool) -> str:
    """Words and the marks between them, as long as their folded form, so that both can be looked at side by side."""
    kept = " ".join(re.sub(r"[^\w?.,!;]+|_", " ", standard).split())
    return kept if marked else fold(kept)


def _capitals(text: str) -> frozenset[str]:
    """The words with a capital, in small letters; none where every word has one."""
    written = re.findall(r"[^\W\d_]+", compose(text))
    capital = {unify_tones(word.lower()) for word in written[1:] if word[:1].isupper()}
    return frozenset() if all(word[:1].isupper() for word in written) else frozenset(capital)


def _are_names(written: list[str], capitals: frozenset[str], *, marked: bool) -> bool:
    if "làm" in written:
        return False
    if marked or capitals.issuperset(written):
        return all(word in _NAMES or word in capitals for word in written)
    return set(written) <= _FOLDED_NAMES | capitals and (len(written) > 1 or written[0] not in _EVERYDAY)


def _is_lost(match: re.Match[str]) -> bool:
    """Whether a thing was lost, or nothing happened yet: said before in the same clause, or right after "mất"."""
    before = _CLAUSE.split(match.string[: match.start()])[-1]
    return bool(_THING.search(before) or _LOST.match(match.string[match.end() :]))
