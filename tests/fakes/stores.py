"""A new store without the time that its upgrades take: they run once, and each test has its own copy of the outcome."""

from __future__ import annotations

import base64
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from storage.database import Database, migrate
from storage.vault import LEAST_BYTES, MARK

if TYPE_CHECKING:
    from storage.vault import Vault

DAMAGED = MARK + base64.b64encode(bytes(LEAST_BYTES)).decode("ascii")
"""A sealed text as a bad disk or a lost key leaves it: no key of any store opens it."""


@cache
def _fresh() -> bytes:
    """The file of a store that has just been made; ``migrate`` leaves nothing of it in the log beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        migrate(path)
        return path.read_bytes()


def lay_down(path: Path) -> Path:
    """A new store at ``path``, unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_fresh())
    return path


async def open_store(path: Path, vault: Vault | None = None) -> Database:
    """What ``Database.open`` gives, a new one sooner."""
    return await Database.open(lay_down(path), vault)
