"""What a QR code asks for: a payment (EMVCo, VietQR), a link, an identity card's data, or something else.

Pure: a text in, a value out. Nothing is opened, nobody is asked.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from bot.knowledge.vietnamese import fold

BANKS = {
    "970403": "Sacombank",
    "970405": "Agribank",
    "970407": "Techcombank",
    "970412": "PVcomBank",
    "970415": "VietinBank",
    "970416": "ACB",
    "970418": "BIDV",
    "970422": "MB",
    "970423": "TPBank",
    "970425": "ABBANK",
    "970426": "MSB",
    "970428": "Nam A Bank",
    "970431": "Eximbank",
    "970432": "VPBank",
    "970436": "Vietcombank",
    "970437": "HDBank",
    "970438": "BaoViet Bank",
    "970440": "SeABank",
    "970441": "VIB",
    "970443": "SHB",
    "970448": "OCB",
    "970449": "LPBank",
    "970452": "Kienlongbank",
    "971005": "Viettel Money",
}
"""The banks that families here meet, by the number that NAPAS gave them."""

_LURE = re.compile(
    r"\b(?:tro cap|cong an|vneid|dinh danh|xac minh|giai ngan|kich hoat"
    r"|nhan (?:thuong|qua|tien)|toa an|vien kiem sat)\b"
)
"""What no honest payment is for: nobody pays to be given something, and no authority collects by such a code."""
_EMV = "000201"
_NAPAS = "A000000727"
_MOST_MONEY = 10**12
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_IDENTITY = re.compile(r"\d{12}\|\d{0,9}\|[^|]+\|\d{8}\|.*", re.DOTALL)
"""Number, former number, name, date of birth: how the code on an identity card begins."""


@dataclass(frozen=True, slots=True)
class Link:
    """``host`` is where the address really leads, whatever stands before an ``@`` in it."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class Payment:
    """An order to send money away. Of the account no more is kept than its last three digits."""

    bank: str | None
    account_end: str
    name: str
    amount: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The code of an identity card. Nothing of its content is kept."""


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else; ``text`` is empty if it is not for people to read (a broken payment, a Wi-Fi password)."""

    text: str


Code = Link | Payment | Identity | Other


def read_code(text: str) -> Code:
    """What the content of a QR code means."""
    text = text.strip()
    if _IDENTITY.fullmatch(text):
        return Identity()
    if text.startswith(_EMV):
        return _payment(text) or Other("")
    if _LINK.fullmatch(text) or _BARE_HOST.fullmatch(text):
        return _link(text)
    return Other("" if text.upper().startswith("WIFI:") else text)


def is_lure(note: str) -> bool:
    """Whether the note of a payment names something that nobody has to pay for."""
    return _LURE.search(fold(note)) is not None


def _link(text: str) -> Link | Other:
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url.replace("\\", "/"))  # browsers take \ for /
        host = parts.hostname
    except ValueError:
        return Other(text)
    if not host:
        return Other(text)
    address = parts._replace(netloc=host).geturl().replace("@", "%40")  # what stands behind an @ is not the host here
    return Link(address, host)


def _payment(text: str) -> Payment | None:
    """The payment, or ``None`` if the code is broken: its checksum does not fit, or no account is in it."""
    fields = _fields(text)
    if fields is None or not _is_whole(text):
        return None
    bank, account = _beneficiary(fields)
    note = (_fields(fields.get("62", "")) or {}).get("08", "")
    return Payment(bank, account[-3:], fields.get("59", "").strip(), _amount(fields.get("54", "")), note.strip())


def _beneficiary(fields: dict[str, str]) -> tuple[str | None, str]:
    """The bank's name and the account; neither for a merchant of another network."""
    merchant = _fields(fields.get("38", "")) or {}
    if merchant.get("00") != _NAPAS:
        return None, ""
    account = _fields(merchant.get("01", "")) or {}
    return BANKS.get(account.get("00", "")), account.get("01", "")


def _fields(text: str) -> dict[str, str] | None:
    """Tag (two digits), length (two digits), value, and so on to the end; ``None`` if it does not come out even."""
    fields: dict[str, str] = {}
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):  # noqa: PLR2004 - two digits each
            return None
        end = place + 4 + int(head[2:])
        if end > len(text):
            return None
        fields.setdefault(head[:2], text[place + 4 : end])
        place = end
    return fields


def _is_whole(text: str) -> bool:
    """The last field is CRC-16/CCITT-FALSE of all before its value."""
    body, stated = text[:-4], text[-4:]
    return body.endswith("6304") and f"{crc_hqx(body.encode(), 0xFFFF):04X}" == stated.upper()


def _amount(text: str) -> int | None:
    try:
        amount = Decimal(text) if re.fullmatch(r"[0-9.]{1,13}", text) else Decimal(0)
    except InvalidOperation:
        return None
    return int(amount) if 1 <= amount < _MOST_MONEY else None
