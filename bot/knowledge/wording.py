"""Other wordings of a learning example: how the same person might have put it on another day.

Used in training only. Frames add what people say around a question; words drop out or lose a letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_BEFORE = (
    "cho em hỏi", "dạ cho hỏi", "bot ơi", "em chào anh chị,", "mẹ em 82 tuổi ở Thăng Bình,", "bà nội tôi 78 tuổi,",
    "tui ở Tiên Phước,", "nhà tôi có ông cụ hưởng trợ cấp,", "ba tôi là thương binh,", "alo", "cho tui hỏi chút,",
    "xin hỏi", "tôi muốn hỏi", "ở xã em", "mẹ tui già rồi,", "cô ơi", "tôi là con của người nhận trợ cấp,",
    "bà ngoại em nhận bảo trợ xã hội,", "giúp em với,", "tôi hỏi giùm hàng xóm,", "hồi giờ nhà tui nhận tiền mặt,",
    "con đang đi làm xa,", "tui già rồi không rành,", "mẹ em nhận tiền hưu trí xã hội,", "cháu hỏi giúp bà,",
)  # fmt: skip
_AFTER = (
    "vậy", "ạ", "giúp em với", "hả bot", "cảm ơn", "chỉ giùm tôi", "em cảm ơn ạ", "mong được trả lời sớm", "hè",
    "vậy bạn", "nhờ trả lời giùm", "tui không rành mấy cái này", "gấp lắm", "mẹ em lo quá", "nói giùm cho rõ",
)  # fmt: skip
_SHORTEST_TO_CUT = 5


def variants(text: str, chance: random.Random) -> tuple[str, ...]:
    """Three other wordings of ``text``: framed, with a word left out, and with a slip of the keyboard."""
    return _framed(text, chance), _shortened(text, chance), _slipped(text, chance)


def _framed(text: str, chance: random.Random) -> str:
    before = chance.choice(_BEFORE) if chance.random() < 0.7 else ""  # noqa: PLR2004 - a share
    after = chance.choice(_AFTER) if chance.random() < 0.5 else ""  # noqa: PLR2004 - a share
    return f"{before} {text} {after}".strip()


def _shortened(text: str, chance: random.Random) -> str:
    words = text.split()
    if len(words) >= _SHORTEST_TO_CUT:
        del words[chance.randrange(len(words))]
    return " ".join(words)


def _slipped(text: str, chance: random.Random) -> str:
    """``text`` with one pair of letters exchanged or one letter lost."""
    if len(text) < _SHORTEST_TO_CUT * 2:
        return text
    position = chance.randrange(1, len(text) - 2)
    if chance.random() < 0.5:  # noqa: PLR2004 - half of the slips
        return text[:position] + text[position + 1] + text[position] + text[position + 2 :]
    return text[:position] + text[position + 1 :]
