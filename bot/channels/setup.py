"""Makes channels from the settings: for the bot that runs, and for the check before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.channels.telegram import TelegramChannel
    from bot.channels.telegram.webhook import Hook
    from bot.config import Settings
    from storage.database import Database
    from storage.files import StoredFile


def telegram(token: SecretStr, settings: Settings, database: Database | None = None) -> TelegramChannel:
    """The Telegram channel for ``token``, with the files of ``database`` to send; ``ChannelError`` without a token."""
    from bot.channels.telegram import Settings as Pace  # noqa: PLC0415 - half a second that a web-only start need not pay
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415 - the same

    how = Pace(
        base_url=str(settings.telegram_base_url),
        rate=settings.telegram_rate,
        per_chat_seconds=settings.telegram_chat_seconds,
        patient=True,
        hook=_hook(settings, database),
    )

    async def read_file(file_id: str) -> StoredFile | None:
        if database is None:
            return None
        async with database.read() as store:
            return await store.files.read(file_id)

    return TelegramChannel(token.get_secret_value(), how, read_file=read_file)


def _hook(settings: Settings, database: Database | None) -> Hook | None:
    """Where Telegram posts. The secret comes from the store's key, so that it outlives a restart unwritten."""
    if settings.telegram_webhook_url is None or database is None:
        return None
    from bot.channels.telegram.webhook import Hook  # noqa: PLC0415 - half a second that a web-only start need not pay

    return Hook(str(settings.telegram_webhook_url), database.vault.digest("telegram webhook"))
