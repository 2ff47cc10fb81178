"""What people do in their Telegram, as the updates that the bot gets for it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api_limits import ApiError, units
from tests.fakes.bot_api_world import BLOCKED, DEACTIVATED, Json, SentMessage, World

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTITIES = (
    ("bot_command", re.compile(r"(?<!\S)/\w{1,32}(?:@\w+)?")),
    ("mention", re.compile(r"(?<!\S)@\w{4,32}")),
    ("url", re.compile(r"https?://\S+")),
)
_RANDOM_SENDER = {"id": 990_001, "is_bot": False, "first_name": "Người lạ"}
_CHANNEL = {"id": -1_009_990_001, "type": "channel", "title": "Tin trợ cấp"}


class People:
    """Every method is one thing that one person does; it returns the update (a JSON object)."""

    def __init__(self, world: World) -> None:
        self._world = world

    def say(self, chat: int, text: str, **more: Any) -> Json:
        """A text in private; ``more`` adds fields of Telegram's Message."""
        return self._message(chat, text=text, **entities("entities", text), **more)

    def open_link(self, chat: int, code: str) -> Json:
        """The press on "Start" after a link with a start code."""
        return self.say(chat, f"/start {code}")

    def forward(self, chat: int, text: str, origin: str = "user") -> Json:
        """A text passed on from a ``user``, a ``hidden_user`` or a ``channel``."""
        origins: dict[str, Json] = {
            "user": {"sender_user": _RANDOM_SENDER},
            "hidden_user": {"sender_user_name": "Người lạ"},
            "channel": {"chat": _CHANNEL, "message_id": 7},
        }
        source = {"type": origin, "date": int(time.time()) - 60} | origins[origin]
        return self.say(chat, text, forward_origin=source)

    def photo(self, chat: int, caption: str = "", content: bytes = b"jpeg", size: int | None = None) -> Json:
        file = self._file("photos", content, size)
        sizes = [file | {"width": width, "height": width, "file_size": width} for width in (90, 320)]
        return self._message(chat, photo=[*sizes, file | {"width": 800, "height": 800}], **captioned(caption))

    def voice(self, chat: int) -> Json:
        return self._message(chat, voice=self._file("voice") | {"duration": 4, "mime_type": "audio/ogg"})

    def video(self, chat: int, caption: str = "") -> Json:
        file = self._file("videos") | {"width": 640, "height": 360, "duration": 9, "mime_type": "video/mp4"}
        return self._message(chat, video=file, **captioned(caption))

    def sticker(self, chat: int) -> Json:
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._message(chat, sticker=self._file("stickers") | shape)

    def document(self, chat: int, name: str = "don.pdf", content: bytes = b"%PDF", caption: str = "") -> Json:
        file = self._file("documents", content) | {"file_name": name, "mime_type": "application/pdf"}
        return self._message(chat, document=file, **captioned(caption))

    def contact(self, chat: int) -> Json:
        return self._message(chat, contact={"phone_number": "+84905000000", "first_name": "Lan"})

    def location(self, chat: int) -> Json:
        return self._message(chat, location={"latitude": 15.57, "longitude": 108.47})

    def edit(self, chat: int, message_id: int, text: str) -> Json:
        """A change of one's own message."""
        message = self._world.messages[chat, message_id]
        message |= {"text": text, "edit_date": int(time.time())} | entities("entities", text)
        return self._world.push(edited_message=message)

    def press(self, chat: int, button: int | str = 1, message_id: int | None = None) -> Json:
        """A press on a button of the bot's message (the last with buttons): its number, label or data."""
        sent = self._with_buttons(chat, message_id)
        query = f"q{next(self._world.numbers)}"
        self._world.queries.add(query)
        message = self._world.messages.get((chat, sent.message_id), _inaccessible(self._world, sent))
        return self._world.push(
            callback_query={
                "id": query,
                "from": self._world.user(chat),
                "message": message,
                "chat_instance": str(chat),
                "data": _data_of(sent, button),
            }
        )

    def block(self, chat: int) -> Json:
        """The person stops the bot: nothing reaches them any more."""
        self._world.closed[chat] = ApiError(403, BLOCKED)
        return self._membership(self._world.private(chat), chat, "member", "kicked")

    def unblock(self, chat: int) -> Json:
        self._world.closed.pop(chat, None)
        return self._membership(self._world.private(chat), chat, "kicked", "member")

    def deactivate(self, chat: int) -> None:
        """The account is deleted; the bot only finds out when it writes."""
        self._world.closed[chat] = ApiError(403, DEACTIVATED)

    def migrate(self, group: int, new_id: int) -> None:
        """The group becomes a supergroup with another number."""
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        self._world.closed[group] = ApiError(400, description, migrate_to_chat_id=new_id)

    def say_in_group(self, group: int, user: int, text: str, **more: Any) -> Json:
        return self._push(self._group(group), user, text=text, **entities("entities", text), **more)

    def add_to_group(self, group: int, user: int) -> Json:
        """The person takes the bot into a group."""
        return self._membership(self._group(group), user, "left", "member")

    def push(self, **content: Any) -> Json:
        """Any update at all, as raw as a test wants it."""
        return self._world.push(**content)

    def _message(self, chat: int, **content: Any) -> Json:
        return self._push(self._world.private(chat), chat, **content)

    def _push(self, chat: Json, user: int, **content: Any) -> Json:
        message = self._world.message(chat, **{"from": self._world.user(user)}, **content)
        return self._world.push(message=message)

    def _membership(self, chat: Json, user: int, old: str, new: str) -> Json:
        change: Json = {"chat": chat, "from": self._world.user(user), "date": int(time.time())}
        states = {"old_chat_member": old, "new_chat_member": new}
        members = {
            key: {"user": self._world.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
            for key, status in states.items()
        }
        return self._world.push(my_chat_member=change | members)

    def _group(self, group: int) -> Json:
        return self._world.chats.setdefault(group, {"id": group, "type": "supergroup", "title": "Xóm 3"})

    def _file(self, folder: str, content: bytes = b"content", size: int | None = None) -> Json:
        stored = self._world.store(folder, content, size).as_json()
        del stored["file_path"]
        return stored

    def _with_buttons(self, chat: int, message_id: int | None) -> SentMessage:
        for sent in reversed(self._world.by_chat[chat]):
            if sent.buttons and message_id in (None, sent.message_id):
                return sent
        raise LookupError(f"no buttons were sent to {chat}")


def entities(key: str, text: str) -> dict[str, list[Json]]:
    """What Telegram marks in a text by itself: commands, mentions, links."""
    found = list(_entities(text))
    return {key: found} if found else {}


def captioned(caption: str) -> Json:
    return {"caption": caption} | entities("caption_entities", caption) if caption else {}


def _entities(text: str) -> Iterator[Json]:
    for kind, pattern in _ENTITIES:
        for match in pattern.finditer(text):
            yield {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}


def _inaccessible(world: World, sent: SentMessage) -> Json:
    """What Telegram says of a message that was deleted."""
    return {"chat": world.chats[sent.chat], "message_id": sent.message_id, "date": 0}


def _data_of(sent: SentMessage, button: int | str) -> str:
    if isinstance(button, int):
        return sent.buttons[button - 1][1]
    return next(data for label, data in sent.buttons if button == data or button in label)
