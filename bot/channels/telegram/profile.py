"""What Telegram shows of the bot before anybody writes: the command menu and the descriptions."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, BotCommand
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

COMMANDS = (
    BotCommand("start", "Bắt đầu"),
    BotCommand("hoi", "Hỏi về tài khoản, trợ cấp"),
    BotCommand("luadao", "Kiểm tra tin lừa đảo"),
    BotCommand("nhac", "Nhắc ngày nhận tiền"),
    BotCommand("dangky", "Báo ý muốn đăng ký"),
    BotCommand("dulieu", "Xem, xóa dữ liệu của mình"),
    BotCommand("dung", "Dừng mọi tin nhắn"),
    BotCommand("trogiup", "Trợ giúp"),
)

DESCRIPTION = (
    "Trợ lý An Sinh giúp người nhận trợ cấp và gia đình: hỏi về tài khoản nhận tiền, "
    "kiểm tra tin nhắn lừa đảo, nhắc ngày nhận tiền.\n\n"
    "Trợ lý không bao giờ hỏi mã OTP, mật khẩu, số thẻ hay số căn cước.\n\n"
    "Dạ, bấm Bắt đầu để trò chuyện."
)
SHORT_DESCRIPTION = "Hỏi đáp về trợ cấp xã hội, tránh lừa đảo, nhắc ngày nhận tiền."


async def publish(bot: Bot) -> None:
    """Set the menu and the descriptions; the bot works without them, so a failure is only logged."""
    calls = {
        "commands": bot.set_my_commands(COMMANDS),
        "description": bot.set_my_description(DESCRIPTION),
        "short description": bot.set_my_short_description(SHORT_DESCRIPTION),
    }
    results = await asyncio.gather(*calls.values(), return_exceptions=True)
    for name, result in zip(calls, results, strict=True):
        if isinstance(result, TelegramError):
            logger.warning("The bot's %s could not be set: %s", name, result)
