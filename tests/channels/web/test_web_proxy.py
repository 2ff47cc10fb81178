"""The shipped proxy's configuration in front of the web chat: what gets through, and whose address counts."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import aiohttp
import pytest

from bot.channels.web import NEW_SESSION_RATE
from tests.channels.web.chat_server import Clock, Server, read_events, serving, until
from tests.fakes.process import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CADDYFILE = Path(__file__).parents[3] / "deploy" / "Caddyfile"
CADDY = shutil.which("caddy")

pytestmark = pytest.mark.skipif(CADDY is None, reason="proxy test left out: caddy is missing (apt-get install caddy)")


@asynccontextmanager
async def proxied(server: Server, folder: Path) -> AsyncIterator[str]:
    """The address of a Caddy before ``server``, without a certificate: none is to be had for this machine."""
    url = f"http://127.0.0.1:{free_port()}"
    (folder / "Caddyfile").write_text(CADDYFILE.read_text("utf-8").replace("\n{", "\n{\n\tadmin off", 1))
    process = await asyncio.create_subprocess_exec(
        *(str(CADDY), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")),
        env={**os.environ, "HOME": str(folder), "ANSINH_DOMAIN": url, "ANSINH_UPSTREAM": server.url[7:]},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr
        async with asyncio.timeout(20):
            while b"serving initial configuration" not in (line := await process.stderr.readline()):
                assert line, "the proxy ended"
        yield url
    finally:
        process.kill()  # asked kindly, it waits for what is still open
        await process.communicate()


async def test_through_the_proxy(tmp_path: Path, clock: Clock) -> None:
    async with (
        serving(tmp_path / "ansinh.db", clock) as server,
        proxied(server, tmp_path) as url,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        async with http.get(f"{url}/metrics") as response:
            assert response.status == 404
        async with http.post(f"{url}/api/start", json={"id": str(uuid4())}) as response:
            assert response.status == 200
            assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert "Server" not in response.headers, "what runs here, and in which release, is nobody's business"
        async with http.get(f"{url}/api/events") as response:
            events = read_events(response)
            await until(events, "ready")
            async with http.post(f"{url}/api/messages", json={"id": str(uuid4()), "text": "qua cổng"}) as posted:
                assert posted.status == 200
            await until(events, "message", "Dạ: qua cổng")  # at once, and not when a buffer is full


async def test_nobody_claims_another_s_address(tmp_path: Path, clock: Clock) -> None:
    """Whoever names a new one each time is slowed down all the same."""
    async with (
        serving(tmp_path / "ansinh.db", clock) as server,
        proxied(server, tmp_path) as url,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        found = []
        for number in range(NEW_SESSION_RATE.burst + 1):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            async with http.post(f"{url}/api/start", json={"id": str(uuid4())}, headers=headers) as response:
                found.append(response.status)
    assert found == [200] * NEW_SESSION_RATE.burst + [429]
