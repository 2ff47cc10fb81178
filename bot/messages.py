"""The vocabulary that channels, dialogue, handlers and delivery share.

Frozen values only: no I/O, no clock, no knowledge of any channel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MAX_TEXT = 2_000
"""Characters of a reply: the smallest limit among the channels that we plan for (Zalo's)."""

MAX_INCOMING = 8_000
"""Characters of an incoming text that are kept; a longer one is cut, and the person is told."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: ``telegram:123``, ``web:5f3c…``."""

    channel: str
    external_id: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.external_id}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address that ``str()`` wrote; ``ValueError`` if there is no channel in it."""
        channel, separator, external_id = text.partition(":")
        if not (separator and channel and external_id):
            raise ValueError(f"not an address: {text!r}")
        return cls(channel, external_id)


class Kind(StrEnum):
    """What happened in the chat."""

    MESSAGE = "message"
    FORWARDED = "forwarded"
    EDITED = "edited"
    GROUP = "group"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


class Media(StrEnum):
    """What came (or goes) with a text, or instead of one."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    DOCUMENT = "document"
    CONTACT = "contact"
    LOCATION = "location"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or a thing of the channel's own, by reference: its bytes are fetched only on demand."""

    media: Media
    file_id: str | None = None
    name: str | None = None
    mime: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that the person can pick. ``key`` is at most 64 bytes (Telegram's limit).

    A choice ``aside`` (back, skip, cancel) has no number: "1" must never be taken for "cancel".
    """

    key: str
    label: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event from one person.

    ``event_id`` is unique within the channel and the same when the channel delivers it again.
    ``message_ref`` is the channel's own name of the message, needed to delete it.
    """

    event_id: str
    address: Address
    sent_at: datetime
    text: str = ""
    choice: str | None = None
    attachment: Attachment | None = None
    start_code: str | None = None
    kind: Kind = Kind.MESSAGE
    message_ref: str | None = None
    masked: tuple[str, ...] = ()
    """Kinds of secrets that were masked in ``text`` before anything was stored."""
    cut: bool = False
    """The text was longer than ``MAX_INCOMING`` and was cut."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to one person: meaning, not widgets."""

    text: str
    choices: tuple[Choice, ...] = ()
    attachment: Attachment | None = None
    slot: str | None = None
    """This message takes the place of the chat's earlier one in the same slot, where the channel can edit."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Take a message that the person sent (it held a secret) out of the chat."""

    message_ref: str


class Priority(IntEnum):
    """The order in which the sender takes rows: the lower, the sooner."""

    REPLY = 0
    ALERT = 1
    REMINDER = 2
    ANNOUNCEMENT = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel took it; ``message_ref`` is its name there."""

    message_ref: str | None = None


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Nothing was sent, and nothing can be for ``seconds``."""

    seconds: float
    asked: bool = True
    """The channel asks everybody to wait; otherwise it cannot be reached."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This address cannot be written to until its owner writes again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The channel will never take this message; trying again is pointless."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it arrived (a time-out, a dropped connection, a crash)."""

    reason: str


Outcome = Sent | RetryAfter | Unreachable | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as far as the core needs to know."""

    per_chat_seconds: float = 0.0
    """Pause between two messages to one address."""
    rate: float | None = None
    """Messages a second for the whole channel; ``None`` is no limit."""
    start_link: str | None = field(default=None)
    """A link with ``{code}`` in it that opens the chat with a start code."""
