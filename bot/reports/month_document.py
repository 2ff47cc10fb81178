"""The month's report as a Word document in the form of an administrative report, as a draft to be signed.

The form (heading of two columns, number, place and date, recipients, signature) is that of Vietnamese offices and
stays Vietnamese. What is in it comes from the content; number and signer are left open for the office.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from docx.document import Document as DocumentType
    from docx.table import _Cell

_FONT, _SIZE = "Times New Roman", 14
_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")
_ROMAN = ("I", "II", "III", "IV")
_MOST_ROWS = 120


def document(path: Path, content: Mapping[str, Any], charts: Mapping[str, Sequence[Path]]) -> None:
    """Write the report to ``path``; ``charts`` are pictures by name, each no longer than a page."""
    words = content["words"]
    report = Document()
    _set_up(report)
    _heading(report, content)
    sections: tuple[tuple[str, Callable[[], None]], ...] = (
        (words["results"], lambda: _results(report, content, charts["areas"])),
        (words["difficulties"], lambda: _difficulties(report, content, charts["reasons"])),
        (words["work"], lambda: _listed(report, content["work"])),
        (words["requests"], lambda: _listed(report, content["requests"] or [words["no_requests"]])),
    )
    for number, (title, write) in zip(_ROMAN, sections, strict=True):
        _paragraph(report, f"{number}. {title.upper()}", bold=True)
        write()
    _signature(report)
    report.save(str(path))


def _set_up(report: DocumentType) -> None:
    style = report.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_SIZE)
    section = report.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(2)


def _heading(report: DocumentType, content: Mapping[str, Any]) -> None:
    office = (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ ĐÀ NẴNG" if content["is_city"] else f"ỦY BAN NHÂN DÂN\n{content['place'].upper()}"
    )
    day, month, year = content["date"]
    place = "Đà Nẵng" if content["is_city"] else content["place"].split(" ", 1)[-1]
    table = report.add_table(rows=2, cols=2)
    _cell(table.cell(0, 0), office, bold=True)
    _cell(table.cell(0, 1), "\n".join(_MOTTO), bold=True)
    _cell(table.cell(1, 0), "Số:      /BC-UBND\n(Dự thảo)")
    _cell(table.cell(1, 1), f"{place}, ngày {day} tháng {month} năm {year}", italic=True)
    _paragraph(report, "")
    _paragraph(report, "BÁO CÁO", bold=True, centred=True)
    _paragraph(report, content["subject"], bold=True, centred=True)


def _results(report: DocumentType, content: Mapping[str, Any], charts: Sequence[Path]) -> None:
    for line in content["lines"][1:]:
        _paragraph(report, line)
    for rows in ("schemes", "districts", "areas"):
        if len(content[rows]) > 1 or rows == "schemes":
            _table(report, content["headings"], [*content[rows][:_MOST_ROWS], content["whole"]])
            _paragraph(report, "")
    if len(content["areas"]) > 1:
        _pictures(report, charts)
    if content["not_started"]:
        _paragraph(report, f"{content['words']['not_started']}: {', '.join(content['not_started'])}.")


def _difficulties(report: DocumentType, content: Mapping[str, Any], charts: Sequence[Path]) -> None:
    if not content["reasons"]:
        _paragraph(report, content["words"]["nobody"])
        return
    _listed(report, [f"{label}: {count}" for label, count in content["reasons"]])
    _pictures(report, charts)


def _pictures(report: DocumentType, charts: Sequence[Path]) -> None:
    for chart in charts:
        report.add_picture(str(chart), width=Cm(16))


def _listed(report: DocumentType, lines: Sequence[str]) -> None:
    for line in lines:
        _paragraph(report, f"– {line}")


def _signature(report: DocumentType) -> None:
    _paragraph(report, "")
    table = report.add_table(rows=1, cols=2)
    _cell(table.cell(0, 0), "Nơi nhận:\n– Như trên;\n– Lưu: VT.", left=True)
    _cell(table.cell(0, 1), "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n\n", bold=True)


def _table(report: DocumentType, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    table = report.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        _cell(cell, heading, bold=True)
    for row in rows:
        name, *values = row
        cells = table.add_row().cells
        _cell(cells[0], name, left=True)
        for place, (cell, value) in enumerate(zip(cells[1:], values, strict=True)):
            _cell(cell, _figure(value, is_rate=place == 2))  # noqa: PLR2004 - the third figure is the rate


def _figure(value: float | None, *, is_rate: bool) -> str:
    if value is None:
        return "–"
    return f"{value:.2f} %".replace(".", ",") if is_rate else f"{value:,}".replace(",", ".")


def _cell(cell: _Cell, text: str, *, bold: bool = False, italic: bool = False, left: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(_SIZE - 1)


def _paragraph(report: DocumentType, text: str, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = report.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold
