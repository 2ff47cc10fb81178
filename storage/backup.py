"""Copying the store while it is in use, and bringing a copy back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from storage.database import KEY_NAME, StoreError, migrate, migrations, read_only, version
from storage.restored import Restored, hold

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from storage.vault import Vault

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a store that is in use, or was when its process died."""


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
        target.unlink(missing_ok=True)  # a part of a copy must not be taken for one
        raise StoreError(
            f"The store could not be copied to {target} ({error}). Look at that folder's rights and free space."
        ) from error


def restore(source: Path, store: Path, vault: Vault | None, now: datetime) -> Restored:
    """Put a checked copy of ``source`` at ``store``, with what waited in it held (``storage.restored``).

    ``vault`` is the one that the bot will read it with, ``None`` if there is no key yet. Whenever this ends, ``store``
    is the one before, the copy, or for a moment nothing; never the one with what belongs to the other.
    """
    _check(source)
    _check_key(source, vault)
    fresh = store.with_suffix(".restoring")
    _remove(fresh)
    back_up(source, fresh)
    migrate(fresh)
    restored = hold(fresh, store if store.exists() else None, now)
    kept = _move_away(store)
    fresh.replace(store)
    _write_through(store.parent)
    return replace(restored, kept=kept)


def _check(source: Path) -> None:
    try:
        with closing(read_only(source)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            number = version(connection)
    except sqlite3.Error as error:
        raise StoreError(
            f"{source} is not a copy of a store ({error}). Choose another file; nothing was changed."
        ) from error
    if not sound:
        raise StoreError(f"{source} is damaged. Take another copy; nothing was changed.")
    if number < 1:
        raise StoreError(f"{source} is not a copy of a store. Choose another file; nothing was changed.")
    if number > migrations()[-1][0]:
        raise StoreError(f"{source} comes from a newer release (schema {number}). Install that release first.")


def _check_key(source: Path, vault: Vault | None) -> None:
    """Refuse a copy whose names the key cannot open: the bot would not start on it."""
    with closing(read_only(source)) as connection:
        sealed = connection.execute("SELECT value FROM setting WHERE key = ?", (KEY_NAME,)).fetchone()
    if sealed and not (vault and vault.choose_digest("ansinh", sealed[0])):
        raise StoreError(
            f"{source} was sealed with another key. Put its own key file beside the store first "
            f"(or where ANSINH_KEY_FILE says); nothing was changed."
        )


def _move_away(store: Path) -> Path | None:
    """Keep the present store under a name of its own, with what belongs to it. It may be damaged, or be gone."""
    with suppress(sqlite3.Error):
        _write_back(store)
    kept = _free_name(store)
    for beside in _BESIDE:  # also where the store itself is gone: SQLite would read its log into the copy
        with suppress(FileNotFoundError):
            _with(store, beside).rename(_with(kept, beside))
    try:
        store.rename(kept)
    except FileNotFoundError:
        return None
    return kept


def _write_back(store: Path) -> None:
    """What only the log holds goes into the store."""
    if store.exists():
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _free_name(store: Path) -> Path:
    """A name beside ``store`` that nothing has, nor a log of: that would be taken for the log of what gets the name."""
    number = 1
    while any(_with(store.with_suffix(f".before-{number}"), end).exists() for end in ("", *_BESIDE)):
        number += 1
    return store.with_suffix(f".before-{number}")


def _remove(store: Path) -> None:
    for end in ("", *_BESIDE):
        _with(store, end).unlink(missing_ok=True)


def _with(store: Path, end: str) -> Path:
    return store.with_name(store.name + end)


def _write_through(folder: Path) -> None:
    """The new names outlive a power cut from here on."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
