"""A leaflet of one page (A5) with the commune's own QR code, in large type. Pure: texts and a link in, a PDF out."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fpdf import FPDF

_A5 = (148.0, 210.0)
_MARGIN = 12.0
_QR = 74.0
_FONT = "Noto"


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What stands on it: who it is for, some sentences, where the code leads, and how to reach somebody."""

    title: str
    sentences: Sequence[str]
    link: str
    scan: str
    foot: str


def pdf(leaflet: Leaflet) -> bytes:
    """The page's bytes."""
    from fpdf import FPDF  # noqa: PLC0415 - a quarter of the whole start, and few starts ever write a leaflet

    page = FPDF(format=_A5)
    page.set_auto_page_break(auto=False)
    page.set_margins(_MARGIN, _MARGIN)
    _add_fonts(page)
    page.add_page()
    _text(page, leaflet.title, 24, bold=True, centred=True)
    page.ln(3)
    for sentence in leaflet.sentences:
        _text(page, sentence, 18)
        page.ln(2)
    page.image(_code(leaflet.link), x=(_A5[0] - _QR) / 2, y=page.get_y() + 1, w=_QR, h=_QR)
    page.set_y(page.get_y() + _QR + 2)
    _text(page, leaflet.scan, 14, bold=True, centred=True)
    _text(page, leaflet.link, 10, centred=True)
    page.ln(2)
    _text(page, leaflet.foot, 12, centred=True)
    return bytes(page.output())


def _add_fonts(page: FPDF) -> None:
    for style, name in (("", "NotoSans-Regular.ttf"), ("B", "NotoSans-Bold.ttf")):
        with as_file(files("bot.reports") / "fonts" / name) as path:
            page.add_font(_FONT, style, path)


def _text(page: FPDF, text: str, size: int, *, bold: bool = False, centred: bool = False) -> None:
    page.set_font(_FONT, "B" if bold else "", size)
    page.multi_cell(0, size * 0.46, text, align="C" if centred else "L", new_x="LMARGIN", new_y="NEXT")


def _code(link: str) -> BytesIO:
    """The QR code as a picture; a fifth of it may be dirty or torn."""
    output = BytesIO()
    segno.make(link, error="q", micro=False).save(output, kind="png", scale=12, border=2)
    output.seek(0)
    return output
