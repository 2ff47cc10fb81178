"""The port that every channel fits: what the core asks of a channel, and what it gives it.

Types only: no input or output, and nothing of any one channel.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.messages import Address, Capabilities, Erase, Incoming, Outcome, Reply

Accept = Callable[[Incoming], Awaitable[bool]]
"""Commits one event to the inbox before the channel acknowledges it.

``False`` says that it was there before. Raises ``StoreUnavailable`` when it could not be stored: the
channel then leaves the event unacknowledged, so that it is delivered again. A channel may have several
calls under way at once (so that the store can commit them together), but for one address it starts the
next only when the one before has succeeded: the inbox keeps each person's order.
"""


class StoreUnavailable(Exception):  # noqa: N818 - the name says the state, as callers handle it
    """An event could not be stored now; the channel has to deliver it again."""


class ChannelError(Exception):
    """A channel cannot start, or cannot do what was asked: one plain sentence that says what to do."""


class Channel(Protocol):
    """One way to reach people. ``Incoming.address.channel`` equals ``name``."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do; complete once ``start`` has returned."""

    async def start(self, accept: Accept) -> None:
        """Connect and begin to hand events to ``accept``; ``ChannelError`` if that is pointless."""

    async def send(self, address: Address, message: Reply | Erase, *, key: str, replaces: str | None = None) -> Outcome:
        """Send one message. Never raises for what the network or the server does.

        ``key`` is the same when the message is sent again: a channel that can, shows it only once.
        ``replaces`` names an earlier message (by ``Sent.message_ref``) whose place this one takes; a channel
        that cannot edit sends it as a new one.
        """

    def failure(self) -> str | None:
        """Why the channel is dead, in one plain sentence, or ``None`` while it lives.

        The watchdog asks now and then. It restarts the process if the channel is ``reachable``, and waits otherwise.
        """

    async def reachable(self) -> bool:
        """Whether a restart would open it: a fresh connection works, and the server knows the bot."""

    async def stop(self) -> None:
        """Stop receiving, finish what is under way, and close every connection."""
