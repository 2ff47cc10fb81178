"""What the fake Telegram remembers: people, chats, messages, files, updates, and who waits for what."""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api_limits import ApiError, Flood, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

FIRST_UPDATE = 700_000_001
BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
NEVER_STARTED = "Forbidden: bot can't initiate conversation with a user"


@dataclass(slots=True)
class SentMessage:
    """One message that the bot sent, as the person sees it now."""

    at: float
    """When, on the clock of the event loop (the machine's monotonic clock)."""
    method: str
    chat: int
    message_id: int
    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Label and data of every button, from the top."""
    file_id: str | None = None
    deleted: bool = False
    edited: bool = False

    def as_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    path: str
    content: bytes
    size: int

    def as_json(self) -> Json:
        return {
            "file_id": self.file_id,
            "file_unique_id": f"u{self.file_id}",
            "file_size": self.size,
            "file_path": self.path,
        }


class World:
    """The state behind one bot token."""

    def __init__(self, username: str, limits: Limits, *, open_to_all: bool) -> None:
        self.bot: Json = {"id": 7_000_000_001, "is_bot": True, "first_name": "Trợ lý An Sinh", "username": username}
        self.flood = Flood(limits)
        self.open_to_all = open_to_all
        """Whether the bot may write to every private chat, also to people who never wrote."""
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Json] = {}
        self.closed: dict[int, ApiError] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.sent: list[SentMessage] = []
        self.by_chat: defaultdict[int, list[SentMessage]] = defaultdict(list)
        self.files: dict[str, StoredFile] = {}
        self.queries: set[str] = set()
        self.calls: Counter[str] = Counter()
        self.params: defaultdict[str, list[Json]] = defaultdict(list)
        """Parameters of every call that is neither a message nor a poll."""
        self.profile: Json = {}
        self.webhook: Json = {}
        self.allowed: frozenset[str] | None = None
        self.pending: list[Json] = []
        self.numbers = itertools.count(1)
        self.poll: asyncio.Future[bool] | None = None
        self.longest_poll = math.inf
        """Seconds after which a poll is answered with nothing, however long the bot would wait. With each answer it is
        looked at what ``until`` waits for; a condition that is not of this world alone needs them often."""
        self._update_ids = itertools.count(FIRST_UPDATE)
        self._waiters: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def user(self, user_id: int, name: str | None = None, language: str | None = "vi") -> Json:
        """The person, made on first sight."""
        if user_id not in self.users:
            person = {"id": user_id, "is_bot": False, "first_name": name or f"Người {user_id}"}
            self.users[user_id] = person | ({"language_code": language} if language else {})
        return self.users[user_id]

    def private(self, user_id: int) -> Json:
        """The private chat with the person, made on first sight."""
        if user_id not in self.chats:
            name = self.user(user_id)["first_name"]
            self.chats[user_id] = {"id": user_id, "type": "private", "first_name": name}
        return self.chats[user_id]

    def writable(self, chat_id: int) -> Json:
        """The chat that the bot writes to; ``ApiError`` if it may not or cannot."""
        if error := self.closed.get(chat_id):
            raise error
        if chat := self.chats.get(chat_id):
            return chat
        if self.open_to_all and chat_id > 0:
            return self.private(chat_id)
        if chat_id in self.users:
            raise ApiError(403, NEVER_STARTED)
        raise ApiError(400, "Bad Request: chat not found")

    def message(self, chat: Json, **content: Any) -> Json:
        """A new message of the chat, kept so that it can be pressed, edited, deleted."""
        number = next(self.numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": chat} | content
        self.messages[chat["id"], number] = message
        return message

    def record(self, method: str, message: Json) -> None:
        """Note what the bot has sent."""
        markup = message.get("reply_markup") or {}
        buttons = [
            (button["text"], button.get("callback_data", ""))
            for row in markup.get("inline_keyboard", [])
            for button in row
        ]
        sent = SentMessage(
            asyncio.get_running_loop().time(),
            method,
            message["chat"]["id"],
            message["message_id"],
            message.get("text") or message.get("caption") or "",
            buttons,
            next((file_id for file_id in map(_file_id, message.values()) if file_id), None),
        )
        self.sent.append(sent)
        self.by_chat[sent.chat].append(sent)
        self.changed()

    def shown(self, chat: int, message_id: int) -> SentMessage | None:
        """The bot's message with this number."""
        return next((sent for sent in self.by_chat[chat] if sent.message_id == message_id), None)

    def store(self, folder: str, content: bytes, size: int | None = None, suffix: str = "bin") -> StoredFile:
        """Keep a file; ``size`` is what Telegram says of it, which a test may make untrue."""
        number = next(self.numbers)
        path = f"{folder}/file_{number}.{suffix}"
        file = StoredFile(f"AgAC{number:06d}", path, content, len(content) if size is None else size)
        self.files[file.file_id] = file
        return file

    def push(self, **content: Any) -> Json:
        """A new update for the poller, unless it did not ask for this kind."""
        update = {"update_id": next(self._update_ids)} | content
        if self.allowed is None or self.allowed & content.keys():
            self.pending.append(update)
            self.wake(conflict=False)
        return update

    def wake(self, *, conflict: bool) -> None:
        """End the wait of the poller, if one waits."""
        if self.poll is not None and not self.poll.done():
            self.poll.set_result(conflict)

    def changed(self) -> None:
        """Let go who waits for what is true now."""
        for condition, future in [*self._waiters]:
            if condition() and not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], bool], within: float) -> None:
        """Wait until the condition holds; ``TimeoutError`` otherwise."""
        if condition():
            return
        waiter = (condition, asyncio.get_running_loop().create_future())
        self._waiters.append(waiter)
        try:
            await asyncio.wait_for(waiter[1], within)
        finally:
            self._waiters.remove(waiter)


def _file_id(part: Any) -> str | None:
    """The file of a message's part; of a photo's sizes, the largest."""
    if isinstance(part, list) and part:
        part = part[-1]
    return part.get("file_id") if isinstance(part, dict) else None
