"""Files in the page: sent, refused, waiting for the network, brought down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.messages import Media, Reply
from tests.channels.web.browser.tabs import PNG, choose, greeted, said, tab_on
from tests.fakes.browser import needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route

    from tests.channels.web.chat_server import Server

# One loop for all, so that one browser serves all: each test has a visitor of its own in it.
pytestmark = [pytest.mark.browser, needs_browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_picture_goes_up_and_a_file_comes_down(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        chosen = {"name": "tin nhắn.png", "mimeType": "image/png", "buffer": PNG}
        await tab.set_input_files("#file", chosen)  # type: ignore[arg-type]  # playwright's own form of a file
        await expect(tab.locator(".own .bubble").last).to_have_text("Tệp đã gửi: tin nhắn.png")
        async with server.database.write() as store:
            chart = await store.files.add(Media.PHOTO, "biểu đồ.png", "image/png", PNG, server.clock())
            table = await store.files.add(Media.DOCUMENT, "danh sách.csv", "text/csv", b"a;b", server.clock())
        address = await server.only_address()
        await server.channel.send(address, Reply("Biểu đồ", attachment=chart))
        await expect(tab.locator("img.file")).to_have_js_property("naturalWidth", 1)
        await server.channel.send(address, Reply("Danh sách", attachment=table))
        async with tab.expect_download() as download:
            await tab.locator("a.file").click()
        saved = await download.value
        assert saved.suggested_filename == "danh sách.csv"


CHOOSE_LARGE = """([name, type, size]) => {
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(size)], name, { type }));
  const picker = document.getElementById("file");
  picker.files = chosen.files;
  picker.dispatchEvent(new Event("change"));
}"""
"""As ``choose``, made in the page: many bytes take long to get there."""


@pytest.mark.parametrize(
    ("name", "mime", "size", "words"),
    [
        ("phim.mp4", "video/mp4", 10, "chỉ nhận ảnh JPG, PNG"),
        ("to.png", "image/png", 20_000_001, "dưới 20 MB"),
    ],
)
async def test_a_file_that_is_not_taken_says_what_to_do_instead(
    browser: Browser, server: Server, name: str, mime: str, size: int, words: str
) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.evaluate(CHOOSE_LARGE, [name, mime, size])
        refused = tab.locator(".own.stuck")
        await expect(refused.locator(".bubble")).to_have_text(f"Tệp: {name}")
        await expect(refused.locator(".meta")).to_contain_text(words)
        await expect(refused.locator(".meta")).not_to_contain_text("tự gửi")
        await expect(refused.locator("button")).to_have_text(["Chọn tệp khác", "Bỏ tệp này"])
        await refused.get_by_text("Bỏ tệp này").click()
        await expect(tab.locator(".own")).to_have_count(0)
        assert said(server) == ["/start"]


async def test_what_the_server_refuses_of_a_file_is_shown_beside_it(browser: Browser, server: Server) -> None:
    async def full(route: Route) -> None:
        body = json.dumps({"error": "Dạ, máy đang giữ quá nhiều tệp."})
        await route.fulfill(status=507, content_type="application/json", body=body)

    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.route("**/api/files*", full)
        await choose(tab, "a.png", "image/png")
        await expect(tab.locator(".stuck .meta")).to_have_text("Chưa gửi được. Dạ, máy đang giữ quá nhiều tệp.")
        await expect(tab.locator("#attach")).to_be_enabled()


async def test_a_file_waits_for_the_network_and_is_sent_once(browser: Browser, server: Server) -> None:
    lost: list[str] = []

    async def lose(route: Route) -> None:
        lost.append(route.request.url)
        if len(lost) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    async with tab_on(browser, server) as (context, tab):
        await greeted(tab)
        await context.set_offline(True)
        await choose(tab, "a.png", "image/png")
        await expect(tab.locator(".own .meta")).to_have_text("Đang gửi…")
        await tab.route("**/api/files*", lose)
        await context.set_offline(False)
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        await expect(tab.locator(".own .bubble")).to_have_text("Tệp đã gửi: a.png")
        assert len([event for event in server.accepted if event.attachment]) == 1
        async with server.database.read() as store:
            rows = await store.connection.execute_fetchall("SELECT COUNT(*) FROM file")
        assert [tuple(row) for row in rows] == [(1,)]


async def test_a_reload_in_the_middle_of_a_file_says_that_it_did_not_arrive(browser: Browser, server: Server) -> None:
    async def hold(_route: Route) -> None:
        """The network takes its time."""

    async with tab_on(browser, server) as (context, tab):
        await greeted(tab)
        await tab.route("**/api/files*", hold)
        await choose(tab, "a.png", "image/png")
        await expect(tab.locator(".own .meta")).to_have_text("Đang gửi…")
        other = await context.new_page()
        await other.goto(server.url)
        await greeted(other)
        assert await other.locator(".own").count() == 0, "the other page sends nothing"
        await tab.reload()
        await expect(tab.locator(".stuck .meta")).to_contain_text("chưa gửi xong")
        await tab.unroute("**/api/files*")
        async with tab.expect_file_chooser() as chooser:
            await tab.get_by_text("Chọn tệp khác").click()
        await (await chooser.value).set_files({"name": "b.png", "mimeType": "image/png", "buffer": PNG})
        await expect(tab.locator(".own .bubble")).to_have_text("Tệp đã gửi: b.png")
        await expect(tab.locator(".stuck")).to_have_count(0)


async def test_a_file_that_arrived_before_the_reload_is_not_called_lost(browser: Browser, server: Server) -> None:
    async def swallow(route: Route) -> None:
        await route.fetch()  # it arrives, the answer never does

    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.route("**/api/files*", swallow)
        await choose(tab, "a.png", "image/png")
        await expect(tab.locator(".own .bubble")).to_have_text("Tệp đã gửi: a.png")
        await tab.reload()
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        await expect(tab.locator(".stuck")).to_have_count(0)
