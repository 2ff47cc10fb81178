"""Hides codes, passwords, card, account and identity numbers in what a person sent.

Runs before anything is stored or logged, so it errs towards hiding. Must not touch sums of money,
dates or telephone numbers, which answers need.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PLACEHOLDERS = {
    "code": "[mã đã che]",
    "card": "[số thẻ đã che]",
    "account": "[số tài khoản đã che]",
    "id": "[số giấy tờ đã che]",
}
_Span = tuple[int, int, str]

_HIDDEN = "\0"
_MOST_ROUNDS = 8
_FEWEST_ACCOUNT = 6
_FEWEST_MIXED = 3
_OLD_ID = 9
_NEW_ID = 12
_LONG = 12
_SHORTEST_CARD = 13
_LONGEST_CARD = 19
_MOST_GROUPS = 19
_GAP = r"[\s:=,.\"'(*-]"
_STRONG = (
    r"(?:(?:smart ?)?otp|ma otp|ma pin|pin|(?:ma|so) (?:xac (?:thuc|nhan|minh)|bao mat|kich hoat|cvv)|cvv|cvc"
    r"|mat ?khau|mk|pass(?:word|code)?)"
)
_OWNERS = (
    r"(?:cua|em|toi|tui|minh|con|chau|me|ma|bo|ba|ong|bac|co|chu|anh|chi|ban|quy khach|the|atm|app|nay|day|no"
    r"|moi|cu|so|la|ne|nhe|ngan hang|nh|nhan|ten|vietcombank|vcb|agribank|bidv|mb|vietinbank|lpbank"
    r"|viettel money)"
)
# "482913 k" says không after a code, so k counts as a thousand only when it touches the number.
_NO_UNIT = r"(?![\d%]|k\b| ?(?:tr|d|vnd|dong(?! y)|nghin|ngan|trieu|ty|phut|giay|mah)\b)"
_NO_PHONE = r"(?!0[1-9](?:[ .-]?\d){8,9}(?![ .-]?\d))"
_DIGITS = (
    rf"{_NO_PHONE}(?:\d(?:[ ._-]{{1,2}}\d){{2,11}}{_NO_UNIT}|\d{{2,4}}(?:[ ._-]\d{{2,4}}){{1,3}}{_NO_UNIT}"
    rf"|\d{{3,12}}{_NO_UNIT})"
)
_CLEAR_DIGITS = (
    rf"{_NO_PHONE}(?:\d(?:[ ._-]\d){{3,7}}{_NO_UNIT}|\d{{2,4}}(?:[ ._-]\d{{2,4}}){{1,3}}{_NO_UNIT}"
    rf"|\d{{4,8}}{_NO_UNIT})"
)
_NOT_A_YEAR = r"(?!(?:19|20)\d\d(?!\d)|(?:1022|5656)(?!\d))"
# Words after which a number near "mã PIN" is something else.
_ELSEWHERE = (
    r"(?:phi|tien|tru|nop|rut|chuyen|mat|goi|nam|ngay|luc|duong|nha|sdt|thoai|dai|gia|dinh|qd|khoang|tong|toi"
    r"|hon|gan|bam|gui|stk|khoan|tk|xa|ap|to|quyet|luat|thong tu|hotline|den|thieu)"
)

_PLACEHOLDER = re.compile(r"\[(?:ma|so the|so tai khoan|so giay to) da che\]")
_PASSWORD = re.compile(
    r"\b(?:(?:mat ?khau|pass(?:word|code)?)(?: (?:cua|cu|moi|em|toi|minh|me|con|bac|app|the|dang nhap|wifi"
    r"|ngan hang|dien thoai|vneid|facebook|zalo)){0,4}(?: ?[:=]| la\b ?:?)|mk ?[:=]) ?"
    r"(?!(?:gi|sao|bao|may|the|cai|mot|nhung|khong|ko|nhu|do|dieu|de|bi|rieng|chuoi|day|thong|phai|nguoi|ngan|chua"
    r"|quen|tuyet|dung|nao|ai|so|cac|cua|loai|ma|thu|nhe|duoc|chi|tinh|vi)\b)"
    r"(?P<secret>[^\s\0]{2,64}(?: [^\s\0]{0,30}\d[^\s\0]{0,30}){0,2})"
)
_MIXED_CODE = re.compile(
    rf"\b{_STRONG}(?:{_GAP}{{1,2}}{_OWNERS}){{0,4}}(?:{_GAP}{{0,2}}\bla\b|{_GAP}?[:=]){_GAP}{{0,2}}"
    r"(?P<secret>(?=[a-z]{0,11}\d)(?=\d{0,11}[a-z])[a-z\d]{4,12})\b"
)
_CODE_AFTER = re.compile(rf"\b{_STRONG}(?:{_GAP}{{1,3}}{_OWNERS}\b){{0,6}}{_GAP}{{0,3}}(?<!\d)(?P<secret>{_DIGITS})")
_CODE_NAMED = re.compile(
    rf"\bma(?: so)?(?:{_GAP}{{1,3}}{_OWNERS}\b){{0,3}}(?:(?:{_GAP}{{1,3}}(?:la|so)|{_GAP}?:){_GAP}{{0,3}}"
    rf"(?P<secret>\d{{4,8}}{_NO_UNIT})|{_GAP}{{1,2}}(?P<other>\d{{5,8}}{_NO_UNIT}))"
)
_CODE_NEAR = re.compile(
    rf"\b{_STRONG}(?:{_GAP}{{1,3}}(?!{_ELSEWHERE}\b)[a-z]{{1,10}}\b){{1,6}}{_GAP}{{1,3}}"
    rf"{_NOT_A_YEAR}(?P<secret>{_CLEAR_DIGITS})"
)
_CODE_BEFORE = re.compile(
    rf"(?<![\d.,/+-])(?<!\d )(?:(?P<secret>{_NOT_A_YEAR}{_CLEAR_DIGITS})(?:[ ,:]{{1,2}}(?:day|chinh|do))?"
    rf"[ ,:]{{1,2}}la|(?P<other>\d{{5,8}}))(?:[ ,:]{{1,2}}(?:day|cai|so|ma))?[ ,:(-]{{1,3}}{_STRONG}\b"
)
_ACCOUNT = re.compile(
    rf"\b(?P<word>stk|so tai khoan|so tk|tai khoan|tk|account|acc)(?:{_GAP}{{1,3}}{_OWNERS}\b){{0,5}}"
    rf"{_GAP}{{0,3}}"
    r"(?P<secret>\d{2,16}(?:[ .-]\d{2,8}){0,4}(?!\d)|\d(?:[ .-]\d){5,15}(?!\d)|[a-z\d]{6,20})\b"
)
_DATE = re.compile(r"(?<!\d)(?<!\d[.-])(?:0?[1-9]|[12]\d|3[01])([.-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d\d)(?![.-]?\d)")
_MONEY = re.compile(
    r"(?<![\d.,])[1-9](?:\d{0,11}|\d{0,2}(?:[ .,]\d{3}){1,3})"
    r"(?:k| ?(?:tr|d|vnd|dong(?! y)|nghin|ngan|trieu|ty))\b"
    r"|(?<![\d.,])[1-9]\d{0,2}(?:[ .,]\d{3}){0,3}[ .,]000(?![.,-]?\d)(?! \d)"
)
_ROUND = re.compile(r"[1-9]\d{2,5}000")
_HOTLINE = re.compile(r"(?<![\d+])1[89]00(?:[ .-]?\d{2,4}){1,2}(?![\d])(?![ .-]\d)")
_BARE = re.compile(r"\W*(?P<secret>\d{6}|\d(?:[ -]\d){5}|\d\d(?:[ -]\d\d){2}|\d{3}[ -]\d{3}|\d{8})\W*")
_DAY_OF_BIRTH = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d")
_RUN = re.compile(r"\+?\d+(?:[ .-]\d+)*")
_GROUP = re.compile(r"\+?\d+")
_CODE_PATTERNS = (_MIXED_CODE, _CODE_AFTER, _CODE_NAMED, _CODE_NEAR, _CODE_BEFORE)
_PHONE = re.compile(r"0[1-9]\d{8,9}|\+[1-9]\d{9,12}|0084\d{9,10}")


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and the kinds that were hidden, in their order."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """``text`` with every secret replaced by words that say what was there."""
    kinds: list[str] = []
    for _ in range(_MOST_ROUNDS):
        spans = _secrets(text)
        if not spans:
            break
        kinds += [kind for _, _, kind in spans]
        text = _replaced(text, spans)
    return Masked(text, tuple(dict.fromkeys(kinds)))


def _replaced(text: str, spans: Iterable[_Span]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop, kind in spans:
        parts += (text[end:start], PLACEHOLDERS[kind])
        end = stop
    return "".join((*parts, text[end:]))


def without_placeholders(text: str) -> str:
    """``text`` without the marks that ``mask`` left: what the person said besides."""
    return _PLACEHOLDER.sub(" ", text)


def _secrets(text: str) -> list[_Span]:
    """Where the secrets of ``text`` are, in their order and apart from each other."""
    plain, places = _plain(text)
    plain = _hide(plain, (match.span() for match in _PLACEHOLDER.finditer(plain)))
    found: list[_Span] = []
    for look in (_passwords, _without_safe, _accounts, _codes, _bare_code, _numbers):
        spans = list(look(plain))
        plain = _hide(plain, ((start, stop) for start, stop, _ in spans))
        found += (span for span in spans if span[2])
    return [(places[start], places[stop - 1] + 1, kind) for start, stop, kind in sorted(found)]


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The text as bare lower-case letters and ASCII digits, and where each of them stands in it."""
    if text.isascii():
        return text.lower().replace(_HIDDEN, " "), range(len(text))
    bare = [(_bare_character(character), place) for place, character in enumerate(text)]
    kept = [(character, place) for character, place in bare if character]
    return "".join(character for character, _ in kept), [place for _, place in kept]


@lru_cache(maxsize=4096)
def _bare_character(character: str) -> str:
    """One plain character, or nothing for a mark and for what cannot be seen."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) in {"Mn", "Cf"}:
        return ""
    if character.isspace() and character not in "\n\r":
        return " "
    if unicodedata.category(character) == "Pd":
        return "-"
    base = unicodedata.normalize("NFKD", character.lower())[:1].replace("đ", "d")
    return " " if base == _HIDDEN else base


def _hide(plain: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        parts += (plain[end:start], _HIDDEN * (stop - start))
        end = stop
    return "".join((*parts, plain[end:]))


def _passwords(plain: str) -> Iterator[_Span]:
    for match in _PASSWORD.finditer(plain):
        yield *match.span("secret"), "code"


def _without_safe(plain: str) -> Iterator[_Span]:
    """Dates, sums of money and hotlines: spans of no kind, which only hide them from what follows."""
    plain_now = plain
    for pattern in (_DATE, _MONEY, _HOTLINE):
        spans = [match.span() for match in pattern.finditer(plain_now)]
        plain_now = _hide(plain_now, spans)
        for start, stop in spans:
            yield start, stop, ""


def _accounts(plain: str) -> Iterator[_Span]:
    for match in _ACCOUNT.finditer(plain):
        secret = match["secret"]
        digits = _digits(secret)
        is_sum = match["word"] in {"tai khoan", "tk"} and _ROUND.fullmatch(secret)
        if not is_sum and (len(digits) >= _FEWEST_ACCOUNT or (len(digits) >= _FEWEST_MIXED and digits != secret)):
            yield *match.span("secret"), "account"


def _codes(plain: str) -> Iterator[_Span]:
    taken = 0
    matches = [match for pattern in _CODE_PATTERNS for match in pattern.finditer(plain)]
    for match in sorted(matches, key=_secret_span):
        start, stop = _secret_span(match)
        if start >= taken:
            taken = stop
            yield start, stop, "code"


def _secret_span(match: re.Match[str]) -> tuple[int, int]:
    return match.span("other" if match.groupdict().get("other") else "secret")


def _bare_code(plain: str) -> Iterator[_Span]:
    """A message that is nothing but a code; a date of birth or a round sum answers a question."""
    match = _BARE.fullmatch(plain)
    if match and not _DAY_OF_BIRTH.fullmatch(match["secret"]) and not _ROUND.fullmatch(match["secret"]):
        yield *match.span("secret"), "code"


def _numbers(plain: str) -> Iterator[_Span]:
    for run in _RUN.finditer(plain):
        groups = [(found.start() + run.start(), found[0]) for found in _GROUP.finditer(run[0])]
        yield from _in_run(groups)


def _in_run(groups: list[tuple[int, str]]) -> Iterator[_Span]:
    """Cards and identity numbers among groups of digits that only a space, dot or dash parts."""
    lengths = [len(digits) for _, digits in groups]
    left = sum(lengths)
    first = 0
    while first < len(groups):
        taken, kind = _number_at([digits for _, digits in groups[first : first + _MOST_GROUPS]], left)
        last = first + taken - 1
        if kind:
            yield groups[first][0], groups[last][0] + len(groups[last][1]), kind
        left -= sum(lengths[first : last + 1])
        first = last + 1


def _number_at(groups: list[str], left: int) -> tuple[int, str]:
    """How many groups the number at the start of ``groups`` takes, and its kind if it is a secret."""
    is_whole = len(groups[0]) >= _LONG or (len(groups[0]) == _OLD_ID and left != _NEW_ID)
    if is_whole or _PHONE.fullmatch(groups[0]) or _ROUND.fullmatch(groups[0]):
        return 1, _kind(groups[0])
    joined = list(accumulate(groups))
    is_all = len(joined[-1]) == left <= _LONGEST_CARD and _reads_as_one(groups)
    if is_all and _kind(joined[-1]):
        return len(groups), _kind(joined[-1])
    for taken, digits in enumerate(joined, 1):
        if _PHONE.fullmatch(digits):
            return taken, ""
    for taken, digits in reversed(list(enumerate(joined, 1))):
        if _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD and _reads_as_one(groups[:taken]):
            return taken, "card"
    return 1, ""


def _reads_as_one(groups: list[str]) -> bool:
    """Whether the groups look like one number, rather than a list of small ones."""
    sizes = {len(group) for group in groups}
    return sizes == {1} or len(groups[0]) >= _FEWEST_MIXED


def _kind(digits: str) -> str:
    """What a number of this length is, with nothing said about it."""
    if _PHONE.fullmatch(digits):
        return ""
    if len(digits) >= _SHORTEST_CARD:
        return "card"
    if len(digits) == _NEW_ID:
        return "id" if digits.startswith("0") else "account"
    is_id = len(digits) == _OLD_ID and not digits.endswith("000")
    return "id" if is_id else ""


def _digits(secret: str) -> str:
    return "".join(character for character in secret if character.isdigit())
