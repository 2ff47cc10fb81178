"""A visitor's page in a real browser, of a phone's size, and what a person does with it."""

from __future__ import annotations

from base64 import b64decode
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from bot.messages import Choice, Incoming, Reply
from tests.channels.web.chat_server import Server, echo
from tests.fakes.browser import WAIT_MILLISECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Locator
    from playwright.async_api import Page as Tab

expect.set_options(timeout=WAIT_MILLISECONDS)

PHONE = {"width": 360, "height": 740}
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""One pixel."""


def advice(incoming: Incoming) -> list[Any]:
    """The echo bot, which also has something long to say, with lines to call and quotations."""
    if incoming.text == "kiểm tra":
        return [
            Reply(
                "Dạ, tin này có dấu hiệu lừa đảo.\nTin viết: “gọi 1900 1234 hoặc 0905 123 456 ngay”, tối 20/11/2026.\n"
                "Xin gọi 1022, 0236.383.1022 hoặc 1900 9068. <b>Mức 500.000 đồng</b>, Nghị định 111, năm 1022.",
                (Choice("more", "Xem thêm việc cần làm khi đã lỡ chuyển tiền cho người lạ"), Choice("menu", "Về đầu")),
            )
        ]
    return list(echo(incoming))


@asynccontextmanager
async def tab_on(
    browser: Browser, server: Server, path: str = "/", **options: Any
) -> AsyncIterator[tuple[BrowserContext, Tab]]:
    """A page of a new visitor; whatever the browser complains about fails the test."""
    server.answer = advice
    context = await browser.new_context(
        **({"viewport": PHONE, "has_touch": True, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"} | options)
    )
    tab = await context.new_page()
    complaints = watch(tab)
    await tab.goto(server.url + path)
    try:
        yield context, tab
    finally:
        await context.close()
    assert complaints == []


def watch(tab: Tab) -> list[str]:
    """Script errors and breaches of the content policy; a lost connection is no complaint."""
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None,
    )
    return complaints


def bubbles(tab: Tab) -> Locator:
    return tab.locator(".bubble")


async def greeted(tab: Tab) -> None:
    await expect(bubbles(tab).first).to_have_text("Dạ, Trợ lý An Sinh xin chào.")


async def say(tab: Tab, text: str) -> None:
    await tab.fill("#text", text)
    await tab.click(".send")


def said(server: Server) -> list[str]:
    return [event.choice or event.text for event in server.accepted]


async def choose(tab: Tab, name: str, mime: str, content: bytes = PNG) -> None:
    chosen = {"name": name, "mimeType": mime, "buffer": content}
    await tab.set_input_files("#file", chosen)  # type: ignore[arg-type]  # playwright's own form of a file
