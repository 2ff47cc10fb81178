"""``/xuat``: the roster, or the part that is looked at, as an Excel file. Personal data leaves here: it is noted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply
from bot.reports import roster_export
from handlers.arguments import argument
from handlers.officers import pin, roster_asked, roster_view
from handlers.officers.follow_up import STATUSES
from handlers.officers.scope import refusal
from storage.roster import Filter
from storage.times import VIETNAM

if TYPE_CHECKING:
    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from handlers.officers.roster_view import View
    from storage.work import Job

KIND = "roster.export"
MANY = 5_000
"""Fewer people are read before anybody could read how many they are."""
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def export(message: Incoming, talk: Talk) -> Reply:
    """``export:<view>``, or the command: how many people, and whether to go on."""
    key, _, sure = argument(message).partition("!")
    view = await roster_asked.asked(message, key, "export", talk)
    if isinstance(view, Reply):
        return view
    refused = await refusal(talk, view.area, "roster export")
    if refused:
        return refused
    wanted = await roster_view.filtered(view, talk.store)
    count = await talk.store.roster.count(wanted)
    back = (talk.choice(view.key(), "Back to the list"), talk.choice("officer", "For officers"))
    what = roster_view.words(view, wanted, talk)
    if not count and wanted == Filter(view.area):
        return roster_asked.no_list(what, talk)
    if not count:
        return Reply(talk.say("Nobody on the roster fits: {what}.", what=what), back)
    if sure != "yes":
        text = talk.say(
            "Excel of {count} people ({what}). It holds names and amounts. {You} keeps it to yourself, "
            "and the file says who took it and when. Go on?",
            count=talk.say.number(count),
            what=what,
        )
        return Reply(text, (talk.choice(f"{view.key('export')}!yes", "Yes, make the file"), *back))
    asked = await pin.required(talk, f"{view.key('export')}!yes")
    if asked:
        return asked
    await talk.begin_work(KIND, area=view.area, view=view.key())
    return Reply(talk.say("The file is being written. It comes here in a moment."), back)


async def write(job: Job, bench: Bench) -> Conclusion:
    """The file; whether the officer may have it is asked once more when it is handed over."""
    view = roster_view.parse(str(job.arguments["view"]).partition(":")[2])

    async def on_people(count: int) -> None:
        if count >= MANY:
            await bench.progress(bench.say(N_("Reading: {count} people so far."), count=bench.say.number(count)))

    async with bench.database.read() as store:
        wanted = await roster_view.filtered(view, store)
    async with bench.folder() as folder:
        written, count = await roster_export.export(
            bench.database,
            wanted,
            folder,
            say=bench.say,
            place=lambda code: area.full_name if (area := bench.mind.areas.get(code)) else code,
            statuses={str(status): bench.say(text) for status, text in STATUSES.items() if status != "listed"},
            mark=_mark(job, bench),
            on_people=on_people,
        )
        content = await asyncio.to_thread(written.read_bytes)
    return _handed(view, content, count)


def _mark(job: Job, bench: Bench) -> str:
    when = bench.clock().astimezone(VIETNAM)
    return bench.say(
        N_("Taken by officer number {number} on {when}"), number=job.contact_id, when=f"{when:%d/%m/%Y %H:%M}"
    )


def _handed(view: View, content: bytes, count: int) -> Conclusion:
    async def hand_over(talk: Talk) -> Reply:
        refused = await refusal(talk, view.area, "roster export")
        if refused:
            return refused
        file_name = f"danh-sach-{talk.today:%Y-%m-%d}.xlsx"
        kept = await talk.store.files.add(Media.DOCUMENT, file_name, MIME, content, talk.now)
        await talk.store.officers.audit(talk.contact.id, "roster exported", view.area, talk.now, f"{count} rows")
        text = talk.say(
            "The list with {count} people. Please keep it to yourself and delete it when it is no longer needed.",
            count=talk.say.number(count),
        )
        return Reply(text, (talk.choice(view.key(), "Back to the list"), talk.choice("officer", "For officers")), kept)

    return hand_over
