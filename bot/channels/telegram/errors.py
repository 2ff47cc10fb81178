"""The one place where Telegram's errors become outcomes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
)
from telegram.error import (
    RetryAfter as FloodError,
)

from bot.channels.telegram.transport import NotSentError
from bot.messages import Outcome, Rejected, RetryAfter, Unknown, Unreachable

if TYPE_CHECKING:
    from telegram.error import TelegramError

RECONNECT_SECONDS = 3.0
REFUSED_TOKEN_SECONDS = 60.0

# How Telegram words "this chat cannot be written to" in a 400; a 403 always means it.
_NO_SUCH_CHAT = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")


def outcome_of(error: TelegramError) -> Outcome:
    """What the sender has to do next; whatever is not known to have had no effect is ``Unknown``."""
    if (seconds := _seconds_to_wait(error)) is not None:
        return RetryAfter(seconds, asked=isinstance(error, FloodError))
    reason = str(error)
    if isinstance(error, Forbidden):
        return Unreachable(reason)
    if isinstance(error, BadRequest):  # a NetworkError too in PTB's tree, yet a clear refusal
        gone = any(words in reason.lower() for words in _NO_SUCH_CHAT)
        return Unreachable(reason) if gone else Rejected(reason)
    return Rejected(reason) if isinstance(error, ChatMigrated) else Unknown(reason)


def _seconds_to_wait(error: TelegramError) -> float | None:
    """How long to wait if the call certainly had no effect and may succeed later."""
    if isinstance(error, FloodError):
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    if isinstance(error, NotSentError):
        return RECONNECT_SECONDS
    return REFUSED_TOKEN_SECONDS if isinstance(error, InvalidToken | Conflict) else None
