"""Files that go out: uploaded from the store once, and by Telegram's own reference ever after.

The references live in memory alone: after a restart a file is uploaded once more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from telegram import InputFile

from bot.channels.telegram.media import attachment_of
from storage.files import PREFIX, StoredFile

if TYPE_CHECKING:
    from telegram import Message

    from bot.messages import Attachment

ReadFile = Callable[[str], Awaitable[StoredFile | None]]
"""The file of an attachment's ``file_id``, or ``None`` if it is gone."""

REMEMBERED = 1_000


async def no_file(_file_id: str) -> StoredFile | None:
    """For a channel that is never given files of the store."""
    return None


class Uploads:
    """What Telegram is given for an attachment."""

    def __init__(self, read_file: ReadFile) -> None:
        self._read_file = read_file
        self._known: dict[str, str] = {}
        self._ahead: set[str] = set()
        """Keys of messages whose file has gone out and whose text has not."""

    async def of(self, attachment: Attachment | None, key: str) -> str | InputFile | None:
        """A reference or the bytes; ``None`` without a file, for one that is no longer kept, or went out already."""
        if attachment is None or attachment.file_id is None or key in self._ahead:
            return None
        if not attachment.file_id.startswith(PREFIX):
            return attachment.file_id
        if known := self._known.get(attachment.file_id):
            return known
        file = await self._read_file(attachment.file_id)
        return InputFile(file.content, filename=file.name) if file else None

    def went_ahead(self, key: str) -> None:
        """The file of message ``key`` is there: when its text is sent again, the file is not."""
        if len(self._ahead) >= REMEMBERED:
            self._ahead.clear()
        self._ahead.add(key)

    def is_whole(self, key: str) -> None:
        """All of message ``key`` is there."""
        self._ahead.discard(key)

    def remember(self, attachment: Attachment | None, sent: Message) -> None:
        """Telegram's reference of what was just uploaded. Of a long text's file there is none: it went before."""
        uploaded = attachment_of(sent)
        if attachment is None or attachment.file_id is None or uploaded is None or uploaded.file_id is None:
            return
        if attachment.file_id.startswith(PREFIX):
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[attachment.file_id] = uploaded.file_id
