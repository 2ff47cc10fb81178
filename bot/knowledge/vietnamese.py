"""How Vietnamese is written: composition, folding, tone placement, and one standard form of a message.

Pure text in, pure text out. Must not know intents, areas or scams. Slips of the keyboard are
in ``typing_habits``, the words of the centre in ``dialect``, numbers in ``numerals``.
"""

from __future__ import annotations

import re
import unicodedata

from bot.knowledge import dialect, typing_habits
from bot.knowledge.neighbours import TABLES, Rules

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]+")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_NEW_PLACEMENT = re.compile(r"(o)([àáảãạ])\b|(o)([èéẻẽẹ])\b|(?<!q)(u)([ỳýỷỹỵ])\b")
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_COMMON_MARKS = re.compile("[\u0300-\u036f]+")
_SHORT_FORMS = Rules(TABLES["short"])
_MARKED = re.compile("[đĐ\u0300\u0301\u0309\u0303\u0323\u0302\u0306\u031b]")
"""In a decomposed text: the letter đ, a tone, or the hat, the breve and the horn of â, ă and ơ."""


def compose(text: str) -> str:
    """``text`` in NFC, without zero-width and direction characters, with plain spaces."""
    # Nothing that is printable is invisible: most texts are as they should be, and are only looked at.
    if text.isascii() or (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        return " ".join(text.split())
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def fold(text: str) -> str:
    """``text`` in lower case without diacritics: ``Đà Nẵng`` becomes ``da nang``."""
    if text.isascii():
        return " ".join(text.split()).lower()
    decomposed = unicodedata.normalize("NFD", compose(text).lower().replace("đ", "d"))
    plain = _COMMON_MARKS.sub("", decomposed)
    if plain.isascii():
        return plain
    return "".join(character for character in plain if not unicodedata.combining(character))


def words(text: str) -> tuple[str, ...]:
    """The words of ``text``, folded: letters and digits only."""
    return tuple(_WORD.findall(fold(text)))


def has_diacritics(text: str) -> bool:
    """Whether ``text`` was written with Vietnamese marks (a single marked letter is enough)."""
    return not text.isascii() and _MARKED.search(unicodedata.normalize("NFD", text)) is not None


def unify_tones(text: str) -> str:
    """Lower-case ``text`` with the tone where the older spelling puts it: ``hoà`` becomes ``hòa``."""
    return _NEW_PLACEMENT.sub(_move_tone_back, text)


def _move_tone_back(match: re.Match[str]) -> str:
    first, second = (part for part in match.groups() if part)
    decomposed = unicodedata.normalize("NFD", second)
    tone = "".join(character for character in decomposed if character in _TONES)
    return unicodedata.normalize("NFC", first + tone) + decomposed[0]


def standardise(text: str) -> str:
    """``text`` in lower case as a careful writer from anywhere would put it: one form of each word.

    Telex and VNI left-overs are composed, short forms written out, words of the centre replaced
    by the common ones. Idempotent for plain Vietnamese; punctuation that ends a sentence stays.
    """
    lowered = unify_tones(compose(text).lower())
    marked = has_diacritics(lowered)
    tokens = [typing_habits.repair(token) for token in typing_habits.tokens(lowered)]
    spelled = " ".join(word for token in tokens for word in token.split())
    common = dialect.to_common(_SHORT_FORMS.written_out(spelled), marked=marked)
    # What was written without marks stays so: a "không" of ours must not pass for the writer's own.
    return common if marked else fold(common)
