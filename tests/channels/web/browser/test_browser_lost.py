"""Lost networks, lost pages, lost sessions: nothing is lost, and nothing acts twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.channels.web.browser.tabs import bubbles, choose, greeted, said, say, tab_on
from tests.fakes.browser import needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route

    from tests.channels.web.chat_server import Server

# One loop for all, so that one browser serves all: each test has a visitor of its own in it.
pytestmark = [pytest.mark.browser, needs_browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_reload_shows_everything_once(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "một")
        await say(tab, "hai")
        await expect(bubbles(tab)).to_have_count(5)
        await expect(bubbles(tab).last).to_have_text("Dạ: hai")
        before = await bubbles(tab).all_inner_texts()
        await tab.reload()
        await expect(bubbles(tab)).to_have_text(before)
        await expect(tab.locator("button.choice")).to_have_text(["1. Đúng rồi", "2. Chưa đúng"])
        await expect(tab.locator(".day")).to_have_count(1)
        assert said(server) == ["/start", "một", "hai"]


async def test_offline_and_online_again_sends_once(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (context, tab):
        await greeted(tab)
        await context.set_offline(True)
        await say(tab, "mất mạng")
        await expect(tab.locator("#status")).to_contain_text("mất mạng")
        await expect(tab.locator(".own .meta")).to_have_text("Đang gửi…")
        await context.set_offline(False)
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        await expect(bubbles(tab).last).to_have_text("Dạ: mất mạng")
        await expect(tab.locator("#status")).to_be_empty()
        assert said(server) == ["/start", "mất mạng"]
        await expect(bubbles(tab)).to_have_count(3)


async def test_what_was_not_accepted_outlives_the_page(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (context, tab):
        await greeted(tab)
        await context.set_offline(True)
        await say(tab, "một")
        await say(tab, "hai")
        await expect(tab.locator(".own .meta")).to_have_text(["Đang gửi…", "Đang gửi…"])
        await tab.close()
        await context.set_offline(False)
        again = await context.new_page()
        await again.goto(server.url)
        await expect(bubbles(again)).to_have_count(5)
        await expect(again.locator(".own .bubble")).to_have_text(["một", "hai"])
        await expect(again.locator(".own .meta").last).to_contain_text("Đã gửi")
        assert said(server) == ["/start", "một", "hai"]
        assert await again.evaluate("Object.keys(localStorage).filter((name) => name.includes('pending'))") == []


async def test_a_lost_answer_is_asked_for_again_and_acts_once(browser: Browser, server: Server) -> None:
    lost: list[str] = []

    async def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append((route.request.post_data_json or {})["id"])
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.route("**/api/messages", lose)
        await say(tab, "một lần thôi")
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        await expect(bubbles(tab)).to_have_count(3)
        assert len(set(lost)) == 1
        assert said(server) == ["/start", "một lần thôi"]


async def test_a_slowed_message_waits_with_a_sentence(browser: Browser, server: Server) -> None:
    slowed: list[str] = []

    async def slow(route: Route) -> None:
        slowed.append((route.request.post_data_json or {})["text"])
        if len(slowed) > 1:
            await route.continue_()
            return
        body = json.dumps({"error": "Dạ, tin gửi hơi nhanh."})
        await route.fulfill(status=429, headers={"Retry-After": "1"}, content_type="application/json", body=body)

    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.route("**/api/messages", slow)
        await say(tab, "một")
        await say(tab, "hai")
        await expect(tab.locator("#status")).to_have_text("Dạ, tin gửi hơi nhanh.")
        await expect(bubbles(tab).last).to_have_text("Dạ: hai")
        await expect(tab.locator("#status")).to_be_empty()
        assert slowed == ["một", "một", "hai"]
        assert said(server) == ["/start", "một", "hai"]


async def test_a_refused_message_is_kept_until_the_person_decides(browser: Browser, server: Server) -> None:
    async def refuse(route: Route) -> None:
        body = json.dumps({"error": "Dạ, tin này chưa đọc được."})
        await route.fulfill(status=400, content_type="application/json", body=body)

    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.route("**/api/messages", refuse)
        await say(tab, "một")
        await say(tab, "hai")
        await expect(tab.locator(".stuck .meta")).to_have_text(["Chưa gửi được. Dạ, tin này chưa đọc được."] * 2)
        await tab.unroute("**/api/messages")
        await tab.reload()
        await tab.locator(".stuck", has_text="hai").get_by_text("Bỏ tin này").click()
        await tab.locator(".stuck", has_text="một").get_by_text("Gửi lại").click()
        await expect(bubbles(tab).last).to_have_text("Dạ: một")
        await expect(tab.locator(".stuck")).to_have_count(0)
        assert said(server) == ["/start", "một"]


async def test_a_restart_of_the_server_is_survived(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "trước")
        await expect(bubbles(tab).last).to_have_text("Dạ: trước")
        await server.stop()
        await expect(tab.locator("#status")).to_have_text("Đang nối lại…")
        await say(tab, "giữa")
        await expect(tab.locator(".own .meta").last).to_have_text("Đang gửi…")
        await server.start()
        await expect(bubbles(tab).last).to_have_text("Dạ: giữa")
        await expect(tab.locator("#status")).to_be_empty()
        await expect(bubbles(tab)).to_have_count(5)
        assert said(server) == ["/start", "trước", "giữa"]


async def test_two_tabs_show_the_same(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (context, tab):
        await greeted(tab)
        other = await context.new_page()
        await other.goto(server.url)
        await greeted(other)
        await say(tab, "từ trang một")
        await expect(bubbles(other)).to_have_text(["Dạ, Trợ lý An Sinh xin chào.", "từ trang một", "Dạ: từ trang một"])
        await say(other, "từ trang hai")
        await expect(bubbles(tab).last).to_have_text("Dạ: từ trang hai")
        await expect(tab.locator("button.choice")).to_have_count(2)


async def test_a_fourth_tab_takes_over_and_the_first_can_come_back(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (context, tab):
        await greeted(tab)
        for _ in range(3):
            other = await context.new_page()
            await other.goto(server.url)
            await greeted(other)
        await expect(tab.locator("#status")).to_have_text("Cuộc trò chuyện đang mở ở trang khác.")
        await say(other, "chào")
        await tab.get_by_text("Tiếp tục ở trang này").click()
        await expect(bubbles(tab).last).to_have_text("Dạ: chào")
        await expect(tab.locator("#status")).to_be_empty()


async def test_back_from_another_page_and_the_conversation_goes_on(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "trước")
        await tab.get_by_text("Đây có phải trang thật?").click()
        await expect(tab.locator("h1")).to_have_text("Đây có phải Trợ lý An Sinh thật?")
        await tab.go_back()
        await say(tab, "sau")
        await expect(bubbles(tab).last).to_have_text("Dạ: sau")
        await expect(tab.locator(".own .bubble")).to_have_text(["trước", "sau"])
        await expect(tab.locator("#status")).to_be_empty()


async def test_a_session_that_the_server_forgot_is_begun_anew_and_heard(browser: Browser, server: Server) -> None:
    """After a restored store, or a year of silence: the answer must not go to a stream that nobody writes to."""
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "trước")
        await expect(bubbles(tab).last).to_have_text("Dạ: trước")
        async with server.database.write() as store:
            await store.connection.execute_fetchall("DELETE FROM web_session")
        await say(tab, "sau")
        await expect(bubbles(tab).last).to_have_text("Dạ: sau")
        await expect(tab.locator(".own .meta").last).to_contain_text("Đã gửi")
        async with server.database.write() as store:
            await store.connection.execute_fetchall("DELETE FROM web_session")
        await choose(tab, "tin.png", "image/png")
        await expect(tab.locator(".own .bubble").last).to_have_text("Tệp đã gửi: tin.png")
        await expect(tab.locator(".own .meta").last).to_contain_text("Đã gửi")
