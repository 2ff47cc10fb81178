"""The HTTP under the Bot API: PTB's own request class on aiohttp's connections, one pool for each use.

Every network error leaves here without the address in it, since the address holds the token, and says
whether the call can have reached Telegram. Nothing here knows methods or messages.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from telegram import Update
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.channels.telegram.health import TOKEN_REFUSED, Health

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
IDLE_SECONDS = 15.0

_NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_NEVER_CONNECTED_HTTPX = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class NotSentError(NetworkError):
    """No connection was made: Telegram cannot have seen the call."""


def quiet_logs() -> None:
    """Keep addresses (with the token in them) and message texts out of every log level."""
    for name in ("httpx", "httpcore", "httpx_aiohttp"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.INFO)


class Request(HTTPXRequest):
    """A pool of connections for calls that are not polls."""

    __slots__ = ("_health",)

    def __init__(self, health: Health, connections: int) -> None:
        self._health = health
        limits = httpx.Limits(max_connections=connections, keepalive_expiry=IDLE_SECONDS)
        # aiohttp counts the wait for a place in the pool and the connecting together as one time-out,
        # so the pool's must be the longer of the two.
        super().__init__(
            connect_timeout=CONNECT_SECONDS,
            pool_timeout=CONNECT_SECONDS * 1.5,
            read_timeout=ANSWER_SECONDS,
            write_timeout=ANSWER_SECONDS,
            httpx_kwargs={"transport": AiohttpTransport(limits=limits)},
        )

    async def do_request(self, *args: object, **kwargs: object) -> tuple[int, bytes]:
        """PTB's call, with errors that are safe to log."""
        answer = await self._without_address(*args, **kwargs)
        # Raised here, outside the handler, so that the original is not even the context of the new one.
        if isinstance(answer, TelegramError):
            raise answer
        return answer

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; an unreadable one is never quoted, as PTB would, since it may hold what people wrote."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("Telegram's answer could not be read")
        return answer

    async def _without_address(self, *args: object, **kwargs: object) -> tuple[int, bytes] | TelegramError:
        try:
            return await super().do_request(*args, **kwargs)  # type: ignore[arg-type]  # PTB's own, passed on as they came
        except (TelegramError, aiohttp.ClientError, OSError) as error:
            return anonymous(error)


class PollingRequest(Request):
    """The pool for getUpdates alone: it stamps every answer, and keeps what PTB cannot parse from it."""

    __slots__ = ()

    async def do_request(self, *args: object, **kwargs: object) -> tuple[int, bytes]:
        """The call; a success is a sign of life, a refused token ends PTB's polling without a word."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.OK:
            self._health.polled()
        elif status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self._health.died(TOKEN_REFUSED)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer, with each update that PTB cannot parse reduced to its number.

        PTB would log such an update in full, take none of the batch, and ask for it again for ever.
        """
        answer = Request.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [readable(update) for update in answer["result"]]
        return answer


def readable(raw: dict[str, Any]) -> dict[str, Any]:
    """The update itself if PTB can parse it, else only its number."""
    try:
        Update.de_json(raw, None)
    except Exception as error:  # noqa: BLE001 - whatever it raises, one odd update must not stop the rest
        number = int(raw["update_id"])
        # Without the traceback, which may quote what a person wrote.
        logger.error("Update %s is not understood (%s); skipped", number, type(error).__name__)  # noqa: TRY400 - see above
        return {"update_id": number}
    return raw


def anonymous(error: Exception) -> TelegramError:
    """A new error that says as much, without the address."""
    if never_connected(error):
        return NotSentError(f"No connection to Telegram ({_root_name(error)})")
    if isinstance(error, TimedOut):
        return TimedOut("Telegram did not answer in time")
    return NetworkError(f"The connection to Telegram broke off ({_root_name(error)})")


def never_connected(error: BaseException) -> bool:
    """Whether the call failed before anything was sent.

    The innermost cause decides: httpx-aiohttp reports a connection that the server closed in the middle
    of a call as a connect time-out, although the call may have had its effect.
    """
    root = _root(error, (aiohttp.ClientError,))
    if root is not None:
        return isinstance(root, _NEVER_CONNECTED)
    return _root(error, _NEVER_CONNECTED_HTTPX) is not None


def _root(error: BaseException | None, kinds: tuple[type[BaseException], ...]) -> BaseException | None:
    while error is not None:
        if isinstance(error, kinds):
            return error
        error = error.__cause__
    return None


def _root_name(error: BaseException) -> str:
    return type(_root(error, (aiohttp.ClientError, httpx.HTTPError)) or error).__name__
