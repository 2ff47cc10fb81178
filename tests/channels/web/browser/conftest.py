"""One browser for a module, and for each test a server of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from tests.channels.web.chat_server import Clock, Server, serving
from tests.fakes.browser import chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def server(tmp_path: Path, clock: Clock) -> AsyncIterator[Server]:
    async with serving(tmp_path / "ansinh.db", clock) as running:
        yield running
