"""What Telegram refuses: texts, buttons and commands out of bounds, and floods."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

MAX_TEXT = 4_096
MAX_CAPTION = 1_024
MAX_CALLBACK_BYTES = 64
MAX_DOWNLOAD = 20_000_000
GROUP_WINDOW = 60.0
GROUP_MESSAGES = 20


class ApiError(Exception):
    """An answer with ``ok: false``, worded as Telegram words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


@dataclass(frozen=True, slots=True)
class Limits:
    """Flood rules; ``None`` switches one off."""

    per_second: int | None = None
    """Messages of the token in any one second."""
    per_chat_seconds: float | None = None
    """Least time between two messages to one private chat. Groups take 20 a minute."""
    retry_after: int = 1
    """How long everything (or the one chat) is refused after a violation."""


class Flood:
    """Counts messages against the limits; a violation closes the token or the chat for a while."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.violations = 0
        self._recent: deque[float] = deque()
        self._chats: defaultdict[int, deque[float]] = defaultdict(deque)
        self._closed: dict[int | None, float] = {}

    def admit(self, chat: int, now: float) -> None:
        """Count one message; ``ApiError`` 429 if it is too many."""
        self._refuse_if_closed(None, now)
        self._refuse_if_closed(chat, now)
        limits = self.limits
        if limits.per_second is not None and not _room(self._recent, limits.per_second, 1.0, now):
            self._close(None, now)
        count, window = (GROUP_MESSAGES, GROUP_WINDOW) if chat < 0 else (1, limits.per_chat_seconds)
        if limits.per_chat_seconds is not None and not _room(self._chats[chat], count, window or 0.0, now):
            self._close(chat, now)
        self._recent.append(now)
        if limits.per_chat_seconds is not None:
            self._chats[chat].append(now)

    def _close(self, key: int | None, now: float) -> None:
        self._closed[key] = now + self.limits.retry_after
        self._refuse_if_closed(key, now)

    def _refuse_if_closed(self, key: int | None, now: float) -> None:
        left = self._closed.get(key, now) - now
        if left <= 0:
            return
        self.violations += 1
        seconds = max(1, -int(-left // 1))
        raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _room(times: deque[float], count: int, window: float, now: float) -> bool:
    while times and times[0] <= now - window:
        times.popleft()
    return len(times) < count


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: str) -> str:
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if units(text) > MAX_TEXT:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def check_caption(caption: str) -> str:
    if units(caption) > MAX_CAPTION:
        raise ApiError(400, "Bad Request: message caption is too long")
    return caption


def check_markup(raw: Any) -> dict[str, Any] | None:
    """The keyboard, if Telegram would take it."""
    if not raw:
        return None
    try:
        markup: dict[str, Any] = json.loads(raw) if isinstance(raw, str) else raw
        buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
        data = [button["callback_data"] for button in buttons if "callback_data" in button]
        labels = [button["text"] for button in buttons]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ApiError(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    if any(not 1 <= len(str(value).encode()) <= MAX_CALLBACK_BYTES for value in data):
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if not all(labels):
        raise ApiError(400, "Bad Request: inline keyboard button text can't be empty")
    return markup


def check_commands(raw: Any) -> list[dict[str, str]]:
    commands: list[dict[str, str]] = json.loads(raw) if isinstance(raw, str) else raw
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
