"""Numbers and money as people write them: ``540k``, ``1tr2``, ``năm trăm bốn mươi nghìn``.

Works on folded or marked text alike. Must not know what the money is for.
"""

from __future__ import annotations

import re

from bot.knowledge.vietnamese import fold

_DIGITS = {
    "khong": 0, "mot": 1, "mot_": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
_NUMBER_WORD = r"(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|chuc|tram|nghin|ngan|trieu|ruoi|linh|le)"
_IN_WORDS = re.compile(rf"\b{_NUMBER_WORD}(?:\s+{_NUMBER_WORD})+(?:\s+dong)?\b")
_SCALED = re.compile(r"\b(tram|nghin|ngan|trieu)\b")
_SHORT_UNITS = {"k": 1_000, "nghin": 1_000, "ngan": 1_000, "tr": 1_000_000, "trieu": 1_000_000, "cu": 1_000_000,
                "ty": 1_000_000_000, "ti": 1_000_000_000}  # fmt: skip
_IN_DIGITS = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?)\s?(k|nghin|ngan|trieu|tr|cu|ty|ti)?"
    r"(?:(?<=tr)(\d{1,3})|(?<=trieu)\s?(\d{1,3}(?!\w)))?\s?(dong|vnd|d)?(?![\w])"
)
_SMALLEST_SUM = 1_000
_LONGEST_SUM = 12


def amounts(text: str) -> tuple[int, ...]:
    """Sums of money in đồng that ``text`` names, in order of appearance."""
    found = [(start, value) for start, _, value in money_spans(fold(text))]
    return tuple(value for _, value in sorted(found))


def money_spans(folded: str) -> list[tuple[int, int, int]]:
    """Start, end and value of each sum in ``folded`` text."""
    return [*_digit_spans(folded), *_word_spans(folded)]


def _digit_spans(folded: str) -> list[tuple[int, int, int]]:
    spans = []
    for match in _IN_DIGITS.finditer(folded):
        number, unit, tail, far_tail, currency = match.groups()
        value = _digits_value(number, unit, tail or far_tail)
        grouped = re.fullmatch(r"\d{1,3}([.,]\d{3})+", number) is not None
        if (unit or currency or grouped) and value >= _SMALLEST_SUM:
            spans.append((match.start(), match.end(), value))
    return spans


def _digits_value(number: str, unit: str | None, tail: str | None) -> int:
    scale = _SHORT_UNITS.get(unit or "", 1)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", number):
        return int(re.sub(r"[.,]", "", number)) * scale
    value = float(number[:_LONGEST_SUM].replace(",", ".")) * scale
    if tail:
        value += int(tail) * scale / 10 ** len(tail)
    return round(value)


def _word_spans(folded: str) -> list[tuple[int, int, int]]:
    return [
        (match.start(), match.end(), value)
        for match in _IN_WORDS.finditer(folded)
        if _SCALED.search(match[0]) and (value := number_in_words(match[0])) and value >= _SMALLEST_SUM
    ]


def number_in_words(text: str) -> int | None:
    """The value of a number in words, folded or marked; ``None`` if a word of it is none."""
    total, group, digit, last_scale = 0, 0, 0, 1
    for word in fold(text).split():
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in {"muoi", "chuc"}:
            group, digit = group + (digit or 1) * 10, 0
        elif word == "tram":
            group, digit, last_scale = group + (digit or 1) * 100, 0, 100
        elif word in _SCALES:
            last_scale = _SCALES[word]
            total, group, digit = total + (group + digit or 1) * last_scale, 0, 0
        elif word == "ruoi":
            total, digit = total + last_scale // 2, 0
        elif word not in {"linh", "le", "dong"}:
            return None
    return total + group + _trailing(digit, last_scale, group)


def _trailing(digit: int, scale: int, group: int) -> int:
    """``một triệu hai`` is 1,200,000: a digit after a scale counts tenths of it."""
    return digit * scale // 10 if digit and not group and scale > 1 else digit
