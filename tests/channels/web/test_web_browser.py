"""The page in a real browser, as an old person and a relative use it on a phone."""

from __future__ import annotations

import json
from base64 import b64decode
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.messages import Choice, Incoming, Media, Reply
from tests.channels.web.chat_server import Clock, Server, echo, serving
from tests.fakes.browser import WAIT_MILLISECONDS, chromium, needs_browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Locator, Route
    from playwright.async_api import Page as Tab

# One loop for all, so that one browser serves all: each test has a visitor of its own in it.
pytestmark = [pytest.mark.browser, needs_browser, pytest.mark.asyncio(loop_scope="module")]
expect.set_options(timeout=WAIT_MILLISECONDS)

PHONE = {"width": 360, "height": 740}
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""One pixel."""
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def server(tmp_path: Path, clock: Clock) -> AsyncIterator[Server]:
    async with serving(tmp_path / "ansinh.db", clock) as running:
        yield running


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


async def choose(tab: Tab, name: str, mime: str, content: bytes = PNG) -> None:
    chosen = {"name": name, "mimeType": mime, "buffer": content}
    await tab.set_input_files("#file", chosen)  # type: ignore[arg-type]  # playwright's own form of a file


CHOOSE_LARGE = """([name, type, size]) => {
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(size)], name, { type }));
  const picker = document.getElementById("file");
  picker.files = chosen.files;
  picker.dispatchEvent(new Event("change"));
}"""
"""As ``choose``, made in the page: many bytes take long to get there."""


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
