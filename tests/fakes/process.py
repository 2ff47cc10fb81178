"""The real ``python -m bot`` in a process of its own: started, watched, stopped and killed by event.

As a command (``python -m tests.fakes.process``) it is the bot with its clock put forward (``--ahead SECONDS``), for
what happens on another day, or with senders that hang (``--wedged``).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sqlite3
import sys
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Self

from tests.fakes.warm import Begun

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

    from tests.fakes.bot_api import BotApi
    from tests.fakes.bot_api_remote import RemoteBotApi

ROOT = Path(__file__).parents[2]
FOREIGN = ("ANSINH_", "PYTHONDONTWRITEBYTECODE")
READY = "serving the web chat at"
WITHIN = 20.0
"""Seconds after which a wait for the process gives up."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended, and all that it printed."""

    code: int
    out: str
    err: str


def free_port() -> int:
    """A port of this test worker's share that nothing listens on."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port := next(_ports)))
            return port


def _share(first: int = 20_000, each: int = 1_500) -> Iterator[int]:
    """Below those that the system hands out by itself; begun anywhere, since another run may be under way."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    begin = os.getpid() % each
    return cycle([first + worker * each + (begin + at) % each for at in range(each)])


_ports = _share()


@dataclass(slots=True)
class Place:
    """Where a bot lives: its folder, its port, and what else its environment says."""

    data: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def store(self) -> Path:
        return self.data / "ansinh.sqlite3"

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store holds now; the bot may be running."""
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def environment(self) -> dict[str, str]:
        """The surrounding environment without what is meant for another bot, or makes each start compile anew."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        own = {"ANSINH_DATA": str(self.data), "ANSINH_WEB_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        return kept | own | self.more


def telegram(api: BotApi | RemoteBotApi, **more: str) -> dict[str, str]:
    """The environment of a bot on a fake Bot API, without the pauses of the real one."""
    own = {
        "ANSINH_TELEGRAM_TOKEN": api.token,
        "ANSINH_TELEGRAM_BASE_URL": api.base_url,
        "ANSINH_TELEGRAM_RATE": "1000",
        "ANSINH_TELEGRAM_CHAT_SECONDS": "0",
    }
    return own | more


class BotProcess:
    """One running bot."""

    def __init__(self, process: Begun, errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors
        self._changed = asyncio.Condition()
        self.lines: list[str] = []
        """What it wrote to standard error, so far."""
        self._over = False
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, place: Place, *arguments: str, module: str = "bot") -> Self:
        """``python -m bot run``, or another command of ``module``, in the folder of its data."""
        place.data.mkdir(parents=True, exist_ok=True)
        ours, its = os.pipe()
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            files = (nothing, nothing, its)
            process = await Begun.start(module, arguments or ("run",), place.environment(), place.data.parent, files)
        finally:
            os.close(nothing)
            os.close(its)
        return cls(process, os.fdopen(ours, "rb"))

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ready(self, within: float = WITHIN) -> None:
        """Wait until it serves."""
        await self.heard(lambda line: READY in line, within)

    async def heard(self, fits: Callable[[str], bool], within: float = WITHIN) -> None:
        """Wait for a line of standard error; ``AssertionError`` with all lines if it ended before."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: any(map(fits, self.lines)) or self._over)
        assert any(map(fits, self.lines)), "\n".join(self.lines)

    async def stop(self) -> int:
        """SIGTERM, and its exit code."""
        return await self._end(signal.SIGTERM)

    def tell(self, number: signal.Signals) -> None:
        """A signal that does not end it."""
        self._process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL: it can do nothing more."""
        await self._end(signal.SIGKILL)

    async def ended(self, within: float = WITHIN) -> int:
        """Wait until it ends by itself; its exit code."""
        async with asyncio.timeout(within):
            await asyncio.shield(self._reading)
            return await self._process.wait()

    async def _end(self, number: signal.Signals) -> int:
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await self.ended()

    async def _read(self) -> None:
        lines = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), self._errors)
        async for raw in lines:
            self.lines.append(raw.decode(errors="replace").rstrip())
            await self._tell()
        self._over = True
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def running(place: Place, *arguments: str, module: str = "bot") -> AsyncIterator[BotProcess]:
    """A bot that serves; stopped by SIGTERM on leaving, which must end well and without a traceback."""
    process = await BotProcess.start(place, *arguments, module=module)
    try:
        await process.ready()
        yield process
    except BaseException:
        await process.kill()
        raise
    code = await process.stop()
    assert (code, [line for line in process.lines if "Traceback" in line]) == (0, []), "\n".join(process.lines)


@asynccontextmanager
async def running_ahead(place: Place, ahead: timedelta) -> AsyncIterator[BotProcess]:
    """The same bot with its clock put forward."""
    async with running(place, "--ahead", str(ahead.total_seconds()), module="tests.fakes.process") as process:
        yield process


async def ansinh(
    place: Place,
    *arguments: str,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    within: float = WITHIN,
    cold: bool = False,
) -> Finished:
    """One command of the command line, to its end; ``cold``: from nothing, as an operator starts it."""
    place.data.parent.mkdir(parents=True, exist_ok=True)
    if not cold:
        return await _warm(place, arguments, stdin, place.environment() | dict(environment or {}), within)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        env=place.environment() | dict(environment or {}),
        cwd=place.data.parent,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(within):
            out, err = await process.communicate(stdin.encode())
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Finished(process.returncode or 0, out.decode(), err.decode())


async def _warm(
    place: Place, arguments: Sequence[str], stdin: str, environment: Mapping[str, str], within: float
) -> Finished:
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        files = (given.fileno(), out.fileno(), err.fileno())
        process = await Begun.start("bot", arguments, environment, place.data.parent, files)
        try:
            async with asyncio.timeout(within):
                code = await process.wait()
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
                await process.wait()
        out.seek(0)
        err.seek(0)
        return Finished(code, out.read().decode(), err.read().decode())


def main() -> None:
    """The bot with another clock; everything else is the real one's."""
    import logging  # noqa: PLC0415 - for the command alone

    from bot import config  # noqa: PLC0415 - the same
    from bot.app import serve  # noqa: PLC0415 - the same
    from storage.times import utc_now  # noqa: PLC0415 - the same

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ahead", type=float, default=0, help="seconds by which the clock is ahead")
    parser.add_argument("--wedged", action="store_true", help="its senders hang, and two minutes are two seconds")
    given = parser.parse_args()
    ahead = timedelta(seconds=given.ahead)
    if given.wedged:
        _wedge()
    logging.basicConfig(level=logging.INFO)

    def clock() -> datetime:
        return utc_now() + ahead

    asyncio.run(serve(config.load(), clock))


def _wedge() -> None:
    from bot import app  # noqa: PLC0415 - for the command alone
    from bot.delivery.sender import Sender  # noqa: PLC0415 - the same
    from bot.operation import control, health, supervision  # noqa: PLC0415 - the same

    async def hang(_sender: Sender, _stop: asyncio.Event) -> None:
        await asyncio.Event().wait()

    Sender.run = hang  # type: ignore[method-assign]
    health.STUCK, health.UNMOVED = timedelta(seconds=2), 1.0
    control.LOOK_SECONDS, supervision.WATCH_SECONDS, app.WIND_DOWN_SECONDS = 0.3, 0.3, 1.0


if __name__ == "__main__":
    main()
