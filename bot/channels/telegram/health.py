"""Knows whether updates still arrive: polling that died or hangs raises nothing by itself.

Holds times and sentences only; it does not log, and it does not restart anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SILENCE_SECONDS = 120.0
"""A long poll returns after seconds even when nobody writes, so this much silence means a dead poller."""

TOKEN_REFUSED = (
    "Telegram does not accept the bot's token; put the token that @BotFather shows into ANSINH_TELEGRAM_TOKEN"  # noqa: S105 - a sentence, not a token
)


class Health:
    """The last sign of life of the poller, and the first reason why the channel died."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.last_poll: float | None = None
        self._died: str | None = None
        self._last_trouble = "no answer from the server"

    def polled(self) -> None:
        """Note that Telegram has just answered a poll."""
        self.last_poll = self._monotonic()

    def trouble(self, reason: str) -> None:
        """Keep what went wrong last: it explains a later silence."""
        self._last_trouble = reason

    def died(self, reason: str) -> None:
        """Keep the first reason for which the channel cannot go on."""
        self._died = self._died or reason

    def failure(self) -> str | None:
        """Why the channel is dead, or ``None``. Before polling has begun, it is not dead."""
        if self._died is not None or self.last_poll is None:
            return self._died
        silence = self._monotonic() - self.last_poll
        if silence < SILENCE_SECONDS:
            return None
        return (
            f"Telegram has not answered for {silence:.0f} seconds (last trouble: {self._last_trouble}); "
            "check the network and restart"
        )
