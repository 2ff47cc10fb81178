"""A work list as an Excel sheet to take along on visits: grouped by hamlet, marked with who took it and when."""

from __future__ import annotations

import asyncio
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from bot.i18n import N_
from bot.messages import Media, Reply
from handlers.enrolment import REASONS, WILLING
from handlers.fields import SCHEMES
from handlers.officers import pin
from handlers.officers.follow_up import status_words
from handlers.officers.scope import refusal
from storage.times import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.follow_up import Case
    from storage.work import Job

KIND = "follow.sheet"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5_000
_COLUMNS = (
    (N_("No."), 5),
    (N_("Full name"), 26),
    (N_("Year of birth"), 10),
    (N_("Allowance"), 24),
    (N_("Wish"), 22),
    (N_("Reason"), 28),
    (N_("Status"), 26),
    (N_("Phone"), 14),
    (N_("What was found on the visit"), 40),
)
_FILE = N_("viec-can-lam")


async def begin(name: str, area: str | None, talk: Talk) -> Reply:
    """Queue the making of the sheet; the area was checked, and is again at the end."""
    asked = await pin.required(talk, f"sheet:{name}:{area or 'all'}")
    if asked:
        return asked
    await talk.begin_work(KIND, list=name, area=area)
    return Reply(talk.say("The sheet is being made. It comes in a moment."), (talk.choice("work", "Work to do"),))


async def make(job: Job, bench: Bench) -> Conclusion:
    """Read the list; it is written and handed over only if the officer still reaches the area."""
    name, area = str(job.arguments["list"]), job.arguments["area"]
    async with bench.database.read() as store:
        cases = await store.follow_ups.listed(area, name, 0, MOST_ROWS)

    async def conclude(talk: Talk) -> Reply:
        refused = await refusal(talk, area, "work sheet")
        if refused:
            return refused
        content = await asyncio.to_thread(workbook, cases, talk)
        file_name = f"{talk.say(_FILE)}-{talk.today:%Y-%m-%d}.xlsx"
        kept = await talk.store.files.add(Media.DOCUMENT, file_name, MIME, content, talk.now)
        await talk.store.officers.audit(
            talk.contact.id, "work sheet exported", area, talk.now, f"{name}, {len(cases)} rows"
        )
        text = talk.say(
            "The sheet with {count} people, by hamlet. It holds personal data: please keep it to yourself "
            "and destroy it after the visits.",
            count=len(cases),
        )
        return Reply(text, (talk.choice("work", "Work to do"), talk.choice("officer", "For officers")), kept)

    return conclude


def workbook(cases: Sequence[Case], talk: Talk) -> bytes:
    """The sheet's bytes. Every cell is written as a text, so nothing in it can run."""
    output = BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(talk.say("Work to do"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    mark = _mark(talk)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{mark}&R&P/&N")
    sheet.write_string(0, 0, mark)
    for column, (label, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, talk.say(label), bold)
    sheet.repeat_rows(1)
    row, number = 2, 0
    for group, people in groupby(sorted(cases, key=_hamlet), key=_hamlet):
        sheet.write_string(row, 0, _group_title(group, talk), bold)
        row += 1
        for case in people:
            number += 1
            for column, text in enumerate(_cells(number, case, talk)):
                sheet.write_string(row, column, text, wrapped)
            row += 1
    book.close()
    return output.getvalue()


def _mark(talk: Talk) -> str:
    when = talk.now.astimezone(VIETNAM)
    return talk.say("Taken by officer number {number} on {when}", number=talk.contact.id, when=f"{when:%d/%m/%Y %H:%M}")


def _hamlet(case: Case) -> tuple[str, str]:
    return (case.area_code, case.place)


def _group_title(group: tuple[str, str], talk: Talk) -> str:
    area, hamlet = group
    return ", ".join((hamlet or talk.say("Hamlet not known"), talk.mind.area_name(area)))


def _cells(number: int, case: Case, talk: Talk) -> tuple[str, ...]:
    person = case.person
    year = (person.birth_year if person else None) or case.birth_year
    scheme = person.scheme if person else case.scheme
    return (
        str(number),
        person.full_name if person else case.name,
        str(year or ""),
        talk.say(dict(SCHEMES)[scheme]) if scheme else "",
        talk.say(dict(WILLING)[case.willing]),
        talk.say(dict(REASONS)[case.reason]) if case.reason else "",
        status_words(case, talk),
        case.phone or "",
        "",
    )
