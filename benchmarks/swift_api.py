"""A Bot API that answers in microseconds, so that a broadcast measures the bot and not the server.

Knows only what a sending bot calls. Counts each chat's messages, and can enforce Telegram's limits.
Run: ``python -m benchmarks.swift_api [--per-second 30] [--per-chat 1.0]``; it prints ``listening on URL``.
``GET /figures`` gives what was counted, as JSON. Not for tests of meaning: ``tests/fakes/bot_api.py`` is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from urllib.request import urlopen

from tests.fakes.bot_api_limits import ApiError, Flood, Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

TOKEN = "123456:swift"  # noqa: S105 - of a server that exists on loopback alone
POLL_SECONDS = 10.0
ME = {"id": 123456, "is_bot": True, "first_name": "An Sinh", "username": "ansinh_bot"}


@dataclass
class World:
    """What has arrived."""

    flood: Flood
    chats: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    asked: dict[str, asyncio.Future[float]] = field(default_factory=dict)
    updates: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def send(self, chat: str, text: str) -> dict[str, Any]:
        """Take one message; ``ApiError`` if it is one too many."""
        now = time.monotonic()
        self.flood.admit(int(chat), now)
        self.chats[chat] += 1
        self.times.append(now)
        if chat in self.asked and not self.asked[chat].done():
            self.asked[chat].set_result(now)
        number = len(self.times)
        return {"message_id": number, "date": 1, "chat": {"id": int(chat), "type": "private"}, "text": text[:20]}

    def figures(self) -> dict[str, Any]:
        times = self.times or [0.0]
        return {
            "messages": len(self.times),
            "chats": len(self.chats),
            "twice": sum(count > 1 for chat, count in self.chats.items() if chat not in self.asked),
            "first": times[0],
            "last": times[-1],
            "violations": self.flood.violations,
        }


class Connection(asyncio.Protocol):
    """Just enough HTTP/1.1: keep-alive, requests with a length, one answer for each in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._buffer = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _length(head)
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._answer(head.split(b" ", 2)[1].decode(), head, body)

    def _answer(self, path: str, head: bytes, body: bytes) -> None:
        method = path.partition("?")[0].rpartition("/")[2]
        if method == "getUpdates":
            self._later(self._poll())
            return
        if method == "say":
            self._later(self._say(parse_qs(path.partition("?")[2])["chat"][0]))
            return
        try:
            status, answer = 200, {"ok": True, "result": self._result(method, head, body)}
        except ApiError as error:
            status, answer = error.code, error.body()
        self._write(status, self._world.figures() if method == "figures" else answer)

    def _result(self, method: str, head: bytes, body: bytes) -> object:
        if method == "sendMessage":
            fields = _fields(head, body)
            return self._world.send(str(fields["chat_id"]), str(fields["text"]))
        return ME if method == "getMe" else True

    def _later(self, answer: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(answer)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _say(self, chat: str) -> None:
        """Somebody asks; answers with the seconds until they were answered."""
        number = len(self._world.asked) + 1
        asked = self._world.asked[chat] = asyncio.get_running_loop().create_future()
        person = {"id": int(chat), "is_bot": False, "first_name": "An"}
        of_whom = {"chat": {"id": int(chat), "type": "private"}, "from": person}
        message = {"message_id": number, "date": int(time.time()), "text": "/menu", **of_whom}
        begun = time.monotonic()
        self._world.updates.put_nowait({"update_id": number, "message": message})
        self._write(200, {"ok": True, "result": await asked - begun})

    async def _poll(self) -> None:
        updates = []
        try:
            async with asyncio.timeout(POLL_SECONDS):
                updates.append(await self._world.updates.get())
        except TimeoutError:
            pass
        self._write(200, {"ok": True, "result": updates})

    def _write(self, status: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self._transport.write(head.encode() + content)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _fields(head: bytes, body: bytes) -> dict[str, Any]:
    if b"application/json" in head.lower():
        fields: dict[str, Any] = json.loads(body)
        return fields
    if b"multipart/form-data" in head.lower():
        return _multipart(head, body)
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _multipart(head: bytes, body: bytes) -> dict[str, Any]:
    """A form of parts, as aiogram sends every call."""
    boundary = head.partition(b"boundary=")[2].split(b"\r\n")[0].strip(b'"')
    fields = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        about, _, value = part.partition(b"\r\n\r\n")
        fields[about.partition(b'name="')[2].partition(b'"')[0].decode()] = value.removesuffix(b"\r\n").decode()
    return fields


@asynccontextmanager
async def swift_api(*options: str) -> AsyncIterator[str]:
    """The server in a process of its own; gives its URL."""
    command = ["-m", "benchmarks.swift_api", *options]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode().strip().removeprefix("listening on ")
    finally:
        process.terminate()
        await process.wait()


async def ask(url: str, path: str) -> dict[str, Any]:
    """One of the server's own pages."""

    def read() -> dict[str, Any]:
        with urlopen(f"{url}/{path}", timeout=30) as response:  # noqa: S310 - our own server on loopback
            answer: dict[str, Any] = json.load(response)
            return answer

    return await asyncio.to_thread(read)


async def serve(limits: Limits) -> None:
    world = World(Flood(limits))
    server = await asyncio.get_running_loop().create_server(lambda: Connection(world), "127.0.0.1", 0)
    print(f"listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-second", type=int)
    parser.add_argument("--per-chat", type=float)
    options = parser.parse_args()
    asyncio.run(serve(Limits(options.per_second, options.per_chat)))


if __name__ == "__main__":
    main()
