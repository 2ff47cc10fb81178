"""Opening the store, bringing its schema up to date, and handing out transactions.

One writer connection behind a lock, several readers. Nobody else opens the file.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Self

import aiosqlite

from bot.knowledge.hamlets import clear_key, hamlet_key, hamlet_keys
from storage.sql import Pipeline
from storage.store import Store
from storage.vault import KeyProblemError, Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

READERS = 2
BUSY_SECONDS = 10.0
CACHE = "PRAGMA cache_size=-16000"
"""Kilobytes of pages for each connection: long lists are written without going to the file for each page."""
PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")


KEY_NAME = "vault"
"""The setting that says which key sealed the store: a digest that only this key makes."""


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do."""


_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def may_pass(error: Exception) -> bool:
    """Whether the same transaction may succeed later: the disk, a lock. A faulty statement fails every time."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF in _PASSING
    return isinstance(error, OSError) and not isinstance(error, FileNotFoundError | PermissionError)


class Database:
    """The store's connections. ``write()`` and ``read()`` give a ``Store`` inside a transaction."""

    def __init__(self, path: Path, writer: Pipeline, readers: list[Pipeline], vault: Vault) -> None:
        self.path = path
        self.vault = vault
        self._writer = writer
        self._writing = asyncio.Lock()
        self._waiting = 0
        self._readers = readers
        self._free: asyncio.Queue[Pipeline] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path, vault: Vault | None = None) -> Self:
        """The store at ``path``, made or upgraded if needed; ``StoreError`` if that cannot be done.

        Without a ``vault``, the key stands beside the store.
        """
        await asyncio.to_thread(migrate, path)
        vault = vault or open_vault(key_beside(path), path)
        async with AsyncExitStack() as opened:  # an open connection keeps a process that failed here from ending
            writer = await _connect(path, opened)
            readers = [await _connect(path, opened) for _ in range(READERS)]
            for reader in readers:
                await reader.execute_fetchall("PRAGMA query_only=ON")
            await _check_key(writer, vault, path)
            opened.pop_all()
        return cls(path, writer, readers, vault)

    async def close(self) -> None:
        for connection in (*self._readers, self._writer):
            await connection.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """A transaction that is committed at the end and rolled back on any exception.

        Who is cancelled during the commit cannot tell which it was, but it is one of the two by then; who is cancelled
        twice does not wait for that, but whoever writes next does.
        """
        async with self._turn():
            self._writer.queue("BEGIN IMMEDIATE")
            try:
                yield Store(self._writer, self.vault)
                await self._writer.execute_fetchall("COMMIT")
            except BaseException:
                await self._writer.roll_back()
                raise

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits to write. Long work, done some at a time, ends its transaction then.

        Until then it may go on in the same one: each commit writes whole pages, mostly the same as the one before.
        """
        return self._waiting > 0

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        self._waiting += 1
        try:
            await self._writing.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._writing.release()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """One consistent view; never waits for a writer, cannot write."""
        reader = await self._free.get()
        try:
            reader.queue("BEGIN")
            try:
                yield Store(reader, self.vault)
            finally:
                await reader.roll_back()
        finally:
            self._free.put_nowait(reader)


def key_beside(path: Path) -> Path:
    """Where the key of the store at ``path`` stands unless the operator says otherwise."""
    return path.with_suffix(".key")


def open_vault(path: Path, store: Path | None = None) -> Vault:
    """The vault of the key file ``path``, made if there is none; ``StoreError`` if it cannot be read.

    None is made where ``store`` was sealed with one: it would open nothing, and hide that the right one is missing.
    """
    if store and not path.exists() and is_sealed(store):
        raise StoreError(
            f"The key file {path} is missing, and the store {store} was sealed with it. Put the file back there from "
            f"where its copy is kept, or set ANSINH_KEY_FILE to where it is. Nothing was changed."
        )
    try:
        return Vault.at(path)
    except KeyProblemError as error:
        raise StoreError(str(error)) from error


def is_sealed(store: Path) -> bool:
    """Whether ``store`` is one that a key sealed. One that cannot be read is somebody else's to report."""
    if not store.is_file():
        return False
    try:
        with closing(read_only(store)) as connection:
            found = connection.execute("SELECT 1 FROM setting WHERE key = ?", (KEY_NAME,)).fetchone()
    except sqlite3.Error:
        return False
    return found is not None


async def _check_key(writer: Pipeline, vault: Vault, path: Path) -> None:
    """Refuse a key that did not seal this store: it would open nothing, and seal what others cannot open."""
    ours = vault.digest("ansinh")
    await writer.execute_fetchall(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (KEY_NAME, ours)
    )
    found = await writer.execute_fetchall("SELECT value FROM setting WHERE key = ?", (KEY_NAME,))
    if not vault.choose_digest("ansinh", found[0][0]):
        raise StoreError(f"The key does not belong to the store {path}. Bring back the key file that was used with it.")


async def _connect(path: Path, opened: AsyncExitStack) -> Pipeline:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    opened.push_async_callback(connection.close)
    connection.row_factory = sqlite3.Row
    for pragma in (*PRAGMAS, CACHE):
        await connection.execute_fetchall(pragma)
    return Pipeline(connection)


def migrate(path: Path) -> None:
    """Apply the migrations that the store at ``path`` lacks, all in one transaction: it is upgraded or as it was."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _plain_connection(path) as connection:
            _refuse_newer(connection)
            if _pending(connection):
                _upgrade(connection)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(
            f"The store {path} cannot be written ({error}). Check the folder's owner, rights and free space."
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


def inspect(path: Path) -> None:
    """``StoreError`` if anything in the store at ``path`` is damaged, also where nobody has looked yet."""
    if not path.is_file():
        return
    try:
        with closing(read_only(path)) as connection:
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return  # it cannot be read now: ``migrate`` says why
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if found != "ok":
        raise _damaged(path, found.splitlines()[-1])


def read_only(path: Path) -> sqlite3.Connection:
    """A connection to the file at ``path`` that makes nothing and changes nothing."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _damaged(path: Path, reason: str) -> StoreError:
    return StoreError(
        f"The store {path} is damaged or is not a store ({reason}). "
        f"Bring back a backup with: ansinh restore FILE (the damaged one is kept under another name)."
    )


@contextmanager
def _plain_connection(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version "
            "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
        )
        _lend(connection)
        yield connection
    finally:
        connection.close()


def _lend(connection: sqlite3.Connection) -> None:
    """Let migrations bring kept keys up to date with how they are made now."""
    connection.create_function("hamlet_key", 1, hamlet_key, deterministic=True)
    connection.create_function("hamlet_keys", 1, hamlet_keys, deterministic=True)
    connection.create_function("clear_hamlet", 2, lambda hamlet, known: clear_key(hamlet, {*(known or "").split(",")}))


def migrations() -> list[tuple[int, str, str]]:
    """All shipped migrations in order: number, name, SQL."""
    scripts = [entry for entry in (files("storage") / "migrations").iterdir() if entry.name.endswith(".sql")]
    return sorted((int(entry.name[:4]), entry.name, entry.read_text("utf-8")) for entry in scripts)


def version(connection: sqlite3.Connection) -> int:
    """The number of the last migration that was applied; 0 for a new store."""
    row = connection.execute("SELECT COALESCE(MAX(number), 0) FROM schema_version").fetchone()
    return int(row[0])


def recall(path: Path, key: str) -> str | None:
    """A setting of a store that nobody has opened yet; ``None`` if there is none."""
    with suppress(sqlite3.Error), closing(read_only(path)) as connection:
        found = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else None
    return None


def remember(path: Path, key: str, value: str) -> None:
    """Keep a setting of a store that nobody has opened yet; one that cannot be written says so when it is opened."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value))


def is_behind(path: Path) -> bool:
    """Whether the store at ``path`` lacks a migration of this release. Changes nothing."""
    with closing(read_only(path)) as connection:
        return version(connection) < migrations()[-1][0]


def _refuse_newer(connection: sqlite3.Connection) -> None:
    newest, found = migrations()[-1][0], version(connection)
    if found > newest:
        raise StoreError(
            f"The store has schema {found}, written by a newer release; this release knows {newest}. "
            f"Install the newer release, or use another ANSINH_DATA folder."
        )


def _pending(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    done = version(connection)
    return [migration for migration in migrations() if migration[0] > done]


def _upgrade(connection: sqlite3.Connection) -> None:
    # A table is rebuilt by copying and dropping it, which references must not follow; they are checked after.
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    name = ""
    try:
        for number, name, script in _pending(connection):  # asked again: another process may have been quicker
            for statement in _statements(script):
                connection.execute(statement)
            _check_references(connection)
            connection.execute("INSERT INTO schema_version (number, name) VALUES (?, ?)", (number, name))
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise StoreError(
            f"The upgrade {name} of the store failed ({error}); the store is as it was. "
            f"Go on with the release before, and report this."
        ) from error


def _check_references(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"a row of {broken[0]} refers to nothing")


def _statements(script: str) -> Iterator[str]:
    """The single statements of ``script``: ``executescript`` would commit before it begins."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
