"""Days as officers say them without a year: only where they can mean one day ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule.ahead import FURTHEST, days_ahead
from bot.schedule.spans import Span, parse_span

TUESDAY = date(2026, 11, 24)
_days = st.dates(date(2020, 1, 1), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10/12", date(2026, 12, 10), None),
        ("ngày 10 tháng 12", date(2026, 12, 10), None),
        ("ngày 10 tháng 12 năm 2026", date(2026, 12, 10), None),
        ("10.12.26", date(2026, 12, 10), None),
        ("10/12/26", date(2026, 12, 10), None),
        ("thứ năm, 10/12", date(2026, 12, 10), None),
        ("24/11", TUESDAY, None),
        ("5/1", date(2027, 1, 5), None),
        ("10-12/12", date(2026, 12, 10), date(2026, 12, 12)),
        ("từ 10 đến 12/12", date(2026, 12, 10), date(2026, 12, 12)),
        ("28/12 - 2/1", date(2026, 12, 28), date(2027, 1, 2)),
        ("mai", date(2026, 11, 25), None),
        ("Sáng mai.", date(2026, 11, 25), None),
        ("mốt", date(2026, 11, 26), None),
        ("hôm nay", TUESDAY, None),
        ("ngày 10", date(2026, 12, 10), None),
        ("ngày 30", date(2026, 11, 30), None),
        ("ngày 5 tháng sau", date(2026, 12, 5), None),
        ("thứ năm", date(2026, 11, 26), None),
        ("thứ 2", date(2026, 11, 30), None),
        ("chủ nhật", date(2026, 11, 29), None),
        ("thứ năm tuần này", date(2026, 11, 26), None),
        ("thu nam tuan sau", date(2026, 12, 3), None),
        ("thứ hai tới", date(2026, 11, 30), None),
        ("10/12/2020", date(2020, 12, 10), None),
    ],
)
def test_what_can_mean_one_day_ahead(text: str, first: date, last: date | None) -> None:
    assert days_ahead(text, TUESDAY) == Span(first, last or first)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23/11",  # yesterday, or a year hence
        "10/8",
        "31/2",
        "10-12",  # two days, or one of December
        "từ 10 - 12",
        "10/12/20",
        "thứ tư, 10/12",  # a Thursday
        "thứ ba",  # today, or next week
        "thứ năm tới",  # this week's, or next week's
        "thứ hai tuần này",
        "ngày 20 tháng này",
        "ngày một",
        "ngày 31 tháng mười hai",
        "12-10/12",
        "10",
        "bữa nào cũng được",
    ],
)
def test_what_is_asked_for_again(text: str) -> None:
    assert days_ahead(text, TUESDAY) is None


@given(_days, st.timedeltas(timedelta(0), FURTHEST))
def test_a_day_and_a_month_mean_the_next_one(today: date, ahead: timedelta) -> None:
    day = today + timedelta(days=ahead.days)
    assert days_ahead(f"{day.day}/{day.month}", today) == Span(day, day)


@given(_days, st.text(max_size=40))
def test_any_text_is_ahead_or_has_its_year_or_is_none(today: date, text: str) -> None:
    found = days_ahead(text, today)
    assert found is None or found == parse_span(text) or today <= found.first <= found.last
