"""Cuts a message into the questions that it may hold. Must not know intents."""

from __future__ import annotations

import re

_CUT = re.compile(
    r"[?!.;\n]+|\b(?:với lại|voi lai"
    r"|ngoài ra|ngoai ra|tiện thể|tien the|luôn tiện|sẵn|rồi còn|roi con|còn nữa|con nua"
    r"|thêm nữa|them nua|và cho hỏi|va cho hoi|hỏi thêm|hoi them|và|va)\b",
    re.IGNORECASE,
)
_SHORTEST_QUESTION = 3
_MOST_PARTS = 3


def parts(text: str) -> tuple[str, ...]:
    """The parts of ``text`` that are long enough to be a question, at most three."""
    pieces = [piece.strip() for piece in _CUT.split(text)]
    return tuple(piece for piece in pieces if len(piece.split()) >= _SHORTEST_QUESTION)[:_MOST_PARTS]
