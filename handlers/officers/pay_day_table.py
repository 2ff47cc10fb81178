"""Pay days as an Excel file: an empty one to fill in, and what a file would enter, to look through before it is."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from bot.i18n import N_
from bot.messages import Attachment, Media, Reply
from bot.schedule.holidays import warnings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Speech
    from bot.talk import Talk
    from storage.payments import PayDay

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    ("Xã/Phường", 20, N_("The commune or ward, old or new name. Empty means the commune of the officer who sends it.")),
    ("Ngày chi trả", 24, N_("Day/month/year, or several days: 10-12/12/2026.")),
    ("Giờ", 20, N_("For example: 7 giờ 30 – 11 giờ.")),
    ("Địa điểm", 32, N_("For example: nhà văn hóa thôn 2.")),
    ("Đối tượng", 14, N_("NCC, BTXH or HTXH; several with commas between; empty means all three.")),
    ("Thôn/Tổ", 20, N_("Only for days of some hamlets, with commas between.")),
    ("Đơn vị chi trả", 20, N_("It can be left empty.")),
    ("Ghi chú", 32, N_("It can be left empty.")),
)
_EMPTY, _FILLED = "mau-lich-chi-tra.xlsx", "lich-chi-tra.xlsx"
_HOW = N_(
    "A file for the pay days of a whole year, one day in each row. Send it here when it is ready. "
    "{You} sees first what would be entered; nothing is announced before {you} confirms."
)


async def template(talk: Talk) -> Reply:
    """The empty file, and what to do with it."""
    kept = await _kept(_EMPTY, [], talk)
    return Reply(talk.say(_HOW), (talk.choice("payday", "Pay days"), talk.choice("officer", "For officers")), kept)


async def listed(days: Sequence[PayDay], talk: Talk) -> Attachment:
    """All ``days``, with the days off among them."""
    return await _kept(_FILLED, [_row(day, talk) for day in days], talk)


async def _kept(name: str, rows: list[list[str]], talk: Talk) -> Attachment:
    content = await asyncio.to_thread(_workbook, rows, talk.say)
    return await talk.store.files.add(Media.DOCUMENT, name, MIME, content, talk.now, owner=talk.contact.id)


def _row(day: PayDay, talk: Talk) -> list[str]:
    days = f"{day.day:%d/%m/%Y}" + (f" - {day.last_day:%d/%m/%Y}" if day.last_day else "")
    off = [
        f"{talk.say.day(one)}: {name or talk.say('weekend')}"
        for one, name in warnings(day.day, day.last_day or day.day)
    ]
    place = talk.mind.area_name(day.area_code)
    return [place, days, day.hours, day.place, day.scheme, day.hamlets, day.payer, day.note, "; ".join(off)]


def _workbook(rows: list[list[str]], say: Speech) -> bytes:
    """The bytes. Every cell is a text, so that Excel turns no date into another."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
    sheet = book.add_worksheet("Lịch chi trả")
    as_text = book.add_format({"num_format": "@"})
    for column, (heading, width, _) in enumerate(HEADINGS):
        sheet.set_column(column, column, width, as_text)
        sheet.write_string(0, column, heading, bold)
    if any(row[-1] for row in rows):
        sheet.write_string(0, len(HEADINGS), say("Days off"), bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 2)
    guide = book.add_worksheet(say("How to fill it in")[:31])
    guide.set_column(0, 0, 100)
    for number, (heading, _, text) in enumerate(HEADINGS):
        guide.write_string(number, 0, f"{heading}: {say(text)}")
    book.close()
    return output.getvalue()
