"""``ansinh officers``: who has a role, and cutting one off at once, for a lost phone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot import config
from bot.knowledge.areas import AreaIndex
from bot.single import upgrade
from storage.database import Database, open_vault
from storage.times import local_day, utc_now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.store import Store


@click.group()
def officers() -> None:
    """The officers: list them, renew a role, cut one off."""


@officers.command("list")
def list_officers() -> None:
    """Number, role, area, channel, and since when the role lasts."""
    areas = AreaIndex.load()

    async def show(store: Store) -> None:
        for one in await store.officers.all():
            area = areas.get(one.contact.officer_area or "")
            where = area.full_name if area else "city"
            click.echo(f"{one.contact.id}\t{where}\t{one.contact.address.channel}\tsince {local_day(one.since)}")

    asyncio.run(_in_store(show))


@officers.command("cut")
@click.argument("number", type=int)
def cut(number: int) -> None:
    """End the role of officer NUMBER at once, with all invitations that this officer wrote."""

    async def end(store: Store) -> None:
        gone = await store.officers.dismiss(number)
        if gone is None:
            raise click.ClickException(f"{number} is no officer's number. See: ansinh officers list")
        withdrawn = await store.officers.withdraw_of(number, utc_now())
        await store.turns.end_flow(number)
        await store.officers.audit(None, "officer removed", gone.area_code, utc_now(), f"officer {number}")
        click.echo(f"Officer {number} was cut off; {withdrawn} open invitations were withdrawn.")

    asyncio.run(_in_store(end))


@officers.command("renew")
@click.argument("number", type=int)
def renew(number: int) -> None:
    """Let the role of officer NUMBER last another 90 days."""

    async def prolong(store: Store) -> None:
        found = [one for one in await store.officers.all() if one.contact.id == number]
        if not found:
            raise click.ClickException(f"{number} is no officer's number. See: ansinh officers list")
        await store.officers.renew(number, utc_now())
        await store.officers.audit(None, "role renewed", found[0].contact.officer_area, utc_now(), f"officer {number}")
        click.echo(f"The role of officer {number} was renewed.")

    asyncio.run(_in_store(prolong))


async def _in_store(work: Callable[[Store], Awaitable[None]]) -> None:
    settings = config.load()
    upgrade(settings.data, settings.store)
    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.write() as store:
            await work(store)
    finally:
        await database.close()
