"""Drives a fake Bot API that runs as a process of its own, by the same names as in process."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from tests.fakes.bot_api import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_READY = "listening on "


class RemoteBotApi:
    """``await api("say", chat=42, text="xin chào")``: people's actions and the control orders."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.url = url
        self.token = token
        self._session: aiohttp.ClientSession | None = None

    @property
    def base_url(self) -> str:
        """What the bot's configuration wants."""
        return f"{self.url}/bot"

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def __call__(self, order: str, **params: Any) -> Any:
        if self._session is None:
            raise RuntimeError("use it in an async with block")
        async with self._session.post(f"{self.url}/control/{order}", json=params) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise RuntimeError(f"{order}: {answer['error']}")
        return answer["result"]


@asynccontextmanager
async def bot_api_process(*options: str, token: str = TOKEN) -> AsyncIterator[RemoteBotApi]:
    """The fake as a process of its own on a free port, ended on leaving."""
    command = ["-m", "tests.fakes.bot_api", "--port", "0", "--token", token, *options]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode().strip()
        async with RemoteBotApi(line.removeprefix(_READY), token) as api:
            yield api
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
