"""The senders that ``broadcast.py`` compares, each run as a process: ``NAME URL PEOPLE``; prints its processor time.

Each sends the same text with one button to every person once.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from benchmarks.swift_api import TOKEN
from bot.channels.telegram.channel import Settings, TelegramChannel
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.i18n import Catalogues
from storage.database import Database
from storage.times import utc_now
from tests.fakes.crowd import BUTTON, TEXT, announce, crowd

if TYPE_CHECKING:
    from bot.messages import Incoming

AT_ONCE = 32
"""With which PTB is at its best; its pool of 256 connections costs it half its speed."""
LOOK_SECONDS = 0.05


async def ansinh(url: str, count: int) -> float:
    """Our channel and sender over the durable outbox; what is sent is marked in the store."""
    with tempfile.TemporaryDirectory() as folder:
        await announce(Path(folder) / "store", count, planned=True)
        database = await Database.open(Path(folder) / "store")
        channel = TelegramChannel(TOKEN, Settings(base_url=f"{url}/bot", rate=1e9))
        await channel.start(_nobody_writes)
        say = Catalogues.load().speech("vi")
        sender = Sender(database, channel, Pace(None, time.monotonic), utc_now, say)
        stop, before = asyncio.Event(), _cpu()
        sending = asyncio.create_task(sender.run(stop))
        await _until_sent(database, count)
        spent = _cpu() - before
        stop.set()
        await sending
        await channel.stop()
        await database.close()
    return spent


async def _nobody_writes(_incoming: Incoming) -> None:
    """No updates come."""


async def _until_sent(database: Database, count: int) -> None:
    while True:
        async with database.read() as store:
            if (await store.outbox.counts()).get(("telegram", "sent"), 0) == count:
                return
        await asyncio.sleep(LOOK_SECONDS * 10)


async def ptb_limiter(url: str, count: int) -> float:
    """PTB with its own limiter set so high that it never waits."""
    lifted = AIORateLimiter(overall_max_rate=1e9, overall_time_period=1, group_max_rate=0)
    async with ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=lifted, request=_request()) as bot:
        return await _gather(bot, count)


async def ptb_gather(url: str, count: int) -> float:
    """PTB as its documentation says, some at a time."""
    async with Bot(TOKEN, base_url=f"{url}/bot", request=_request()) as bot:
        return await _gather(bot, count)


def _request() -> HTTPXRequest:
    return HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=60)


async def _gather(bot: Bot, count: int) -> float:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton(BUTTON, callback_data="ok")]])
    some = asyncio.Semaphore(AT_ONCE)

    async def one(person: int) -> None:
        async with some:
            await bot.send_message(person, TEXT, reply_markup=markup)

    before = _cpu()
    await asyncio.gather(*map(one, crowd(count)))
    return _cpu() - before


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


SENDERS = {"ansinh": ansinh, "ptb-limiter": ptb_limiter, "ptb-gather": ptb_gather}


if __name__ == "__main__":
    name, server, how_many = sys.argv[1:]
    print(json.dumps({"cpu": asyncio.run(SENDERS[name](server, int(how_many)))}))
