"""Turns the meaning of a reply into what a channel can show: numbers, lists, pieces that fit.

Pure functions. Numbers stand before every label on every channel, so that typing "1" always works.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from bot.messages import MAX_TEXT, Reply

MAX_KEY_BYTES = 64
"""Telegram's limit of what a button carries; Vietnamese letters take two or three bytes."""

# Where a text may be cut, the best place first: between paragraphs, lines, sentences, words.
_BOUNDARIES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…:;])\s+"), re.compile(r"\s+"))


class ReplyError(ValueError):
    """A reply that its author has to shorten or mend. Its text is logged: it quotes nothing of the reply."""


def numbered_label(number: int, label: str) -> str:
    """The label as it is shown: ``1. Hỏi về tài khoản``."""
    return f"{number}. {label}"


def numbered(reply: Reply) -> Reply:
    """The same reply with a number before every label that has one; keys stay as they are."""
    numbers = itertools.count(1)
    choices = tuple(
        choice if choice.aside else replace(choice, label=numbered_label(next(numbers), choice.label))
        for choice in reply.choices
    )
    return replace(reply, choices=choices)


def as_text(reply: Reply) -> str:
    """The whole reply as text, the choices as a numbered list: for a channel without buttons."""
    listed = "\n".join(choice.label for choice in numbered(reply).choices)
    return "\n\n".join(part for part in (reply.text, listed) if part)


def shortened(text: str, length: int) -> str:
    """The text if it fits, else its beginning with an ellipsis, cut between words where possible."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at_word, space, _ = head.rpartition(" ")
    return (at_word if space and len(at_word) > length // 2 else head).rstrip() + "…"


def check(reply: Reply) -> Reply:
    """The reply itself; ``ReplyError`` if some channel could not show it as its author meant it."""
    if not reply.text.strip():
        raise ReplyError("a reply needs a text")
    if len(reply.text) > MAX_TEXT:
        raise ReplyError(f"a reply has {len(reply.text)} characters, at most {MAX_TEXT} fit")
    check_choices(reply)
    return reply


def check_choices(reply: Reply) -> None:
    """``ReplyError`` if a choice could not be a button, or if two could not be told apart."""
    keys = [choice.key for choice in reply.choices]
    if len(set(keys)) < len(keys):
        raise ReplyError("a reply offers the same choice twice")
    for choice in reply.choices:
        size = len(choice.key.encode())
        if not 0 < size <= MAX_KEY_BYTES:
            raise ReplyError(f"a key has {size} bytes, 1 to {MAX_KEY_BYTES} fit")
        if not choice.label.strip():
            raise ReplyError("a choice has no label")


def pieces(reply: Reply, limit: int = MAX_TEXT) -> list[Reply]:
    """The reply as several that fit, in order: the attachment with the first, choices with the last."""
    texts = split(reply.text, limit) or [reply.text]
    replies = [Reply(text) for text in texts]
    replies[0] = replace(replies[0], attachment=reply.attachment)
    replies[-1] = replace(replies[-1], choices=reply.choices)
    return replies


def split(text: str, limit: int = MAX_TEXT) -> list[str]:
    """The text in pieces of at most ``limit`` characters, cut where it reads best; only space is lost."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        end, resume = _cut(rest, limit)
        parts.append(rest[:end].rstrip())
        rest = rest[resume:].lstrip()
    if rest:
        parts.append(rest)
    return parts


def _cut(text: str, limit: int) -> tuple[int, int]:
    """Where the first piece ends and the next begins.

    A boundary in the first half is passed over for a lesser one further on, so that no piece is tiny.
    """
    for boundary in _BOUNDARIES:
        ends = [match.span() for match in boundary.finditer(text, 0, limit + 1) if limit // 2 < match.start() <= limit]
        if ends:
            return ends[-1]
    return limit, limit
