"""What an old person sees, hears read out, and can press."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.channels.web.browser.tabs import PHONE, bubbles, greeted, said, say, tab_on
from tests.fakes.browser import chromium, needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.channels.web.chat_server import Server

# One loop for all, so that one browser serves all: each test has a visitor of its own in it.
pytestmark = [pytest.mark.browser, needs_browser, pytest.mark.asyncio(loop_scope="module")]


TWICE_AS_LARGE = "--blink-settings=defaultFontSize=32"
CONTRASTS = """() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)|transparent/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = {};
  for (const element of document.querySelectorAll("h1, p, button, textarea, a, .bubble, .meta, .day, li, .status")) {
    if (!element.checkVisibility() || element.classList.contains("skip")) continue;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const name = element.tagName + "." + element.className;
    found[name] = Math.min(found[name] ?? 99, ratio);
  }
  return found;
}"""


async def test_markup_arrives_as_text_and_lines_can_be_called(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await say(tab, "<img src=x onerror=alert(1)><b>đậm</b>")
        await expect(bubbles(tab).last).to_have_text("Dạ: <img src=x onerror=alert(1)><b>đậm</b>")
        await say(tab, "kiểm tra")
        last = bubbles(tab).last
        await expect(last).to_contain_text("<b>Mức 500.000 đồng</b>")
        assert await tab.locator(".bubble b, .bubble img").count() == 0
        links = await last.locator("a").evaluate_all("links => links.map((link) => [link.textContent, link.href])")
        assert links == [
            ["1022", "tel:1022"],
            ["0236.383.1022", "tel:02363831022"],
            ["1900 9068", "tel:19009068"],
        ]


@pytest.mark.parametrize("size", ["1", "2", "3"])
async def test_everything_that_is_pressed_is_large(browser: Browser, server: Server, size: str) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.click(f".size-{size}")
        await say(tab, "kiểm tra")
        await expect(tab.locator("button.choice")).to_have_count(2)
        boxes = await tab.locator("button:visible, textarea").evaluate_all(
            "all => all.map((e) => [e.className, e.getBoundingClientRect().width, e.getBoundingClientRect().height])"
        )
        assert [box for box in boxes if box[1] < 48 or box[2] < 48] == []
        assert all(width >= 0.9 * PHONE["width"] for name, width, _ in boxes if name == "choice")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_contrast_is_at_least_seven_to_one(browser: Browser, server: Server, scheme: str) -> None:
    async with tab_on(browser, server, color_scheme=scheme) as (context, tab):
        await greeted(tab)
        await say(tab, "mã otp 482913")
        await say(tab, "kiểm tra")
        await expect(tab.locator(".bot a")).to_have_count(3)
        await context.set_offline(True)
        await expect(tab.locator("#status")).not_to_be_empty()
        found = await tab.evaluate(CONTRASTS)
        assert len(found) >= 15, found
        assert {name: ratio for name, ratio in found.items() if ratio < 7} == {}
        grounds = await tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (grounds == "rgb(246, 244, 238)") is (scheme == "light")


@pytest.mark.parametrize("size", ["1", "3"])
async def test_text_twice_as_large_needs_no_sideways_scrolling(server: Server, size: str) -> None:
    async with chromium(TWICE_AS_LARGE) as browser, tab_on(browser, server) as (_, tab):
        await greeted(tab)
        await tab.click(f".size-{size}")
        await say(tab, "kiểm tra")
        await expect(tab.locator("button.choice")).to_have_count(2)
        assert await tab.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 38
        assert await tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        outside = await tab.locator("body *:visible").evaluate_all(
            "(all, width) => all.filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('.skip'))"
            ".map((e) => e.className)",
            PHONE["width"],
        )
        assert outside == []
        for selector in ("#text", ".send"):
            await expect(tab.locator(selector)).to_be_in_viewport(ratio=1)
        footer = await tab.locator(".bottom").bounding_box()
        assert footer
        assert footer["height"] < PHONE["height"] / 2


async def test_the_chosen_size_is_remembered(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        sizes = [await tab.evaluate("getComputedStyle(document.body).fontSize")]
        assert float(sizes[0].removesuffix("px")) >= 18
        await tab.get_by_label("Chữ rất lớn").click()
        await tab.reload()
        await greeted(tab)
        await expect(tab.get_by_label("Chữ rất lớn")).to_have_attribute("aria-pressed", "true")
        sizes.append(await tab.evaluate("getComputedStyle(document.body).fontSize"))
        assert sizes == ["19px", "28px"]


async def test_the_keyboard_alone_is_enough(browser: Browser, server: Server) -> None:
    desk = {"viewport": {"width": 1280, "height": 800}, "has_touch": False}
    async with tab_on(browser, server, **desk) as (_, tab):
        await greeted(tab)
        await tab.keyboard.press("Tab")
        await expect(tab.locator(".skip")).to_be_focused()
        await tab.keyboard.press("Enter")
        await expect(tab.locator("#text")).to_be_focused()
        outline = await tab.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(outline.removesuffix("px")) >= 3
        await tab.keyboard.type("một")
        await tab.keyboard.press("Shift+Enter")
        await tab.keyboard.type("hai")
        await tab.keyboard.press("Enter")
        await expect(bubbles(tab).last).to_have_text("Dạ: một\nhai")
        await expect(tab.locator("#text")).to_be_focused()
        await tab.keyboard.press("Shift+Tab")
        await expect(tab.locator("button.choice").last).to_be_focused()
        await tab.keyboard.press("Enter")
        await expect(bubbles(tab).last).to_have_text("Dạ, đã chọn no.")
        await expect(tab.locator("#log")).to_be_focused()
        assert said(server) == ["/start", "một\nhai", "no"]


async def test_a_screen_reader_finds_its_way(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server) as (_, tab):
        await greeted(tab)
        log = tab.get_by_role("log", name="Cuộc trò chuyện")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(log).to_have_attribute("aria-busy", "false")
        await expect(tab.get_by_role("textbox", name="Viết câu hỏi hoặc dán tin nhắn vào đây")).to_be_visible()
        await expect(tab.get_by_role("button", name="1. Hỏi về tài khoản")).to_be_visible()
        await expect(tab.get_by_role("heading", level=1)).to_have_text("Trợ lý An Sinh")
        await expect(tab.locator("html")).to_have_attribute("lang", "vi")


async def test_without_scripts_the_page_says_what_to_do(browser: Browser, server: Server) -> None:
    """Nothing is shown that does nothing."""
    async with tab_on(browser, server, java_script_enabled=False) as (_, tab):
        await expect(tab.locator("noscript a")).to_have_attribute("href", "tel:1022")
        await expect(tab.locator("#opening")).to_be_hidden()
        await expect(tab.locator("button:visible, textarea:visible")).to_have_count(0)


async def test_while_the_script_is_on_its_way_the_page_says_so(browser: Browser, server: Server) -> None:
    async with tab_on(browser, server, "/that") as (_, tab):
        await tab.route("**/chat.js*", lambda route: route.abort())
        await tab.goto(server.url)
        await expect(tab.locator("#opening")).to_contain_text("Nếu chờ lâu, xin tải lại trang, hoặc gọi 1022")
        await expect(tab.locator("button:visible, textarea:visible")).to_have_count(0)
        await tab.unroute("**/chat.js*")
        await tab.route("**/files.js*", lambda route: route.abort())
        await tab.goto(server.url)
        await say(tab, "không có nút ảnh")
        await expect(bubbles(tab).last).to_have_text("Dạ: không có nút ảnh")
        await expect(tab.locator("#opening")).to_have_count(0)
        await expect(tab.locator("#attach")).to_be_hidden()
