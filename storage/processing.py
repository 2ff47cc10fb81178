"""The record of processing, made from the schema and from ``processing.toml``: ``python -m storage.processing``.

Prints ``docs/processing.md``. A table or a sealed column that the file does not know, or knows wrongly, is an error.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.database import migrate
from storage.purposes import purposes

_HEAD = """# Record of processing

Which data the bot keeps, what for, on which ground, for how long, and who sees it. Made by
`python -m storage.processing` from the schema and `storage/processing.toml`; a test fails when a table or a
column is missing here.

Grounds: **consent** – the person agreed, by purpose, in the words of the version that is noted; **task** – carrying
out what the person asked for, or the public body's own task; **duty** – security and proof of processing;
**none** – nothing personal. Periods named `ANSINH_…` are settings (README). *Sealed* columns are encrypted
(AES-256-GCM) under a key that is kept apart from the copies of the store. Nobody outside the public body receives
any of it; the channel (Telegram) carries the messages of those who chose it.
"""


class ProcessingError(Exception):
    """The record and the schema do not fit together; the message says where."""


def record() -> str:
    """The document."""
    known = purposes()
    found = _columns()
    if set(known) != set(found):
        raise ProcessingError(f"processing.toml and the schema differ in: {', '.join(sorted(set(known) ^ set(found)))}")
    return _HEAD + "".join(_section(table, known[table], found[table]) for table in sorted(found))


def _columns() -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        migrate(path)
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for (name,) in tables}


def _section(table: str, known: dict[str, Any], columns: list[str]) -> str:
    sealed = known.get("sealed", [])
    if unknown := set(sealed) - set(columns):
        raise ProcessingError(f"processing.toml seals columns that {table} has not: {', '.join(sorted(unknown))}")
    named = ", ".join(f"**{name}** (sealed)" if name in sealed else name for name in columns)
    return (
        f"\n## {table}\n\n{known['what']}\n\n"
        f"- Ground: {known['basis']}\n- Kept: {known['kept']}\n- Seen by: {known['seen']}\n- Columns: {named}\n"
    )


if __name__ == "__main__":
    print(record(), end="")  # noqa: T201 - the document goes to standard output
