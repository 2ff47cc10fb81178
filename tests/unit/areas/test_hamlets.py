"""A hamlet has one form, however it is written; who may be meant is reached rather than missed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.hamlets import clear_key, hamlet_key, hamlet_keys, same_hamlet
from bot.knowledge.vietnamese import fold

Write = Callable[[str], str]
KINDS = (
    "Tổ dân phố số",
    "Tổ dân phố",
    "Tổ",
    "TDP",
    "Tổ đoàn kết",
    "Thôn",
    "Thôn số",
    "Xóm",
    "Khối phố",
    "KP",
    "Ấp",
    "",
)
NAMES = ("Phú Quý", "An Lạc", "Bàn Thạch", "Tân Thạnh", "Đoàn Kết", "Mỹ Sơn", "Trà Đóa", "Nam", "Kế Xuyên 2")
writings = st.sampled_from(
    [
        str,
        str.upper,
        str.lower,
        str.title,
        fold,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"  {text.replace(' ', '  ')}. ",
    ]
)


@given(st.sampled_from(KINDS), st.integers(1, 99), st.sampled_from(["{}", "0{}", "00{}"]), writings)
def test_a_number_is_one_hamlet_whatever_stands_before_it(kind: str, number: int, noughts: str, write: Write) -> None:
    assert hamlet_key(write(f"{kind} {noughts.format(number)}")) == str(number)


@given(st.sampled_from(KINDS), st.sampled_from(NAMES), writings)
def test_a_name_is_one_hamlet_whatever_stands_before_it(kind: str, name: str, write: Write) -> None:
    kind = kind.removesuffix(" số")
    assert hamlet_key(write(f"{kind} {name}")) == hamlet_key(name)


@given(st.lists(st.sampled_from(NAMES), min_size=1, unique=True), writings)
def test_different_names_stay_different_in_any_order(names: list[str], write: Write) -> None:
    keys = hamlet_keys(", ".join(names))
    assert keys == hamlet_keys(write(";".join(reversed(names))))
    assert len(keys.strip(",").split(",")) == len(names)
    assert all(f",{hamlet_key(name)}," in keys for name in names)


words = st.sampled_from(
    [
        "thôn",
        "tổ",
        "dân",
        "phố",
        "khối",
        "khu",
        "xóm",
        "số",
        "t",
        "3",
        "02",
        "2a",
        "ii",
        "i",
        "phú",
        "quý",
        "kỳ",
        "TDP3",
        "xã",
        "phường",
        "làng",
        "ấp",
        "tây",
        "và",
    ]
)


@given(st.text(max_size=60) | st.lists(words, max_size=7).map(" ".join))
def test_any_text_has_a_key_that_is_its_own(text: str) -> None:
    key = hamlet_key(text)
    assert "," not in key
    assert hamlet_key(key) == key
    assert same_hamlet(text, key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TDP3", "Tổ dân phố 3"),
        ("tổ DP 3", "Tổ 3"),
        ("T.3", "Thôn 3"),
        ("Thôn II", "thôn 2"),
        ("Phú Quí", "thon Phu Quy"),
        ("Tổ 3, thôn Phú Quý", "Thôn Phú Quý, tổ 3"),
        ("Thôn 2 xã Bình Nguyên cũ", "Thôn 2 (Bình Nguyên)"),
        ("2A", "Tổ 2a"),
    ],
)
def test_ways_to_write_one(one: str, other: str) -> None:
    assert hamlet_key(one) == hamlet_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Thôn 1", "Thôn 11"), ("Tây", "Tai"), ("Thúy", "Thui"), ("Thôn Vĩ", "Thôn 6"), ("2a", "2")]
)
def test_what_only_looks_alike(one: str, other: str) -> None:
    assert hamlet_key(one) != hamlet_key(other)


@pytest.mark.parametrize(
    ("hamlets", "keys"),
    [
        ("thôn 1, 2; Thôn 03 và thôn 4", ",1,2,3,4,"),
        ("thôn 1-3", ",1,2,3,"),
        ("từ thôn 9 đến thôn 11", ",10,11,9,"),
        ("cả xã", ""),
        ("Tất cả các thôn", ""),
        ("", ""),
        ("thôn 5-2", ",5 2,"),
    ],
)
def test_several(hamlets: str, keys: str) -> None:
    assert hamlet_keys(hamlets) == keys


@pytest.mark.parametrize(
    ("hamlet", "known", "key"),
    [
        ("Thôn 2", [], "2"),
        ("Thôn 2", ["1", "phu qui"], "2"),
        ("thôn Phú Quí", ["phu qui"], "phu qui"),
        ("thôn Phú Quyt", ["phu qui"], ""),
        ("nhà bà Tư", [], ""),
        ("", ["2"], ""),
        ("thôn 2", ["2 binh nguyen", "2 binh phu"], ""),
        ("thôn 2 Bình Nguyên", ["2 binh nguyen", "2 binh phu"], "2 binh nguyen"),
        ("thôn 2 Bình Nguyên", ["2", "2 binh nguyen"], ""),
        ("thôn 2, xã Thăng Bình", ["2", "3"], "2"),
        ("thôn 2 gần chợ", [], "2"),
        ("thôn 2 gần chợ", ["2 binh nguyen"], ""),
        ("tổ 3 thôn Phú Quý", ["phu qui", "3"], "phu qui"),
    ],
)
def test_whose_hamlet_is_clear(hamlet: str, known: list[str], key: str) -> None:
    assert clear_key(hamlet, known) == key


def test_one_place_within_another() -> None:
    assert same_hamlet("Thôn 2", "Thôn 02 (Bình Nguyên)")
    assert same_hamlet("Tổ 3, thôn Phú Quý", "thôn phú quí")
    assert same_hamlet("Thôn 2", None)
    assert not same_hamlet("Thôn 2", "Thôn 22")
