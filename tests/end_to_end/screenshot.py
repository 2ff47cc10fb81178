"""Takes the picture of the chat for the README: ``python -m tests.end_to_end.screenshot docs/screenshot-chat.png``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from tests.end_to_end.test_web import PHONE, Chat
from tests.fakes.browser import chromium
from tests.fakes.process import Place, running


async def take(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "data")
        async with running(place), chromium() as browser:
            context = await browser.new_context(
                viewport=PHONE,
                device_scale_factor=2,
                has_touch=True,
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
            )
            chat = Chat(await context.new_page())
            await chat.page.goto(place.url)
            await expect(chat.page.locator(".message.bot")).to_have_count(1)
            await chat.press("Bác")
            await chat.say("quen ma pin roi lam sao")
            await chat.page.locator(".own .bubble").last.evaluate(
                "own => { document.activeElement.blur(); own.scrollIntoView(); }"
            )
            await chat.page.screenshot(path=target)
            await context.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
