"""One process for one store: a second ``ansinh run`` is refused, and no command upgrades the store of one that runs."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from storage.database import StoreError, is_behind, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


LOCK = "ansinh.lock"


class AlreadyRunningError(Exception):
    """Another process serves this store."""


def is_taken(folder: Path) -> bool:
    """Whether a bot runs on this folder now."""
    try:
        with (folder / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no folder or no lock yet
        return False
    return False


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system frees it even if the process is killed."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunningError(
                f"Another bot already runs on the folder {folder}. Stop it, or set ANSINH_DATA to another one."
            ) from None
        yield


def upgrade(folder: Path, store: Path) -> None:
    """Bring the store up to date; ``StoreError`` if a bot runs on it that knows only what it is now."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with only_one(folder):
            migrate(store)
    except AlreadyRunningError:
        if is_behind(store):
            raise StoreError(
                f"A bot of an earlier release runs on the folder {folder}. Stop it first; the store was left as it is."
            ) from None
