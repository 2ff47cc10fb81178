"""``ansinh held``: what waited in a copy that was brought back, and the operator's word on it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot import config
from storage.database import Database, open_vault
from storage.times import VIETNAM, utc_now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.held import Held
    from storage.store import Store

NOTHING = "Nothing is held."


HOW = (
    "They may have been sent since the copy was made. Few and of today: ansinh held send. Otherwise: ansinh held drop. "
    "Announcements are paused; their officers decide in the chat."
)


@click.group()
def held() -> None:
    """What waited in a copy that was brought back: shown, then sent or dropped. The bot may be running."""


@held.command("show")
def show() -> None:
    """Channel, kind, how many, since when."""

    async def count(store: Store) -> None:
        found = await store.held.counts()
        click.echo("\n".join([*map(_line, found), HOW]) if found else NOTHING)

    asyncio.run(_in_store(count))


@held.command("send")
def send() -> None:
    """Send it after all; what is too late or was stopped meanwhile is left out."""

    async def release(store: Store) -> None:
        rows = sum(one.rows for one in await store.held.counts())
        await store.held.release()
        await store.officers.audit(None, "held messages sent", None, utc_now(), f"{rows} messages")
        click.echo(f"{rows} messages go out." if rows else NOTHING)

    asyncio.run(_in_store(release))


@held.command("drop")
def drop() -> None:
    """Never send it."""

    async def discard(store: Store) -> None:
        rows = sum(one.rows for one in await store.held.counts())
        await store.held.drop(utc_now())
        await store.officers.audit(None, "held messages dropped", None, utc_now(), f"{rows} messages")
        click.echo(f"{rows} messages were dropped." if rows else NOTHING)

    asyncio.run(_in_store(discard))


def _line(one: Held) -> str:
    kind = {"reply": "replies", "alert": "alerts", "reminder": "reminders"}[one.priority.name.lower()]
    since = one.oldest.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    return f"{one.channel}\t{kind}\t{one.rows}\tthe oldest of {since}"


async def _in_store(work: Callable[[Store], Awaitable[None]]) -> None:
    settings = config.load()
    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.write() as store:
            await work(store)
    finally:
        await database.close()
