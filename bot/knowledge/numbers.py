"""Whose telephone number is asked about: the official ones are facts. A number that calls can be forged all the same.

Pure. Knows no verdicts: what callers want is for the judge.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from tomllib import loads
from typing import TYPE_CHECKING, NamedTuple

from bot.knowledge.vietnamese import words

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from bot.knowledge.facts import Facts

_NUMBER = re.compile(r"(?<![\w.,/])\(?\+?\d[\d .\-()]{0,18}\d(?![\w/])")
_COUNTRY = re.compile(r"^84(?=\d{7,})")
_BESIDE = re.compile(
    r"\d\d?|so|dt|sdt|dien|thoai|dau|hotline|duong|day|tong|dai|goi|den|toi|cho|tui|minh|me|ba|ong|bac|hoai|mai|suot|la|ai|cua|nao|gi"
    r"|co|phai|lua|dao|khong|ko|hong|dung|chinh|thuc|biet|nay|kia|ni|do|may|cuoc|nho|kiem|tra|giup|xem|dum|voi|hay|vay|rua"
    r"|a|ha|da|ben|nguoi|ta|bot|oi|that|gia|nhan|tin|tu|vua|moi|hom|qua|sang|chieu|bua|lien|tuc|lan|the|thanh|pho|ngan|hang"
)
"""Words that ask about a number or a sender and tell nothing of what they want."""
_MOST_BESIDE = 14


class Whose(NamedTuple):
    """A number as the facts write it, and the place that it belongs to."""

    number: str
    place: str


def whose_number(text: str, facts: Facts) -> Whose | None:
    """The official place whose number is all that ``text`` is about; ``None`` if it is none, or more is told."""
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        return None
    rest = f"{text[: numbers[0].start()]} {text[numbers[0].end() :]}"
    if not tells_nothing(rest):
        return None
    return _official(facts).get(_digits(numbers[0][0]))


def tells_nothing(rest: str) -> bool:
    """Whether what stands around a number or a sender only asks about it, and tells nothing of what they want."""
    beside = words(rest)
    return len(beside) <= _MOST_BESIDE and all(_BESIDE.fullmatch(word) for word in beside)


def _digits(number: str) -> str:
    return _COUNTRY.sub("0", re.sub(r"\D", "", number))


def _official(facts: Facts) -> dict[str, Whose]:
    known = ((facts.by_key[key], place) for key, place in _places().items() if key in facts.by_key)
    return {_digits(fact.value): Whose(fact.value, place) for fact, place in known if fact.can_be_said}


@cache
def _places() -> dict[str, str]:
    """The place by its fact's key."""
    return {key: str(place) for key, place in loads(_file().read_text("utf-8")).items()}


def _file() -> Traversable:
    return resources.files("locales").joinpath("vi/scams/numbers.toml")
