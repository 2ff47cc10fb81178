"""Which commune a line of a list is about, from present and former names, an address or a title.

Pure. A place outside the officer's commune, and one that can be several, is a slip.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.place_names import without_kind
from bot.knowledge.vietnamese import compose, fold
from bot.reports.cells import Slip, folded

if TYPE_CHECKING:
    from bot.knowledge.areas import Area, AreaIndex, Found

NO_COMMUNE = N_("The commune is missing. Please write the commune or ward, old or new name.")
ODD_COMMUNE = N_("The commune {name} is not known. Please write it as in the papers.")
WHICH_COMMUNE = N_("The commune {name} can be {places}. Please write which.")
OTHER_COMMUNE = N_("This person is of {place}, which is not the commune of this list. Please take the row out.")

MOST_OFFERED = 4
MOST_SHOWN = 40
_LONGEST_TITLE = 200
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}
_UNIT = re.compile(r"\b(?:xa|phuong|thi tran)\b")


class Places:
    """The communes of one file. ``only``: the one that the list may be about, if not any."""

    def __init__(self, areas: AreaIndex, only: str | None) -> None:
        self.only = only
        self._areas = areas
        self._find = lru_cache(maxsize=20_000)(areas.find)

    def of(self, written: str, district: str) -> Area | Slip:
        """The commune that is written, with a former district beside it or without."""
        found = self._read(written, district)
        own = next((area for area in found.areas if area.code == self.only), None)
        if own:
            return own
        return self.own(found.areas[0].code) if found.certain else _doubt(written, found)

    def _read(self, written: str, district: str) -> Found:
        """In a column of communes "Thăng Bình" is the commune, though the former district was called so, too."""
        found = self._find(f"{written}, {district}" if district else written)
        if found.certain or district or not written or _UNIT.search(folded(written)):
            return found
        kinds = (self._find(f"{kind} {written}") for kind in ("xã", "phường"))
        return next((named for named in kinds if named.certain), found)

    def own(self, code: str | None) -> Area | Slip:
        """The commune ``code``, if the list may be about it."""
        area = self._areas.get(code) if code else None
        if area is None:
            return Slip(NO_COMMUNE)
        if self.only and area.code != self.only:
            return Slip(OTHER_COMMUNE, (("place", area.full_name),))
        return area

    def knows(self, written: str) -> bool:
        """Whether a commune is meant: one beyond doubt, several of that name, or one that says so."""
        found = self._find(written)
        return found.certain or len(found.areas) > 1 or _UNIT.search(folded(written)) is not None

    def titled(self, text: str) -> str | None:
        """The commune that a title names beyond doubt, with its kind: "XÃ TAM XUÂN"."""
        if len(text) > _LONGEST_TITLE or not _UNIT.search(fold(text)):
            return None
        found = self._find(compose(text).lower())
        return found.areas[0].code if found.certain else None


def _doubt(written: str, found: Found) -> Slip:
    name = ("name", written[:MOST_SHOWN])
    if not found.areas:
        return Slip(ODD_COMMUNE, (name,))
    return Slip(WHICH_COMMUNE, (name, ("places", ", ".join(area.full_name for area in found.areas[:MOST_OFFERED]))))


@lru_cache(maxsize=4_096)
def former_unit(written: str, area: Area) -> str:
    """The former commune that was written, if it was one of those that became ``area``."""
    bare = _plain(written.partition(",")[0].strip())
    if not bare or bare == _plain(area.name):
        return ""
    return next((without_kind(unit) for unit in area.former_units if _plain(unit) == bare), "")


def _plain(unit: str) -> str:
    """Without kind and marks, and with "Tam Xuân 1" as "Tam Xuân I"."""
    return " ".join(_ROMAN.get(word, word) for word in fold(without_kind(unit)).split())
