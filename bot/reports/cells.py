"""What one cell of a list says: a year, an amount, a way of payment, a name; or why it says nothing clear.

Pure. A cell is never guessed at: what is not understood is a ``Slip`` with how to mend it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from bot.i18n import N_
from bot.knowledge.vietnamese import compose, fold, words
from bot.reports.heading_words import Field

if TYPE_CHECKING:
    from bot.reports.sheets import Cell

PaidBy = Literal["cash", "account"]

OLDEST = 1900
LEAST_AMOUNT, MOST_AMOUNT = 10_000, 100_000_000
MOST_REMEMBERED = 8_192
"""Texts that were read lately: a commune's list says the same few hundred again and again."""
MOST_NAME = 80
MOST_HAMLET = 80
_SERIALS = range(3_654, 73_050)
"""Excel's days from 1910 to 2099, which a cell without a date format shows."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AMOUNT = re.compile(r"^(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:[.,]0{1,2})?$")
_UNITS = re.compile(r"(?:vnd|vnđ|dong|đồng|đ|d)?\s*(?:/\s*(?:thang|tháng|th|t))?\s*$", re.IGNORECASE)
TAIL = 4
_FIGURES = re.compile(r"\d(?:[ .-]?\d)+")
_MARKS = frozenset({"x", "1", "v", "✓", "✔", "√", "co", "*", "true", "đ"})
_NO_MARKS = frozenset({"", "0", "-", "–", "khong", "false", "ko", "k"})
_CASH = frozenset(
    {
        "tien mat",
        "tm",
        "mat",
        "truc tiep",
        "nhan truc tiep",
        "bang tien mat",
        "nhan tien mat",
        "chi tien mat",
        "tien mat tai nha",
    }
    | {"tra tien mat", "chi truc tiep", "tien mat tai xa", "tien mat tai buu dien", "tien mat qua buu dien"}
)
TAIL = 4
_ACCOUNT = frozenset(
    {
        "tai khoan",
        "tk",
        "ck",
        "chuyen khoan",
        "atm",
        "the atm",
        "qua the",
        "the",
        "qua tai khoan",
        "ngan hang",
        "qua atm",
    }
    | {
        "qua ngan hang",
        "tai khoan ngan hang",
        "nhan qua tai khoan",
        "qua tai khoan ngan hang",
        "tknh",
        "qua tk",
        "nhan qua the",
    }
    | {"chi qua tai khoan", "nhan chuyen khoan", "qua the atm", "chuyen khoan ngan hang", "khong dung tien mat"}
)

NO_NAME = N_("The name is missing. Please write the full name.")
ODD_NAME = N_("The name holds figures or signs. Please write the full name in letters only.")
LONG_NAME = N_("The name is too long. Please write only the full name in that cell.")
NO_YEAR = N_("The year of birth is missing. Please write four figures, for example 1945.")
ODD_YEAR = N_("The year of birth is not clear. Please write four figures, for example 1945.")
FAR_YEAR = N_("The year of birth {year} cannot be right. Please look at the papers and write it anew.")
ODD_AMOUNT = N_("The amount is not clear. Please write it in đồng, for example 540000.")
FAR_AMOUNT = N_("The amount {amount} đồng is too small or too large for a month. Please write it anew.")
ODD_PAYMENT = N_("How the person is paid is not clear. Please write: tiền mặt, or: chuyển khoản.")
NO_PAYMENT = N_("How the person is paid is missing. Please write: tiền mặt, or: chuyển khoản.")
BOTH_MARKS = N_("Both cash and account are marked. Please mark only one of the two.")


@dataclass(frozen=True, slots=True)
class Slip:
    """Why a cell was not taken, and how to mend it; a catalogue's message with its values."""

    message: str
    values: tuple[tuple[str, str], ...] = ()


def text(cell: Cell | None) -> str:
    """A cell as people see it."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() and cell.isprintable() else compose(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


folded = lru_cache(maxsize=MOST_REMEMBERED)(fold)


def name(cell: Cell | None) -> str | Slip:
    """A person's name, with its letters as they were; all in capitals, it is written as a name."""
    written = " ".join(text(cell).split())
    if not any(map(str.isalpha, written)):
        return Slip(ODD_NAME if written else NO_NAME)
    if len(written) > MOST_NAME:
        return Slip(LONG_NAME)
    if not _only_letters(written):
        return Slip(ODD_NAME)
    return written.title() if written.isupper() else written


def _only_letters(written: str) -> bool:
    if written.replace(" ", "").isalpha():
        return True
    bare = written.replace(" ", "").replace(".", "").replace("'", "").replace("-", "").replace("’", "")
    return bare.isalpha() or compose(bare).isalpha()


@lru_cache(maxsize=MOST_REMEMBERED, typed=True)
def born(cell: Cell | None, this_year: int) -> int | Slip:
    """The year of birth, from a date, a year or a text with one year in it."""
    year = _year(cell)
    if isinstance(year, Slip):
        return year
    return year if OLDEST <= year <= this_year else Slip(FAR_YEAR, (("year", str(year)),))


def _year(cell: Cell | None) -> int | Slip:
    if isinstance(cell, date | datetime):
        return cell.year
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _year_of_number(cell)
    written = text(cell)
    if written.isdecimal() and written.isascii():
        return _year_of_number(int(written)) if len(written) < 9 else Slip(ODD_YEAR)  # noqa: PLR2004 - an ID number
    if not written:
        return Slip(NO_YEAR)
    years = set(_YEAR.findall(written))
    return int(years.pop()) if len(years) == 1 else Slip(ODD_YEAR)


def _year_of_number(number: float) -> int | Slip:
    if number != number or number in {float("inf"), float("-inf")} or int(number) != number:  # noqa: PLR0124 - not a number
        return Slip(ODD_YEAR)
    if _SERIALS.start <= number < _SERIALS.stop:
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(number)).year
    return int(number) if 1_000 <= number <= 2_999 else Slip(ODD_YEAR)  # noqa: PLR2004 - what can be meant as a year


@lru_cache(maxsize=MOST_REMEMBERED, typed=True)
def amount(cell: Cell | None) -> int | Slip | None:
    """Đồng a month; ``None`` for an empty cell."""
    value = _number(cell)
    if not isinstance(value, int):
        return value
    if LEAST_AMOUNT <= value <= MOST_AMOUNT:
        return value
    return Slip(FAR_AMOUNT, (("amount", str(value)),)) if value else None


def _number(cell: Cell | None) -> int | Slip | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return round(cell) if abs(cell) < 1e15 and abs(cell - round(cell)) < 0.01 else Slip(ODD_AMOUNT)  # noqa: PLR2004
    written = text(cell)
    if not written or written in {"-", "–"}:
        return None
    match = _AMOUNT.match(_UNITS.sub("", written).strip())
    digits = re.sub(r"\D", "", match[1]) if match else ""
    return int(digits) if digits.isascii() and 0 < len(digits) < 16 else Slip(ODD_AMOUNT)  # noqa: PLR2004 - no larger sum


def payment(cell: Cell | None) -> PaidBy | Slip | None:
    """How somebody is paid; ``None`` for an empty cell."""
    return _payment(text(cell))


@lru_cache(maxsize=256)
def _payment(written: str) -> PaidBy | Slip | None:
    said = " ".join(words(written))
    if not said:
        return None
    if said in _CASH:
        return "cash"
    return "account" if said in _ACCOUNT else Slip(ODD_PAYMENT)


def mark(cell: Cell | None) -> bool | None:
    """Whether a cell is ticked; ``None`` if it holds something else."""
    written = folded(text(cell))
    if written in _MARKS:
        return True
    return False if written in _NO_MARKS else None


def tail(cell: Cell | None) -> str | None:
    """The last four figures of an account; never more."""
    runs = ["".join(filter(str.isdecimal, run)) for run in _FIGURES.findall(text(cell))]
    longest = max(runs, key=len, default="")
    return longest[-TAIL:] if len(longest) >= TAIL and longest.isascii() else None


def hamlet(cell: Cell | None, kind: str = "Thôn") -> str:
    """A hamlet as written; a bare number is the number of a ``kind``."""
    written = " ".join(text(cell).split())[:MOST_HAMLET]
    return f"{kind} {int(written)}" if written.isascii() and written.isdecimal() and len(written) < 4 else written  # noqa: PLR2004


def looks_like(meant: Field, cell: Cell) -> bool:
    """Whether a cell fits a column of that field; for headings that leave it open."""
    if meant is Field.NAME:
        return isinstance(name(cell), str) and " " in text(cell)
    if meant is Field.BORN:
        return isinstance(born(cell, 2_100), int)
    if meant is Field.AMOUNT:
        return isinstance(amount(cell), int)
    if meant is Field.PAID_BY:
        return isinstance(payment(cell), str)
    if meant is Field.ACCOUNT_MARK:
        return mark(cell) is not None
    if meant is Field.ACCOUNT:
        return sum(character.isdecimal() for character in text(cell)) >= 6  # noqa: PLR2004 - the shortest account numbers
    return isinstance(cell, str) and any(character.isalpha() for character in cell)
