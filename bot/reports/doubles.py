"""Who stands in a list twice, or nearly: the same name, year and commune, or a name one slip away.

Pure. The same person twice is a mistake; everything less certain is only pointed out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.i18n import N_
from bot.reports.cells import Slip, folded
from bot.reports.roster_rows import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reports.roster_rows import Entry

TWICE = N_("This person stands in row {row} already. Please take one of the two rows out.")
SAME_NAME = N_("Row {row} has the same name, year of birth and commune. Please look whether it is one person.")
LIKE_NAME = N_("Row {row} has nearly the same name, and the same year of birth. Please look whether it is one person.")

SHORTEST = 7
"""Letters of a name in which one wrong letter still shows who is meant."""
MOST_ALIKE = 3_000
"""People of one commune and year: more of them come from no real list, and are not compared."""
MOST_NOTES = 5_000

_Seen = tuple[int, int, str, str, str]
"""Sheet, row, folded name, folded hamlet, scheme."""


class Doubles:
    """The people of one file, by commune and year of birth."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, int, str], list[_Seen]] = defaultdict(list)
        self._blocks: dict[tuple[str, int], list[_Seen]] = defaultdict(list)

    def add(self, entry: Entry, name: str) -> Mistake | None:
        """Keep ``entry``, whose folded name is ``name``; the mistake or the note if somebody like it came before."""
        seen = (entry.sheet, entry.row, name, folded(entry.hamlet or ""), entry.scheme)
        same = self._exact[entry.area_code, entry.birth_year, entry.full_name.lower()]
        twice = next((other for other in same if _is_same_person(seen, other)), None)
        if twice:
            return Mistake(entry.sheet, entry.row, (_slip(TWICE, twice),))
        note = Mistake(entry.sheet, entry.row, (_slip(SAME_NAME, same[0]),), taken=True) if same else None
        same.append(seen)
        if not note:
            self._blocks[entry.area_code, entry.birth_year].append(seen)
        return note

    def near(self) -> Iterator[Mistake]:
        """Notes on people whose names are one slip apart, in the same hamlet or with none given."""
        left = MOST_NOTES
        for block in self._blocks.values():
            if not 1 < len(block) <= MOST_ALIKE:
                continue
            for first, second in _pairs(block):
                if left == 0:
                    return
                left -= 1
                yield Mistake(second[0], second[1], (_slip(LIKE_NAME, first),), taken=True)


def _is_same_person(one: _Seen, other: _Seen) -> bool:
    return one[4] == other[4] and (one[3] == other[3] or not one[3] or not other[3])


def _slip(message: str, seen: _Seen) -> Slip:
    return Slip(message, (("row", str(seen[1])),))


def _pairs(block: list[_Seen]) -> Iterator[tuple[_Seen, _Seen]]:
    names = [seen[2] for seen in block]
    distances = process.cdist(names, names, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    for first, second in np.argwhere(np.triu(distances <= 1, k=1)).tolist():
        one, other = block[first], block[second]
        if len(one[2]) >= SHORTEST and (one[3] == other[3] or not one[3] or not other[3]):
            yield one, other
