"""Which of the offered choices a typed answer picks: by number, by words, by yes and no.

Pure. Picks one or none: between two it never decides, the caller asks again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.knowledge.vietnamese import compose, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.messages import Choice

_MOST_WORDS = 6
_FEWEST_LETTERS = 2
_SHORT_LABEL = 3
"""Of a longer label one word from its midst says too little: "tiền" is in half of what people ask."""
_SLIP_LETTERS = 5
_SLIP_SCORE = 88

_NUMBERS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_BEFORE_NUMBER = frozenset(words("số câu chọn ý mục nút lựa thứ là dạ cái"))
_AFTER_NUMBER = frozenset(words("nhé nha ạ đi"))
_ADDRESSED = frozenset(words("con em cháu anh chị cô chú bác nhé nha ạ đi giùm giúp dùm với nghe hí hè hỉ luôn cái"))
_AROUND = frozenset(words("dạ vâng chọn nhé nha ạ thưa xin"))


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(" ".join(words(phrase)) for phrase in listed.split(","))


_ASKED = frozenset({"pass", "erase:yes", "mourned"})
_INVITED = frozenset({"subscribe", "enrol:yes"})
"""First of a list, these were asked about ("shall it?"), or the person was invited to press them."""
_ANSWERS = frozenset({"yes", "no", "edit"})
"""A question to which "vâng" is an answer has no other choices than these."""
_NEGATIONS = frozenset(words("không ko k hông chưa chẳng thôi"))
_FORBIDS = re.compile(r"\b[đd]ừng\b")
"""With its marks; without them it is "đúng" as well."""
_YES = _phrases(
    "dạ,vâng,vâng ạ,dạ vâng,dạ có,dạ được,dạ đúng,ừ,ừm,uh,um,ok,oke,okay,okie,oki,có,có ạ,có chứ,đồng ý,"
    "dạ đồng ý,tôi đồng ý,được,đúng,đúng rồi,phải,yes,y,ừa,ờ,uhm,ừ ừ,ừ có,dạ ừ,vâng có"
)
_MERE_NOD = _phrases("dạ,ok,oke,okay,okie,oki,được,đúng,đúng rồi,phải,dạ đúng,dạ được")
"""After an answer these say "I see" as well: they press nothing that was not asked about."""
_NO = _phrases(
    "không,không ạ,dạ không,dạ không ạ,ko,khong,k,hông,hong,hổng,thôi,dạ thôi,thôi ạ,thôi không,không đồng ý,"
    "ko đồng ý,chưa đồng ý,không được,không đúng,không có,không phải,không đâu,không muốn,chưa,dạ chưa,"
    "chưa ạ,chưa có,chưa được,no,n"
)


def resolve(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The one choice that ``text`` picks, or ``None``."""
    typed = words(text)
    if not typed or not choices:
        return None
    exact = _only(choices, lambda choice: words(choice.label) == typed)
    if exact or len(typed) > _MOST_WORDS:
        return exact
    number = named_number(text)
    if number is not None:
        numbered = [choice for choice in choices if not choice.aside]
        return numbered[number - 1] if 1 <= number <= len(numbered) else None
    if _FORBIDS.search(compose(text).lower()):
        choices = [choice for choice in choices if "đúng" not in compose(choice.label).lower()]
    keys = {choice.key for choice in choices if not choice.aside}
    if "yes" in keys and keys <= _ANSWERS:
        return _yes_or_no(text, choices) or _by_label(typed, choices)
    if agreed_to(text, choices):
        return choices[0]
    bare = _addressing_nobody(typed)
    return _by_label(typed, choices) or (_by_label(bare, choices) if bare != typed else None)


def agreed_to(text: str, choices: Sequence[Choice]) -> bool:
    """Whether ``text`` is a yes to what the first choice offers."""
    phrase = _answered(text)
    if phrase not in _YES or not choices:
        return False
    return choices[0].key in _ASKED or (choices[0].key in _INVITED and phrase not in _MERE_NOD)


def declined(text: str, choices: Sequence[Choice]) -> bool:
    """Whether ``text`` is a no to what the first choice offers."""
    return bool(choices) and choices[0].key in _ASKED | _INVITED and _answered(text) in _NO


def _answered(text: str) -> str:
    """The words of a yes or a no, without whom they are said to; empty where "đừng" or "dừng" may be meant."""
    typed = words(text)
    phrase = " ".join(typed if " ".join(typed) in _YES | _NO else _addressing_nobody(typed))
    return "" if "dung" in phrase and "đúng" not in compose(text).lower() else phrase


def _addressing_nobody(typed: tuple[str, ...]) -> tuple[str, ...]:
    """``ừ con``, ``có em nghe`` and ``nhắn lại đi`` without their ends."""
    while len(typed) > 1 and typed[-1] in _ADDRESSED:
        typed = typed[:-1]
    return typed


def _only(choices: Iterable[Choice], fits: Callable[[Choice], bool]) -> Choice | None:
    """The choice that fits if there is exactly one."""
    fitting = [choice for choice in choices if fits(choice)]
    return fitting[0] if len(fitting) == 1 else None


def named_number(text: str) -> int | None:
    """The number that the whole text names: ``2``, ``số 2``, ``chọn hai ạ``; a wrong one is still one."""
    spelled = [word.strip(".,;:!?()[]#*-") for word in compose(text).lower().split()]
    rest = [word for word in spelled if word]
    while len(rest) > 1 and words(rest[0])[:1] and words(rest[0])[0] in _BEFORE_NUMBER:
        rest = rest[1:]
    while len(rest) > 1 and words(rest[-1])[:1] and words(rest[-1])[0] in _AFTER_NUMBER:
        rest = rest[:-1]
    return _figure(rest[0]) if len(rest) == 1 else None


_LEADING = frozenset(
    {"a", "da", "cho", "toi", "tui", "con", "chau", "em", "minh", "co", "chu", "anh", "chi", "bac", "ba", "ong"}
    | {"xin", "muon", "can", "duoc", "nho", "lam", "on", "thoi", "tau", "oi"}
)
_TRAILING = frozenset(
    {"voi", "nha", "nhe", "a", "di", "duoc", "khong", "xa", "phuong", "giup", "hi", "nghe", "gium", "he", "thoi"}
    | {"con", "em", "chau", "bot"}
)


def without_courtesy(said: str) -> str:
    """``cho tui gặp cán bộ với`` (folded) as ``gap can bo``."""
    spoken = said.split()
    while len(spoken) > 1 and spoken[0] in _LEADING:
        del spoken[0]
    while len(spoken) > 1 and spoken[-1] in _TRAILING:
        del spoken[-1]
    return " ".join(spoken)


def _figure(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= _FEWEST_LETTERS else 0
    plain = {"".join(words(name)): value for name, value in _NUMBERS.items()}
    if word in plain:
        return plain[word]
    # "bà" and "tự" are words of their own, not three and four without their marks.
    return _NUMBERS.get(word)


def _yes_or_no(text: str, choices: Sequence[Choice]) -> Choice | None:
    phrase = _answered(text)
    key = "yes" if phrase in _YES else "no" if phrase in _NO else None
    return _only(choices, lambda choice: choice.key == key)


def _by_label(typed: tuple[str, ...], choices: Sequence[Choice]) -> Choice | None:
    """The only label that begins with the words, holds them all, or is a slip of the hand away."""
    said = tuple(word for word in typed if word not in _AROUND)
    phrase = " ".join(said)
    if len(phrase) < _FEWEST_LETTERS:
        return None
    readings: tuple[Callable[[Choice], bool], ...] = (
        lambda choice: words(choice.label) == said,
        lambda choice: " ".join(words(choice.label)).startswith(phrase),
        lambda choice: _holds(words(choice.label), said),
        lambda choice: _is_slip(said, words(choice.label)),
    )
    for fits in readings:
        fitting = [choice for choice in choices if fits(choice)]
        if fitting:
            return fitting[0] if len(fitting) == 1 and _agrees(said, words(fitting[0].label)) else None
    return None


def _holds(label: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return set(said) <= set(label) and (len(said) > 1 or len(label) <= _SHORT_LABEL)


def _agrees(said: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether both deny or neither does: "nhận" is in "không nhận" and means the contrary."""
    if label[: len(said)] == said:
        return True
    # "dung" may deny what it is taken for: a label that only holds it somewhere does not agree.
    return "dung" not in said and _NEGATIONS & set(said) == _NEGATIONS & set(label)


def _is_slip(said: tuple[str, ...], label: tuple[str, ...]) -> bool:
    written = " ".join(label)
    return len(written) >= _SLIP_LETTERS and fuzz.ratio(" ".join(said), written) >= _SLIP_SCORE
