"""Puts a reply into Bot API calls: plain text, one button a row, a file by its reference.

No parse mode is ever set, so that what people typed cannot become markup or break a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message

from bot.channels.render import as_text, check_choices, numbered, shortened
from bot.messages import Media, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

BUTTON_LENGTH: Final = 40
"""About what one row of a phone shows; the rest of a longer label would be invisible."""

CAPTION_LENGTH: Final = 1_024

# A link in an answer is read, not advertised: a preview would push the text out of sight.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def deliver(bot: Bot, chat: int, reply: Reply, file: str | InputFile | None = None) -> Message:
    """Send the reply, with ``file`` as what Telegram takes for its attachment; the message with its buttons."""
    check_choices(reply)
    text, buttons = text_of(reply), keyboard(reply)
    if file is None or reply.attachment is None:
        return await _send_text(bot, chat, text, buttons)
    send = _file_call(bot, reply.attachment.media)
    if len(text) <= CAPTION_LENGTH:
        return await send(chat, file, caption=text, reply_markup=buttons)
    await send(chat, file)
    return await _send_text(bot, chat, text, buttons)


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


async def _send_text(bot: Bot, chat: int, text: str, buttons: InlineKeyboardMarkup | None) -> Message:
    return await bot.send_message(chat, text, reply_markup=buttons, link_preview_options=_NO_PREVIEW)


def _file_call(bot: Bot, media: Media) -> Callable[..., Awaitable[Message]]:
    """Telegram refuses a file that is sent as another kind than it came in."""
    calls: dict[Media, Callable[..., Awaitable[Message]]] = {
        Media.PHOTO: bot.send_photo,
        Media.VOICE: bot.send_voice,
        Media.VIDEO: bot.send_video,
    }
    return calls.get(media, bot.send_document)
