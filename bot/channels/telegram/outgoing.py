"""Puts a reply into Bot API calls: plain text, one button a row, a file by its reference.

No parse mode is ever set, so that what people typed cannot become markup or break a message. A text goes out as a
body that is written once for all who hear the same: PTB would write it anew for each, and read each answer in full.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message

from bot.channels.render import as_text, check_choices, numbered, shortened
from bot.messages import Media, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from bot.channels.telegram.bot import PollingBot

BUTTON_LENGTH: Final = 40
"""About what one row of a phone shows; the rest of a longer label would be invisible."""

CAPTION_LENGTH: Final = 1_024

# A link in an answer is read, not advertised: a preview would push the text out of sight.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

BODIES: Final = 64
"""Of how many texts the body is remembered: one announcement has one for each form of address and language."""


async def deliver(
    bot: PollingBot,
    chat: int,
    reply: Reply,
    file: str | InputFile | None = None,
    on_file: Callable[[], None] = lambda: None,
) -> tuple[int, Message | None]:
    """Send the reply, with ``file`` as what Telegram takes for its attachment.

    A text too long for a caption goes after the file: ``on_file`` hears that only the text is still to come.

    Gives the number of the message with its buttons, and that message if it holds the file.
    """
    if file is None or reply.attachment is None:
        return await bot.say(chat, body(reply)), None
    check_choices(reply)
    send, text = _file_call(bot, reply.attachment.media), text_of(reply)
    if len(text) <= CAPTION_LENGTH:
        message = await send(chat, file, caption=text, reply_markup=keyboard(reply))
        return message.message_id, message
    await send(chat, file)
    on_file()
    return await bot.say(chat, body(reply)), None


@lru_cache(BODIES)
def body(reply: Reply) -> bytes:
    """What ``sendMessage`` is told about the reply, but for the chat: the rest of a JSON object."""
    check_choices(reply)
    content: dict[str, Any] = {"text": text_of(reply), "link_preview_options": _NO_PREVIEW.to_dict()}
    if buttons := keyboard(reply):
        content["reply_markup"] = buttons.to_dict()
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()[1:]


async def edit(bot: Bot, chat: int, number: int, reply: Reply) -> None:
    """Put the reply in the place of message ``number``."""
    check_choices(reply)
    await bot.edit_message_text(
        text_of(reply),
        chat,
        number,
        reply_markup=keyboard(reply),
        link_preview_options=_NO_PREVIEW,
    )


def text_of(reply: Reply) -> str:
    """The text; with the list of choices as well if a label is too long for its button."""
    if any(len(choice.label) > BUTTON_LENGTH for choice in numbered(reply).choices):
        return as_text(reply)
    return reply.text


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """One numbered button a row, or ``None`` without choices."""
    rows = [
        [InlineKeyboardButton(shortened(choice.label, BUTTON_LENGTH), callback_data=choice.key)]
        for choice in numbered(reply).choices
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _file_call(bot: Bot, media: Media) -> Callable[..., Awaitable[Message]]:
    """Telegram refuses a file that is sent as another kind than it came in."""
    calls: dict[Media, Callable[..., Awaitable[Message]]] = {
        Media.PHOTO: bot.send_photo,
        Media.VOICE: bot.send_voice,
        Media.VIDEO: bot.send_video,
    }
    return calls.get(media, bot.send_document)
