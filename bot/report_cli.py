"""``ansinh report``: progress from the store, or from figures that somebody handed in. Prints; decides nothing."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import config
from bot.i18n import Catalogues
from bot.knowledge.areas import AreaIndex
from bot.reports import progress as figures
from storage.times import local_day, utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from bot.reports.progress import Count, Figures, Progress

_LINE = "{:<28} {:>10} {:>10} {:>9}"


@click.group()
def report() -> None:
    """Progress and reports."""


@report.command("progress")
@click.option(
    "--figures",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Given figures: area, paid, total, rate, separated by tabs; the first line is a header, * the stated total.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show_progress(file: Path | None, *, as_json: bool) -> None:
    """Beneficiaries paid by account: rates and totals computed from the rows, and what contradicts itself."""
    if file is None:
        _print_progress(asyncio.run(_from_store()))
        return
    try:
        found = figures.read(file.read_text("utf-8"))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8 text. Save it as tab-separated UTF-8.") from None
    if not found.rows:
        raise click.ClickException(f"{file} holds no figures. It needs a header and lines: area, paid, total, rate.")
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False))
    else:
        _print_figures(found)


def _print_figures(found: Figures) -> None:
    _print_table((row.area, row.count) for row in found.rows)
    click.echo(f"Total: {_sentence(found.sum)}")
    if found.contradictions:
        click.echo(f"\n{len(found.contradictions)} contradictions:")
    for one in found.contradictions:
        click.echo(f"- {one}")


def _plain(found: Figures) -> dict[str, object]:
    rows = [{"area": row.area, **_counted(row.count)} for row in found.rows]
    return {"rows": rows, "total": _counted(found.sum), "contradictions": [str(one) for one in found.contradictions]}


def _counted(count: Count) -> dict[str, object]:
    return {"paid": count.paid, "total": count.total, "rate": None if count.rate is None else float(count.rate)}


def _print_progress(found: Progress) -> None:
    areas = AreaIndex.load()
    for title, standings in (("Scheme", found.by_scheme), ("Former district", found.by_district)):
        click.echo(f"{title}:")
        _print_table((one.name, one.now) for one in standings)
        click.echo("")
    click.echo("Commune or ward:")
    _print_table((area.full_name if (area := areas.get(one.name)) else one.name, one.now) for one in found.by_area)
    click.echo(f"Total: {_sentence(found.whole.now)}")
    if found.whole.gained is not None:
        click.echo(f"Change since last month: {found.whole.gained:+,}")
    if found.not_started:
        names = ", ".join(area.name for one in found.not_started if (area := areas.get(one.name)))
        click.echo(f"Not started: {names}")


def _print_table(rows: Iterable[tuple[str, Count]]) -> None:
    click.echo(_LINE.format("", "paid", "total", "rate"))
    for name, count in rows:
        click.echo(_LINE.format(name, f"{count.paid:,}", f"{count.total:,}", _per_cent(count.rate)))


def _sentence(count: Count) -> str:
    return f"{count.paid:,} of {count.total:,} = {_per_cent(count.rate)}"


def _per_cent(rate: Decimal | None) -> str:
    return "–" if rate is None else f"{rate} %"


async def _from_store() -> Progress:
    from bot.reports.standings import standings  # noqa: PLC0415 - needs the store, which given figures do not
    from bot.single import upgrade  # noqa: PLC0415 - the same
    from storage.database import Database, open_vault  # noqa: PLC0415 - the same

    settings = config.load()
    upgrade(settings.data, settings.store)
    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.read() as store:
            return await standings(store, AreaIndex.load(), None, local_day(utc_now()))
    finally:
        await database.close()


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default=Path("to-roi.pdf"))
@click.option("--area", required=True, help="The commune's code.")
@click.option("--link", help="Where the code leads; without it, the web chat with this commune chosen.")
def leaflet(file: Path, area: str, link: str | None) -> None:
    """Write an A5 leaflet with the commune's QR code to FILE, and print a text for the loudspeaker."""
    from bot.reports.leaflet import pdf  # noqa: PLC0415 - keeps the other commands quick
    from handlers.officers.leaflet import START, leaflet_of, loudspeaker  # noqa: PLC0415 - the same

    found, settings = AreaIndex.load().get(area), config.load()
    if found is None:
        raise click.UsageError(f"{area} is not the code of a commune or ward of Đà Nẵng city.")
    say = Catalogues.load().speech(settings.locale)
    file.write_bytes(pdf(leaflet_of(found.full_name, link or f"{settings.public_url}/?start={START}{area}", say)))
    click.echo(loudspeaker(found.full_name, say))
    click.echo(f"The leaflet was written to {file}.", err=True)
