"""The Bot API methods of the fake: what each does to its world, and what it answers."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tests.fakes import bot_api_limits as limits
from tests.fakes.bot_api_limits import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.fakes.bot_api_world import Json, World

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
POLLS = frozenset({"getUpdates"})
MESSAGES = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendVoice", "sendVideo"})
_ENTITY_FREE = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


class Methods:
    """One method of this class for each method of the Bot API, by the same name in snake case."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._table: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "getMe": self.get_me,
            "getUpdates": self.get_updates,
            "deleteWebhook": self.delete_webhook,
            "setWebhook": self.set_webhook,
            "getWebhookInfo": self.get_webhook_info,
            "setMyCommands": self.set_my_commands,
            "setMyDescription": self.set_my_description,
            "setMyShortDescription": self.set_my_short_description,
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            "sendDocument": self.send_document,
            "sendVoice": self.send_voice,
            "sendVideo": self.send_video,
            "sendChatAction": self.send_chat_action,
            "editMessageText": self.edit_message_text,
            "deleteMessage": self.delete_message,
            "answerCallbackQuery": self.answer_callback_query,
            "getFile": self.get_file,
        }
        self._by_lower_name = {name.lower(): name for name in self._table}

    def known(self, name: str) -> str:
        """The method's proper name (Telegram ignores case); ``ApiError`` 404 for an unknown one."""
        if proper := self._by_lower_name.get(name.lower()):
            return proper
        raise ApiError(404, "Not Found: method not found")

    async def call(self, name: str, params: Json) -> Any:
        """The result of one call. Noted first, so that also a refused one counts."""
        world = self._world
        world.calls[name] += 1
        if name not in MESSAGES and name not in POLLS:
            world.params[name].append(params)
        try:
            return await self._table[name](params)
        finally:
            world.changed()

    async def get_me(self, _params: Json) -> Json:
        return self._world.bot | _ENTITY_FREE

    async def get_updates(self, params: Json) -> list[Json]:
        """Confirm what lies before the offset, then answer with the rest, waiting for it if need be."""
        world = self._world
        world.wake(conflict=True)
        if "allowed_updates" in params:
            world.allowed = frozenset(loaded(params["allowed_updates"])) or None
        offset, count = integer(params, "offset", 0), integer(params, "limit", 100)
        world.pending = [update for update in world.pending if update["update_id"] >= offset]
        world.changed()  # before the long wait, so that who waits for the confirmation hears of it
        if not world.pending and await self._wait(min(float(params.get("timeout") or 0), world.longest_poll)):
            raise ApiError(409, CONFLICT)
        return world.pending[: min(max(count, 1), 100)]

    async def _wait(self, seconds: float) -> bool:
        """Wait for an update; whether another poller has taken over meanwhile."""
        if seconds <= 0:
            return False
        world = self._world
        world.poll = waiting = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return False
        finally:
            if world.poll is waiting:
                world.poll = None

    async def set_webhook(self, params: Json) -> bool:
        if not str(params["url"]).startswith(("https://", "http://127.0.0.1")):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self._world.webhook = params
        return True

    async def get_webhook_info(self, _params: Json) -> Json:
        return {
            "url": self._world.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.pending),
        }

    async def delete_webhook(self, params: Json) -> bool:
        if str(params.get("drop_pending_updates", "")).lower() == "true":
            self._world.pending.clear()
        self._world.webhook = {}
        return True

    async def set_my_commands(self, params: Json) -> bool:
        self._world.profile["commands"] = limits.check_commands(params.get("commands", "[]"))
        return True

    async def set_my_description(self, params: Json) -> bool:
        self._world.profile["description"] = at_most(params.get("description", ""), 512)
        return True

    async def set_my_short_description(self, params: Json) -> bool:
        self._world.profile["short_description"] = at_most(params.get("short_description", ""), 120)
        return True

    async def send_message(self, params: Json) -> Json:
        return self._send("sendMessage", params, text=limits.check_text(str(params.get("text", ""))))

    async def send_photo(self, params: Json) -> Json:
        file = self._file(params.get("photo"), "photos")
        size = {key: file[key] for key in ("file_id", "file_unique_id", "file_size")}
        return self._send_file("sendPhoto", params, photo=[size | {"width": 640, "height": 480}])

    async def send_document(self, params: Json) -> Json:
        return self._send_file("sendDocument", params, document=self._file(params.get("document"), "documents"))

    async def send_voice(self, params: Json) -> Json:
        voice = self._file(params.get("voice"), "voice") | {"duration": 3}
        return self._send_file("sendVoice", params, voice=voice)

    async def send_video(self, params: Json) -> Json:
        video = self._file(params.get("video"), "videos") | {"width": 640, "height": 480, "duration": 3}
        return self._send_file("sendVideo", params, video=video)

    def _send_file(self, method: str, params: Json, **media: Any) -> Json:
        caption = limits.check_caption(str(params.get("caption", "")))
        return self._send(method, params, **media, **({"caption": caption} if caption else {}))

    def _send(self, method: str, params: Json, **content: Any) -> Json:
        world = self._world
        markup = limits.check_markup(params.get("reply_markup"))
        chat = world.writable(integer(params, "chat_id"))
        world.flood.admit(chat["id"], asyncio.get_running_loop().time())
        if markup:
            content["reply_markup"] = markup
        message = world.message(chat, **{"from": world.bot}, **content)
        world.record(method, message)
        return message

    def _file(self, given: Any, folder: str) -> Json:
        """A file that Telegram has, by its id, or one that is uploaded."""
        if isinstance(given, bytes):
            file = self._world.store(folder, given)
        elif (file_or_none := self._world.files.get(str(given))) is not None:
            file = file_or_none
        else:
            raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return {key: value for key, value in file.as_json().items() if key != "file_path"}

    async def send_chat_action(self, params: Json) -> bool:
        self._world.writable(integer(params, "chat_id"))
        return True

    async def edit_message_text(self, params: Json) -> Json:
        text, markup = (
            limits.check_text(str(params.get("text", ""))),
            limits.check_markup(params.get("reply_markup")),
        )
        key = integer(params, "chat_id"), integer(params, "message_id")
        message, shown = self._world.messages.get(key), self._world.shown(*key)
        if message is None or shown is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if message.get("text") == text and message.get("reply_markup") == markup:
            raise ApiError(400, "Bad Request: message is not modified")
        message |= {"text": text, "edit_date": message["date"]}
        message.pop("reply_markup", None)
        if markup:
            message["reply_markup"] = markup
        shown.text, shown.edited = text, True
        return message

    async def delete_message(self, params: Json) -> bool:
        key = integer(params, "chat_id"), integer(params, "message_id")
        if self._world.messages.pop(key, None) is None:
            raise ApiError(400, "Bad Request: message to delete not found")
        if shown := self._world.shown(*key):
            shown.deleted = True
        return True

    async def answer_callback_query(self, params: Json) -> bool:
        query = str(params.get("callback_query_id"))
        if query not in self._world.queries:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._world.queries.discard(query)
        return True

    async def get_file(self, params: Json) -> Json:
        file = self._world.files.get(str(params.get("file_id")))
        if file is None:
            raise ApiError(400, "Bad Request: invalid file_id")
        if file.size > limits.MAX_DOWNLOAD:
            raise ApiError(400, "Bad Request: file is too big")
        return file.as_json()


def integer(params: Json, name: str, default: int | None = None) -> int:
    value = params.get(name, default)
    try:
        return int(value)  # type: ignore[arg-type]  # what int() refuses is what the except is for
    except (TypeError, ValueError):
        what = "chat not found" if name == "chat_id" else f"{name} is not a number"
        raise ApiError(400, f"Bad Request: {what}") from None


def loaded(value: Any) -> Any:
    """A parameter that is JSON, which forms carry as text."""
    return json.loads(value) if isinstance(value, str) else value


def at_most(text: str, length: int) -> str:
    if len(text) > length:
        raise ApiError(400, "Bad Request: description is too long")
    return text
