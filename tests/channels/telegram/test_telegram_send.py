"""From a reply to Telegram: what the person sees, and what each failure means for the sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.channels.port import ChannelError
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.channel import Settings
from bot.channels.telegram.transport import Request
from bot.messages import (
    Address,
    Attachment,
    Choice,
    Erase,
    Media,
    Outcome,
    Rejected,
    Reply,
    RetryAfter,
    Sent,
    Unknown,
    Unreachable,
)
from tests.fakes.bot_api_faults import Fault, Plan
from tests.fakes.bot_api_limits import Limits

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApi

AN = Address("telegram", "42")
MENU = Reply("Dạ, chọn một:", (Choice("ask", "Hỏi"), Choice("scam", "Kiểm tra tin")))


async def send(channel: TelegramChannel, address: Address, message: Reply | Erase) -> Outcome:
    return await channel.send(address, message, key="1")


async def test_a_reply_arrives_as_plain_text_with_one_numbered_button_a_row(
    api: BotApi, channel: TelegramChannel
) -> None:
    outcome = await send(channel, AN, MENU)
    [sent] = await api.wait_for(42)
    assert (sent.text, sent.buttons) == ("Dạ, chọn một:", [("1. Hỏi", "ask"), ("2. Kiểm tra tin", "scam")])
    assert outcome == Sent(f"42:{sent.message_id}")
    rows = api.world.messages[42, sent.message_id]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [1, 1]


async def test_markup_in_a_text_stays_what_the_person_typed(api: BotApi, channel: TelegramChannel) -> None:
    text = "*_`[<b>x</b>](http://a) & \u202e ngược \u200b 👵🏽"
    await send(channel, AN, Reply(text))
    assert (await api.next_reply(42)).text == text


async def test_a_label_too_long_for_its_button_is_listed_in_the_text_as_well(
    api: BotApi, channel: TelegramChannel
) -> None:
    label = "Người nhận nằm một chỗ, không ra ngân hàng được thì làm sao"
    await send(channel, AN, Reply("Dạ?", (Choice("a", label), Choice("b", "Khác"))))
    sent = await api.next_reply(42)
    assert sent.text == f"Dạ?\n\n1. {label}\n2. Khác"
    assert len(sent.buttons[0][0]) <= 40
    assert sent.buttons[0][0].endswith("…")


@pytest.mark.parametrize("media", [Media.DOCUMENT, Media.PHOTO, Media.VOICE, Media.VIDEO])
async def test_a_file_is_sent_by_its_reference(api: BotApi, channel: TelegramChannel, media: Media) -> None:
    file = api.world.store("documents", b"%PDF")
    outcome = await send(channel, AN, Reply("Dạ, đây.", (Choice("a", "A"),), Attachment(media, file.file_id)))
    sent = await api.next_reply(42)
    assert (sent.method, sent.text, sent.file_id) == (f"send{media.capitalize()}", "Dạ, đây.", file.file_id)
    assert (sent.buttons, outcome) == ([("1. A", "a")], Sent(f"42:{sent.message_id}"))


async def test_a_text_too_long_for_a_caption_follows_its_file(api: BotApi, channel: TelegramChannel) -> None:
    file = api.world.store("documents", b"%PDF")
    text = "Dạ. " * 300
    await send(channel, AN, Reply(text, (Choice("a", "A"),), Attachment(Media.DOCUMENT, file.file_id)))
    first, second = await api.wait_for(42, 2)
    assert (first.method, first.text, first.buttons) == ("sendDocument", "", [])
    assert (second.method, second.text, second.buttons) == ("sendMessage", text, [("1. A", "a")])


async def test_a_message_is_erased_once_and_for_all(api: BotApi, channel: TelegramChannel) -> None:
    number = api.people.say(42, "mã OTP 123456")["message"]["message_id"]
    erase = Erase(f"42:{number}")
    assert await send(channel, AN, erase) == Sent(f"42:{number}")
    assert (42, number) not in api.world.messages
    assert await send(channel, AN, erase) == Sent(f"42:{number}"), "gone already is as good"


async def test_what_cannot_be_erased_is_said(api: BotApi, channel: TelegramChannel) -> None:
    api.faults.next("deleteMessage", Plan(Fault.REFUSE, description="Bad Request: message can't be deleted"))
    assert isinstance(await send(channel, AN, Erase("42:1")), Rejected)
    assert await send(channel, AN, Erase("x:1")) == Rejected("not a message of Telegram")


def refuse(code: int, description: str) -> Plan:
    return Plan(Fault.REFUSE, code=code, description=description)


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        (refuse(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (refuse(403, "Forbidden: user is deactivated"), Unreachable),
        (refuse(403, "Forbidden: bot can't initiate conversation with a user"), Unreachable),
        (refuse(400, "Bad Request: chat not found"), Unreachable),
        (refuse(400, "Bad Request: user is deactivated"), Unreachable),
        (refuse(400, "Bad Request: PEER_ID_INVALID"), Unreachable),
        (refuse(400, "Bad Request: message is too long"), Rejected),
        (refuse(401, "Unauthorized"), RetryAfter),
        (refuse(409, "Conflict: terminated by other getUpdates request"), RetryAfter),
        (refuse(500, "Internal Server Error"), Unknown),
        (Plan(Fault.BAD_GATEWAY), Unknown),
        (Plan(Fault.DROP_BEFORE), Unknown),
        (Plan(Fault.DROP_AFTER), Unknown),
        (Plan(Fault.CUT), Unknown),
        (Plan(Fault.GARBLED), Unknown),
    ],
)
async def test_each_failure_becomes_its_outcome(
    api: BotApi, channel: TelegramChannel, plan: Plan, kind: type[Outcome]
) -> None:
    api.faults.next("sendMessage", plan)
    outcome = await send(channel, AN, Reply("Dạ."))
    assert type(outcome) is kind
    assert isinstance(await send(channel, AN, Reply("Dạ.")), Sent), "the next one goes out again"


async def test_a_drop_after_the_effect_is_unknown_and_was_delivered(api: BotApi, channel: TelegramChannel) -> None:
    api.faults.next("sendMessage", Plan(Fault.CUT))
    assert isinstance(await send(channel, AN, Reply("Dạ.")), Unknown)
    assert (await api.next_reply(42)).text == "Dạ."


async def test_no_answer_in_time_is_unknown(
    api: BotApi, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = channel._bot.request
    assert isinstance(request, Request)
    monkeypatch.setattr(request, "answer_seconds", 0.2)
    api.faults.next("sendMessage", Plan(Fault.HANG_AFTER))
    assert await send(channel, AN, Reply("Dạ.")) == Unknown("Telegram did not answer in time")
    assert len(await api.wait_for(42)) == 1


async def test_without_a_connection_nothing_was_sent(api: BotApi, channel: TelegramChannel) -> None:
    await api.stop()
    assert isinstance(await send(channel, AN, Reply("Dạ.")), RetryAfter | Unknown), "a kept connection may break"
    outcome = await send(channel, AN, Reply("Dạ."))
    assert isinstance(outcome, RetryAfter)
    assert 0 < outcome.seconds <= 10


async def test_a_host_that_does_not_exist_counts_as_not_sent() -> None:
    channel = TelegramChannel("1:a", Settings(base_url="http://khong-co.invalid/bot"))
    assert isinstance(await send(channel, AN, Reply("Dạ.")), RetryAfter)
    await channel._bot.request.shutdown()


async def test_a_flood_says_how_long_to_wait(api: BotApi, channel: TelegramChannel) -> None:
    api.set_limits(Limits(per_second=1, retry_after=7))
    assert isinstance(await send(channel, AN, Reply("một")), Sent)
    assert await send(channel, AN, Reply("hai")) == RetryAfter(7.0)
    assert len(api.sent) == 1


async def test_who_blocked_left_or_never_wrote_is_unreachable(api: BotApi, channel: TelegramChannel) -> None:
    api.people.block(42)
    assert await send(channel, AN, MENU) == Unreachable("Forbidden: bot was blocked by the user")
    api.people.unblock(42)
    assert isinstance(await send(channel, AN, MENU), Sent)
    api.people.deactivate(42)
    assert isinstance(await send(channel, AN, MENU), Unreachable)
    assert isinstance(await send(channel, Address("telegram", "99"), MENU), Unreachable)
    api.world.user(98)
    assert isinstance(await send(channel, Address("telegram", "98"), MENU), Unreachable)


async def test_a_group_that_has_moved_is_given_up(api: BotApi, channel: TelegramChannel) -> None:
    api.people.migrate(-5, -100_5)
    assert isinstance(await send(channel, Address("telegram", "-5"), Reply("Dạ.")), Rejected)


@pytest.mark.parametrize(
    ("address", "reply"),
    [
        ("abc", Reply("Dạ.")),
        ("4²", Reply("Dạ.")),
        ("42", Reply("Dạ.", (Choice("k" * 65, "A"),))),
        ("42", Reply("")),
        ("42", Reply("x" * 4_097)),
    ],
)
async def test_what_can_never_be_sent_is_rejected(
    api: BotApi, channel: TelegramChannel, address: str, reply: Reply
) -> None:
    assert isinstance(await send(channel, Address("telegram", address), reply), Rejected)
    assert api.sent == []


async def test_a_photo_is_fetched_within_its_bound(api: BotApi, channel: TelegramChannel) -> None:
    file_id = api.people.photo(42, content=b"x" * 1_000)["message"]["photo"][-1]["file_id"]
    photo = Attachment(Media.PHOTO, file_id)
    assert await channel.fetch(photo, limit_bytes=1_000) == b"x" * 1_000
    with pytest.raises(ChannelError, match="larger than 999 bytes"):
        await channel.fetch(photo, limit_bytes=999)


async def test_a_stated_size_is_believed_only_to_refuse(api: BotApi, channel: TelegramChannel) -> None:
    with pytest.raises(ChannelError, match="larger"):
        await channel.fetch(Attachment(Media.PHOTO, "f", size=2_000), limit_bytes=1_000)
    assert api.calls["getFile"] == 0
    liar = api.world.store("photos", b"x" * 300_000, size=10)
    with pytest.raises(ChannelError, match="larger"):
        await channel.fetch(Attachment(Media.PHOTO, liar.file_id, size=10), limit_bytes=1_000)


async def test_a_file_that_is_gone_is_said_without_the_token(api: BotApi, channel: TelegramChannel) -> None:
    gone = api.world.store("photos", b"x")
    api.world.files[gone.file_id] = type(gone)(gone.file_id, "photos/other", b"x", 1)
    for attachment in (Attachment(Media.PHOTO, "unknown"), Attachment(Media.CONTACT)):
        with pytest.raises(ChannelError) as caught:
            await channel.fetch(attachment, limit_bytes=10)
        assert api.token not in str(caught.value)
        assert caught.value.__context__ is None
