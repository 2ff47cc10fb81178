"""Days as officers type them, the same day of each month, and days on which offices are closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule.holidays import holiday, warnings
from bot.schedule.spans import LONGEST_SPAN, Span, of_month, parse_monthly, parse_span

_days = st.dates(date(2020, 2, 1), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("5/12/2026", date(2026, 12, 5), date(2026, 12, 5)),
        ("ngày 5.12.2026", date(2026, 12, 5), date(2026, 12, 5)),
        ("10-12/12/2026", date(2026, 12, 10), date(2026, 12, 12)),
        ("ngày 5 đến ngày 7/12/2026", date(2026, 12, 5), date(2026, 12, 7)),
        ("từ 10/12 đến 12/12/2026", date(2026, 12, 10), date(2026, 12, 12)),
        ("28/12 - 2/1/2027", date(2026, 12, 28), date(2027, 1, 2)),
        ("Thứ Sáu, 4/12/2026", date(2026, 12, 4), date(2026, 12, 4)),
        ("T6 4/12/2026", date(2026, 12, 4), date(2026, 12, 4)),
        ("Chủ nhật, ngày 6/12/2026", date(2026, 12, 6), date(2026, 12, 6)),
        ("2026-12-04", date(2026, 12, 4), date(2026, 12, 4)),
        ("tu 28/12/2026 toi 2/1/2027", date(2026, 12, 28), date(2027, 1, 2)),
    ],
)
def test_what_is_understood(text: str, first: date, last: date) -> None:
    assert parse_span(text) == Span(first, last)


@pytest.mark.parametrize(
    "text", ["", "mai", "5/12", "10-12/12", "31/2/2027", "12-10/12/2026", "1/1-1/6/2027", "0/0/0", "thứ hai, 4/12/2026"]
)
def test_what_is_not(text: str) -> None:
    assert parse_span(text) is None


@given(_days, st.timedeltas(timedelta(0), LONGEST_SPAN))
def test_a_span_comes_back(first: date, length: timedelta) -> None:
    last = first + timedelta(days=length.days)
    text = f"{first.day}/{first.month} đến {last.day}/{last.month}/{last.year}"
    assert parse_span(text) == Span(first, last)


@given(st.text(max_size=40))
def test_any_text_is_a_span_or_none(text: str) -> None:
    found = parse_span(text)
    assert found is None or found.first <= found.last


@pytest.mark.parametrize(("text", "day"), [("ngày 10 hằng tháng", 10), ("5 mỗi tháng", 5), ("ngay 31 hang thang", 31)])
def test_a_day_of_each_month(text: str, day: int) -> None:
    assert parse_monthly(text) == day


@given(st.integers(1, 31), _days)
def test_each_month_has_its_day(day: int, some: date) -> None:
    found = of_month(day, some.year, some.month)
    assert (found.year, found.month) == (some.year, some.month)
    assert found.day == day or (found + timedelta(days=1)).day == 1


def test_tet_and_weekends_are_warned_of() -> None:
    assert holiday(date(2027, 2, 6)) == "Tết Nguyên Đán"
    assert holiday(date(2026, 9, 2)) == "Quốc khánh"
    found = dict(warnings(date(2026, 12, 4), date(2026, 12, 7)))
    assert found == {date(2026, 12, 5): "", date(2026, 12, 6): ""}
