"""The HTTP under the Bot API: a request class of PTB's on aiohttp, and on ``lines`` for what is written already.

Every network error leaves here without the address in it, since the address holds the token, and says
whether the call can have reached Telegram. Nothing here knows methods or messages.
"""

from __future__ import annotations

import json
import logging
import math
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram import Update
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.health import TOKEN_REFUSED, Health
from bot.channels.telegram.lines import CONNECT_SECONDS, IDLE_SECONDS, Lines, NotConnectedError

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 20.0

_NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, NotConnectedError)


class NotSentError(NetworkError):
    """No connection was made: Telegram cannot have seen the call."""


def quiet_logs() -> None:
    """Keep addresses (with the token in them) and message texts out of every log level."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.INFO)


class Ready(RequestData):  # type: ignore[misc]  # PTB marks it final, which only says that it may change
    """What PTB's requests carry, already written as JSON."""

    __slots__ = ("payload",)

    def __init__(self, payload: bytes) -> None:
        super().__init__()
        self.payload = payload


class Request(BaseRequest):
    """A pool of connections for calls that are not polls. PTB's own goes through httpx at twice the cost."""

    __slots__ = ("_connections", "_health", "_lines", "_session", "answer_seconds")

    def __init__(self, health: Health, connections: int) -> None:
        self._health = health
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._lines = Lines(self.USER_AGENT)
        self.answer_seconds = ANSWER_SECONDS

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for unless a call says otherwise; PTB adds the seconds of a poll."""
        return self.answer_seconds

    async def initialize(self) -> None:
        """Open the pool. May be called again."""
        self._pool()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": self.USER_AGENT}
            )
        return self._session

    async def shutdown(self) -> None:
        """Close the pool. May be called again."""
        await self._lines.close()
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - PTB's; ours are the same for all calls
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - PTB's; ours are the same for all calls
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - PTB's; ours are the same for all calls
    ) -> tuple[int, bytes]:
        """One call, with errors that are safe to log."""
        answer = await self._call(url, method, request_data, _seconds(read_timeout, self.answer_seconds))
        # Raised here, outside the handler, so that the original is not even the context of the new one.
        if isinstance(answer, TelegramError):
            raise answer
        return answer

    async def _call(
        self, url: str, method: str, request_data: RequestData | None, answer_seconds: float | None
    ) -> tuple[int, bytes] | TelegramError:
        try:
            if isinstance(request_data, Ready):
                return await self._lines.post(url, request_data.payload, answer_seconds or math.inf)
            timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=answer_seconds)
            async with self._pool().request(method, url, **_body(request_data), timeout=timeout) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return anonymous(error)

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


class PollingRequest(Request):
    """The pool for getUpdates alone: it stamps every answer, and keeps what PTB cannot parse from it."""

    __slots__ = ()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - passed on as they came
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
    name = str(error) if isinstance(error, NotConnectedError) else type(error).__name__
    if isinstance(error, _NEVER_CONNECTED):
        return NotSentError(f"No connection to Telegram ({name})")
    if isinstance(error, TimeoutError):
        return TimedOut("Telegram did not answer in time")
    return NetworkError(f"The connection to Telegram broke off ({name})")


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """What aiohttp is given: JSON, or a form of parts where there are files."""
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {"data": request_data.json_payload, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}


def _seconds(given: object, otherwise: float) -> float | None:
    """PTB's marker for "not given" means ``otherwise``; ``None`` means for ever."""
    return given if given is None or isinstance(given, int | float) else otherwise
