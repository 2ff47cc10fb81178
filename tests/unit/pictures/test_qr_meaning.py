"""What the content of a QR code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scams.qr import Identity, Link, Other, Payment, is_lure, read_code

if TYPE_CHECKING:
    from collections.abc import Callable

PUBLISHED = (
    "00020101021238540010A0000007270124000697043601101026806174"
    "0208QRIBFTTA530370454063990005802VN5912LE PHU THACH62250821NB123ABC LE PHU THACH63049F78"
)
"""A payload whose checksum somebody else has worked out."""
CARD = "079123456789|123456789|Nguyễn Văn A|01011950|Nam|Thôn 2, Tam Xuân|01012021"


def test_a_payment_that_others_wrote_is_read() -> None:
    assert read_code(PUBLISHED) == Payment("Vietcombank", "174", "LE PHU THACH", 399_000, "NB123ABC LE PHU THACH")


def test_a_payment_with_nothing_but_an_account(payment: Callable[..., str]) -> None:
    assert read_code(payment(bank="970405")) == Payment("Agribank", "789", "", None, "")
    assert read_code(payment(bank="999999")) == Payment(None, "789", "", None, "")


def test_no_more_of_the_account_than_three_digits_is_kept(payment: Callable[..., str]) -> None:
    assert "0123456" not in repr(read_code(payment("0123456789")))


@pytest.mark.parametrize("place", range(0, len(PUBLISHED), 7))
def test_a_changed_character_is_noticed(place: int) -> None:
    changed = PUBLISHED[:place] + ("7" if PUBLISHED[place] != "7" else "3") + PUBLISHED[place + 1 :]
    assert not isinstance(read_code(changed), Payment)


@pytest.mark.parametrize(("amount", "read"), [("0", None), ("1e9", None), ("..", None), ("50000.00", 50_000), ("9", 9)])
def test_amounts(payment: Callable[..., str], amount: str, read: int | None) -> None:
    code = read_code(payment(amount=amount))
    assert isinstance(code, Payment)
    assert code.amount == read


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://bit.ly/abc", "bit.ly"),
        ("HTTP://EXAMPLE.COM/x?y=1", "example.com"),
        ("www.qua-tang.top", "www.qua-tang.top"),
        ("zalo.me/g/abc", "zalo.me"),
        ("https://vietcombank.com.vn@evil.top/x", "evil.top"),
        ("https://evil.top\\@vietcombank.com.vn/", "evil.top"),
        ("http://192.168.1.9:8080/a", "192.168.1.9"),
    ],
)
def test_links_and_where_they_really_lead(text: str, host: str) -> None:
    code = read_code(text)
    assert isinstance(code, Link)
    assert code.host == host
    assert "@" not in code.url


def test_of_an_identity_card_nothing_is_kept() -> None:
    assert read_code(CARD) == Identity()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("xin chào cả nhà", "xin chào cả nhà"),
        ("WIFI:S:nha;T:WPA;P:matkhau123;;", ""),
        ("000201broken", ""),
        ("https://[", "https://["),
    ],
)
def test_anything_else(text: str, read: str) -> None:
    assert read_code(text) == Other(read)


@given(st.one_of(st.text(), st.text("0123456789A").map("000201".__add__)))
def test_no_text_raises(text: str) -> None:
    read_code(text)


@pytest.mark.parametrize("note", ["phi kich hoat tro cap", "Xác minh tài khoản", "le phi VNEID", "phi nhan qua tet"])
def test_notes_that_lure(note: str) -> None:
    assert is_lure(note)


@pytest.mark.parametrize("note", ["tien dien thang 11", "hoc phi be Na", "an trua", "vien phi", ""])
def test_notes_of_every_day(note: str) -> None:
    assert not is_lure(note)
