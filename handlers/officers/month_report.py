"""``/baocao``: a month's report, as five lines, an Excel file, a Word document and two charts."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.apart import apart
from bot.i18n import N_
from bot.messages import Choice, Incoming, Media, Reply
from bot.reports import month_files
from bot.reports.standings import counted, month_before, standings
from handlers.arguments import argument
from handlers.officers import report_content
from handlers.officers.months_said import month_said
from handlers.officers.report_content import Material, five_lines
from handlers.officers.scope import default_area, named_area, refusal
from storage.times import local_day, month_span

if TYPE_CHECKING:
    from bot.reports.progress import Progress
    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.store import Store
    from storage.work import Job

KIND = "report.month"
MONTHS = 6
"""So many months back can be asked for by a button."""
_ALL = "all"
SCHEMES = ("NCC", "BTXH", "HTXH")
MOST_TRICKS = 3
_SECONDS, _MEGABYTES = 120.0, 500
_FILES = (
    (month_files.WORKBOOK, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (month_files.DOCUMENT, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
)
_CAPTIONS = {
    month_files.WORKBOOK: N_("The tables, one sheet for each allowance."),
    month_files.DOCUMENT: N_("The report as a draft: number, signer and recipients are to be filled in."),
    month_files.CHARTS["areas"]: N_("Paid by account, by commune"),
    month_files.CHARTS["reasons"]: N_("Why people keep to cash"),
}
_PICTURES = tuple(month_files.CHARTS.values())


async def report(message: Incoming, talk: Talk) -> Reply:
    """``report``: which month; ``report:<month>:<area>``: make it. The command may name a month or a place."""
    month, area = _asked(message, talk)
    if isinstance(area, Reply):
        return area
    refused = await refusal(talk, area, "month report")
    if refused:
        return refused
    day = _last_day(month, talk.today)
    if day is None:
        wrong = [talk.say("There is no report of that month.")] if month else []
        return Reply("\n".join([*wrong, talk.say("Report of which month?")]), tuple(_months(area, talk)))
    await talk.begin_work(KIND, month=f"{day:%Y-%m}", area=area)
    return Reply(
        talk.say("The report is being written. It comes here in a moment."), (talk.choice("officer", "For officers"),)
    )


def _asked(message: Incoming, talk: Talk) -> tuple[str, str | Reply | None]:
    """The month, if one is asked for, and the area; a question if it is in doubt."""
    said = argument(message)
    if message.choice is not None:
        month, _, named = said.partition(":")
        return month, (None if named == _ALL else named) if named else default_area(talk.contact)
    found = month_said(said)
    if not found:
        return "", named_area(said, "/baocao", lambda code: f"report::{code}", talk)
    month_number, year = found
    year = year or talk.today.year - (month_number > talk.today.month)
    return f"{year}-{month_number:02}", default_area(talk.contact)


def _months(area: str | None, talk: Talk) -> list[Choice]:
    choices, day = [], talk.today
    for _ in range(MONTHS):
        label = talk.say("Month {month}", month=f"{day.month}/{day.year}")
        choices.append(Choice(f"report:{day:%Y-%m}:{area or _ALL}", label))
        day = month_before(day)
    return [*choices, talk.choice("counts", "Enter figures"), talk.choice("officer", "For officers")]


def _last_day(month: str, today: date) -> date | None:
    """The last day of ``2026-10``, or today if it is not over; ``None`` if it is no month of the last years."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    if not date(2020, 1, 1) <= first <= today:
        return None
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return today if after > today else month_before(after)


async def write(job: Job, bench: Bench) -> Conclusion:
    """Gather the figures and write the files; who may have them is asked once more when they are handed over."""
    area, today = job.arguments["area"], local_day(bench.clock())
    day = _last_day(str(job.arguments["month"]), today) or today
    async with bench.database.read() as store:
        material = await gather(store, bench, area, day, live=day == today)
        counts = await counted(store, area, day, live=day == today)
    content = report_content.content(material, bench.say, bench.mind.area_name)
    content["by_scheme_and_area"] = {
        scheme: _rows(counts.progress(bench.mind.areas, scheme), bench) for scheme in SCHEMES
    }
    async with bench.folder() as folder:
        await asyncio.to_thread(
            (folder / month_files.MONTH).write_text, json.dumps(content, ensure_ascii=False), "utf-8"
        )
        await apart("bot.reports.month_writing", str(folder), megabytes=_MEGABYTES, seconds=_SECONDS)
        names = [name for name, _, _ in _FILES] + list(_PICTURES)
        written = {name: await asyncio.to_thread((folder / name).read_bytes) for name in names}
    return _handed(material, area, written)


async def gather(store: Store, bench: Bench, area: str | None, day: date, *, live: bool) -> Material:
    """The figures of a month's end. What officers still have to do is known for today alone."""
    wishes, reasons = await store.enrolments.stood_at(area, month_span(day)[1])
    checks, lessons = await store.questions.checks(area, day), bench.mind.lessons
    return Material(
        place=bench.mind.area_name(area) or bench.say("Đà Nẵng city"),
        is_city=area is None,
        month=day,
        progress=await standings(store, bench.mind.areas, area, day, live=live),
        wishes=wishes,
        reasons=reasons,
        counted_on=None if live else local_day(bench.clock()),
        waiting=await store.follow_ups.count(area, "wait"),
        visits=await store.follow_ups.count(area, "visit"),
        questions=await store.questions.open(area),
        checks=checks.total,
        scams=checks.scams,
        tricks=tuple(lessons[kind].title for kind, _ in checks.kinds[:MOST_TRICKS] if kind in lessons),
    )


def _rows(found: Progress, bench: Bench) -> list[list[Any]]:
    return [report_content.cells(bench.mind.area_name(one.name), one) for one in found.by_area]


def _shown(material: Material) -> list[str]:
    """The charts in which there is something to see."""
    drawn = {month_files.CHARTS["areas"]: material.progress.by_area, month_files.CHARTS["reasons"]: material.reasons}
    return [picture for picture in _PICTURES if drawn[picture]]


def _handed(material: Material, area: str | None, written: dict[str, bytes]) -> Conclusion:
    async def hand_over(talk: Talk) -> Reply | list[Reply]:
        refused = await refusal(talk, area, "month report")
        if refused:
            return refused
        name = f"bao-cao-{material.month:%Y-%m}"
        replies = []
        for picture in _shown(material):
            kept = await talk.store.files.add(Media.PHOTO, picture, "image/png", written[picture], talk.now)
            replies.append(Reply(talk.say(_CAPTIONS[picture]), attachment=kept))
        for file, ending, mime in _FILES:
            kept = await talk.store.files.add(Media.DOCUMENT, f"{name}.{ending}", mime, written[file], talk.now)
            replies.append(Reply(talk.say(_CAPTIONS[file]), attachment=kept))
        await talk.store.officers.audit(talk.contact.id, "month report", area, talk.now, f"{material.month:%Y-%m}")
        lines = [line for line in five_lines(material, talk.say) if line]
        ways = (talk.choice("report", "Report of a month"), talk.choice("officer", "For officers"))
        return [*replies, Reply("\n".join(lines), ways)]

    return hand_over
