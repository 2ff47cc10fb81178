"""Copying the store while it is in use, and bringing a copy back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from storage.database import StoreError, migrations, version

if TYPE_CHECKING:
    from pathlib import Path


def back_up(store: Path, target: Path) -> None:
    """A consistent copy of ``store`` at ``target``, which must not exist."""
    if not store.exists():
        raise StoreError(f"There is no store at {store}. Set ANSINH_DATA to the bot's folder.")
    if target.exists():
        raise StoreError(f"{target} exists. Choose another name; nothing was written.")
    try:
        with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"The store could not be copied to {target} ({error}).") from error


def restore(source: Path, store: Path) -> Path | None:
    """Put a checked copy of ``source`` at ``store``; gives where the store before was moved, if any."""
    _check(source)
    fresh = store.with_suffix(".restoring")
    fresh.unlink(missing_ok=True)
    back_up(source, fresh)
    kept = _move_away(store)
    fresh.rename(store)
    return kept


def _check(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            number = version(connection)
    except sqlite3.Error as error:
        raise StoreError(f"{source} is not a copy of a store ({error}). Nothing was changed.") from error
    if not sound:
        raise StoreError(f"{source} is damaged. Take another copy; nothing was changed.")
    if number < 1:
        raise StoreError(f"{source} is not a copy of a store. Nothing was changed.")
    if number > migrations()[-1][0]:
        raise StoreError(f"{source} comes from a newer release (schema {number}). Install that release first.")


def _move_away(store: Path) -> Path | None:
    """Keep the present store under a name of its own, with what belongs to it."""
    if not store.exists():
        return None
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    number = 1
    while (kept := store.with_suffix(f".before-{number}")).exists():
        number += 1
    store.rename(kept)
    for leftover in ("-wal", "-shm"):
        store.with_name(store.name + leftover).unlink(missing_ok=True)
    return kept
