"""The Bot API client: PTB's ``Bot`` that hides its token and says when a batch of updates has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram import Bot, Update

from bot.channels.telegram.transport import PollingRequest, Ready, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.channels.telegram.health import Health

POLLING_CONNECTIONS = 4
"""More than one: a connection that hangs must not block the next poll."""


class PollingBot(Bot):
    """PTB's bot; ``on_batch`` hears of every batch before ``Updater`` puts it update by update."""

    def __init__(self, token: str, base_url: str, connections: int, health: Health) -> None:
        super().__init__(
            token,
            base_url=base_url,
            base_file_url=file_url(base_url),
            request=Request(health, connections),
            get_updates_request=PollingRequest(health, POLLING_CONNECTIONS),
        )
        self._on_batch: Callable[[Sequence[Update]], None] | None = None

    def announce_batches(self, on_batch: Callable[[Sequence[Update]], None]) -> None:
        """Call ``on_batch`` with each batch from now on."""
        self._on_batch = on_batch

    async def get_updates(self, *args: object, **kwargs: object) -> tuple[Update, ...]:
        """PTB's call, then ``on_batch``."""
        updates = await super().get_updates(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if updates and self._on_batch is not None:
            self._on_batch(updates)
        return updates

    async def say(self, chat: int, body: bytes) -> int:
        """``sendMessage`` with a ``body`` that ``outgoing`` wrote; the message's number. Errors are PTB's own."""
        result: Any = await self.request.post(f"{self.base_url}/sendMessage", Ready(b'{"chat_id":%d,' % chat + body))
        return int(result["message_id"])

    def __repr__(self) -> str:
        """Without the token, which PTB's own would show."""
        return "PollingBot()"


def file_url(base_url: str) -> str:
    """Where files of a Bot API server are: ``…/bot`` becomes ``…/file/bot``."""
    return base_url.removesuffix("bot") + "file/bot"
