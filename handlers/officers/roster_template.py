"""``/mau``: an empty list with the headings that are always understood, and how to fill it in."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply

if TYPE_CHECKING:
    from bot.talk import Talk

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "mau-danh-sach.xlsx"
HEADINGS = (
    ("STT", 6, ""),
    ("Họ và tên", 28, N_("As in the papers. One person in each row.")),
    ("Năm sinh", 11, N_("Four figures, or the whole date of birth.")),
    ("Thôn/Tổ", 20, N_("The hamlet or group.")),
    ("Xã/Phường", 20, N_("The commune or ward, old or new name. Empty means the commune of the officer who sends it.")),
    ("Nhóm chính sách", 16, N_("NCC, BTXH or HTXH.")),
    ("Đối tượng", 28, N_("The category in the office's words, for example thương binh, khuyết tật nặng.")),
    ("Mức hưởng", 14, N_("Đồng a month, in figures.")),
    ("Hình thức nhận", 16, N_("tiền mặt, or chuyển khoản.")),
    ("Ngân hàng", 18, N_("Only for chuyển khoản.")),
)
_ROWS = 2_000
_SCHEME, _PAYMENT = 5, 8


async def template(_message: Incoming, talk: Talk) -> Reply:
    """The file, with a sheet that explains."""
    lines = [(heading, talk.say(text)) for heading, _, text in HEADINGS if text]
    content = await asyncio.to_thread(workbook, lines, talk.say("How to fill it in"))
    kept = await talk.store.files.add(Media.DOCUMENT, NAME, MIME, content, talk.now)
    text = talk.say(
        "A file to fill in. Numbers of papers and whole account numbers do not belong in it. "
        "Send it here when it is ready."
    )
    return Reply(text, (talk.choice("roster", "Bring in a list"), talk.choice("officer", "For officers")), kept)


def workbook(explained: list[tuple[str, str]], title: str) -> bytes:
    """The bytes of the template. ``explained``: heading and what belongs below it."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
    sheet = book.add_worksheet("Danh sách")
    for column, (heading, width, _) in enumerate(HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 2)
    _choices(sheet, _SCHEME, ["NCC", "BTXH", "HTXH"])
    _choices(sheet, _PAYMENT, ["tiền mặt", "chuyển khoản"])
    guide = book.add_worksheet(title[:31])
    guide.set_column(0, 0, 100)
    for row, (heading, text) in enumerate(explained):
        guide.write_string(row, 0, f"{heading}: {text}")
    book.close()
    return output.getvalue()


def _choices(sheet: object, column: int, offered: list[str]) -> None:
    sheet.data_validation(1, column, _ROWS, column, {"validate": "list", "source": offered})  # type: ignore[attr-defined]  # it ships no types
