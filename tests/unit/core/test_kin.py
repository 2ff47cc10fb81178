"""Who somebody is to the receiver, as people say it."""

import pytest

from bot.forms import NOT_UNDERSTOOD, Parsed
from handlers.kin import relation


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mẹ tôi", "child"),
        ("mạ tui", "child"),
        ("Mẹ em tên là Nguyễn Thị Bảy", "child"),
        ("me em", "child"),
        ("ba của tui, ba tôi", None),
        ("ba tôi", "child"),
        ("ba toi", None),
        ("bà tôi", "grandchild"),
        ("bà nội em", "grandchild"),
        ("noi em", "grandchild"),
        ("dạ cháu ngoại", "grandchild"),
        ("con gái", "child"),
        ("con dau cua ba", "child"),
        ("chồng tôi", "spouse"),
        ("bà xã", "spouse"),
        ("tôi", "self"),
        ("chính tau", "self"),
        ("tui nhận", "self"),
        ("hàng xóm", "other"),
        ("Thăng Bình", None),
        ("ừ", None),
        ("", None),
    ],
)
def test_a_relation_is_understood_or_asked_again(text: str, key: str | None) -> None:
    assert relation(text, None) == (Parsed(key) if key else NOT_UNDERSTOOD)
