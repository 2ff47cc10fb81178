"""What a line of a list is if not a person: a sum, a group's title, a heading repeated, a signature.

Pure functions over one line's cells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import compose, words
from bot.reports import cells
from bot.reports.heading_words import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reports.headings import Layout
    from bot.reports.sheets import Cell, Row

FEW_CELLS = 2
"""So few filled cells are no person, but a title, a sum or a signature."""
_MOSTLY = 0.5
_SUM = re.compile(
    r"^(?:tổng cộng|tong cong|tổng số|tong so|cộng dồn|tổng|tong|cộng|cong|lũy kế|luy ke)"
    r"\s*(?:(?:thôn|thon|xã|xa|phường|phuong|tổ|to|khối|khoi|trang|chuyển|chuyen|mang|đối tượng|doi tuong|số|so)\b.*"
    r"|[:=()\d].*)?$"
)
_FOOTER = re.compile(
    r"nguoi lap|lap bieu|chu tich|ke toan|thu truong|xac nhan|ngay \S* ?thang \S* ?nam|uy ban|ubnd|ky ten"
    r"|bang chu|an dinh danh sach"
)
_TREASURER = re.compile(r"thủ qu[ỹy]|^\W*thu quy\W*$")
"""With its marks, since "Thu Quý" is a name."""
_COUNTED = r"^(?:\W*(?:[ivx]+|[a-z]|\d+)[.)\-:]\s*)?"
_HAMLET = re.compile(_COUNTED + r"(?:thon|to dan pho|khoi pho|khu pho|khoi|to|ap|ban|lang|nop)\s+\S")
_FAMILY = re.compile(_COUNTED + r"(?:t[oôồ]|b[aàâ]n|l[aăâ]ng)\s+(?:thị|thi|văn|van)\b")
"""Tô Thị, Bàn Văn, Lăng Thị: people, and no Tổ, Bản or Làng."""
_COMMUNE = re.compile(_COUNTED + r"(?:xa|phuong|thi tran|dac khu)\s+\S")
_COUNTER = re.compile(r"^\W*(?:[ivxIVX]+|[a-zA-Z]|\d+)[.)\-:]\s+")
_NUMBERED = (("to dan pho", "Tổ dân phố"), ("khoi pho", "Khối phố"), ("khoi", "Khối"), ("to", "Tổ"))


def filled(row: Iterable[Cell]) -> list[Cell]:
    """The cells with something in them."""
    return [cell for cell in row if cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())]


def is_sum(there: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and _SUM.match(cell.strip().lower()) for cell in there[:3])


def is_footer(said: str) -> bool:
    """Whether a line belongs to the signatures under a list."""
    return bool(_FOOTER.search(cells.folded(said)) or _TREASURER.search(compose(said).lower()))


def names_hamlet(said: str) -> bool:
    return bool(_HAMLET.match(cells.folded(said))) and not _FAMILY.match(compose(said).lower())


def names_commune(plain: str) -> bool:
    return _COMMUNE.match(plain) is not None


def without_counter(said: str) -> str:
    """``I. Thôn Phú Quý`` without its number."""
    return _COUNTER.sub("", said)


def numbers_columns(there: Sequence[Cell]) -> bool:
    """``(1) (2) (3)``, ``1 2 3`` or ``A B C``: the row that numbers the columns."""
    return len(there) > FEW_CELLS and all(_is_column_number(cell) for cell in there)


def _is_column_number(cell: Cell) -> bool:
    written = cells.text(cell).strip("() ")
    return len(written) == 1 or (written.isdecimal() and len(written) < 3)  # noqa: PLR2004 - no list has a hundred columns


def mostly_blank(sample: Sequence[Row], column: int) -> bool:
    """Whether a column is written once for a group of people, and left empty for the others."""
    there = [row[column] for row in sample if column < len(row) and len(filled(row)) > FEW_CELLS]
    blank = len(there) - len(filled(there))
    return 0 < blank < len(there) and blank > _MOSTLY * len(there)


def hamlet_words(layout: Layout) -> dict[int, str]:
    """What a bare number in a column of hamlets stands for, by its heading."""
    return {column: _hamlet_word(layout.headings[column]) for column in layout.columns.get(Field.HAMLET, ())}


def _hamlet_word(heading: str) -> str:
    said = words(heading)
    if "thon" in said:
        return "Thôn"
    return next((word for part, word in _NUMBERED if part in " ".join(said)), "Thôn")
