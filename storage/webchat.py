"""The web chat's sessions and their transcripts: what each page shows, in the order it happened.

A session is known by the hash of its cookie alone. Bodies are JSON that the channel wrote and reads; sealed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator
    from datetime import datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("webchat")

Author = Literal["person", "bot"]


@dataclass(frozen=True, slots=True)
class WebMessage:
    """One row of a transcript; ``key`` is unique within its session."""

    id: int
    author: Author
    key: str
    body: str
    at: str


class Webchat:
    """Sessions and transcripts inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def create(self, external_id: str, now: datetime) -> None:
        await _queries.create_session(self._connection, external_id=external_id, now=stamp(now))

    async def touch(self, external_id: str, now: datetime) -> bool:
        """Note that the session is in use; ``False`` if there is no such session."""
        row = await _queries.touch_session(self._connection, external_id=external_id, now=stamp(now))
        return row is not None

    async def exists(self, external_id: str) -> bool:
        return bool(await _queries.session_exists(self._connection, external_id=external_id))

    async def started(self, external_id: str) -> bool:
        """Whether anything was ever said in the session."""
        return bool(await _queries.has_messages(self._connection, external_id=external_id))

    async def append(self, external_id: str, author: Author, unique_key: str, body: str, at: datetime) -> bool:
        """Add a message; ``False`` if the session has one with this key already."""
        row = await _queries.append_message(
            self._connection,
            external_id=external_id,
            author=author,
            unique_key=unique_key,
            body=self._vault.seal(body),
            at=stamp(at),
        )
        return row is not None

    async def replace(self, external_id: str, unique_key: str, body: str) -> bool:
        """Put another body in a message's place; ``False`` if there is no such message."""
        row = await _queries.replace_body(
            self._connection, external_id=external_id, unique_key=unique_key, body=self._vault.seal(body)
        )
        return row is not None

    async def remove(self, external_id: str, unique_key: str) -> None:
        """Take a message out, because another one has its place."""
        await _queries.remove_message(self._connection, external_id=external_id, unique_key=unique_key)

    async def after(self, external_id: str, message_id: int, limit: int) -> list[WebMessage]:
        """The messages that follow ``message_id``, oldest first."""
        rows = _queries.messages_after(self._connection, external_id=external_id, id=message_id, limit=limit)
        return await self._messages(rows)

    async def latest(self, external_id: str, limit: int) -> list[WebMessage]:
        """The newest messages, oldest first."""
        rows = _queries.latest_messages(self._connection, external_id=external_id, limit=limit)
        return await self._messages(rows)

    async def has(self, external_id: str, message_id: int) -> bool:
        """Whether the session's transcript reaches from before this message to it, or past it if it was taken out."""
        found = await _queries.message_exists(self._connection, external_id=external_id, id=message_id)
        return bool(found)

    async def clear(self, external_id: str) -> None:
        """Forget everything that was said; an open page follows with the next message."""
        await _queries.clear_messages(self._connection, external_id=external_id)

    async def prune(self, *, seen_before: datetime, written_before: datetime) -> None:
        """Forget the sessions that nobody used, and old messages of the others."""
        await _queries.prune_sessions(self._connection, seen_before=stamp(seen_before))
        await _queries.prune_messages(self._connection, written_before=stamp(written_before))

    async def _messages(self, rows: AsyncIterator[sqlite3.Row]) -> list[WebMessage]:
        return [
            WebMessage(row["id"], row["author"], row["unique_key"], self._vault.open(row["body"]), row["at"])
            async for row in rows
        ]
