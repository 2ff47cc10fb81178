"""What a request carries: the part of a button's key behind the colon, or the words behind a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.messages import Incoming


def argument(message: Incoming) -> str:
    """``"7"`` of the button ``withdraw:7``; ``"Thăng Bình"`` of ``/thongke Thăng Bình``; else empty."""
    if message.choice is not None:
        return message.choice.partition(":")[2]
    if message.text.startswith("/"):
        return message.text.partition(" ")[2].strip()
    return ""


def row_number(message: Incoming) -> int:
    """The argument as a row's number; 0, which no row has, if it is none."""
    return number(argument(message))


def number(value: str) -> int:
    """A part of an argument as a row's number; 0, which no row has, if it is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0  # noqa: PLR2004 - SQLite's integers end there
