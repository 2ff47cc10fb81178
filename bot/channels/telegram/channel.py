"""Telegram as a ``Channel``: wires polling, sending and health, and owns their start and stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import Updater

from bot.channels.port import Accept, ChannelError
from bot.channels.render import ReplyError
from bot.channels.telegram import files
from bot.channels.telegram.bot import PollingBot
from bot.channels.telegram.errors import outcome_of
from bot.channels.telegram.health import TOKEN_REFUSED, Health
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.outgoing import deliver, edit
from bot.channels.telegram.profile import publish
from bot.channels.telegram.transport import quiet_logs
from bot.channels.telegram.updates import ALLOWED_UPDATES, CHANNEL, Identity
from bot.channels.telegram.uploads import ReadFile, Uploads, no_file
from bot.channels.telegram.webhook import Hook, Webhook
from bot.messages import Address, Attachment, Capabilities, Erase, Outcome, Rejected, Reply, Sent, Unknown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

logger = logging.getLogger(__name__)

STOP_SECONDS = 3.0
POLLING_TASK = "Updater:start_polling:polling_task"
"""What PTB names the task that polls; it offers no other way to see it end."""


_CHAT = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_MESSAGE_REF = re.compile(r"(?P<chat>-?[0-9]{1,18}):(?P<number>[0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach the Bot API, and how fast."""

    base_url: str = "https://api.telegram.org/bot"
    rate: float = 25.0
    """Messages a second: under Telegram's 30, since the penalty for more stops everybody."""
    per_chat_seconds: float = 1.0
    connections: int = 512
    poll_seconds: float = 20.0
    start_waits: tuple[float, ...] = (1, 2, 4, 8, 15, 30)
    """Pauses between attempts to reach a server that is down when the bot starts."""
    patient: bool = False
    """Go on trying for ever with the last pause: the other channels serve meanwhile."""
    hook: Hook | None = None
    """Where Telegram posts updates; ``None``: it is polled."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Every time that the channel looks at."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


class TelegramChannel:
    """The channel ``telegram``. One object lives through one start and one stop."""

    name = CHANNEL

    def __init__(
        self, token: str, settings: Settings = Settings(), clock: Clock = Clock(), read_file: ReadFile = no_file
    ) -> None:
        quiet_logs()
        if not token.strip():
            raise ChannelError(TOKEN_REFUSED)
        self._settings = settings
        self._clock = clock
        self._health = Health(clock.monotonic)
        self._bot = PollingBot(token.strip(), settings.base_url, settings.connections, self._health)
        self._uploads = Uploads(read_file)
        self._username: str | None = None
        self._webhook = Webhook(settings.hook, self._bot, self._health) if settings.hook else None
        self._updater: Updater | None = None
        self._intake: Intake | None = None
        self._polling: asyncio.Task[None] | None = None
        self._profile: asyncio.Task[None] | None = None

    @property
    def capabilities(self) -> Capabilities:
        """Telegram's; the start link is known once ``start`` has learned the bot's name."""
        link = f"https://t.me/{self._username}?start={{code}}" if self._username else None
        return Capabilities(
            per_chat_seconds=self._settings.per_chat_seconds,
            rate=self._settings.rate,
            start_link=link,
        )

    def failure(self) -> str | None:
        """Why the channel is dead, or ``None``."""
        return self._health.failure()

    def last_heard(self) -> float | None:
        """Monotonic seconds of the last answer to a poll."""
        return self._health.last_poll

    def attach(self, app: web.Application) -> None:
        """Mount the webhook, if there is one."""
        if self._webhook:
            self._webhook.attach(app)

    async def start(self, accept: Accept) -> None:
        """Sign in and listen; ``ChannelError`` for a refused token, or a server that stays away."""
        reason = await self._sign_in() or await self._listen(accept)
        if reason is not None:
            self._health.died(reason)
            await self._bot.shutdown()
            raise ChannelError(reason)
        self._health.polled()
        self._profile = asyncio.create_task(publish(self._bot))

    async def _sign_in(self) -> str | None:
        """Learn the bot's own name, patiently; else the reason as a sentence, free of the token."""
        trouble = await self._try_to_sign_in()
        waits = self._settings.start_waits
        for wait in chain(waits, repeat(waits[-1]) if self._settings.patient else ()):
            if trouble is None or trouble == TOKEN_REFUSED:
                return trouble
            logger.warning("%s; trying again in %g s", trouble, wait)
            await self._clock.pause(wait)
            trouble = await self._try_to_sign_in()
        return trouble

    async def _try_to_sign_in(self) -> str | None:
        try:
            await self._bot.initialize()
        except InvalidToken:
            return TOKEN_REFUSED
        except TelegramError as error:
            return f"Telegram cannot be reached ({error}); check the network and ANSINH_TELEGRAM_BASE_URL"
        self._username = self._bot.username
        return None

    async def reachable(self) -> bool:
        """Whether a bot on new connections gets through to Telegram now, and is known there."""
        return await TelegramChannel(self._bot.token, self._settings, self._clock).check() is None

    async def check(self) -> str | None:
        """Sign in once and close; the reason if that fails, as a sentence without the token."""
        try:
            return await self._try_to_sign_in()
        finally:
            await self._bot.shutdown()

    async def _listen(self, accept: Accept) -> str | None:
        self._intake = Intake(accept, Identity(self._bot.id, self._bot.username), self._clock.now)
        if self._webhook is None:
            return await self._poll(self._intake)
        try:
            await self._webhook.open(self._intake)
        except TelegramError as error:
            return f"Telegram does not take the address for its updates ({error}); check ANSINH_TELEGRAM_WEBHOOK_URL"
        return None

    async def _poll(self, intake: Intake) -> str | None:
        self._bot.announce_batches(intake.begin)
        self._updater = Updater(self._bot, intake)
        before = asyncio.all_tasks()
        try:
            await self._updater.initialize()
            await self._updater.start_polling(
                timeout=timedelta(seconds=self._settings.poll_seconds),
                bootstrap_retries=-1 if self._settings.patient else len(self._settings.start_waits),
                allowed_updates=ALLOWED_UPDATES,
                error_callback=self._on_polling_error,
            )
        except TelegramError as error:
            return f"Telegram does not let the bot receive messages ({error}); check the network and restart"
        self._watch(asyncio.all_tasks() - before)
        return None

    def _watch(self, new_tasks: set[asyncio.Task[None]]) -> None:
        """Hear of the end of polling: PTB tells nobody, and goes on to say that it is running."""
        self._polling = next((task for task in new_tasks if task.get_name() == POLLING_TASK), None)
        if self._polling is not None:
            self._polling.add_done_callback(self._on_polling_end)

    def _on_polling_end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._health.died(f"Polling Telegram has ended ({type(error).__name__}); restart the bot")

    def _on_polling_error(self, error: TelegramError) -> None:
        if isinstance(error, Conflict):
            reason = "another program polls with the same token, stop one of them"
        else:
            reason = str(error)
        self._health.trouble(reason)
        logger.warning("Polling Telegram failed, it will be tried again: %s", reason)

    async def send(
        self,
        address: Address,
        message: Reply | Erase,
        *,
        key: str,
        replaces: str | None = None,
    ) -> Outcome:
        """Send a reply, change an earlier one, or delete a message that the person sent. Never raises.

        The Bot API knows no idempotency key; ``key`` only keeps a file from going out twice with a text that failed.
        """
        try:
            return await self._send(address, message, key, replaces)
        except TelegramError as error:
            return outcome_of(error)
        except ReplyError as error:
            return Rejected(str(error))
        except Exception as error:  # noqa: BLE001 - PTB raises anything for an answer of an unknown form
            return Unknown(f"Telegram's answer could not be read ({type(error).__name__})")

    async def _send(self, address: Address, message: Reply | Erase, key: str, replaces: str | None) -> Outcome:
        if isinstance(message, Erase):
            return await self._erase(message)
        if not _CHAT.fullmatch(address.external_id):
            return Rejected("not an address of Telegram")
        if replaces and message.attachment is None and await self._edit(message, replaces):
            return Sent(replaces)
        file = await self._uploads.of(message.attachment, key)
        chat = int(address.external_id)
        number, holds_file = await deliver(self._bot, chat, message, file, lambda: self._uploads.went_ahead(key))
        self._uploads.is_whole(key)
        if holds_file is not None:
            self._uploads.remember(message.attachment, holds_file)
        return Sent(f"{chat}:{number}")

    async def _edit(self, message: Reply, message_ref: str) -> bool:
        """Whether the message now stands in the other's place; it does not where that one is gone or too old."""
        if (ref := _MESSAGE_REF.fullmatch(message_ref)) is None:
            return False
        try:
            await edit(self._bot, int(ref["chat"]), int(ref["number"]), message)
        except BadRequest as error:
            return "message is not modified" in str(error).lower()
        return True

    async def _erase(self, message: Erase) -> Outcome:
        if (ref := _MESSAGE_REF.fullmatch(message.message_ref)) is None:
            return Rejected("not a message of Telegram")
        try:
            await self._bot.delete_message(int(ref["chat"]), int(ref["number"]))
        except BadRequest as error:
            if "message to delete not found" not in str(error).lower():
                raise
        return Sent(message.message_ref)

    async def fetch(self, attachment: Attachment, limit_bytes: int) -> bytes:
        """The bytes of what a person sent; ``ChannelError`` if gone or larger than the limit."""
        return await files.fetch(self._bot, attachment, limit_bytes)

    async def stop(self) -> None:
        """Stop polling, let what is being stored be stored, close the connections."""
        if self._profile is not None:
            self._profile.cancel()
            await asyncio.wait({self._profile})
        if self._webhook is not None:
            await self._webhook.close()
        if self._updater is not None and self._updater.running:
            await self._stop_polling(self._updater)
        if self._intake is not None:
            await self._intake.drain()
        await self._bot.shutdown()

    async def _stop_polling(self, updater: Updater) -> None:
        """PTB's stop waits for the pause after a failed poll (up to 30 s), and then polls once more."""
        stopping = asyncio.create_task(self._stop_updater(updater))
        if self._polling is not None:
            _, late = await asyncio.wait({self._polling}, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
        _, late = await asyncio.wait({stopping}, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
            await asyncio.wait({task})

    @staticmethod
    async def _stop_updater(updater: Updater) -> None:
        # A poller that died raises its error here; failure() has reported it.
        with contextlib.suppress(Exception):
            await updater.stop()
