"""The 94 communes, wards and the special zone of Đà Nẵng city, and how people write where they live.

Loads its own table and finds places in text. Must not know people, the store or what is asked; where
a name can mean several places it says so and leaves the question to its caller.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.place_names import (
    DISTRICT,
    FILLERS,
    NAME_CUES,
    NEW_WORDS,
    OLD_WORDS,
    PLACE_CUES,
    TYPE_WORDS,
    Spelling,
    Token,
    kind_before,
    renumbered,
    spell,
    spell_name,
    tokenize,
    whole_of,
    without_kind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_LONGEST_NAME = 4
_WEAK_LENGTH = 4
_MOST_TOKENS = 250  # a longer text is something pasted, not an answer to "which commune"
_MOST_PHRASES = 24

_PART = "part"
# Districts of the city before 2025-07-01; which unit belonged to which is not in the table.
_CITY_DISTRICTS = ("Hải Châu", "Thanh Khê", "Sơn Trà", "Ngũ Hành Sơn", "Liên Chiểu", "Cẩm Lệ", "Hòa Vang")
# Nông Sơn was merged into Quế Sơn for the six months before districts ended.
_MERGED_DISTRICTS = {"Quế Sơn": "Nông Sơn"}
_NOT_AN_AREA = ("Quảng Nam", "Đà Nẵng", "Việt Nam", "Quảng Ngãi")

# Names that are also everyday words, other provinces, schools or common given names: inside a
# sentence they count only with a type word or beside a place that agrees.
_EVERYDAY = (
    "Bình An, Bình Minh, Bình Dương, Bình Định, Bình Thuận, Thanh Bình, Hòa Thuận, Hòa An, Minh An, Tân An, "
    "Tân Bình, Tân Hiệp, An Phú, An Xuân, Đại Đồng, Đại An, Đại Hòa, Tam An, Thanh Hà, Việt An, Tiên Phong, "
    "Phú Thuận, Phú Thịnh, Duy Tân, Sơn Phong, Phước Thành, Hương Trà, Hương An, Xuân Hà, Xuân Phú, Ka Dăng, "
    "Chơ Chun, Bình Sơn, Bình Phú, Bình Quý, Hòa Minh, Hòa Quý, An Mỹ, Mỹ An, An Sơn, An Thắng, Quế An, "
    "Tiên An"
)


@dataclass(frozen=True)
class Area:
    """A unit of the city since 2025-07-01, with what it was made of."""

    code: str
    kind: str
    name: str
    former_district: str | None
    former_units: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return f"{self.kind[0].upper()}{self.kind[1:]} {self.name}"


@dataclass(frozen=True)
class Found:
    """The places that a text can mean: one for certain, or those to ask about (also a single one)."""

    areas: tuple[Area, ...]
    certain: bool


@dataclass(frozen=True)
class _Sense:
    """One thing that a name means."""

    spelling: Spelling
    kind: str
    codes: tuple[str, ...]
    new: bool = False
    later: tuple[str, ...] = ()
    """Codes that a district had only later: they narrow, and are not offered."""


@dataclass(frozen=True)
class _Match:
    """A name in the text: the tokens from ``start`` to ``end``, with a type word or without."""

    start: int
    end: int
    key: str
    senses: tuple[_Sense, ...]
    spelling: Spelling
    typed: bool = False
    slipped: bool = False

    @property
    def reach(self) -> frozenset[str]:
        return frozenset(code for sense in self.senses for code in sense.codes + sense.later)

    @property
    def is_wide(self) -> bool:
        """Whether it can be a district, beside which a misspelled commune may stand."""
        return any(sense.kind == DISTRICT for sense in self.senses)

    @property
    def is_short(self) -> bool:
        return self.end - self.start == 1 and len(self.key) <= _WEAK_LENGTH


class AreaIndex:
    """All areas, by code and by what people call them."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.all = tuple(areas)
        self._by_code = {area.code: area for area in self.all}
        self._names = _names(self.all)
        self._weak = {spell_name(name).key for name in _EVERYDAY.split(", ")}

    @classmethod
    def load(cls) -> AreaIndex:
        """The index of the table that is shipped."""
        source = resources.files("locales").joinpath("areas.tsv")
        with source.open(encoding="utf-8") as lines:
            return cls(_read(row) for row in csv.DictReader(lines, delimiter="\t"))

    def get(self, code: str) -> Area | None:
        return self._by_code.get(code)

    def find(self, text: str) -> Found:
        """The places that ``text`` names; no place is better than one that nobody meant."""
        tokens = tokenize(text)[:_MOST_TOKENS]
        accented = any(token.text != token.plain for token in tokens)
        matches = self._read_matches(tokens, accented=accented)
        kept = self._meant(matches, tokens, accented=accented)
        found = self._combine(kept, accented=accented)
        if found.certain or not all(match.is_wide for match in kept):
            return found
        slips = self._slips(kept, matches, tokens, accented=accented)
        return self._found(slips, certain=False) if slips else found

    def _read_matches(self, tokens: Sequence[Token], *, accented: bool) -> list[_Match]:
        """The names in the text that cover most of it, in their order."""
        best: list[tuple[int, int, tuple[_Match, ...]]] = [(0, 0, ())]
        for end in range(1, len(tokens) + 1):
            score = best[end - 1]
            for start in range(max(0, end - _LONGEST_NAME), end):
                match = self._match(tokens, start, end)
                if match:
                    covered, segments, before = best[start]
                    candidate = (covered + end - start, segments - 1, (*before, match))
                    score = max(score, candidate, key=lambda option: option[:2])
            best.append(score)
        return [_with_kind(match, tokens, accented=accented) for match in best[-1][2]]

    def _match(self, tokens: Sequence[Token], start: int, end: int) -> _Match | None:
        spelling = spell(token.text for token in tokens[start:end])
        senses = self._names.get(spelling.key)
        if senses is None or any(token.starts_part for token in tokens[start + 1 : end]):
            return None
        spelled = tuple(sense for sense in senses if spelling.may_stand_for(sense.spelling))
        if senses and not spelled and (end - start == 1 or len(spelling.key) <= _WEAK_LENGTH):
            return None  # "đang" is not Dang, "là để" is not La Dêê
        slipped = bool(senses) and not spelled
        return _Match(start, end, spelling.key, spelled or senses, spelling, slipped=slipped)

    def _meant(self, matches: Sequence[_Match], tokens: Sequence[Token], *, accented: bool) -> list[_Match]:
        """The names that are meant as places, rather than as words of the sentence."""
        places = [match for match in matches if match.senses]
        rest = _rest(matches, tokens)
        named_by = Counter(code for match in places for code in match.reach)

        def counts(match: _Match) -> bool:
            if match.typed:
                return True
            alone = len(places) == 1
            agreeing = any(named_by[code] > 1 for code in match.reach)
            if match.is_short:
                return not rest and (agreeing or alone)
            bare = all(token.plain in FILLERS for token in rest)
            if agreeing or (bare and (alone or not self._is_weak(match))):
                return True
            return self._stands_out(match, tokens, accented=accented)

        return [match for match in places if counts(match)]

    def _stands_out(self, match: _Match, tokens: Sequence[Token], *, accented: bool) -> bool:
        """Whether a name amid other words can only be a place."""
        before = tokens[match.start - 1].plain if match.start else ""
        if match.slipped or self._is_weak(match) or before in NAME_CUES:
            return False
        # Without diacritics "tra tan nha" is trả tận nhà, "tien lanh" is tiền lãnh.
        return accented or match.is_wide or before in PLACE_CUES

    def _is_weak(self, match: _Match) -> bool:
        return len(match.key) <= _WEAK_LENGTH or match.key in self._weak

    def _combine(self, matches: Sequence[_Match], *, accented: bool) -> Found:
        """What all matches agree on, read as spelled first; everything that they name if they disagree."""
        slipped = any(match.slipped for match in matches)
        for reading in (_exact(accented=accented), _as_read, _with_later):
            agreed = _intersection([_union(reading(match)) for match in matches])
            if agreed:
                return self._found(agreed, certain=len(agreed) == 1 and not slipped)
        return self._found(_union(sense.codes for match in matches for sense in match.senses), certain=False)

    def _slips(
        self,
        kept: Sequence[_Match],
        matches: Sequence[_Match],
        tokens: Sequence[Token],
        *,
        accented: bool,
    ) -> tuple[str, ...]:
        """The nearest names to what stands where a name should, within the districts that were named."""
        nearest: dict[float, list[str]] = defaultdict(list)
        for phrase in islice(_phrases(kept, matches, tokens, accented=accented), _MOST_PHRASES):
            key = spell(token.text for token in phrase).key
            most = _slips_allowed(key)
            near = process.extract(key, list(self._names), scorer=OSA.distance, score_cutoff=most, limit=None)
            for name, distance, _ in near:
                nearest[distance].append(name)
        named = frozenset[str]().union(*(match.reach for match in kept))
        for closest in sorted(nearest):
            codes = _union(sense.codes for name in nearest[closest] for sense in self._names[name])
            agreed = tuple(code for code in codes if not named or code in named)
            if agreed:
                return agreed
        return ()

    def _found(self, codes: Iterable[str], *, certain: bool) -> Found:
        return Found(tuple(self._by_code[code] for code in codes), certain)


def _read(row: dict[str, str]) -> Area:
    return Area(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        former_district=row["former_district"] or None,
        former_units=tuple(filter(None, row["former_units"].split("; "))),
    )


def _by_district(areas: Iterable[Area]) -> dict[str, tuple[Area, ...]]:
    districts: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        if area.former_district:
            districts[area.former_district].append(area)
    return {name: tuple(members) for name, members in districts.items()}


def _names(areas: Sequence[Area]) -> dict[str, tuple[_Sense, ...]]:
    """Every name that may be typed, by its letters, with what it means: today's unit first."""
    senses: dict[str, list[_Sense]] = defaultdict(list)
    for sense in (*_units(areas), *_districts(areas)):
        senses[sense.spelling.key].append(sense)
    known = {key: tuple(meanings) for key, meanings in senses.items()}
    return known | {spell_name(name).key: () for name in _NOT_AN_AREA}


def _units(areas: Sequence[Area]) -> Iterable[_Sense]:
    for area in areas:
        yield _Sense(spell_name(area.name), area.kind, (area.code,), new=True)
    for area in areas:
        for unit in area.former_units:
            name = without_kind(unit)
            kind = unit[: -len(name) - 1].lower()
            for variant in (name, *renumbered(name)):
                yield _Sense(spell_name(variant), kind, (area.code,))
            for whole in whole_of(name):
                yield _Sense(spell_name(whole), _PART, (area.code,))


def _districts(areas: Sequence[Area]) -> Iterable[_Sense]:
    districts = {without_kind(district): members for district, members in _by_district(areas).items()}
    for district, members in districts.items():
        codes = _codes(members, district)
        later = districts.get(_MERGED_DISTRICTS.get(district, ""), ())
        yield _Sense(spell_name(district), DISTRICT, codes, later=_codes(later, district))
        if district.endswith("Trà My"):
            yield _Sense(spell_name("Trà My"), DISTRICT, codes)
    city = [area for area in areas if area.former_units and not area.former_district]
    for name in _CITY_DISTRICTS:
        yield _Sense(spell_name(name), DISTRICT, _codes(city, name))


def _codes(areas: Iterable[Area], first: str) -> tuple[str, ...]:
    """The codes of ``areas``, that of the name ``first`` before the others."""
    return tuple(area.code for area in sorted(areas, key=lambda area: area.name != first))


def _with_kind(match: _Match, tokens: Sequence[Token], *, accented: bool) -> _Match:
    """The match with the senses that its type word and "mới" or "cũ" leave."""
    before = match.start
    ages = {token.text for token in tokens[match.end : match.end + 1]}
    kind = kind_before(tokens, before, accented=accented)
    if kind is None and before and tokens[before - 1].text in NEW_WORDS | OLD_WORDS:
        kind = kind_before(tokens, before - 1, accented=accented)
        ages |= {tokens[before - 1].text} if kind else set()
    senses = tuple(sense for sense in match.senses if sense.kind == kind) or match.senses
    if ages & NEW_WORDS:
        senses = tuple(sense for sense in match.senses if sense.new) or senses
    elif ages & OLD_WORDS:
        senses = tuple(sense for sense in senses if not sense.new) or senses
    return replace(match, senses=senses, typed=bool(kind))


def _covered(matches: Iterable[_Match]) -> set[int]:
    return {position for match in matches for position in range(match.start, match.end)}


def _rest(matches: Sequence[_Match], tokens: Sequence[Token]) -> list[Token]:
    """The tokens that are neither a name nor a type word."""
    covered = _covered(matches)
    aside = TYPE_WORDS | NEW_WORDS | OLD_WORDS
    return [token for position, token in enumerate(tokens) if position not in covered and token.text not in aside]


def _phrases(
    kept: Sequence[_Match], matches: Sequence[_Match], tokens: Sequence[Token], *, accented: bool
) -> Iterable[tuple[Token, ...]]:
    """What stands where a name is expected: after a type word or "ở", or all that is left of the text."""
    covered = _covered(matches)
    for start in range(1, len(tokens)):
        expected = tokens[start - 1].plain in PLACE_CUES or kind_before(tokens, start, accented=accented)
        for length in range(1, _LONGEST_NAME) if expected else ():
            span = range(start, min(start + length, len(tokens)))
            if len(span) == length and not covered.intersection(span):
                yield tuple(tokens[start : start + length])
    rest = tuple(token for token in _rest(matches, tokens) if token.plain not in FILLERS)
    if 0 < len(rest) <= _LONGEST_NAME and all(match in kept for match in matches if match.senses):
        yield rest


def _slips_allowed(key: str) -> int:
    """Letters that may be wrong: none in a short name, where one letter makes another name."""
    return sum(len(key) >= enough for enough in (6, 11))


def _exact(*, accented: bool) -> Callable[[_Match], Iterable[tuple[str, ...]]]:
    """Reads a match by the names that are spelled just so, if the person types diacritics at all."""

    def reading(match: _Match) -> Iterable[tuple[str, ...]]:
        spelled = [sense.codes for sense in match.senses if accented and sense.spelling == match.spelling]
        return spelled or _as_read(match)

    return reading


def _as_read(match: _Match) -> Iterable[tuple[str, ...]]:
    return [sense.codes for sense in match.senses]


def _with_later(match: _Match) -> Iterable[tuple[str, ...]]:
    return [sense.codes + sense.later for sense in match.senses]


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for group in groups for code in group))


def _intersection(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if not groups:
        return ()
    return tuple(code for code in groups[0] if all(code in group for group in groups[1:]))
