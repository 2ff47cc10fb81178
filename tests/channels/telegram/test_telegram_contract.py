"""The fake speaks Telegram: PTB's own types take every answer and every update that it gives."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.fakes.bot_api_faults import Fault, Plan
from tests.fakes.bot_api_limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fakes.bot_api import BotApi
    from tests.fakes.bot_api_people import People

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("1. Có", callback_data="yes")]])


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """PTB's client as it comes, on its own transport."""
    async with Bot(api.token, base_url=api.base_url, base_file_url=f"{api.url}/file/bot") as client:
        yield client


def nothing_unknown(value: Any) -> None:
    """Fail if PTB found a field in an answer that its type does not have."""
    assert not value.api_kwargs, f"{type(value).__name__} does not know {value.api_kwargs}"


async def test_who_the_bot_is(bot: Bot) -> None:
    me = await bot.get_me()
    nothing_unknown(me)
    assert (me.is_bot, me.username) == (True, "ansinh_thu_bot")


async def test_messages_of_every_kind(api: BotApi, bot: Bot) -> None:
    upload = io.BytesIO(b"%PDF-1.7")
    messages = [
        await bot.send_message(42, "Dạ <b>", reply_markup=KEYBOARD),
        await bot.send_document(42, upload, filename="don.pdf", caption="Đơn"),
        await bot.send_photo(42, b"jpeg", caption="Ảnh"),
        await bot.send_voice(42, b"ogg"),
        await bot.send_video(42, b"mp4"),
    ]
    for message in messages:
        assert isinstance(message, Message)
        nothing_unknown(message)
    document = messages[1].document
    assert document is not None
    assert bytes(await (await bot.get_file(document.file_id)).download_as_bytearray()) == b"%PDF-1.7"
    assert await bot.send_document(42, document.file_id), "by reference, too"
    assert [sent.method for sent in api.sent[:3]] == ["sendMessage", "sendDocument", "sendPhoto"]


async def test_edits_deletions_actions_and_the_profile(api: BotApi, bot: Bot) -> None:
    message = await bot.send_message(42, "cũ")
    edited = await bot.edit_message_text("mới", 42, message.message_id, reply_markup=KEYBOARD)
    assert isinstance(edited, Message)
    nothing_unknown(edited)
    assert (edited.text, api.sent[0].text, api.sent[0].edited) == ("mới", "mới", True)
    assert await bot.delete_message(42, message.message_id)
    assert api.sent[0].deleted
    assert await bot.send_chat_action(42, ChatAction.TYPING)
    assert await bot.set_my_commands([BotCommand("start", "Bắt đầu")])
    assert await bot.set_my_description("x" * 512)
    assert await bot.set_my_short_description("x" * 120)
    assert await bot.delete_webhook(drop_pending_updates=True)


def everything_that_people_do(people: People) -> list[dict[str, Any]]:
    first = people.say(42, "/start@ansinh_thu_bot A @an_binh http://a.b")
    return [
        first,
        people.edit(42, first["message"]["message_id"], "sửa"),
        *(people.forward(42, "tin", origin) for origin in ("user", "hidden_user", "channel")),
        people.open_link(42, "MA1"),
        *(people.photo(42, "chú thích"), people.video(42), people.voice(42), people.sticker(42)),
        *(people.document(42), people.contact(42), people.location(42)),
        *(people.block(42), people.unblock(42)),
        *(people.add_to_group(-100_7, 42), people.say_in_group(-100_7, 42, "@ansinh_thu_bot")),
    ]


async def test_all_that_people_do_parses_without_a_field_too_many(api: BotApi, bot: Bot) -> None:
    said = everything_that_people_do(api.people)
    updates = await bot.get_updates(timeout=0)
    assert [update.update_id for update in updates] == [raw["update_id"] for raw in said]
    for update in updates:
        nothing_unknown(update)
        content = update.message or update.edited_message or update.my_chat_member
        assert isinstance(content, Message | ChatMemberUpdated)
        nothing_unknown(content)
        assert isinstance(content.chat, Chat)
    origins = [update.message.forward_origin for update in updates[2:5] if update.message]
    assert [type(origin) for origin in origins] == [MessageOriginUser, MessageOriginHiddenUser, MessageOriginChannel]


async def test_a_press_parses_with_its_message_and_is_answered_once(api: BotApi, bot: Bot) -> None:
    await bot.send_message(42, "Dạ?", reply_markup=KEYBOARD)
    api.people.press(42, "Có")
    [update] = await bot.get_updates(timeout=0)
    query = update.callback_query
    assert isinstance(query, CallbackQuery)
    nothing_unknown(query)
    assert (query.data, query.message is not None and query.message.is_accessible) == ("yes", True)
    assert await query.answer()
    with pytest.raises(BadRequest, match="too old"):
        await query.answer()


async def test_updates_come_again_until_an_offset_confirms_them(api: BotApi, bot: Bot) -> None:
    first, second = api.people.say(42, "một"), api.people.say(42, "hai")
    ids = [first["update_id"], second["update_id"]]
    for _ in range(2):
        assert [update.update_id for update in await bot.get_updates(timeout=0)] == ids
    assert [update.update_id for update in await bot.get_updates(timeout=0, limit=1)] == ids[:1]
    assert [update.update_id for update in await bot.get_updates(offset=ids[1], timeout=0)] == ids[1:]
    assert await bot.get_updates(offset=ids[1] + 1, timeout=0) == ()
    assert api.unconfirmed == 0


async def test_only_the_kinds_asked_for_are_kept(api: BotApi, bot: Bot) -> None:
    await bot.get_updates(timeout=0, allowed_updates=[Update.MESSAGE])
    api.people.block(42)
    said = api.people.say(42, "chào")
    assert [update.update_id for update in await bot.get_updates(timeout=0)] == [said["update_id"]]


REFUSALS: list[tuple[str, dict[str, Any], type[TelegramError], str]] = [
    ("send_message", {"chat_id": 99, "text": "x"}, BadRequest, "Chat not found"),
    ("send_message", {"chat_id": 42, "text": " "}, BadRequest, "text is empty"),
    ("send_message", {"chat_id": 42, "text": "👵" * 2_049}, BadRequest, "too long"),
    ("send_document", {"chat_id": 42, "document": "AgAC404"}, BadRequest, "Wrong file identifier"),
    ("send_photo", {"chat_id": 42, "photo": b"x", "caption": "x" * 1_025}, BadRequest, "caption is too long"),
    ("delete_message", {"chat_id": 42, "message_id": 999}, BadRequest, "Message to delete not found"),
    ("edit_message_text", {"chat_id": 42, "message_id": 999, "text": "x"}, BadRequest, "not found"),
    ("get_file", {"file_id": "AgAC404"}, BadRequest, "Invalid file_id"),
    ("set_my_commands", {"commands": [BotCommand("Hỏi", "x")]}, BadRequest, "command_invalid"),
    ("set_my_short_description", {"short_description": "x" * 121}, BadRequest, "too long"),
    ("log_out", {}, InvalidToken, "method not found"),
]


@pytest.mark.parametrize(("method", "arguments", "error", "words"), REFUSALS)
async def test_refusals_are_worded_as_telegram_words_them(
    bot: Bot, method: str, arguments: dict[str, Any], error: type[TelegramError], words: str
) -> None:
    with pytest.raises(error, match=words):
        await getattr(bot, method)(**arguments)


async def test_a_button_carries_at_most_64_bytes(bot: Bot) -> None:
    def keyboard(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data=data)]])

    await bot.send_message(42, "Dạ?", reply_markup=keyboard("k" * 64))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(42, "Dạ?", reply_markup=keyboard("ắ" * 22))


async def test_chats_that_cannot_be_written_to(api: BotApi, bot: Bot) -> None:
    api.people.block(42)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(42, "x")
    api.people.migrate(-5, -100_5)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == -100_5


async def test_floods_of_the_token_of_a_chat_and_of_a_group(api: BotApi, bot: Bot) -> None:
    api.people.say(43, "chào")
    api.people.add_to_group(-100_7, 42)
    api.set_limits(Limits(per_chat_seconds=30.0, retry_after=20))
    await bot.send_message(42, "một")
    with pytest.raises(RetryAfter) as waits:
        await bot.send_message(42, "hai")
    assert waits.value._retry_after.total_seconds() == 20
    await bot.send_message(43, "another chat is free")
    for number in range(20):
        await bot.send_message(-100_7, str(number))
    with pytest.raises(RetryAfter):
        await bot.send_message(-100_7, "the twenty-first in a minute")
    api.set_limits(Limits(per_second=2))
    await bot.send_message(42, "một")
    await bot.send_message(43, "hai")
    with pytest.raises(RetryAfter):
        await bot.send_message(43, "ba")
    assert api.world.flood.violations == 1


async def test_two_pollers_are_in_conflict_and_the_later_one_goes_on(api: BotApi, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=9))
    await api.wait_for_call("getUpdates")
    async with Bot(api.token, base_url=api.base_url) as second:
        assert await second.get_updates(timeout=0) == ()
        with pytest.raises(Conflict, match="only one bot instance"):
            await waiting


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.CUT])
async def test_faults_come_as_network_errors_and_have_the_effect_they_say(api: BotApi, bot: Bot, fault: Fault) -> None:
    api.faults.next("sendMessage", Plan(fault))
    with pytest.raises(NetworkError):
        await bot.send_message(42, "x")
    assert len(api.sent) == (fault in {Fault.DROP_AFTER, Fault.CUT})


async def test_a_share_of_calls_fails_and_the_plan_can_be_cleared(api: BotApi, bot: Bot) -> None:
    api.faults.share("sendMessage", Plan(Fault.BAD_GATEWAY), 0.5)
    for _ in range(40):
        try:
            await bot.send_message(42, "x")
        except NetworkError:
            continue
    assert 5 < len(api.sent) < 35
    api.faults.clear()
    await bot.send_message(42, "x")
    assert api.faults.done + len(api.sent) == 41
