"""``ansinh roster import`` and ``export``: lists on the operator's machine, with the same steps as in chat.

The bot may be running meanwhile. Shows what would change, and writes nothing before it is confirmed.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot import config
from bot.i18n import Catalogues, Speech
from bot.knowledge.areas import AreaIndex
from bot.reports import roster_export
from bot.reports import roster_import as steps
from bot.single import upgrade
from storage.database import Database, open_vault
from storage.roster import Filter
from storage.times import local_day, utc_now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from bot.reports.headings import Question
    from storage.roster_import import Import
    from storage.store import Store

MOST_SHOWN = 10


@click.group()
def roster() -> None:
    """Bring a list of beneficiaries in, or write it out."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", help="The commune's code, if the list is of one commune only.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", help="An answer to a question about the list.")
@click.option("--missing", type=click.Choice(["stay", "leave"]), help="What becomes of who is not in the list.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def import_list(file: Path, area: str | None, answers: tuple[str, ...], missing: str | None, *, yes: bool) -> None:
    """Read FILE (.xlsx, .xls or .csv), show what would change, and write it once confirmed."""
    given = dict(pair for answer in answers if len(pair := answer.split("=", 1)) == 2)  # noqa: PLR2004 - key and value
    if len(given) != len(answers):
        raise click.UsageError("--answer needs KEY=VALUE.")
    asyncio.run(_import(file, _known(area), given, missing, yes=yes))


@roster.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--area", help="The commune's code; without it, everybody.")
def export_list(file: Path, area: str | None) -> None:
    """Write the beneficiaries to FILE.xlsx."""
    asyncio.run(_export(file, _known(area)))


def _known(area: str | None) -> str | None:
    if area is not None and AreaIndex.load().get(area) is None:
        raise click.UsageError(f"{area} is not the code of a commune or ward of Đà Nẵng city.")
    return area


async def _import(file: Path, area: str | None, answers: dict[str, str], missing: str | None, *, yes: bool) -> None:
    async with _store() as database:
        with tempfile.TemporaryDirectory(prefix="ansinh-") as name:
            folder = Path(name)
            reading = await _read(folder, file, area, answers)
            with _progress() as tell:
                comparison, named = await steps.compare(database, folder, reading, tell("Comparing: {} people"))
            gone = await steps.leaving(database, reading, comparison, named)
            figures = steps.figures(reading, comparison, len(gone))
            _show(figures, folder)
            if not (figures["new"] or figures["changed"] or gone):
                click.echo("There is nothing to write.")
                return
            leave = bool(gone) and _leave(missing, len(gone), yes=yes)
            if not yes:
                click.confirm("Write it?", abort=True)
            one = await _begin(database, area, {**figures, "leave": leave})
            await _write(database, one, folder, reading)
    click.echo(f"Written. To take it back, send /nhap to the bot as an officer (list {one.id}).")


async def _read(folder: Path, file: Path, area: str | None, answers: dict[str, str]) -> steps.Reading:
    """The list, once everything about it was answered."""
    while True:
        with _progress() as tell:
            told = tell("Reading: {} rows")
            reading = await steps.read(folder, file, area, answers, local_day(utc_now()).year, told.show)
        if reading.refused:
            raise click.ClickException(reading.refused.format(**(reading.values or {})))
        if not reading.questions:
            break
        for question in reading.questions:
            answers[question.key] = _ask(question)
    if not reading.people and not reading.mistakes:
        raise click.ClickException("No list of people was found in the file.")
    return reading


def _ask(question: Question) -> str:
    about = f" ({question.about})" if question.about else ""
    options = ", ".join(f"{value} = {label}" if label else value for value, label in question.options)
    values = [value for value, _ in question.options]
    answer: str = click.prompt(f"{question.key}{about}: {options}", type=click.Choice(values), show_choices=False)
    return answer


def _show(figures: Mapping[str, Any], folder: Path) -> None:
    for name in ("people", "new", "changed", "unchanged", "missing", "mistakes", "notes", "skipped"):
        click.echo(f"{name:>10}: {figures[name]}")
    say = Catalogues.load().speech("en")
    for shown, line in enumerate(steps.mistakes(folder, say)):
        if shown == MOST_SHOWN:
            click.echo("… Send the file to the bot as an officer to get all of them back in it.")
            break
        click.echo(line)


def _leave(missing: str | None, count: int, *, yes: bool) -> bool:
    if missing is None and yes:
        raise click.UsageError(f"{count} people are not in the list: say --missing stay or --missing leave.")
    if missing is None:
        return click.confirm(f"Take the {count} people off who are not in the list?", default=False)
    return missing == "leave"


async def _begin(database: Database, area: str | None, figures: dict[str, Any]) -> Import:
    async with database.write() as store:
        number = await store.roster_imports.begin(None, area, {}, utc_now())
        one = await store.roster_imports.one(number)
        if one is None or not await store.roster_imports.is_alone(number, utc_now()):
            raise click.ClickException("Another list is being written just now. Try again in a minute.")
        writing = replace(one, state="writing", figures=figures)
        await store.roster_imports.keep(writing)
        return writing


async def _write(database: Database, one: Import, folder: Path, reading: steps.Reading) -> None:
    try:
        with _progress() as tell:
            found = await steps.prepare(database, one, folder, reading, utc_now(), tell("Writing: {} people"))
        gone = await steps.leaving(database, reading, *found)
        _still_as_shown(one, steps.figures(reading, found[0], len(gone)))
        if one.figures["leave"]:
            await steps.prepare_leaving(database, one, gone, local_day(utc_now()))
        async with database.write() as store:
            await _not_given_up(store, one)
            await store.roster_imports.publish(one.id, utc_now())
            await store.roster_imports.keep(replace(one, state="done", done_at=utc_now()))
            figures = f"list {one.id}, {one.figures['people']} people"
            await store.officers.audit(None, "roster imported", one.area_code, utc_now(), figures)
    except BaseException:
        await steps.tidy(database, one.id)
        async with database.write() as store:
            await store.roster_imports.keep(replace(one, state="dropped"))
        raise


def _still_as_shown(one: Import, found: Mapping[str, Any]) -> None:
    """Another list may have come while the operator looked at the figures."""
    if {**found, "leave": one.figures["leave"]} != one.figures:
        raise click.ClickException("The roster has changed meanwhile. Nothing was written; please run it again.")


async def _not_given_up(store: Store, one: Import) -> None:
    """After an hour nobody takes the list for one that is being written, and another may have come."""
    now = await store.roster_imports.one(one.id)
    if now is None or now.state != "writing":
        raise click.ClickException("It took too long. Nothing was changed; please run it again.")


async def _export(file: Path, area: str | None) -> None:
    areas, say = AreaIndex.load(), Catalogues.load().speech(config.load().locale)
    mark = f"ansinh roster export, {local_day(utc_now()):%d/%m/%Y}"
    async with _store() as database:
        with tempfile.TemporaryDirectory(prefix="ansinh-") as name, _progress() as tell:
            written, count = await roster_export.export(
                database,
                Filter(area),
                Path(name),
                say=say,
                place=lambda code: one.full_name if (one := areas.get(code)) else code,
                statuses=_statuses(say),
                mark=mark,
                on_people=tell("Reading: {} people"),
            )
            await asyncio.to_thread(file.write_bytes, await asyncio.to_thread(written.read_bytes))
        async with database.write() as store:
            await store.officers.audit(None, "roster exported", area, utc_now(), f"{count} rows")
    click.echo(f"{count} people were written to {file}. The file holds personal data.")


def _statuses(say: Speech) -> dict[str, str]:
    from handlers.officers.follow_up import STATUSES  # noqa: PLC0415 - the words of the officers' cards

    return {str(status): say(text) for status, text in STATUSES.items()}


@asynccontextmanager
async def _store() -> AsyncIterator[Database]:
    settings = config.load()
    upgrade(settings.data, settings.store)
    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.write() as store:
            await store.areas.keep(AreaIndex.load().all)
        yield database
    finally:
        await database.close()


class _Told:
    """One line of progress on standard error."""

    def __init__(self, progress: Progress, message: str) -> None:
        self._progress, self._message = progress, message
        self._task = progress.add_task(message.format(0))

    def show(self, count: int) -> None:
        self._progress.update(self._task, description=self._message.format(count))

    async def __call__(self, count: int) -> None:
        self.show(count)


@contextmanager
def _progress() -> Iterator[Callable[[str], _Told]]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield lambda message: _Told(progress, message)
