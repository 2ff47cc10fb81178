"""From an update to the inbox: nothing is acknowledged before it is stored, and nothing is stored twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.channels.telegram.channel import Settings
from bot.messages import Address, Choice, Erase, Kind, Outcome, Reply
from tests.fakes.bot_api_faults import Fault, Plan

if TYPE_CHECKING:
    import pytest

    from bot.channels.telegram import TelegramChannel
    from tests.channels.telegram.conftest import Inbox, OpenChannel
    from tests.fakes.bot_api import BotApi

AN = Address("telegram", "42")


async def send(channel: TelegramChannel, address: Address, message: Reply | Erase) -> Outcome:
    return await channel.send(address, message, key="1")


async def test_a_text_reaches_the_inbox_and_is_then_confirmed(
    api: BotApi, channel: TelegramChannel, inbox: Inbox
) -> None:
    update = api.people.say(42, "quen ma pin roi lam sao")
    incoming = await inbox.next()
    assert (incoming.event_id, incoming.address, incoming.text) == (
        str(update["update_id"]),
        AN,
        "quen ma pin roi lam sao",
    )
    assert incoming.message_ref == f"42:{update['message']['message_id']}"
    assert incoming.sent_at.timestamp() == update["message"]["date"]
    await api.wait_until_confirmed()
    assert channel.failure() is None


async def test_what_the_store_did_not_take_is_delivered_again_and_stored_once(
    api: BotApi, open_channel: OpenChannel, inbox: Inbox
) -> None:
    for chat, text in [(42, "một"), (43, "hai"), (42, "ba")]:
        api.people.say(chat, text)
    inbox.refusals = 1
    async with open_channel():
        texts = [(await inbox.next()).text for _ in range(3)]
        await api.wait_until_confirmed()
    assert texts == ["hai", "một", "ba"]
    assert inbox.repeats == 1, "the one that was stored came again with the batch"


async def test_nothing_is_confirmed_while_it_is_being_stored(
    api: BotApi, open_channel: OpenChannel, inbox: Inbox
) -> None:
    inbox.gate.clear()
    api.people.say(42, "một")
    async with open_channel():
        await asyncio.wait_for(inbox.entered.wait(), 10)
        assert (api.unconfirmed, inbox.rows) == (1, {})
        inbox.gate.set()
        await api.wait_until_confirmed()
    assert len(inbox.rows) == 1


async def test_a_batch_is_stored_together_but_each_person_in_order(
    api: BotApi, open_channel: OpenChannel, inbox: Inbox
) -> None:
    for number in range(5):
        for chat in range(100, 110):
            api.people.say(chat, str(number))
    inbox.gate.clear()
    async with open_channel():
        await asyncio.wait_for(inbox.entered.wait(), 10)
        inbox.gate.set()
        await api.wait_until_confirmed()
    assert inbox.most_under_way == 10, "one of each person at a time"
    for chat in range(100, 110):
        texts = [row.text for row in inbox.rows.values() if row.address.external_id == str(chat)]
        assert texts == ["0", "1", "2", "3", "4"]


async def test_a_stop_while_storing_loses_nothing(api: BotApi, open_channel: OpenChannel, inbox: Inbox) -> None:
    inbox.gate.clear()
    api.people.say(42, "một")
    async with open_channel():
        await asyncio.wait_for(inbox.entered.wait(), 10)
    assert [row.text for row in inbox.rows.values()] == ["một"]
    async with open_channel():
        await api.wait_until_confirmed()
    assert len(inbox.rows) == 1


async def test_a_button_is_answered_before_its_press_is_stored(
    api: BotApi, channel: TelegramChannel, inbox: Inbox
) -> None:
    await send(channel, AN, Reply("Dạ?", (Choice("yes", "Có"), Choice("no", "Không"))))
    inbox.gate.clear()
    api.people.press(42, "Không")
    await api.wait_for_call("answerCallbackQuery")
    assert inbox.rows == {}
    inbox.gate.set()
    assert (await inbox.next()).choice == "no"


async def test_a_button_that_cannot_be_answered_still_counts(
    api: BotApi, open_channel: OpenChannel, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    api.faults.next("answerCallbackQuery", Plan(Fault.REFUSE, description="Bad Request: query is too old"))
    async with open_channel() as channel:
        await send(channel, AN, Reply("Dạ?", (Choice("yes", "Có"),)))
        api.people.press(42)
        assert (await inbox.next()).choice == "yes"
    assert "could not be answered" in caplog.text


async def test_a_stale_button_still_sends_its_choice(api: BotApi, channel: TelegramChannel, inbox: Inbox) -> None:
    await send(channel, AN, Reply("Dạ?", (Choice("old", "Cũ"),)))
    await send(channel, AN, Reply("Dạ, còn đây?", (Choice("new", "Mới"),)))
    old = api.sent[0]
    del api.world.messages[42, old.message_id]
    api.people.press(42, 1, old.message_id)
    assert (await inbox.next()).choice == "old"


async def test_an_update_that_cannot_be_parsed_does_not_stop_the_next(
    api: BotApi, channel: TelegramChannel, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    api.people.push(message={"text": "mã OTP 482913"})
    api.people.push(message={"message_id": 5, "date": 1, "chat": {"id": 42, "type": "private"}, "text": {"a": 1},
                             "from": {"id": 42, "is_bot": False, "first_name": "An"}})  # fmt: skip
    api.people.say(42, "còn đây")
    assert (await inbox.next()).text == "còn đây"
    await api.wait_until_confirmed()
    assert channel.failure() is None
    assert "482913" not in caplog.text
    assert caplog.text.count("skipped") == 2


async def test_blocking_and_unblocking_are_heard(api: BotApi, channel: TelegramChannel, inbox: Inbox) -> None:
    api.people.block(42)
    assert ((await inbox.next()).kind, channel.name) == (Kind.BLOCKED, "telegram")
    api.people.unblock(42)
    incoming = await inbox.next()
    assert (incoming.kind, incoming.address) == (Kind.UNBLOCKED, AN)


async def test_polling_goes_on_after_a_bad_gateway_a_drop_and_a_cut_answer(
    api: BotApi, open_channel: OpenChannel, inbox: Inbox
) -> None:
    api.faults.next("getUpdates", Plan(Fault.CUT))
    api.people.say(42, "một")
    async with open_channel(Settings(base_url=api.base_url, poll_seconds=0.5)) as channel:
        assert (await inbox.next()).text == "một"
        await api.wait_until_confirmed()
        assert channel.failure() is None
