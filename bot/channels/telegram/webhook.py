"""Updates that Telegram posts to us. 200 only after the durable write, so that whatever fails is posted again.

Stands behind a proxy that speaks TLS. Owns the registration with Telegram as well, and watches over it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from aiohttp import hdrs, web
from telegram import Update
from telegram.error import TelegramError

from bot.channels.port import StoreUnavailable
from bot.channels.telegram.transport import readable
from bot.channels.telegram.updates import ALLOWED_UPDATES

if TYPE_CHECKING:
    from telegram import Bot

    from bot.channels.telegram.health import Health
    from bot.channels.telegram.intake import Intake

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
MAX_BODY = 1_000_000
"""Telegram's updates have some kilobytes."""
AT_ONCE = 16
WATCH = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram posts, and by what it proves that it is Telegram."""

    url: str
    secret: str


class Webhook:
    """The door for posted updates. Closed (503) until ``open`` and after ``close``."""

    def __init__(self, hook: Hook, bot: Bot, health: Health) -> None:
        self._hook = hook
        self._bot = bot
        self._health = health
        self._intake: Intake | None = None
        self._watching: asyncio.Task[None] | None = None
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def attach(self, app: web.Application) -> None:
        """Mount the door at the path of its public address."""
        app.add_routes([web.post(urlsplit(self._hook.url).path or "/", self._posted)])

    async def open(self, intake: Intake) -> None:
        """Take updates, and tell Telegram where; ``TelegramError`` if it does not listen."""
        self._intake = intake
        await self._register()
        self._health.polled()
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Take no more updates. The registration stays: Telegram keeps for a day what it cannot deliver."""
        self._intake = None
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})

    async def _register(self) -> None:
        await self._bot.set_webhook(
            self._hook.url,
            secret_token=self._hook.secret,
            max_connections=AT_ONCE,
            allowed_updates=ALLOWED_UPDATES,
        )

    async def _watch(self) -> None:
        """A sign of life from Telegram now and then; a registration that somebody changed is made anew."""
        while True:
            await asyncio.sleep(WATCH.total_seconds())
            try:
                await self.look()
            except TelegramError as error:
                self._health.trouble(str(error))
                logger.warning("Telegram could not be asked about the webhook: %s", error)

    async def look(self) -> None:
        """One look at the registration."""
        found = await self._bot.get_webhook_info()
        self._health.polled()
        if found.url != self._hook.url:
            logger.warning("Telegram posts to another address now; taking it back")
            await self._register()
        elif found.last_error_message:
            logger.warning("Telegram could not deliver lately: %s", found.last_error_message)

    async def _posted(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not compare_digest(given.encode("utf-8", "replace"), self._hook.secret.encode()):
            raise web.HTTPForbidden
        intake = self._intake
        if intake is None:
            raise web.HTTPServiceUnavailable
        raw = await _read(request)
        try:
            async with self._turn_of(raw):
                await intake.take(Update.de_json(readable(raw), self._bot))
        except StoreUnavailable:
            raise web.HTTPServiceUnavailable from None
        return web.Response()

    def _turn_of(self, raw: dict[str, object]) -> asyncio.Lock:
        """Updates of one chat are stored one after another, as they come in."""
        return self._turns.setdefault(_chat_of(raw), asyncio.Lock())


async def _read(request: web.Request) -> dict[str, object]:
    """The update; an HTTP error for whatever Telegram would not post."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY, len(body), headers={hdrs.CONNECTION: "close"})
    try:
        raw = json.loads(bytes(body))
        int(raw["update_id"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise web.HTTPBadRequest from None
    known: dict[str, object] = raw
    return known


def _chat_of(raw: dict[str, object]) -> str:
    """What keeps the order: the chat's number, wherever in the update it stands; any text for none."""
    for part in raw.values():
        inner = part.get("message", part) if isinstance(part, dict) else None
        chat = inner.get("chat") if isinstance(inner, dict) else None
        if isinstance(chat, dict):
            return str(chat.get("id"))
    return ""
