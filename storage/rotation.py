"""Sealing everything anew under a new key, after which the old one opens nothing of the store.

Runs while nothing else uses the store. Each column is one transaction: killed in between, it is begun again and
goes on where it was. Digests, by which sealed names are looked up, change last and all at once.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from storage.follow_up_match import name_text
from storage.roster_names import match_text
from storage.vault import CANNOT_READ, Vault, new_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def rotate(store: Path, key_file: Path, on_column: Callable[[str, int], None]) -> Path:
    """Give ``store`` a new key; where the old one is kept, for the copies that it still opens."""
    retired = _begin(key_file)
    vault = Vault.at(key_file)
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.create_function("reseal", 1, lambda value: _resealed(value, vault))
        connection.create_function("is_stale", 1, lambda value: _is_stale(value, vault))
        for table, column in _columns(connection):
            on_column(f"{table}.{column}", _reseal(connection, table, column))
        _digest_anew(connection, Vault(_keys(key_file)[:1]))
        connection.execute("VACUUM")  # what was sealed with the old key is not left in free pages
    _write(key_file, _lines(key_file)[:1])
    return retired


def _begin(key_file: Path) -> Path:
    """Put a new key before the old one, unless a rotation that was broken off did so already."""
    lines = _lines(key_file)
    number = 1
    while (retired := key_file.with_suffix(f".key-before-{number}")).exists() and _lines(retired) != lines[-1:]:
        number += 1
    if len(lines) == 1:
        _write(retired, lines)
        _write(key_file, [new_key(), *lines])
    return retired


def _lines(key_file: Path) -> list[str]:
    return key_file.read_text("ascii").split()


def _keys(key_file: Path) -> list[bytes]:
    import base64  # noqa: PLC0415 - only here

    return [base64.b64decode(line, validate=True) for line in _lines(key_file)]


def _write(path: Path, lines: list[str]) -> None:
    """Write the keys so that the file is either the one before or this one."""
    fresh = path.with_suffix(path.suffix + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _columns(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every column that can hold something sealed."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for table in [row["name"] for row in tables]:
        for row in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if row["type"] in {"TEXT", "BLOB"}:
                yield table, row["name"]


def _reseal(connection: sqlite3.Connection, table: str, column: str) -> int:
    """Seal a column anew; how many values changed."""
    return connection.execute(
        f"UPDATE {table} SET {column} = reseal({column}) WHERE is_stale({column})"  # noqa: S608 - names of the schema
    ).rowcount


def _is_stale(value: object, vault: Vault) -> bool:
    return isinstance(value, (str, bytes)) and vault.is_stale(value)


def _resealed(value: str | bytes, vault: Vault) -> str | bytes:
    if isinstance(value, bytes):
        return vault.seal_bytes(vault.open_bytes(value))
    return vault.seal(vault.open(value))


def _digest_anew(connection: sqlite3.Connection, vault: Vault) -> None:
    """Look-ups by the new key, in one transaction with the mark that says which key makes them.

    What is damaged keeps its old ones, by which nothing is found: it must not keep the others from a new key.
    """
    connection.execute("BEGIN IMMEDIATE")
    connection.create_function("digest", 1, vault.digest)
    connection.create_function("unseal", 1, vault.open)
    connection.create_function("is_whole", 1, lambda value: _opened(vault, value) is not None)
    connection.create_function("matched", 3, match_text)
    connection.create_function("named", 3, lambda name, year, area: _named(vault, name, year, area))
    connection.execute(
        "UPDATE beneficiary SET match_key = digest(matched(unseal(full_name), birth_year, area_code)) "
        "WHERE is_whole(full_name)"
    )
    connection.execute("UPDATE name_part SET digest = digest(unseal(word)) WHERE is_whole(word)")
    connection.execute(
        "UPDATE enrolment_report SET name_digest = named(nickname, birth_year, area_code) WHERE name_digest IS NOT NULL"
    )
    connection.execute(
        "INSERT INTO setting (key, value) VALUES ('vault', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (vault.digest("ansinh"),),
    )
    connection.execute("COMMIT")


def _named(vault: Vault, name: str | None, birth_year: int | None, area_code: str) -> str | None:
    text = name_text(_opened(vault, name or "") or "", birth_year, area_code)
    return vault.digest(text) if text else None


def _opened(vault: Vault, sealed: str) -> str | None:
    """``None`` for what nobody can read any more."""
    try:
        return vault.open(sealed)
    except CANNOT_READ:
        return None
