"""People of an invented village who write to the real bot over the fake Bot API, and its officer."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api import BotApi
from tests.fakes.process import Place, ansinh, running, telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from tests.fakes.bot_api_world import SentMessage
    from tests.fakes.process import BotProcess

TAM_XUAN = "20971"
SCAM = "Ban da trung thuong xe SH. Truy cap http://trung-thuong-vn.top nop phi 2 trieu de nhan"
SUMMARY = "xem lại đã đúng chưa"
REPORT = {
    "có đồng ý không": "1",
    "là gì của": "3",
    "xã hoặc phường nào": "tam xuan",
    "tên gì": "bà Sáu",
    "loại trợ cấp nào": "bảo trợ xã hội",
    "muốn thế nào": "2",
    "vì sao": "2",
    "chính người đó": "1",
}
"""Grandmother in Tam Xuân wants to keep cash, since she is afraid of swindlers: what to say to which question."""
REMINDER = {
    "có đồng ý không": "1",
    "xã hoặc phường nào": "tam xuân",
    "loại trợ cấp nào": "bảo trợ xã hội",
    "nhận bằng cách nào": "1",
    "nhắc cho ai": "bà nội",
    "lúc nào": "1",
}
MOST_STEPS = 20


@dataclass(slots=True)
class Person:
    """Somebody with Telegram, who waits for each answer."""

    api: BotApi
    chat: int

    async def say(self, *texts: str) -> SentMessage:
        """Write one text after another; the answer to the last."""
        for text in texts:
            answer = await self.do("say", text)
        return answer

    async def fill(self, opening: str, answers: Mapping[str, str], until: str = SUMMARY) -> SentMessage:
        """Open a form and answer by what is asked; what ``answers`` do not name is skipped. Ends at the summary."""
        asked = await self.say(opening)
        for _ in range(MOST_STEPS):
            if until in asked.text:
                return asked
            known = (answer for question, answer in answers.items() if question in asked.text)
            asked = await self.say(next(known, "bỏ qua"))
        raise AssertionError(asked.text)

    async def press(self, button: int | str = 1) -> SentMessage:
        """Press a button of the last message that has some: its number or a part of its label."""
        return await self.do("press", button)

    async def do(self, action: str, *values: Any, **more: Any) -> SentMessage:
        """Anything that people can do in Telegram, and the answer to it."""
        getattr(self.api.people, action)(self.chat, *values, **more)
        return await self.api.next_reply(self.chat)

    @property
    def read(self) -> list[SentMessage]:
        """All that the bot has sent here."""
        return self.api.world.by_chat[self.chat]


@dataclass(slots=True)
class Village:
    """One bot and the people around it."""

    api: BotApi
    place: Place

    def person(self, chat: int) -> Person:
        return Person(self.api, chat)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[BotProcess]:
        async with running(self.place) as process:
            yield process

    async def invitation(self) -> str:
        """The code that the operator's command prints for an officer of Tam Xuân."""
        printed = await ansinh(self.place, "invite", "--role", "commune", "--area", TAM_XUAN)
        assert (printed.code, printed.err) == (0, "")
        return printed.out.split("Code: ")[1].split()[0]

    async def officer(self, chat: int) -> Person:
        """Somebody who has redeemed an invitation."""
        person = self.person(chat)
        welcome = await person.do("open_link", await self.invitation())
        assert "Tam Xuân" in welcome.text
        return person


@asynccontextmanager
async def open_village(path: Path) -> AsyncIterator[Village]:
    async with BotApi() as api:
        yield Village(api, Place(path / "data", more=telegram(api)))
