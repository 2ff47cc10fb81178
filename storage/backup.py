"""Copying the store while it is in use, and bringing a copy back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from storage.database import KEY_NAME, StoreError, migrations, read_only, version

if TYPE_CHECKING:
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


def restore(source: Path, store: Path, vault: Vault | None) -> Path | None:
    """Put a checked copy of ``source`` at ``store``; gives where the store before was moved, if any.

    ``vault`` is the one that the bot will read it with, ``None`` if there is no key yet.
    """
    _check(source)
    _check_key(source, vault)
    fresh = store.with_suffix(".restoring")
    fresh.unlink(missing_ok=True)
    back_up(source, fresh)
    kept = _move_away(store)
    fresh.replace(store)
    return kept


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
    """Keep the present store under a name of its own, with what belongs to it. It may be damaged."""
    if not store.exists():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    number = 1
    while (kept := store.with_suffix(f".before-{number}")).exists():
        number += 1
    for beside in _BESIDE:
        with suppress(FileNotFoundError):
            store.with_name(store.name + beside).rename(kept.with_name(kept.name + beside))
    store.rename(kept)
    return kept
