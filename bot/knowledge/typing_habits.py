"""What fingers leave behind: Telex and VNI keys, chat abbreviations, stretched letters, lost spaces.

Works on one token at a time. Must not know intents, and must not import ``vietnamese``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.knowledge.neighbours import TABLES

_TOKEN = re.compile(r"[^\W_]+|[?!.,;:\n]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_ONSET = re.compile(r"^(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?(.*)$")
_RIMES = frozenset(TABLES["spelling"]["rimes"].split())
_STOP_FINAL = re.compile(r"(c|ch|p|t)$")
_TONE_OF_KEY = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_OF_DIGIT = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VOWELS = "aeiouy"
_SHAPED = "âêôơăư"
_UNTOUCHED = frozenset(TABLES["spelling"]["untouched"].split())
"""Words of other languages, abbreviations and names that only look like keys of an input method."""
_LONG_FORM = {short: long for long, shorts in TABLES["sure"].items() for short in shorts.split()}


def tokens(text: str) -> list[str]:
    """Words and the punctuation that divides sentences, in order."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=8192)
def repair(token: str) -> str:
    """The word (or words) that ``token``, in lower case, stands for."""
    shrunk = _STRETCHED.sub(r"\1", token)
    known = _LONG_FORM.get(token) or _LONG_FORM.get(shrunk)
    if known or (len(shrunk) == 1 and shrunk != token):  # kkkkk is laughter, not many a "không"
        return known or token
    if not shrunk.isascii() or shrunk in _UNTOUCHED or is_syllable(shrunk):
        return shrunk
    return _decoded(shrunk) or _parted(shrunk) or shrunk


def is_syllable(folded: str) -> bool:
    """Whether ``folded`` (no marks) is built like a Vietnamese syllable."""
    match = _ONSET.match(folded)
    if match is None:
        return False
    onset, rime = match[1], match[2]
    return rime in _RIMES or (onset == "gi" and (not rime or "i" + rime in _RIMES))


def _decoded(token: str) -> str | None:
    """``token`` read as Telex, then as VNI keys, if that gives a possible syllable."""
    for keys in (_telex, _vni):
        letters, tone = keys(token)
        syllable = _with_tone(letters, tone)
        if syllable != token and _is_possible(syllable, tone):
            return syllable
    return None


def _telex(token: str) -> tuple[list[str], str]:
    letters: list[str] = []
    tone = ""
    for key in token:
        if key in _TONE_OF_KEY and any(letter[0] in _VOWELS for letter in letters):
            tone = _TONE_OF_KEY[key]
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        elif key == "w":
            _horn_or_breve(letters)
        elif not (key in "aeo" and _add_mark(letters, key, _HAT)):
            letters.append(key)
    return letters, tone


def _vni(token: str) -> tuple[list[str], str]:
    letters: list[str] = []
    tone = ""
    for key in token:
        if key in _TONE_OF_DIGIT and letters:
            tone = _TONE_OF_DIGIT[key]
        elif key == "6":
            _mark_last(letters, "aeo", _HAT)
        elif key == "7":
            _mark_last(letters, "ou", _HORN)
        elif key == "8":
            _mark_last(letters, "a", _BREVE)
        elif key == "9" and letters[:1] == ["d"]:
            letters[0] = "đ"
        else:
            letters.append(key)
    return letters, tone


def _add_mark(letters: list[str], plain: str, mark: str) -> bool:
    """Put ``mark`` on the last ``plain``; ``False`` if there is none (then the key is a letter)."""
    for position in range(len(letters) - 1, -1, -1):
        if letters[position] == plain:
            letters[position] = plain + mark
            return True
    return False


def _mark_last(letters: list[str], candidates: str, mark: str) -> None:
    for position in range(len(letters) - 1, -1, -1):
        if letters[position] in candidates:
            letters[position] += mark
            if mark == _HORN and position and letters[position - 1 : position + 1] == ["u", "o" + _HORN]:
                letters[position - 1] = "u" + _HORN
            return


def _horn_or_breve(letters: list[str]) -> None:
    """The key ``w``: ``ua`` becomes ``ưa``, else the last of a, o and u changes; alone it is ``ư``."""
    if letters[-2:] == ["u", "a"] and letters[:1] != ["q"]:
        letters[-2] = "u" + _HORN
        return
    for position in range(len(letters) - 1, -1, -1):
        if letters[position] in {"a", "o", "u"}:
            _mark_last(letters, letters[position], _BREVE if letters[position] == "a" else _HORN)
            return
    letters.append("u" + _HORN)


def _with_tone(letters: list[str], tone: str) -> str:
    written = [unicodedata.normalize("NFC", letter) for letter in letters]
    if tone:
        written[_tone_position(written)] += tone
    return unicodedata.normalize("NFC", "".join(written))


def _tone_position(letters: list[str]) -> int:
    """Where the tone stands: on the shaped vowel, else by the older rule (``hòa``, ``toàn``)."""
    vowels = [position for position, letter in enumerate(letters) if letter in _VOWELS + _SHAPED]
    if letters[:2] in (["q", "u"], ["g", "i"]) and len(vowels) > 1:
        vowels = vowels[1:]
    if not vowels:
        return len(letters) - 1
    shaped = [position for position in vowels if letters[position] in _SHAPED]
    if shaped:
        return shaped[-1]
    closed = vowels[-1] < len(letters) - 1
    return vowels[-1] if closed or len(vowels) == 1 else vowels[-2]


def _is_possible(syllable: str, tone: str) -> bool:
    decomposed = unicodedata.normalize("NFD", syllable.replace("đ", "d"))
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if not is_syllable(folded):
        return False
    stopped = _STOP_FINAL.search(folded) is not None
    return not (stopped and tone and tone not in (_TONE_OF_KEY["s"], _TONE_OF_KEY["j"]))


_GLUED = (
    ("tai", "khoan"), ("ngan", "hang"), ("mat", "khau"), ("tro", "cap"), ("dang", "ky"), ("can", "cuoc"),
    ("lien", "ket"), ("chuyen", "khoan"), ("rut", "tien"), ("nhan", "tien"), ("lua", "dao"), ("uy", "quyen"),
    ("ma", "pin"), ("mat", "the"), ("mo", "the"), ("lam", "the"), ("tien", "mat"), ("xin", "chao"), ("cam", "on"),
    ("khi", "nao"), ("bao", "nhieu"), ("o", "dau"), ("bao", "gio"), ("giay", "to"), ("quen", "pin"), ("nuot", "the"),
)  # fmt: skip
_PARTS = {first + second: f"{first} {second}" for first, second in _GLUED}


def _parted(token: str) -> str | None:
    """Two common words that lost their space: ``taikhoan``."""
    return _PARTS.get(token)
