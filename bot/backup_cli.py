"""``ansinh backup`` and ``ansinh restore``: a copy of the store, and bringing one back with care."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import config
from bot.single import only_one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.messages import Address
    from storage.restored import Restored


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy of the store to FILE; the bot may be running."""
    from storage.backup import back_up  # noqa: PLC0415 - keeps the other commands quick

    back_up(config.load().store, file)
    click.echo(f"The store was copied to {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put FILE, made by backup, in the store's place. The bot must not be running.

    Nothing that waited in FILE is sent by itself: see ansinh held show.
    """
    from storage.backup import restore as bring_back  # noqa: PLC0415 - keeps the other commands quick
    from storage.database import open_vault  # noqa: PLC0415 - the same
    from storage.times import utc_now  # noqa: PLC0415 - the same

    settings = config.load()
    settings.data.mkdir(parents=True, exist_ok=True)
    with only_one(settings.data):
        vault = open_vault(settings.key) if settings.key.exists() else None
        restored = bring_back(file, settings.store, vault, utc_now())
        if restored.since:
            asyncio.run(_forget(settings, restored.since.forgotten))
    click.echo(f"The store was restored from {file}." + (_kept(restored)))
    for line in _told(restored):
        click.echo(line)


async def _forget(settings: config.Settings, people: tuple[Address, ...]) -> None:
    """Who asked to be forgotten after the copy was made is forgotten again."""
    from storage.database import Database, open_vault  # noqa: PLC0415 - keeps the other commands quick
    from storage.forgetting import forget  # noqa: PLC0415 - the same
    from storage.times import utc_now  # noqa: PLC0415 - the same

    database = await Database.open(settings.store, open_vault(settings.key, settings.store))
    try:
        async with database.write() as store:
            for address in people:
                contact = await store.people.by_address(address)
                if contact is not None:
                    await forget(store, contact, utc_now())
    finally:
        await database.close()


def _kept(restored: Restored) -> str:
    return f" The one before is kept as {restored.kept}." if restored.kept else ""


def _told(restored: Restored) -> Iterator[str]:
    """What else the operator has to know, a sentence each."""
    if restored.held:
        yield f"{restored.held} messages that waited in the copy are held; they may have been sent: ansinh held show."
    if restored.since and (restored.since.stopped or restored.since.forgotten):
        yield (
            f"{restored.since.stopped} people said stop after the copy was made, {len(restored.since.forgotten)} of "
            f"them asked to be forgotten: that holds."
        )
    elif not restored.since:
        yield (
            "There was no store before that could be read: whoever said stop after the copy was made may be written "
            "to again. Tell the officers that such people have to say it once more."
        )
