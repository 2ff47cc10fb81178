"""Downloads what people sent, by reference and within a bound. Nothing is written to disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from telegram.error import TelegramError

from bot.channels.port import ChannelError

if TYPE_CHECKING:
    from telegram import Bot

    from bot.messages import Attachment

CHUNK = 64 * 1024
_TIMEOUT = aiohttp.ClientTimeout(sock_connect=10, sock_read=20, total=120)
_GONE = "The file cannot be fetched from Telegram now; ask for it to be sent again"


async def fetch(bot: Bot, attachment: Attachment, limit_bytes: int) -> bytes:
    """The bytes of the attachment; ``ChannelError`` if it is gone or larger than the limit."""
    if attachment.file_id is None:
        raise ChannelError("There is no file behind this attachment")
    if (attachment.size or 0) > limit_bytes:
        raise _too_large(limit_bytes)
    url = await _address(bot, attachment.file_id)
    content = await _download(url, limit_bytes) if url else None
    # Raised outside every handler: the errors before it name the address, which holds the token.
    if content is None:
        raise ChannelError(_GONE)
    if len(content) > limit_bytes:
        raise _too_large(limit_bytes)
    return content


async def _address(bot: Bot, file_id: str) -> str | None:
    try:
        return (await bot.get_file(file_id)).file_path
    except TelegramError:
        return None


async def _download(url: str, limit_bytes: int) -> bytes | None:
    """The content, or as much of it as shows that it is too large: a stated size is not relied on."""
    content = bytearray()
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session, session.get(url) as response:
            if not response.ok:
                return None
            async for chunk in response.content.iter_chunked(CHUNK):
                content += chunk
                if len(content) > limit_bytes:
                    break
    except (aiohttp.ClientError, TimeoutError):
        return None
    return bytes(content)


def _too_large(limit_bytes: int) -> ChannelError:
    return ChannelError(f"The file is larger than {limit_bytes} bytes; ask for a smaller one")
