"""The command line: ``ansinh``. Reads arguments, calls the parts, prints; decides nothing itself.

Exit codes: 0 well, 1 a failure, 2 wrong usage. An error is one plain sentence with what to do.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import config, evaluation, logs
from bot.backup_cli import backup, restore
from bot.channels.port import ChannelError
from bot.held_cli import held
from bot.knowledge.facts import ContentError
from bot.officers_cli import officers
from bot.report_cli import leaflet, report
from bot.roster_cli import roster
from bot.single import AlreadyRunningError, only_one, upgrade
from storage.database import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from bot.scams.judge import Judgement
    from storage.officers import Appointment

_PLAIN_ERRORS = (
    AlreadyRunningError,
    ChannelError,
    ContentError,
    StoreError,
    evaluation.EvaluationError,
)


class Ansinh(click.Group):
    """The command group: turns known failures into one sentence, and unknown ones too unless ``--debug``."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        try:
            return super().invoke(ctx)
        except config.ConfigurationError as error:
            _fail(error.mistakes)
        except _PLAIN_ERRORS as error:
            _fail([_sentence(error)])
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            _fail([f"Something went wrong ({type(error).__name__}). Run it again with --debug to see where."])


def _sentence(error: Exception) -> str:
    text = str(error)
    return text if text.endswith(".") else f"{text}."


def _fail(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(1)


@click.group(cls=Ansinh, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.version_option(package_name="ansinh")
def main(*, debug: bool) -> None:
    """Trợ lý An Sinh: a chat bot for families of social allowance holders."""
    os.umask(0o077)  # what is written here is about people: nobody else on the machine reads it
    logs.set_up(debug=debug)


@main.command()
@click.option("--demo", is_flag=True, help="Fill an empty store with an invented commune, to try the bot out.")
def run(*, demo: bool) -> None:
    """Serve everything: the web chat, and Telegram if a token is set."""
    settings = config.load()
    if settings.log == "json":
        logs.as_json()
    from bot.preflight import folder  # noqa: PLC0415 - keeps the other commands quick

    with contextlib.ExitStack() as held:
        if not folder(settings):
            held.enter_context(only_one(settings.data))  # before anything is changed in it
        found = asyncio.run(_problems(settings, starting=True))
        if found:
            _fail(found)
        asyncio.run(_run(settings, demo=demo))


async def _problems(settings: config.Settings, *, starting: bool = False) -> list[str]:
    from bot.preflight import problems  # noqa: PLC0415 - keeps the other commands quick

    return await problems(settings, starting=starting)


async def _run(settings: config.Settings, *, demo: bool) -> None:
    from bot.app import FailedError, serve  # noqa: PLC0415 - keeps the other commands quick

    if demo:
        await _seed(settings)
    try:
        await serve(settings)
    except FailedError as error:
        _fail([_sentence(error)])


async def _seed(settings: config.Settings) -> None:
    """Fill an empty store and print how to become an officer of the invented commune."""
    from bot.demo import AREA, seed  # noqa: PLC0415 - only for --demo
    from storage.officers import Appointment  # noqa: PLC0415 - the same
    from storage.people import Role  # noqa: PLC0415 - the same
    from storage.times import utc_now  # noqa: PLC0415 - the same

    async def fill(database: Any) -> None:  # noqa: ANN401 - a Database
        if not await seed(database, utc_now()):
            click.echo("The store is not empty: nothing was added to it.")
            return
        click.echo("An invented commune was added (Xã Tam Xuân, 200 people). To see it as its officer, open:")
        await _print_invitation(database, settings, Appointment(Role.COMMUNE, AREA))

    await _with_store(settings, fill)


@main.command()
@click.option("--recount", is_flag=True, help="First count the roster's figures anew from its rows.")
def check(*, recount: bool) -> None:
    """Say everything that is wrong with the configuration, the store, the content and the channels."""
    settings = config.load()
    if recount and settings.store.is_file():
        from storage import counts  # noqa: PLC0415 - keeps the other commands quick

        upgrade(settings.data, settings.store)
        counts.recount(settings.store)
    found = asyncio.run(_problems(settings))
    if found:
        _fail(found)
    kept = ", ".join(f"{kind} {period.days} days" for kind, period in asdict(settings.periods).items())
    click.echo(f"Kept once finished: {kept}.")
    click.echo(asyncio.run(_nights(settings)))
    click.echo("Everything is in order.")


async def _nights(settings: config.Settings) -> str:
    """When what happens each night last did, and what waits for the operator's word."""
    from bot.operation.backups import MADE, TRIED  # noqa: PLC0415 - keeps the other commands quick
    from bot.schedule.housekeeping import FORGOT  # noqa: PLC0415 - the same
    from storage.database import Database, open_vault  # noqa: PLC0415 - the same
    from storage.times import VIETNAM  # noqa: PLC0415 - the same

    upgrade(settings.data, settings.store)
    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.read() as store:
            held = sum(one.rows for one in await store.held.counts())
            found = {
                "old data forgotten": await store.settings.moment(FORGOT),
                "copy made": await store.settings.moment(MADE),
                "copy tried out": await store.settings.moment(TRIED),
            }
    finally:
        await database.close()
    told = (f"{what} {at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if at else f"{what} never" for what, at in found.items())
    waiting = f"\n{held} messages of a copy that was brought back are held. See: ansinh held show." if held else ""
    return f"Last time: {', '.join(told)}.{waiting}"


@main.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each text.")
def ask(text: str, *, as_json: bool) -> None:
    """Answer a question as the bot understands it. TEXT "-" reads one text a line."""
    from bot.knowledge.library import load_shipped  # noqa: PLC0415 - keeps the other commands quick
    from bot.knowledge.matcher import Matcher  # noqa: PLC0415 - the same

    matcher, library = Matcher.load(), load_shipped(config.load().content)
    for line in _texts(text):
        decision = matcher.decide(line)
        if as_json:
            _print_json(asdict(decision))
        elif decision.decision == "answer" and decision.intent:
            click.echo(library.answer(decision.intent).render(you="bác", commune={}))
        else:
            click.echo("\n".join(library.question(intent) for intent in decision.choices) or "?")


@main.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each text.")
def scam(text: str, *, as_json: bool) -> None:
    """Judge whether a text is a scam. TEXT "-" reads one text a line."""
    from bot.knowledge.library import load_shipped  # noqa: PLC0415 - keeps the other commands quick
    from bot.scams.judge import Judge  # noqa: PLC0415 - the same

    judge = Judge.load()
    facts = load_shipped(config.load().content).facts
    for line in _texts(text):
        judgement = judge.judge(line)
        if as_json:
            reasons = [asdict(reason) for reason in judgement.reasons]
            _print_json(
                {
                    "verdict": judgement.verdict,
                    "kind": judgement.kind,
                    "reasons": reasons,
                    "score": judgement.score,
                }
            )
        else:
            click.echo(_in_words(judgement, facts.fill))


def _in_words(judgement: Judgement, fill: Callable[[str], str]) -> str:
    """The verdict as a person would read it: what to do, why, where to verify."""
    from bot.scams.judge import advice, explain  # noqa: PLC0415 - keeps the other commands quick

    advised = advice(judgement)
    reasons = [f"• «{reason.quote}»: {fill(explain(reason.flag))}" for reason in judgement.reasons]
    lines = [fill(advised.todo), *reasons, fill(advised.verify)]
    return "\n".join(line.replace("{you}", "bác").replace("{You}", "Bác") for line in lines)


def _texts(text: str) -> Iterable[str]:
    return (line.rstrip("\n") for line in sys.stdin) if text == "-" else (text,)


def _print_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, ensure_ascii=False))


@main.group("eval")
def evaluate() -> None:
    """Measure understanding and judging on a file of labelled texts."""


@evaluate.command("answers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", is_flag=True, help="List the texts that were not treated as labelled.")
def eval_answers(file: Path, *, errors: bool) -> None:
    """FILE: text, tab, intent; the first line is a header."""
    from bot.knowledge.matcher import Matcher  # noqa: PLC0415 - keeps the other commands quick

    _print_figures(*evaluation.answers(evaluation.read_rows(file), Matcher.load()), errors=errors)


@evaluate.command("scams")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", is_flag=True, help="List the texts that were not treated as labelled.")
def eval_scams(file: Path, *, errors: bool) -> None:
    """FILE: text, tab, label (scam, legit or unclear), tab, type; the first line is a header."""
    from bot.scams.judge import Judge  # noqa: PLC0415 - keeps the other commands quick

    rows = evaluation.read_rows(file)
    wrong = {row.label for row in rows} - {"scam", "legit", "unclear"}
    if wrong:
        raise evaluation.EvaluationError(f"{file}: unknown label {', '.join(sorted(wrong))}.")
    _print_figures(*evaluation.scams(rows, Judge.load()), errors=errors)


def _print_figures(figures: evaluation.Figures, misses: list[evaluation.Miss], *, errors: bool) -> None:
    _print_json(dict(figures))
    if errors:
        for miss in misses:
            click.echo(f"{miss.label}\t{miss.got}\t{miss.text}")


@main.command()
@click.option("--role", type=click.Choice(["city", "commune"]), required=True)
@click.option("--area", help="The commune's code, for --role commune.")
def invite(role: str, area: str | None) -> None:
    """Print a one-time code, valid for 72 hours, that makes who redeems it an officer."""
    from bot.knowledge.areas import AreaIndex  # noqa: PLC0415 - keeps the other commands quick
    from storage.officers import Appointment  # noqa: PLC0415 - the same
    from storage.people import Role  # noqa: PLC0415 - the same

    if (role == "commune") != (area is not None):
        raise click.UsageError("--role commune needs --area CODE; --role city takes none.")
    if area is not None and AreaIndex.load().get(area) is None:
        raise click.UsageError(f"{area} is not the code of a commune or ward of Đà Nẵng city.")
    settings = config.load()
    appointment = Appointment(Role(role), area)
    asyncio.run(_with_store(settings, lambda database: _print_invitation(database, settings, appointment)))


async def _with_store(settings: config.Settings, work: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    from bot.knowledge.areas import AreaIndex  # noqa: PLC0415 - keeps the other commands quick
    from storage.database import Database, open_vault  # noqa: PLC0415 - the same

    upgrade(settings.data, settings.store)
    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.write() as store:
            await store.areas.keep(AreaIndex.load().all)
        await work(database)
    finally:
        await database.close()


async def _print_invitation(database: Any, settings: config.Settings, appointment: Appointment) -> None:  # noqa: ANN401 - a Database
    from bot.invitations import invite as make_code  # noqa: PLC0415 - keeps the other commands quick
    from storage.times import utc_now  # noqa: PLC0415 - the same

    async with database.write() as store:
        code = await make_code(store, appointment, utc_now())
    click.echo(f"Code: {code}")
    click.echo(f"Web chat: {settings.public_url}/?start={code}")
    click.echo(f"Telegram: write to the bot: /start {code}")


main.add_command(officers)
main.add_command(roster)
main.add_command(report)
main.add_command(leaflet)
main.add_command(held)
main.add_command(backup)
main.add_command(restore)


@main.command("rotate-key")
def rotate_key() -> None:
    """Seal everything anew under a new key. The bot must not be running; broken off, run it again."""
    from storage.database import open_vault  # noqa: PLC0415 - keeps the other commands quick
    from storage.rotation import rotate  # noqa: PLC0415 - the same

    settings = config.load()
    if not settings.store.exists():
        raise StoreError(f"There is no store at {settings.store}. Set ANSINH_DATA to the bot's folder.")
    open_vault(settings.key, settings.store)
    with only_one(settings.data):
        retired = rotate(
            settings.store, settings.key, lambda column, rows: click.echo(f"{column}: {rows}") if rows else None
        )
    click.echo(
        f"Done. The key before is kept as {retired}: older backups need it. Keep it apart, or destroy it with them."
    )
