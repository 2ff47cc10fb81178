"""Files of the store and messages that change, over the real channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Attachment, Choice, Media, Reply, Sent
from storage.files import StoredFile
from tests.fakes.bot_api_faults import Fault, Plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.channels.telegram import TelegramChannel
    from tests.fakes.bot_api import BotApi

    OpenChannel = Callable[..., AbstractAsyncContextManager[TelegramChannel]]

AN = Address("telegram", "42")
LIST = Attachment(Media.DOCUMENT, "store:abc", "danh sách.csv", "text/csv", 3)


async def test_a_file_is_uploaded_once_and_then_named(api: BotApi, open_channel: OpenChannel) -> None:
    read: list[str] = []

    async def read_file(file_id: str) -> StoredFile:
        read.append(file_id)
        return StoredFile(Media.DOCUMENT, "danh sách.csv", "text/csv", b"a;b")

    async with open_channel(read_file=read_file) as channel:
        for number in range(3):
            outcome = await channel.send(AN, Reply("Danh sách đây ạ.", attachment=LIST), key=str(number))
            assert isinstance(outcome, Sent)
        sent = await api.wait_for(42, 3)
    assert read == ["store:abc"]
    documents = [api.world.messages[42, one.message_id]["document"]["file_id"] for one in sent]
    assert len(set(documents)) == 1


@pytest.mark.parametrize(
    "plan",
    [Plan(Fault.DROP_BEFORE), Plan(Fault.BAD_GATEWAY), Plan(Fault.REFUSE, code=401, description="Unauthorized")],
)
async def test_a_file_before_a_long_text_is_sent_once_though_the_text_fails(
    api: BotApi, open_channel: OpenChannel, plan: Plan
) -> None:
    async def read_file(_file_id: str) -> StoredFile:
        return StoredFile(Media.DOCUMENT, "danh sách.csv", "text/csv", b"a;b")

    long = Reply("Danh sách đây ạ. " * 80, attachment=LIST)
    async with open_channel(read_file=read_file) as channel:
        api.faults.next("sendMessage", plan)
        assert not isinstance(await channel.send(AN, long, key="7"), Sent)
        assert isinstance(await channel.send(AN, long, key="7"), Sent)
        assert isinstance(await channel.send(AN, long, key="8"), Sent)
        sent = [api.world.messages[42, one.message_id] for one in await api.wait_for(42, 4)]
    assert ["document" in one for one in sent] == [True, False, True, False]


async def test_a_file_that_is_gone_leaves_the_words(api: BotApi, channel: TelegramChannel) -> None:
    assert isinstance(await channel.send(AN, Reply("Danh sách đây ạ.", attachment=LIST), key="1"), Sent)
    assert (await api.next_reply(42)).text == "Danh sách đây ạ."


async def test_a_message_changes_in_its_place(api: BotApi, channel: TelegramChannel) -> None:
    first = await channel.send(AN, Reply("Đã gửi 1", (Choice("p", "Tạm dừng"),)), key="1")
    assert isinstance(first, Sent)
    again = await channel.send(AN, Reply("Đã gửi 2"), key="2", replaces=first.message_ref)
    same = await channel.send(AN, Reply("Đã gửi 2"), key="3", replaces=first.message_ref)
    assert first == again == same
    [shown] = await api.wait_for(42)
    assert (shown.text, shown.edited) == ("Đã gửi 2", True)


async def test_what_cannot_be_changed_is_said_anew(api: BotApi, channel: TelegramChannel) -> None:
    for number, gone in enumerate(("42:99999", "nonsense")):
        outcome = await channel.send(AN, Reply("Đã gửi 2"), key=str(number), replaces=gone)
        assert isinstance(outcome, Sent)
        assert outcome.message_ref != gone
    assert len(await api.wait_for(42, 2)) == 2
