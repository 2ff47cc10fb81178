"""Kept connections for calls whose body is written already: HTTP/1.1 with as little around it as can be.

aiohttp, through which everything else goes, costs a message as much as the rest of its way through the bot. A
connection carries one call at a time, and there are as many as there are calls at once. Errors are the system's
own (``OSError``); nothing here knows methods, answers or tokens.
"""

from __future__ import annotations

import asyncio
import math
import ssl
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 15.0
LOOK_SECONDS = 0.25
"""How often late answers and idle connections are looked for: one timer instead of two for each call."""
NEXT_ADDRESS_SECONDS = 0.25
"""After which a host's next address is tried as well."""


class NotConnectedError(OSError):
    """There was no connection, so the call cannot have arrived; the message names the kind of error alone."""


@dataclass(slots=True)
class _Address:
    """Where calls of one URL go, and the connections that wait for the next; the last one used is the first again."""

    host: str
    port: int
    tls: bool
    head: bytes
    """All of a request before its body, but for the body's length."""
    idle: list[_Line] = field(default_factory=list)

    @classmethod
    def of(cls, url: str, agent: str) -> _Address:
        parts = urlsplit(url)
        host, tls = parts.hostname or "", parts.scheme == "https"
        head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\nUser-Agent: {agent}\r\n"
            "Accept: */*\r\nContent-Type: application/json\r\nContent-Length: "
        )
        return cls(host, parts.port or (443 if tls else 80), tls, head.encode())


class Lines:
    """The connections of one client, which names itself ``agent``."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._addresses: dict[str, _Address] = {}
        self._open: set[_Line] = set()
        self._looking: asyncio.TimerHandle | None = None

    async def post(self, url: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        """Status and content of the answer to ``body``, which is JSON; ``TimeoutError`` if there is none in time."""
        address = self._addresses.get(url)
        if address is None:
            address = self._addresses[url] = _Address.of(url, self._agent)
        line = _next_open(address.idle) or await self._connect(address)
        return await line.call(address.head + b"%d\r\n\r\n" % len(body) + body, seconds)

    async def _connect(self, address: _Address) -> _Line:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, line = await loop.create_connection(
                    lambda: _Line(loop, address.idle, self._open),
                    address.host,
                    address.port,
                    ssl=self._tls if address.tls else None,
                    happy_eyeballs_delay=NEXT_ADDRESS_SECONDS,
                )
        except OSError as error:
            raise NotConnectedError(type(error).__name__) from None
        if self._looking is None:
            self._looking = loop.call_later(LOOK_SECONDS, self._look)
        return line

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _look(self) -> None:
        """End what is too late."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for line in [line for line in self._open if line.until <= now]:
            line.late()
        self._looking = loop.call_later(LOOK_SECONDS, self._look) if self._open else None

    async def close(self) -> None:
        """End all connections, whatever is under way on them. May be called again."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        for line in self._open:
            line.end()
        while self._open:  # noqa: ASYNC110 - a round of the loop or two
            await asyncio.sleep(0)


def _next_open(idle: list[_Line]) -> _Line | None:
    while idle:
        line = idle.pop()
        if not line.is_closing:
            return line
    return None


class _Line(asyncio.Protocol):
    """One connection. ``idle`` is where it waits for its next call, ``open_lines`` where it is until it is lost."""

    _transport: asyncio.WriteTransport

    def __init__(self, loop: asyncio.AbstractEventLoop, idle: list[_Line], open_lines: set[_Line]) -> None:
        self.until = math.inf
        """The loop's time at which the answer is late, or the connection was idle for too long."""
        self._loop = loop
        self._idle = idle
        self._open = open_lines
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._parts: list[bytes] = []

    @property
    def is_closing(self) -> bool:
        return self._transport.is_closing()

    async def call(self, request: bytes, seconds: float) -> tuple[int, bytes]:
        """Write ``request``; gives status and content of the answer."""
        if self.is_closing:
            raise NotConnectedError(ConnectionResetError.__name__)
        answer: asyncio.Future[tuple[int, bytes]] = self._loop.create_future()
        self._answer = answer
        self.until = self._loop.time() + seconds
        self._transport.write(request)
        try:
            return await answer
        except asyncio.CancelledError:
            self.end()
            raise

    def late(self) -> None:
        """It is ``until``."""
        self._fail(TimeoutError())
        self.end()

    def end(self) -> None:
        """Close the connection at once; who waits for an answer on it is told so."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open.discard(self)
        if self in self._idle:
            self._idle.remove(self)
        self._fail(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._fail(ConnectionAbortedError())
            self.end()

    def on_body(self, body: bytes) -> None:
        """A piece of the answer, from the parser."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """The answer is there, from the parser. The next call may begin before who waited for it goes on."""
        answer, self._answer = self._answer, None
        if answer is None or answer.done():  # nobody asked, or nobody waits any more
            self.end()
            return
        answer.set_result((self._parser.get_status_code(), b"".join(self._parts)))
        self._parts.clear()
        if self._parser.should_keep_alive():
            self.until = self._loop.time() + IDLE_SECONDS
            self._idle.append(self)
        else:
            self.end()

    def _fail(self, error: Exception) -> None:
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(error)
