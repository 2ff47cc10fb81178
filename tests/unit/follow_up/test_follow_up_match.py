"""Whom a report is about: only one clear fit is tied; the rest an officer picks from four."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.follow_up_match import Candidate, Described, bare_name, candidates, clear_fit, is_full

SAU = Candidate(1, "Nguyễn Thị Sáu", 1940, "Thôn 2", "BTXH", "cash")
SAU_YOUNGER = Candidate(2, "Nguyễn Thị Sáu", 1951, "Thôn 5", "HTXH", "cash")
HOA = Candidate(3, "Lê Thị Hòa", 1938, "Tổ 3", "NCC", "cash")
BUU = Candidate(4, "Trần Văn Bửu", None, None, "NCC", "account")
PEOPLE = [SAU, SAU_YOUNGER, HOA, BUU]


@pytest.mark.parametrize(
    ("described", "person"),
    [
        (Described("Nguyễn Thị Sáu", 1940, None), SAU),
        (Described("bà nguyen thi sau", 1940, "thon 02"), SAU),
        (Described("Nguyễn Thị Sáu", 1951, None), SAU_YOUNGER),
        (Described("Nguyễn Thị Sáu", None, "thôn 2"), None),  # two of that name: the hamlet alone is not enough
        (Described("Nguyễn Thị Sáu", None, None), None),
        (Described("Nguyễn Thị Sáu", 1941, "thôn 2"), None),
        (Described("Nguyễn Thị Sáu", 1940, "thôn 5"), None),
        (Described("bà Sáu", 1940, "thôn 2"), None),
        (Described("Lê Thị Hòa", None, "tổ 3"), HOA),
        (Described("Lê Thị Hoà", 1938, None), HOA),  # the tone's place is a matter of taste
        (Described("Lê Thị Hoa", 1938, "tổ 3"), None),  # another name
        (Described("le thi hoa", 1938, "tổ 3"), HOA),
        (Described("Trần Văn Bửu", 1930, "thôn 1"), None),  # nothing beside the name speaks for him
        (Described("", 1940, "thôn 2"), None),
    ],
)
def test_who_clearly_fits(described: Described, person: Candidate | None) -> None:
    assert clear_fit(described, PEOPLE) == person


def test_two_alike_are_never_tied() -> None:
    twin = Candidate(9, SAU.full_name, SAU.birth_year, SAU.hamlet, "BTXH", "cash")
    described = Described("Nguyễn Thị Sáu", 1940, "Thôn 2")
    assert clear_fit(described, [*PEOPLE, twin]) is None
    assert {one.id for one in candidates(described, [*PEOPLE, twin])} >= {1, 9}


def test_candidates_are_ordered_and_four_at_most() -> None:
    many = [Candidate(number, "Nguyễn Thị Sáu", 1930 + number, None, "BTXH", "cash") for number in range(20)]
    found = candidates(Described("Nguyễn Thị Sáu", 1935, None), many)
    assert found[0].id == 5
    assert len(found) == 4


def test_a_nickname_needs_more_beside_it() -> None:
    assert candidates(Described("bà Sáu", None, None), PEOPLE) == []
    assert candidates(Described("bà Sáu", None, "thôn 2"), PEOPLE) == [SAU]


def test_a_slip_is_found() -> None:
    assert candidates(Described("Nguyen Thi Xau", 1940, None), PEOPLE)[0] == SAU


@pytest.mark.parametrize(
    ("text", "name", "full"),
    [
        ("bà nội Nguyễn Thị Sáu", "Nguyễn Thị Sáu", True),
        ("bà Sáu", "Sáu", False),
        ("má", "má", False),
        ("", "", False),
    ],
)
def test_kinship_is_no_name(text: str, name: str, full: bool) -> None:  # noqa: FBT001 - a table's column
    assert bare_name(text) == name
    assert is_full(text) is full


def test_a_family_name_that_is_a_word_of_kinship() -> None:
    ong = Candidate(7, "Ông Ích Đường", 1935, None, "NCC", "cash")
    assert clear_fit(Described("Ông Ích Đường", 1935, None), [*PEOPLE, ong]) == ong


@given(st.text(max_size=60), st.none() | st.integers(1900, 2020), st.none() | st.text(max_size=30))
def test_whatever_is_typed_a_tie_has_the_same_words(name: str, year: int | None, hamlet: str | None) -> None:
    described = Described(name, year, hamlet)
    found = clear_fit(described, PEOPLE)
    assert found is None or found in PEOPLE
    assert len(candidates(described, PEOPLE)) <= 4
