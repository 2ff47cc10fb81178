"""Who was not reached by an announcement, as an Excel file: figures by hamlet and reason, nobody's name."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply
from handlers.arguments import row_number
from handlers.officers.scope import reaches

if TYPE_CHECKING:
    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.work import Job

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS = (N_("Commune"), N_("Hamlet"), N_("Why"), N_("People"))
_REASONS = {
    "unreachable": N_("Cannot be reached by chat"),
    "rejected": N_("The message was not taken"),
    "unknown": N_("Uncertain whether it arrived"),
    "dropped": N_("Not sent any more"),
}


async def ask(message: Incoming, talk: Talk) -> Reply:
    """Begin the work, if the officer reaches the announcement's area."""
    one = await talk.store.announcements.one(row_number(message))
    back = (talk.choice("officer", "For officers"),)
    if one is None or not reaches(talk.contact, one.segment.area_code):
        await talk.store.officers.audit(talk.contact.id, "refused announcement list", None, talk.now)
        return Reply(talk.say("There is no such announcement."), back)
    await talk.begin_work("announcement.missed", announcement=one.id)
    return Reply(talk.say("The list is being written. It comes here in a moment."), back)


async def write(job: Job, bench: Bench) -> Conclusion:
    """The file; who may have it is asked once more when it is handed over."""
    row_id = int(job.arguments["announcement"])
    async with bench.database.read() as store:
        missed = await store.announcements.missed(row_id)
    rows = [
        (bench.mind.area_name(one.area_code), one.hamlet, bench.say(_REASONS[one.state]), one.people) for one in missed
    ]
    content = await asyncio.to_thread(_table, [bench.say(heading) for heading in _HEADINGS], rows)

    async def hand_over(talk: Talk) -> Reply:
        one = await talk.store.announcements.one(row_id)
        back = (talk.choice("officer", "For officers"),)
        if one is None or not reaches(talk.contact, one.segment.area_code):
            return Reply(talk.say("There is no such announcement."), back)
        area = one.segment.area_code
        await talk.store.officers.audit(
            talk.contact.id, "announcement list", area, talk.now, f"announcement {row_id}, {len(rows)} rows"
        )
        name = f"chua-den-duoc-{row_id}.xlsx"
        file = await talk.store.files.add(Media.DOCUMENT, name, MIME, content, talk.now)
        text = talk.say("Those not reached, by hamlet: for the loudspeaker or a visit.")
        return Reply(text, back, file)

    return hand_over


def _table(headings: list[str], rows: list[tuple[str, str, str, int]]) -> bytes:
    """Cells are text or numbers: what begins with "=" is no formula."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row[:-1]):
            sheet.write_string(number, column, str(cell))
        sheet.write_number(number, len(row) - 1, row[-1])
    sheet.set_column(0, 2, 28)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
