"""Reads an update: what one person did in the chat, in the core's words. No I/O.

Of a group only the fact that the bot was called is kept, never what people wrote there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import (
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatType
from telegram.ext import filters

from bot.channels.telegram.media import attachment_of
from bot.messages import Address, Incoming, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

CHANNEL = "telegram"
ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_COMMAND = re.compile(r"(?P<command>/\w+)(?:@(?P<bot>\w+))?(?P<rest>(?:\s.*)?)", re.DOTALL)
_START = re.compile(r"/start\s+(?P<code>[A-Za-z0-9_-]{1,64})\s*")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is on Telegram: needed to know whether a group talks to it."""

    user_id: int
    username: str


def incoming_of(update: Update, bot: Identity, now: datetime) -> Incoming | None:
    """What happened, or ``None`` if it is nothing that the bot has to know."""
    event_id = str(update.update_id)
    if update.callback_query is not None:
        return _pressed(event_id, update.callback_query, now)
    if update.my_chat_member is not None:
        return _membership(event_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or not _by_a_person(message):
        return None
    if message.chat.type in _GROUPS:
        return _group_call(event_id, message, bot) if update.message else None
    if message.chat.type != ChatType.PRIVATE:
        return None
    return _private(event_id, message, bot, edited=update.edited_message is not None)


def _by_a_person(message: Message) -> bool:
    """Not a channel, an anonymous administrator, or another bot."""
    author = message.from_user
    return author is not None and not author.is_bot and message.sender_chat is None


def _pressed(event_id: str, query: CallbackQuery, now: datetime) -> Incoming | None:
    in_private = query.message is None or query.message.chat.type == ChatType.PRIVATE
    if not (query.data and in_private):
        return None
    address = Address(CHANNEL, str(query.from_user.id))
    return Incoming(event_id, address, now, choice=query.data)


def _membership(event_id: str, change: ChatMemberUpdated) -> Incoming | None:
    """A person blocked or unblocked the bot, or a group took it in or put it out."""
    if change.chat.type not in (ChatType.PRIVATE, *_GROUPS):
        return None
    was, present = _present(change.old_chat_member), _present(change.new_chat_member)
    if was == present:
        return None
    arrived = Kind.UNBLOCKED if change.chat.type == ChatType.PRIVATE else Kind.GROUP
    return Incoming(
        event_id,
        Address(CHANNEL, str(change.chat.id)),
        change.date,
        kind=arrived if present else Kind.BLOCKED,
    )


def _present(member: ChatMember) -> bool:
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


def _group_call(event_id: str, message: Message, bot: Identity) -> Incoming | None:
    if not _calls(message, bot):
        return None
    return Incoming(
        event_id,
        Address(CHANNEL, str(message.chat.id)),
        message.date,
        kind=Kind.GROUP,
        message_ref=_ref(message),
    )


def _calls(message: Message, bot: Identity) -> bool:
    """Whether a message in a group speaks to the bot: a reply, a command, a mention."""
    answered = message.reply_to_message
    if answered is not None and _is(answered.from_user, bot):
        return True
    if command := _COMMAND.fullmatch(message.text or ""):
        return _ours(command, bot)
    return any(_mentions(entity, text, bot) for entity, text in _entities(message))


def _mentions(entity: MessageEntity, text: str, bot: Identity) -> bool:
    if entity.type == MessageEntity.MENTION:
        return text.lower() == f"@{bot.username}".lower()
    return entity.type == MessageEntity.TEXT_MENTION and _is(entity.user, bot)


def _is(user: User | None, bot: Identity) -> bool:
    return user is not None and user.id == bot.user_id


def _ours(command: re.Match[str], bot: Identity) -> bool:
    return command["bot"] is None or command["bot"].lower() == bot.username.lower()


def _private(event_id: str, message: Message, bot: Identity, *, edited: bool) -> Incoming | None:
    text = message.text or message.caption or ""
    attachment = attachment_of(message)
    if edited and not text:
        return None  # a live location that moves, say
    if not text and attachment is None and filters.StatusUpdate.ALL.check_update(Update(0, message=message)):
        return None  # a pinned message, a timer that was set
    text, start_code = _command(text, bot)
    return Incoming(
        event_id,
        Address(CHANNEL, str(message.chat.id)),
        (message.edit_date if edited else None) or message.date,
        text="\n".join([text, *_hidden_links(message, text)]).strip(),
        attachment=attachment,
        start_code=start_code,
        kind=_kind(message, edited=edited),
        message_ref=_ref(message),
    )


def _kind(message: Message, *, edited: bool) -> Kind:
    if edited:
        return Kind.EDITED
    return Kind.MESSAGE if message.forward_origin is None else Kind.FORWARDED


def _command(text: str, bot: Identity) -> tuple[str, str | None]:
    """The text without the bot's own name in a command, and the code of a link that opened the chat."""
    command = _COMMAND.fullmatch(text)
    if command is None or not _ours(command, bot):
        return text, None
    plain = command["command"] + command["rest"]
    start = _START.fullmatch(plain)
    return ("/start", start["code"]) if start else (plain, None)


def _hidden_links(message: Message, text: str) -> list[str]:
    """Addresses that stand behind words or buttons: what a scam hides, and what the judge must see."""
    behind_words = (entity.url for entity, _ in _entities(message) if entity.type == MessageEntity.TEXT_LINK)
    found = [*behind_words, *_button_links(message.reply_markup)]
    return [url for url in dict.fromkeys(found) if url and url not in text]


def _button_links(markup: InlineKeyboardMarkup | None) -> Iterator[str | None]:
    for row in markup.inline_keyboard if markup else ():
        yield from (button.url for button in row)


def _entities(message: Message) -> list[tuple[MessageEntity, str]]:
    """Each entity with its words. Offsets that point outside the text give empty words, not an error."""
    units = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    return [
        (
            entity,
            units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", "replace"),
        )
        for entity in message.entities or message.caption_entities
    ]


def _ref(message: Message) -> str:
    return f"{message.chat.id}:{message.message_id}"
