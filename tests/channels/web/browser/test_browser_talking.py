"""The page in a real browser: typing, pressing, and what stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.messages import Choice, Reply
from tests.channels.web.browser.tabs import bubbles, greeted, said, say, tab_on
from tests.fakes.browser import needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route

    from tests.channels.web.chat_server import Server

# One loop for all, so that one browser serves all: each test has a visitor of its own in it.
pytestmark = [pytest.mark.browser, needs_browser, pytest.mark.asyncio(loop_scope="module")]


async def test_typing_and_pressing(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        assert await tab.title() == "Trợ lý An Sinh"
        await expect(tab.locator("header")).to_contain_text("Không bao giờ hỏi mã OTP, mật khẩu, số thẻ")
        await say(tab, "dòng một\ndòng hai")
        await expect(tab.locator("button.choice")).to_have_text(["1. Đúng rồi", "2. Chưa đúng"])
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        await tab.click("button.choice >> nth=1")
        await expect(bubbles(tab)).to_have_text(
            [
                "Dạ, Trợ lý An Sinh xin chào.",
                "dòng một\ndòng hai",
                "Dạ: dòng một\ndòng hai",
                "2. Chưa đúng",
                "Dạ, đã chọn no.",
            ]
        )
        await expect(tab.locator("button.choice")).to_have_count(0)
        await expect(tab.locator(".choices.past li").last).to_have_text("2. Chưa đúng")
        assert said(server) == ["/start", "dòng một\ndòng hai", "no"]
        assert (await tab.locator(".own .bubble").first.bounding_box() or {})["height"] > 60


async def test_a_link_with_a_code_is_used_once_and_leaves_the_address_bar(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server, "/?start=CODE_1") as (_, tab):
        await greeted(tab)
        assert tab.url == server.url + "/"
        await tab.reload()
        await greeted(tab)
        assert [event.start_code for event in server.accepted] == ["CODE_1"]
        await tab.goto(server.url + "/?start=CODE_2")
        await expect(bubbles(tab)).to_have_count(2)
        assert [event.start_code for event in server.accepted] == ["CODE_1", "CODE_2"]


async def test_a_secret_disappears_from_the_page(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "mã otp 482913")
        await expect(bubbles(tab).last).to_have_text("Dạ, tin có mã bí mật đã được xóa.")
        await expect(tab.locator(".own .bubble")).to_have_text("(tin có mã bí mật đã được xóa)")
        assert "482913" not in await tab.evaluate("document.documentElement.outerHTML + JSON.stringify(localStorage)")


async def test_a_pasted_book_is_shortened_not_refused(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "ỗ" * 50_000)
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        assert len(server.accepted[-1].text) == 9_000  # more than is kept, so that the person is told


async def test_an_answer_stands_below_its_question_while_the_acknowledgement_is_under_way(
    browser: Browser, server: Server
) -> None:
    async def hold(route: Route) -> None:
        answer = await route.fetch()
        await expect(bubbles(tab)).to_have_count(3)  # question and answer came over the stream meanwhile
        await route.fulfill(response=answer)

    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.route("**/api/messages", hold)
        await say(tab, "hỏi")
        await expect(tab.locator(".own .meta")).to_contain_text("Đã gửi")
        await expect(bubbles(tab)).to_have_text(["Dạ, Trợ lý An Sinh xin chào.", "hỏi", "Dạ: hỏi"])


async def test_an_empty_message_is_not_sent(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, " \n ")
        await say(tab, "thật")
        await expect(bubbles(tab).last).to_have_text("Dạ: thật")
        assert said(server) == ["/start", "thật"]


async def test_a_message_changes_in_its_place(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        address = await server.only_address()
        await server.channel.send(address, Reply("Đã gửi 1", (Choice("p", "Tạm dừng"),), slot="s"), key="k1")
        await expect(bubbles(tab).last).to_have_text("Đã gửi 1")
        await server.channel.send(address, Reply("Dạ, tin khác"), key="k2")
        await server.channel.send(
            address, Reply("Đã gửi 2", (Choice("p", "Tạm dừng"),), slot="s"), key="k3", replaces="k1"
        )
        await expect(tab.locator(".bot .bubble").nth(1)).to_have_text("Đã gửi 2")
        await expect(bubbles(tab).last).to_have_text("Dạ, tin khác")
        await tab.get_by_role("button", name="Tạm dừng").click()
        await expect(bubbles(tab).last).to_have_text("Dạ, đã chọn p.")
        await tab.reload()
        await expect(tab.get_by_text("Đã gửi 2")).to_have_count(1)
        await expect(tab.get_by_text("Đã gửi 1")).to_have_count(0)
