"""Fixtures: a clock, a running server, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.channels.web.chat_server import Clock, Page, Server, serving, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(tmp_path: Path, clock: Clock) -> AsyncIterator[Server]:
    async with serving(tmp_path / "ansinh.db", clock) as running:
        yield running


@pytest.fixture
async def new_page(server: Server) -> AsyncIterator[Callable[[], Page]]:
    pages: list[Page] = []

    def new() -> Page:
        pages.append(Page(server))
        return pages[-1]

    yield new
    for page in pages:
        await page.http.close()


@pytest.fixture
async def page(new_page: Callable[[], Page]) -> Page:
    """A page whose session was started and greeted."""
    opened = new_page()
    assert await opened.start() == 200
    async with opened.events() as events:
        await until(events, "message", "Dạ, Trợ lý An Sinh xin chào.")
    return opened
