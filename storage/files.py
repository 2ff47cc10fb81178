"""Files that go out or came in, kept until they expire. Their content is sealed; nothing here looks into it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.messages import Attachment, Media
from storage import sql
from storage.times import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("files")

PREFIX = "store:"
"""Before the token of a file that is kept here; a file id without it is the channel's own."""

KEEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with its bytes."""

    media: Media
    name: str
    mime: str
    content: bytes


class Files:
    """Files inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        media: Media,
        name: str,
        mime: str,
        content: bytes,
        now: datetime,
        *,
        keep: timedelta = KEEP,
        owner: int | None = None,
    ) -> Attachment:
        """Keep a file for ``keep``; the attachment that refers to it. ``owner``: the contact whom it is about."""
        token = secrets.token_urlsafe(24)
        await _queries.add(
            self._connection,
            token=token,
            media=str(media),
            name=name,
            mime=mime,
            content=self._vault.seal_bytes(content),
            owner=owner,
            now=stamp(now),
            expires_at=stamp(now + keep),
        )
        return Attachment(media, PREFIX + token, name, mime, len(content))

    async def read(self, file_id: str) -> StoredFile | None:
        """The file of an attachment; ``None`` if it is gone or not ours."""
        if not file_id.startswith(PREFIX):
            return None
        row = await _queries.read(self._connection, token=file_id.removeprefix(PREFIX))
        if row is None:
            return None
        return StoredFile(Media(row["media"]), row["name"], row["mime"], self._vault.open_bytes(row["content"]))

    async def remove(self, file_id: str) -> None:
        """Forget a file before its time."""
        await _queries.remove(self._connection, token=file_id.removeprefix(PREFIX))

    async def remove_of(self, owner: int) -> None:
        """Forget all files about a contact."""
        await _queries.remove_of(self._connection, owner=owner)

    async def size(self) -> int:
        """Bytes of all files."""
        return int(await _queries.size(self._connection))

    async def prune(self, now: datetime) -> None:
        """Forget what has expired."""
        await _queries.prune(self._connection, now=stamp(now))
