"""Messages as the rows of inbox and outbox keep them: JSON, which their owners seal."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.messages import Address, Attachment, Choice, Erase, Incoming, Kind, Media, Reply
from storage.times import moment, stamp


def load_reply(payload: str) -> Reply | None:
    """The reply that ``dump`` wrote."""
    message = load_message(payload)
    return message if isinstance(message, Reply) else None


def dump(message: Incoming | Reply | Erase) -> str:
    """A message as a row keeps it."""
    if isinstance(message, Reply) and message.attachment is None:  # nearly all, and ten times as quick
        choices = [{"key": one.key, "label": one.label, "aside": one.aside} for one in message.choices]
        content = {"text": message.text, "choices": choices, "attachment": None, "slot": message.slot}
        return json.dumps(content, ensure_ascii=False)
    return json.dumps(message, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:  # noqa: ANN401 - what json cannot write by itself: a moment, or one of our values
    if isinstance(value, datetime):
        return stamp(value)
    return {field.name: getattr(value, field.name) for field in fields(value)}


def load_incoming(payload: str) -> Incoming:
    """The event that ``dump`` wrote."""
    content: dict[str, Any] = json.loads(payload)
    content["address"] = Address(**content["address"])
    content["sent_at"] = moment(content["sent_at"])
    content["kind"] = Kind(content["kind"])
    content["attachment"] = _attachment(content["attachment"])
    content.pop("language", None)  # which earlier releases kept, of what still waits
    content["masked"] = tuple(content["masked"])
    return Incoming(**content)


def load_message(payload: str) -> Reply | Erase:
    """The message that ``dump`` wrote."""
    content: dict[str, Any] = json.loads(payload)
    if "message_ref" in content:
        return Erase(**content)
    choices = tuple(Choice(**choice) for choice in content["choices"])
    return Reply(content["text"], choices, _attachment(content["attachment"]), content.get("slot"))


def _attachment(content: dict[str, Any] | None) -> Attachment | None:
    return Attachment(**(content | {"media": Media(content["media"])})) if content else None
