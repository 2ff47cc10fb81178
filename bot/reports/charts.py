"""Bar charts as PNG pictures, with every Vietnamese letter in its place: the font is shipped.

Pure drawing; knows nothing of what the bars mean.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 1_000
MOST_ON_A_PAGE = 30
"""Bars that are no taller than a page of paper on which they are as wide as its text."""
_MARGIN, _ROW, _BAR = 28, 44, 26
_LABELS = 400
"""Pixels for the names on the left."""
_VALUES = 190
_INK, _BLUE, _PALE = "#1F2933", "#1B6CA8", "#E4ECF2"

Bar = tuple[str, float, str]
"""A name, its length (any unit, all the same), and what is written behind it."""


@lru_cache(maxsize=8)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The shipped font, which has all letters of Vietnamese."""
    name = "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"
    with as_file(files("bot.reports") / "fonts" / name) as path:
        return ImageFont.truetype(BytesIO(path.read_bytes()), size)


def bars(title: str, rows: Sequence[Bar], *, whole: float | None = None) -> bytes:
    """A PNG of one bar below the other. ``whole``: what a full bar stands for, else the longest."""
    full = whole or max((length for _, length, _ in rows), default=0) or 1
    lines = _wrapped(title, WIDTH - 2 * _MARGIN)
    top = _MARGIN + 44 * len(lines)
    picture = Image.new("RGB", (WIDTH, top + _ROW * max(len(rows), 1) + _MARGIN), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + 40 * number), line, _INK, font(28, bold=True))
    for number, row in enumerate(rows):
        _bar(draw, top + _ROW * number, row, full)
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()


def _bar(draw: ImageDraw.ImageDraw, top: int, row: Bar, full: float) -> None:
    label, length, written = row
    left, room = _MARGIN + _LABELS, WIDTH - 2 * _MARGIN - _LABELS - _VALUES
    middle = top + _ROW // 2
    draw.text((left - 14, middle), _fitting(label, _LABELS - 14), _INK, font(22), anchor="rm")
    draw.rectangle((left, middle - _BAR // 2, left + room, middle + _BAR // 2), _PALE)
    end = left + round(room * min(max(length / full, 0), 1))
    if end > left:
        draw.rectangle((left, middle - _BAR // 2, end, middle + _BAR // 2), _BLUE)
    draw.text((left + room + 12, middle), written, _INK, font(22), anchor="lm")


def _fitting(text: str, width: int) -> str:
    """``text``, cut with an ellipsis if it is wider than there is room."""
    if font(22).getlength(text) <= width:
        return text
    while text and font(22).getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font(28, bold=True).getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
