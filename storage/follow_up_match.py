"""Whom on the roster a report may be about: names without diacritics, year of birth, hamlet.

Pure. Only one person who fits without a doubt is tied without an officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.knowledge.hamlets import hamlet_key, same_hamlet
from bot.knowledge.vietnamese import compose, has_diacritics, unify_tones, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_CANDIDATES = 4
_LIKE = 80.0
_SAME_PLACE = 15.0
_SAME_YEAR = 20.0
_NEAR_YEAR = 8.0
_YEARS_APART = 3
_PART_OF_NAME = 70.0
"""A single word is many people's given name: it needs the year or the hamlet beside it."""
_KIN = frozenset(
    {
        "ong",
        "ba",
        "cu",
        "co",
        "chu",
        "bac",
        "me",
        "ma",
        "cha",
        "bo",
        "noi",
        "ngoai",
        "cau",
        "mo",
        "di",
        "duong",
        "anh",
        "chi",
        "thim",
        "mu",
    }
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the roster, as far as an officer needs to tell them from another."""

    id: int
    full_name: str
    birth_year: int | None
    hamlet: str | None
    scheme: str
    paid_by: str


@dataclass(frozen=True, slots=True)
class Described:
    """The person that a relative described."""

    name: str
    birth_year: int | None
    hamlet: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """A follow-up that another report may belong to: what each of its reports says, and whom it is tied to."""

    id: int
    match: str
    reports: tuple[Described, ...]
    person: Candidate | None = None


def bare_name(text: str) -> str:
    """``bà nội Nguyễn Thị Sáu`` as a name: without the words of kinship before it."""
    parts = text.split()
    while len(parts) > 1 and words(parts[0])[:1] and words(parts[0])[0] in _KIN:
        parts = parts[1:]
    return " ".join(parts)


def name_text(name: str, birth_year: int | None, area_code: str) -> str | None:
    """What is the same for reports about the same person; ``None`` if too little is known."""
    if not is_full(name) or birth_year is None:
        return None
    return f"{area_code}|{' '.join(words(bare_name(name)))}|{birth_year}"


def is_full(text: str) -> bool:
    """Whether there is a family name in it, so that it can tell people apart."""
    return len(words(bare_name(text))) > 1


def clear_fit(described: Described, people: Iterable[Candidate]) -> Candidate | None:
    """The only person who fits without a doubt; ``None`` if there is any."""
    if not is_full(described.name):
        return None
    named = [one for one in people if _same_words(described.name, one.full_name)]
    fitting = [one for one in named if not contradict(described, _listed(one))]
    if len(fitting) != 1:
        return None
    only = fitting[0]
    by_year = described.birth_year is not None and described.birth_year == only.birth_year
    by_place = _same_place(described, _listed(only))
    return only if by_year or (by_place and described.birth_year is None and len(named) == 1) else None


def contradict(one: Described, other: Described) -> bool:
    """Whether what was said of two people shows that they are two."""
    years = {year for year in (one.birth_year, other.birth_year) if year is not None}
    same = same_hamlet(one.hamlet, other.hamlet) and _same_marks(one.name, other.name)
    return len(years) > 1 or not same


def lead_for(described: Described, person_id: int | None, groups: Iterable[Group]) -> Group | None:
    """The only one of ``groups``, which are alike by person or by folded name, that is certainly about the same.

    ``person_id``: whom of the roster the report is tied to. Where there is any doubt, an officer has to look.
    """
    found = list(groups)
    tied = [one for one in found if person_id is not None and one.person and one.person.id == person_id]
    if tied:
        return tied[0]
    sure = [one for one in found if _may_join(described, person_id, one)]
    return sure[0] if len(sure) == 1 else None


def _may_join(described: Described, person_id: int | None, group: Group) -> bool:
    if person_id is not None and (group.person or group.match == "none"):
        return False  # tied to somebody else, or an officer found nobody
    listed = [_listed(group.person)] if group.person else []
    if any(contradict(described, one) for one in (*group.reports, *listed)):
        return False
    return any(_spelled_alike(described, one) or _same_place(described, one) for one in group.reports)


def _listed(one: Candidate) -> Described:
    return Described(one.full_name, one.birth_year, one.hamlet)


def _spelled_alike(one: Described, other: Described) -> bool:
    """Both with their marks; without them, Hoa and Hòa are written alike."""
    marked = has_diacritics(bare_name(one.name)) and has_diacritics(bare_name(other.name))
    return marked and _same_marks(one.name, other.name)


def _same_place(one: Described, other: Described) -> bool:
    return _place(one.hamlet) is not None and _place(one.hamlet) == _place(other.hamlet)


def candidates(described: Described, people: Iterable[Candidate]) -> Sequence[Candidate]:
    """Who may be meant, the likeliest first; four at most."""
    scored = [(_score(described, one), one) for one in people]
    likely = sorted((pair for pair in scored if pair[0] >= _LIKE), key=lambda pair: (-pair[0], pair[1].id))
    return [one for _, one in likely[:MOST_CANDIDATES]]


def _score(described: Described, one: Candidate) -> float:
    likeness = max(_likeness(words(reading), words(one.full_name)) for reading in _readings(described.name))
    if likeness < _PART_OF_NAME:
        return 0.0
    return likeness + _year_score(described.birth_year, one.birth_year) + _place_score(described.hamlet, one.hamlet)


def _likeness(said: tuple[str, ...], listed: tuple[str, ...]) -> float:
    if len(said) > 1:
        return float(fuzz.token_sort_ratio(" ".join(said), " ".join(listed)))
    return _PART_OF_NAME if said and listed and listed[-1] == said[0] else 0.0


def _year_score(said: int | None, listed: int | None) -> float:
    if said is None or listed is None:
        return 0.0
    if said == listed:
        return _SAME_YEAR
    return _NEAR_YEAR if abs(said - listed) <= _YEARS_APART else -_SAME_YEAR


def _place_score(said: str | None, listed: str | None) -> float:
    return _SAME_PLACE if _place(said) is not None and _place(said) == _place(listed) else 0.0


def _readings(said: str) -> tuple[str, ...]:
    """The name with and without words of kinship: Ông and Chu are family names, too."""
    return (bare_name(said), said)


def _same_words(said: str, listed: str) -> bool:
    return any(words(reading) == words(listed) for reading in _readings(said))


def _same_marks(one: str, other: str) -> bool:
    """Hòa is not Hoa, where both were written with their marks."""
    if not (has_diacritics(bare_name(one)) and has_diacritics(bare_name(other))):
        return True
    return not {_spelled(reading) for reading in _readings(one)}.isdisjoint(map(_spelled, _readings(other)))


def _spelled(name: str) -> str:
    return unify_tones(compose(name).lower())


def _place(text: str | None) -> str | None:
    return hamlet_key(text or "") or None
