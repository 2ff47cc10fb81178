"""Rates follow from counts, totals from rows, and what was typed otherwise is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.progress import Count, progress, read, total

if TYPE_CHECKING:
    from collections.abc import Iterable

PILOT = """area\tpaid\ttotal\trate
Đại Lộc\t1216\t1544\t79.62
Hội An\t699\t1470\t47.55
Tam Kỳ\t2590\t2593\t99.88
Thăng Bình\t2173\t3116\t69.73
Điện Bàn\t346\t817\t42.71
Phú Ninh\t162\t589\t27.80
Tiên Phước\t103\t658\t14.10
Núi Thành\t62\t784\t7.91
*\t7195\t14569\t49.38
"""


LONG = f"A\t1216\t1544\t78.756476683937823834{'1' * 40}"
"""As a spreadsheet copies it, and longer."""


def said(text: str) -> list[str]:
    return [str(one) for one in read(text).contradictions]


def table(*lines: str) -> str:
    return "\n".join(["area\tpaid\ttotal\trate", *lines])


def test_the_pilot_table_of_2023() -> None:
    found = read(PILOT)
    rates = {row.area: str(row.count.rate) for row in found.rows}
    assert rates["Đại Lộc"] == "78.76"
    assert rates["Tiên Phước"] == "15.65"
    assert (found.sum.paid, found.sum.total, str(found.sum.rate)) == (7351, 11571, "63.53")
    assert [text.split(":")[0] for text in said(PILOT)[:4]] == ["Đại Lộc", "Điện Bàn", "Phú Ninh", "Tiên Phước"]
    assert "7,195" in said(PILOT)[4]
    assert "-156" in said(PILOT)[4]
    assert "14,569" in said(PILOT)[5]
    assert "+2,998" in said(PILOT)[5]
    assert len(said(PILOT)) == 6


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A\t12\t10\t", ("A: 12", "2 too many")),
        ("A\tmười\t10\t", ("Line 2", "mười")),
        ("A\t-3\t10\t", ("Line 2", "-3")),
        ("A\t3\t10\tba mươi", ("Line 2", "ba mươi")),
        ("A\t0\t0\t5", ("A", "no beneficiaries")),
        ("A\t3", ("Line 2", "2 columns")),
        ("A\t3\t10\t29,99 %", ("29.99", "30.00")),
    ],
)
def test_bad_figures_are_named(line: str, words: tuple[str, ...]) -> None:
    complaint = " ".join(said(table(line)))
    assert all(word in complaint for word in words), complaint


@pytest.mark.parametrize(
    "line", ["A\t1.216\t1.544\t78,76", "A\t1216\t1544\t78.7", "A\t1216\t1544\t78.75%", "A\t1\t3", LONG]
)
def test_the_ways_people_write_numbers_are_understood(line: str) -> None:
    assert said(table(line)) == []


def test_an_area_twice_is_said_and_counted_twice() -> None:
    found = read("\ufeff" + table("A\t1\t2\t", "a\t1\t2\t").replace("\n", "\r\n"))
    assert found.sum == Count(4, 2)
    assert "lines 2 and 3" in str(found.contradictions[0])


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=30))
def test_true_figures_never_contradict_themselves(pairs: list[tuple[int, int]]) -> None:
    counts = [Count(max(pair), min(pair)) for pair in pairs]
    whole = total(counts)
    rows = [f"Xã {number}\t{one.paid}\t{one.total}\t{one.rate or ''}" for number, one in enumerate(counts)]
    found = read(table(*rows, f"*\t{whole.paid}\t{whole.total}\t{whole.rate or ''}"))
    assert found.contradictions == ()
    assert found.sum == whole


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read("header\n" + text)


def groups(counts: Iterable[tuple[str, str, int, int]]) -> dict[tuple[str, str], Count]:
    return {(area, scheme): Count(whole, part) for area, scheme, whole, part in counts}


def test_standings_add_up_and_changes_are_known_only_where_both_months_are() -> None:
    now = groups([("1", "NCC", 10, 4), ("1", "BTXH", 20, 1), ("2", "NCC", 5, 0), ("3", "HTXH", 8, 2)])
    before = groups([("1", "NCC", 10, 3), ("1", "BTXH", 20, 1), ("2", "NCC", 5, 0)])
    found = progress(now, before, lambda code: {"1": "Đại Lộc", "2": "Đại Lộc"}.get(code, ""), ["2", "1", "3"])
    assert [one.name for one in found.by_area] == ["2", "1", "3"]
    assert [one.gained for one in found.by_area] == [0, 1, None]
    assert found.whole.now == Count(43, 7)
    assert found.whole.gained is None
    assert [one.name for one in found.not_started] == ["2"]
    assert {one.name: one.now.paid for one in found.by_district} == {"Đại Lộc": 5, "": 2}
    assert sum((one.now for one in found.by_scheme), Count(0, 0)) == found.whole.now
    assert found.whole.now.rate == Decimal("16.28")
