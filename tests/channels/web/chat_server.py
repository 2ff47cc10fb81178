"""A web chat on a real port over a real store, with a bot behind it that echoes; and a page without a browser."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aiohttp
from aiohttp import web

from bot.channels.port import StoreUnavailable
from bot.channels.web import WebChannel
from bot.masking import mask
from bot.messages import Address, Choice, Erase, Incoming, Reply
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

Answers = list[Reply | Erase]


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def echo(incoming: Incoming) -> Answers:
    if incoming.text == "/start":
        return [
            Reply("Dạ, Trợ lý An Sinh xin chào.", (Choice("ask", "Hỏi về tài khoản"), Choice("day", "Ngày phát tiền")))
        ]
    if mask(incoming.text).kinds and incoming.message_ref:
        return [Erase(incoming.message_ref), Reply("Dạ, tin có mã bí mật đã được xóa.")]
    if incoming.choice:
        return [Reply(f"Dạ, đã chọn {incoming.choice}.")]
    return [Reply(f"Dạ: {incoming.text}", (Choice("yes", "Đúng rồi"), Choice("no", "Chưa đúng")))]


@dataclass
class Server:
    """The channel, mounted and listening; can be stopped and started again on the same port and store."""

    path: Path
    clock: Clock
    public_url: str | None = None
    heartbeat: float = 15.0
    port: int = 0
    answer: Callable[[Incoming], Answers] = echo
    unavailable: int = 0
    """So many more events are refused as if the disk were full."""
    accepted: list[Incoming] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        self.database = await open_store(self.path)
        app = web.Application()
        self.runner = web.AppRunner(app)
        self.channel = WebChannel(
            self.database, self.clock, self.public_url or "http://127.0.0.1", heartbeat=self.heartbeat
        )
        self.channel.attach(app)
        await self.channel.start(self.accept)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        await self.channel.stop()
        await self.runner.cleanup()
        await asyncio.gather(*self._tasks)
        await self.database.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def accept(self, incoming: Incoming) -> bool:
        if self.unavailable:
            self.unavailable -= 1
            raise StoreUnavailable
        async with self.database.write() as store:
            row = await store.inbox.add(incoming, self.clock())
        if row is None:
            return False
        self.accepted.append(incoming)
        task = asyncio.create_task(self._reply(row, incoming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _reply(self, row: int, incoming: Incoming) -> None:
        for number, message in enumerate(self.answer(incoming)):
            await self.channel.send(incoming.address, message, key=f"{row}-{number}")

    async def sessions(self) -> list[str]:
        async with self.database.read() as store:
            rows = await store.connection.execute_fetchall("SELECT external_id FROM web_session ORDER BY rowid")
        return [row[0] for row in rows]

    async def only_address(self) -> Address:
        (external_id,) = await self.sessions()
        return Address("web", external_id)


@asynccontextmanager
async def serving(path: Path, clock: Clock) -> AsyncIterator[Server]:
    server = Server(path, clock)
    await server.start()
    yield server
    await server.stop()


@dataclass(frozen=True)
class Event:
    """One Server-Sent Event, or a comment."""

    name: str
    data: dict[str, Any]
    id: int | None = None


class Page:
    """What the page does, without a browser: a cookie jar, posts, and the event stream."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def post(self, path: str, content: Any, **headers: str) -> tuple[int, dict[str, Any], Any]:
        async with self.http.post(
            self.server.url + path, json=content, headers={name.replace("_", "-"): headers[name] for name in headers}
        ) as response:
            return response.status, await response.json(), response.headers

    async def start(self, code: str | None = None) -> int:
        content = {"id": str(uuid4())} | ({"code": code} if code else {})
        return (await self.post("/api/start", content))[0]

    async def say(self, text: str, message_id: str | None = None) -> int:
        status, _, _ = await self.post("/api/messages", {"id": message_id or str(uuid4()), "text": text})
        return status

    @asynccontextmanager
    async def events(self, after: int | None = None) -> AsyncIterator[AsyncIterator[Event]]:
        headers = {"Last-Event-ID": str(after)} if after is not None else {}
        async with self.http.get(f"{self.server.url}/api/events", headers=headers) as response:
            assert response.status == 200
            yield read_events(response)

    async def transcript(self) -> list[dict[str, Any]]:
        """What a reload shows."""
        async with self.events() as events:
            return [event.data for event in await until(events, "ready") if event.name == "message"]


async def read_events(response: aiohttp.ClientResponse) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line.startswith(":"):
            yield Event("comment", {})
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value
        else:
            yield Event(fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None)
            fields = {}


async def until(events: AsyncIterator[Event], name: str, text: str | None = None) -> list[Event]:
    """The events up to and with the first that has this name (and text)."""
    seen: list[Event] = []
    async with asyncio.timeout(10):
        async for event in events:
            seen.append(event)
            if event.name == name and text in (None, event.data.get("text")):
                return seen
    raise AssertionError(f"the stream ended before {name} {text}: {seen}")


def texts(messages: list[dict[str, Any]]) -> list[str]:
    """What was said, of a transcript."""
    return [message["text"] for message in messages if "text" in message]
