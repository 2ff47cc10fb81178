"""The same dialogues over the web chat: the real process and a real browser of a phone's size."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import ViewportSize, expect

from bot.schedule.paydays import due_at
from storage.times import VIETNAM, utc_now
from tests.end_to_end.village import MOST_STEPS, REMINDER, REPORT, SCAM, SUMMARY, TAM_XUAN
from tests.fakes.browser import chromium, needs_browser
from tests.fakes.process import Place, ansinh, running, running_ahead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from playwright.async_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, needs_browser]

PHONE = ViewportSize(width=360, height=740)
OTP = "482913"


@dataclass(slots=True)
class Chat:
    """One person's page, who waits for each answer."""

    page: Page

    async def last(self) -> str:
        return await self.page.locator(".message.bot .bubble").last.inner_text()

    async def say(self, *texts: str) -> str:
        """Type one text after another; the answer to the last."""
        for text in texts:
            heard = await self.page.locator(".message.bot").count()
            await self.page.fill("#text", text)
            await self.page.click(".send")
            await expect(self.page.locator(".message.bot")).to_have_count(heard + 1)
        return await self.last()

    async def press(self, label: str) -> str:
        """Press the button whose label has this in it."""
        heard = await self.page.locator(".message.bot").count()
        await self.page.locator("button.choice", has_text=label).click()
        await expect(self.page.locator(".message.bot")).to_have_count(heard + 1)
        return await self.last()

    async def fill(self, opening: str, answers: Mapping[str, str]) -> str:
        """Answer a form by what is asked, up to its summary; what ``answers`` do not name is skipped."""
        asked = await self.say(opening)
        for _ in range(MOST_STEPS):
            if SUMMARY in asked:
                return asked
            known = (answer for question, answer in answers.items() if question in asked)
            asked = await self.say(next(known, "bỏ qua"))
        raise AssertionError(asked)

    async def everything(self) -> list[str]:
        return await self.page.locator(".bubble").all_inner_texts()


@asynccontextmanager
async def opened(browser: Browser, address: str) -> AsyncIterator[Chat]:
    """Somebody's phone on the page, greeted; what the browser complains about fails the test."""
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", base_url=address
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    await page.goto(address)
    await expect(page.locator(".message.bot")).to_have_count(1)
    yield Chat(page)
    await context.close()
    assert complaints == []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data")


async def invitation(place: Place) -> str:
    """The address in the operator's invitation."""
    printed = await ansinh(place, "invite", "--role", "commune", "--area", TAM_XUAN)
    return next(line.split("Web chat: ")[1] for line in printed.out.splitlines() if "Web chat: " in line)


async def test_a_family_and_its_officer(place: Place) -> None:
    async with running(place), chromium() as browser, opened(browser, place.url) as family:
        assert "không bao giờ hỏi mã OTP" in await family.last()
        assert "bác" in await family.press("Bác")
        assert "ra ngân hàng xin mã mới" in await family.say("quen ma pin roi lam sao")
        assert "Rất giống lừa đảo" in await family.say(SCAM)
        assert "sợ" in (await family.fill("đăng ký", REPORT)).lower()
        assert "Tam Xuân sẽ xem" in await family.press("Đúng rồi")
        assert "bà Sáu" in await family.press("Xem, sửa")
        assert "chỉ dành cho cán bộ" in await family.say("/thongke")
        async with opened(browser, await invitation(place)) as officer:
            assert "Tam Xuân" in await officer.last()
            assert "start=" not in officer.page.url
            figures = await officer.press("Xem số liệu")
            assert "Gia đình đã báo: 1" in figures
            assert "Sợ lừa đảo, sợ mất tiền: 1" in figures
        assert "đã rút lại" in (await family.say("/baocuatoi"), await family.press("Rút lại"))[1]
    assert place.rows("SELECT state FROM enrolment_report") == [("withdrawn",)]


async def test_a_reload_and_a_restart_lose_and_repeat_nothing(place: Place) -> None:
    async with chromium() as browser:
        async with running(place), opened(browser, place.url) as chat:
            await chat.press("Bác")
            await chat.say("đăng ký", "1", "1", "Tam Xuân")
            before = await chat.everything()
            await chat.page.reload()
            await expect(chat.page.locator(".bubble")).to_have_text(before)
            state = await chat.page.context.storage_state()
        context = await browser.new_context(viewport=PHONE, storage_state=state, base_url=place.url)
        page = await context.new_page()
        async with running(place):
            await page.goto("/")
            await expect(page.locator(".bubble")).to_have_text(before)
        await page.fill("#text", "thôn Khương Mỹ")
        await page.click(".send")
        await expect(page.locator(".own .bubble").last).to_have_text("thôn Khương Mỹ")
        async with running(place):
            answer = page.locator(".message.bot .bubble").last
            await expect(answer).to_contain_text("tên gì", timeout=30_000)
            assert (await page.locator(".bubble").all_inner_texts())[:-2] == before
        await context.close()
    [(step,)] = place.rows("SELECT step FROM flow")
    assert step == "nickname"
    assert place.rows("SELECT state, COUNT(*) FROM inbox GROUP BY 1") == [("done", 7)]


async def test_a_secret_leaves_the_page_and_is_in_no_file(place: Place) -> None:
    async with running(place) as process, chromium() as browser, opened(browser, place.url) as chat:
        assert "đã che lại" in await chat.say(f"mã OTP của tôi là {OTP}")
        await expect(chat.page.locator(".own .bubble").last).not_to_contain_text(OTP)
        await chat.page.reload()
        await expect(chat.page.locator(".message.bot")).to_have_count(2)
        assert not any(OTP in text for text in await chat.everything())
    assert not any(OTP in line for line in process.lines)
    assert not any(OTP.encode() in file.read_bytes() for file in place.data.rglob("*") if file.is_file())


async def test_a_pay_day_and_its_reminder(place: Place) -> None:
    day = utc_now().astimezone(VIETNAM).date() + timedelta(days=3)
    answers = {
        "loại trợ cấp nào": "bảo trợ xã hội",
        "ngày nào": f"{day:%d/%m/%Y}",
        "mấy giờ": "7 giờ 30",
        "ở đâu": "nhà văn hóa thôn 2",
    }
    async with chromium() as browser:
        async with running(place), opened(browser, await invitation(place)) as officer:
            await officer.fill("/ngaytra", answers)
            assert "đã ghi" in await officer.press("Đúng rồi")
        async with running(place):
            context = await browser.new_context(viewport=PHONE, base_url=place.url)
            chat = Chat(await context.new_page())
            await chat.page.goto("/")
            await expect(chat.page.locator(".message.bot")).to_have_count(1)
            await chat.say("/nhac")
            await chat.fill("đặt lời nhắc", REMINDER)
            assert "nhà văn hóa thôn 2" in await chat.press("Đúng rồi")
            heard = await chat.page.locator(".message.bot").count()
        ahead = due_at(day, "evening") - utc_now() + timedelta(minutes=1)
        async with running_ahead(place, ahead):
            await expect(chat.page.locator(".message.bot")).to_have_count(heard + 1, timeout=30_000)
            assert "bà nội nhận tiền" in await chat.last()
            assert "đã dừng hết" in await chat.say("DỪNG")
        await context.close()
    assert place.rows("SELECT occurrence, state FROM reminder") == [("evening", "planned")]


async def test_an_answer_that_overtakes_the_receipt_stands_below_its_question(place: Place) -> None:
    async with running(place), chromium() as browser, opened(browser, place.url) as chat:

        async def late(route: Route) -> None:
            receipt = await route.fetch()
            await expect(chat.page.locator(".message.bot")).to_have_count(2)
            await route.fulfill(response=receipt)

        await chat.page.route("**/api/messages", late)
        answer = await chat.say("quên mã pin")
        await expect(chat.page.locator(".own .meta")).to_contain_text("Đã gửi")
        assert (await chat.everything())[1:] == ["quên mã pin", answer]
