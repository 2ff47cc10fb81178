"""Makes channels from the settings: for the bot that runs, and for the check before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.channels.telegram import TelegramChannel
    from bot.config import Settings


def telegram(token: SecretStr, settings: Settings) -> TelegramChannel:
    """The Telegram channel for ``token``; ``ChannelError`` if the token is empty."""
    from bot.channels.telegram import Settings as Pace  # noqa: PLC0415 - half a second that a web-only start need not pay
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415 - the same

    how = Pace(
        base_url=str(settings.telegram_base_url),
        rate=settings.telegram_rate,
        per_chat_seconds=settings.telegram_chat_seconds,
        patient=True,
    )
    return TelegramChannel(token.get_secret_value(), how)
