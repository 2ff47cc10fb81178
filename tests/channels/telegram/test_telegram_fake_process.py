"""The fake as a process of its own, driven over HTTP as end-to-end tests and benchmarks do."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.fakes.bot_api_remote import bot_api_process


async def test_a_dialogue_over_two_processes() -> None:
    async with bot_api_process() as api, Bot(api.token, base_url=api.base_url) as bot:
        said = await api("say", chat=42, text="chào")
        [update] = await bot.get_updates(timeout=5)
        assert update.update_id == said["update_id"]
        waiting = asyncio.create_task(api("next_reply", chat=42))
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("1. Có", callback_data="yes")]])
        await bot.send_message(42, "Dạ?", reply_markup=keyboard)
        assert (await waiting)["buttons"] == [["1. Có", "yes"]]
        await api("press", chat=42, button="Có")
        [pressed] = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        assert pressed.callback_query is not None
        assert pressed.callback_query.data == "yes"
        state = await api("state")
        assert (state["sent"], state["unconfirmed"], state["calls"]["sendMessage"]) == (1, 1, 1)


async def test_batches_faults_limits_and_mistakes() -> None:
    async with bot_api_process("--open-to-all") as api, Bot(api.token, base_url=api.base_url) as bot:
        await api("batch", orders=[["say", {"chat": chat, "text": "x"}] for chat in (1, 2, 3)])
        await api("fault", method="sendMessage", fault="bad_gateway")
        await api("limits", per_second=1)
        outcomes = await asyncio.gather(*(bot.send_message(77, "x") for _ in range(3)), return_exceptions=True)
        assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 2
        await api("wait_for_total", count=1)
        assert len(await api("sent", chat=77)) == 1
        with pytest.raises(RuntimeError, match="LookupError"):
            await api("press", chat=77)
