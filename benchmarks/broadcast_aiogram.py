"""The same broadcast by aiogram, for an interpreter that has aiogram and nothing of ours: ``aiogram URL PEOPLE``."""

from __future__ import annotations

import asyncio
import json
import resource
import sys

from aiogram import Bot  # type: ignore[import-not-found]  # installed beside, not with us
from aiogram.client.session.aiohttp import AiohttpSession  # type: ignore[import-not-found]  # the same
from aiogram.client.telegram import TelegramAPIServer  # type: ignore[import-not-found]  # the same
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup  # type: ignore[import-not-found]  # the same

TOKEN = "123456:swift"  # noqa: S105 - of a server that exists on loopback alone
TEXT = (
    "Dạ, Ủy ban nhân dân xã xin báo: ngày 10 tháng 12, từ 7 giờ 30 đến 11 giờ, trả trợ cấp tại nhà văn hóa thôn. "
    "Bà con nhớ mang căn cước. Không ai cần mã gửi về điện thoại của bà con."
)
AT_ONCE = 256


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def send(url: str, count: int) -> float:
    """Processor seconds for one message to each of ``count`` people."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=AT_ONCE)
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Đã rõ", callback_data="ok")]])
    some = asyncio.Semaphore(AT_ONCE)
    async with Bot(TOKEN, session=session) as bot:

        async def one(person: int) -> None:
            async with some:
                await bot.send_message(person, TEXT, reply_markup=markup)

        before = _cpu()
        await asyncio.gather(*map(one, range(1_000, 1_000 + count)))
        return _cpu() - before


if __name__ == "__main__":
    _, server, how_many = sys.argv[1:]
    print(json.dumps({"cpu": asyncio.run(send(server, int(how_many)))}))
