"""Long work on lists: reading one, writing it, giving it back marked, clearing up."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from bot.i18n import N_
from bot.messages import Attachment, Media, Reply
from bot.reports import roster_import as steps
from bot.reports.pay_day_reading import TOO_MANY
from bot.reports.roster_comparing import Comparison
from handlers.officers import pay_day_year
from handlers.officers import roster_import_texts as texts
from handlers.officers.roster_import import LISTS, TIDY, forget_file
from handlers.officers.scope import refusal
from storage.times import local_day

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.roster_import import Import
    from storage.work import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GONE = N_("That list is done or was put away. Please send the file once more.")
_NO_LIST = N_("No list of people was found in the file. It needs headings such as Họ và tên, Năm sinh.")
_EMPTY = N_("The file has headings, but no row under them yet. Please fill it in, and send it once more.")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A list on the bench."""

    one: Import
    folder: Path
    bench: Bench

    async def file(self) -> Path:
        """The file as it was sent."""
        sent = Attachment(**(dict(self.one.file) | {"media": Media(self.one.file["media"])}))
        suffix = PurePosixPath((sent.name or "").lower()).suffix
        path = self.folder / f"list{suffix if suffix in LISTS else ''}"
        if not path.exists():
            await asyncio.to_thread(path.write_bytes, await self.bench.fetch(sent))
        return path

    async def understood(self) -> steps.Reading:
        """What was read before; if it is not kept any more, what the file says."""
        async with self.bench.database.read() as store:
            kept = await store.files.read(self.one.reading or "")
        return await steps.unpacked(self.folder, kept.content) if kept else await self.read()

    async def read(self) -> steps.Reading:
        """Read the file, saying how far it is."""
        rows, year, file = 0, local_day(self.bench.clock()).year, await self.file()

        def on_rows(count: int) -> None:
            nonlocal rows
            rows = count

        reading = asyncio.create_task(
            steps.read(self.folder, file, self.one.area_code, self.one.answers, year, on_rows)
        )
        while not (await asyncio.wait({reading}, timeout=1.0))[0]:
            if rows:
                await self._say(N_("Reading: {count} rows so far."), rows)
        return reading.result()

    def on_people(self, message: str) -> Callable[[int], Awaitable[None]]:
        async def say(count: int) -> None:
            if count:
                await self._say(message, count)

        return say

    async def _say(self, message: str, count: int) -> None:
        await self.bench.progress(self.bench.say(message, count=self.bench.say.number(count)))


async def read_list(job: Job, bench: Bench) -> Conclusion:
    """What the list says and would change; or what has to be asked first."""
    async with _opened(job, bench, "reading") as opened:
        if opened is None:
            return _gone
        reading = await opened.read()
        if not (reading.refused or reading.sheets):
            return _no_people(
                opened.one,
                reading,
                await steps.read_pay_days(opened.folder, await opened.file(), opened.one.area_code),
            )
        if reading.refused or reading.questions or not reading.people:
            return _asked(opened.one, reading)
        comparison, named = await steps.compare(
            bench.database, opened.folder, reading, opened.on_people(N_("Comparing: {count} people so far."))
        )
        gone = await steps.leaving(bench.database, reading, comparison, named)
        return _shown(opened.one, steps.figures(reading, comparison, len(gone)), await steps.packed(opened.folder))


async def write_list(job: Job, bench: Bench) -> Conclusion:
    """Prepare everything beside the roster; the conclusion makes it true at once, or shows what changed meanwhile."""
    async with _opened(job, bench, "writing") as opened:
        if opened is None:
            return _gone
        reading = await opened.understood()
        if reading.refused:
            return _asked(opened.one, reading)
        told = opened.on_people(N_("Writing: {count} people so far."))
        comparison, named = await steps.prepare(bench.database, opened.one, opened.folder, reading, bench.clock(), told)
        gone = await steps.leaving(bench.database, reading, comparison, named)
        if opened.one.figures.get("leave"):
            await steps.prepare_leaving(bench.database, opened.one, gone, local_day(bench.clock()))
        return _written(opened.one, reading, comparison, len(gone))


async def mark_list(job: Job, bench: Bench) -> Conclusion:
    """The file with a column that says what is wrong in each row."""
    async with _opened(job, bench, "ready") as opened:
        if opened is None:
            return _gone
        await opened.understood()
        marked = await steps.mark(
            opened.folder, await opened.file(), opened.one.answers, bench.say, bench.say(N_("Mistake"))
        )
        content = await asyncio.to_thread(marked.read_bytes) if marked else None
        return _handed(opened.one, content)


async def tidy_lists(job: Job, bench: Bench) -> Conclusion:
    """Clear away what lists left beside the roster."""
    for number in job.arguments["lists"]:
        await steps.tidy(bench.database, int(number))

    async def nothing(_talk: Talk) -> list[Reply]:
        return []

    return nothing


@asynccontextmanager
async def _opened(job: Job, bench: Bench, *states: str) -> AsyncIterator[_Opened | None]:
    """The list of a job with a folder for its files; ``None`` if it is not that far, or no longer."""
    async with bench.database.read() as store:
        one = await store.roster_imports.one(int(job.arguments["list"]))
    if one is None or one.state not in states:
        yield None
        return
    async with bench.folder() as folder:
        yield _Opened(one, folder, bench)


async def _gone(talk: Talk) -> Reply:
    return Reply(talk.say(_GONE), (talk.choice("roster", "Bring in a list"),))


def _asked(one: Import, reading: steps.Reading, *, headed: bool = False) -> Conclusion:
    """The first question about the list, or why there is nothing to write; ``headed``: it has pay days' headings."""

    async def conclude(talk: Talk) -> Reply:
        refused = await refusal(talk, one.area_code, "roster import")
        if refused:
            return refused
        if reading.refused or not (reading.questions or reading.mistakes):
            return await _put_away(one, reading, talk, _EMPTY if headed or reading.sheets else _NO_LIST)
        if reading.questions:
            open_ones = [[question.key, question.options, question.about] for question in reading.questions]
            asking = replace(one, state="asking", questions=open_ones)
            await talk.store.roster_imports.keep(asking)
            return texts.question(asking, talk)
        ready = replace(one, state="ready", figures=steps.figures(reading, Comparison(), 0))
        await talk.store.roster_imports.keep(ready)
        return texts.preview(ready, talk)

    return conclude


def _no_people(one: Import, reading: steps.Reading, table: dict[str, Any]) -> Conclusion:
    """Pay days, if the table holds such; else that no list was found."""
    if table.get("refused") == TOO_MANY:
        reading = replace(reading, refused=table["refused"], values=table["values"])
    if not (table.get("days") or table.get("mistakes")):
        return _asked(one, reading, headed=bool(table.get("headed")))

    async def conclude(talk: Talk) -> Reply:
        refused = await refusal(talk, one.area_code, "payday")
        if refused:
            return refused
        await talk.store.roster_imports.keep(replace(one, state="dropped"))
        await forget_file(one, talk)
        return await pay_day_year.show(table["days"], table["mistakes"], talk)

    return conclude


async def _put_away(one: Import, reading: steps.Reading, talk: Talk, nothing: str) -> Reply:
    await talk.store.roster_imports.keep(replace(one, state="dropped"))
    await forget_file(one, talk)
    why = talk.say(reading.refused, **(reading.values or {})) if reading.refused else talk.say(nothing)
    return Reply(why, (talk.choice("template", "A file to fill in"), talk.choice("roster", "Bring in a list")))


def _shown(one: Import, figures: dict[str, object], reading: bytes) -> Conclusion:
    async def conclude(talk: Talk) -> Reply:
        refused = await refusal(talk, one.area_code, "roster import")
        if refused:
            return refused
        kept = await talk.store.files.add(Media.DOCUMENT, "reading", "application/zip", reading, talk.now)
        ready = replace(one, state="ready", figures=figures, reading=kept.file_id)
        await talk.store.roster_imports.keep(ready)
        await talk.store.officers.audit(
            talk.contact.id, "roster import read", one.area_code, talk.now, f"list {one.id}, {figures['people']} people"
        )
        return texts.preview(ready, talk)

    return conclude


def _written(one: Import, reading: steps.Reading, comparison: Comparison, gone: int) -> Conclusion:
    async def conclude(talk: Talk) -> Reply | list[Reply]:
        refused = await refusal(talk, one.area_code, "roster import")
        imports = talk.store.roster_imports
        if refused:
            await imports.keep(replace(one, state="dropped", figures={}))
            await forget_file(one, talk)
            await talk.begin_work(TIDY, lists=[one.id])
            return refused
        found = steps.figures(reading, comparison, gone)
        if {**one.figures, "leave": None} != {**found, "leave": None}:
            ready = replace(one, state="ready", figures=found)
            await imports.keep(ready)
            return texts.preview(ready, talk, changed_meanwhile=True)
        await imports.publish(one.id, talk.now)
        done = replace(one, state="done", done_at=talk.now)
        await imports.keep(done)
        await forget_file(one, talk)
        await talk.store.officers.audit(
            talk.contact.id, "roster imported", one.area_code, talk.now, f"list {one.id}, {found['people']} people"
        )
        earlier = await imports.superseded(done)
        if earlier:
            await talk.begin_work(TIDY, lists=earlier)
        told = len(await imports.newly_by_account(one.id))
        undo = talk.choice(f"roster_undo:{one.id}", "Take the last list back")
        tell = [talk.choice(f"roster_tell:{one.id}", "Tell these families")] if told else []
        return Reply(texts.done(done, told, talk), (*tell, undo, talk.choice("officer", "For officers")))

    return conclude


def _handed(one: Import, content: bytes | None) -> Conclusion:
    async def conclude(talk: Talk) -> Reply:
        refused = await refusal(talk, one.area_code, "roster import")
        if refused:
            return refused
        if content is None:
            return Reply(
                talk.say("The file could not be written. Please send the list in smaller parts."), texts.ways(one, talk)
            )
        name = f"{PurePosixPath(str(one.file.get('name') or 'danh-sach')).stem[:60]}-loi.xlsx"
        kept = await talk.store.files.add(Media.DOCUMENT, name, XLSX, content, talk.now)
        await talk.store.officers.audit(talk.contact.id, "roster mistakes exported", one.area_code, talk.now)
        text = talk.say(
            "The file with the column «Lỗi»: red rows are left out, yellow ones are to be looked at again. "
            "Mend them, and send the file once more."
        )
        return Reply(text, texts.ways(one, talk), kept)

    return conclude
