"""Sees that a channel, a worker or a queue is dead, and whether a restart is the cure. Restarts and stops nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.channels.port import ChannelError
from bot.given_up import place
from bot.operation import frozen

if TYPE_CHECKING:
    from bot.channels.port import Channel
    from bot.operation.control import Control

_log = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
UNREACHABLE_SECONDS = 60.0
"""Between two looks at whether an unreachable channel can be reached again."""

Tasks = Collection[asyncio.Task[None]]


class Supervision:
    """Watches what runs, and says why it cannot go on."""

    def __init__(self, channels: Collection[Channel], control: Control) -> None:
        self._channels = channels
        self._control = control
        self._look_again: dict[str, float] = {}

    async def watch(self, tasks: Tasks, stop: asyncio.Event) -> str | None:
        """Wait for ``stop`` (``None``), or until the bot cannot go on: the reason, which the operator was told."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                frozen.alive()
                await asyncio.wait({stopping, *tasks}, timeout=WATCH_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                failure = await self._dead_channel() or self._stuck() or (None if stop.is_set() else _ended(tasks))
                if failure:
                    _log.error("%s", failure)
                    await self._control.give_up(failure)
                    return failure
        finally:
            stopping.cancel()
        return None

    async def _dead_channel(self) -> str | None:
        for channel in self._channels:
            failure = channel.failure()
            if failure and await self._restart_helps(channel, failure):
                return failure
        return None

    async def _restart_helps(self, channel: Channel, failure: str) -> bool:
        """Whether to give up. What is down or refused would be so after a restart, and the web chat with it."""
        now = time.monotonic()
        if now < self._look_again.get(channel.name, 0.0):
            return False
        self._look_again[channel.name] = now + UNREACHABLE_SECONDS
        if await channel.reachable():
            return True
        _log.warning("%s; the other channels go on", failure)
        return False

    def _stuck(self) -> str | None:
        stuck = self._control.health.stuck
        return f"{stuck} The bot has to be restarted." if stuck else None


def _ended(tasks: Tasks) -> str | None:
    """Why the first worker ended that should not have."""
    ended = next((task for task in tasks if task.done()), None)
    if ended is None:
        return None
    error = None if ended.cancelled() else ended.exception()
    if isinstance(error, ChannelError):
        return str(error)
    why = f" ({type(error).__name__} at {place(error)})" if error else ""
    return f"A part of the bot ended unexpectedly{why}. It has to be restarted."
