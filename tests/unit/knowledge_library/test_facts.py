"""The dated facts: what the file holds, how its mistakes are told, and what has been superseded."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.facts import Confidence, ContentError, Facts, Mistake

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = files("locales") / "facts.toml"
GOOD = """\
[rate]
value = "540.000 đồng"
source = "NĐ 1/2026"
checked_on = 2026-11-24
confidence = "M"
valid_from = 2026-07-01

[phone]
value = "1022"
source = "thành phố"
checked_on = 2026-11-24
confidence = "H"

[[superseded]]
value = "500.000 đồng"
fact = "rate"
source = "NĐ cũ"
until = 2026-06-30
"""


def load(tmp_path: Path, text: str | bytes) -> Facts:
    file = tmp_path / "facts.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Facts.load(file)


def mistakes(tmp_path: Path, text: str | bytes) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text)
    return caught.value.mistakes


def test_a_fact_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    fact = load(tmp_path, GOOD)["rate"]
    assert (fact.key, fact.value, fact.source) == ("rate", "540.000 đồng", "NĐ 1/2026")
    assert (fact.checked_on, fact.valid_from) == (date(2026, 11, 24), date(2026, 7, 1))
    assert fact.confidence is Confidence.MEDIUM
    assert fact.can_be_said


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"),
    [
        ('source = "thành phố"\n', "", "'phone' has no 'source'", 8),
        ('value = "1022"', "value = 1022", "'phone': 'value' is not a text", 9),
        ('value = "1022"', 'value = " "', "'phone': 'value' is not a text", 9),
        ('value = "1022"', 'value = "{you}"', "'phone': 'value' holds a brace or a line break", 9),
        ('confidence = "H"', 'confidence = "sure"', "'phone': 'confidence' is 'sure'", 12),
        ("valid_from = 2026-07-01", 'valid_from = "1/7/2026"', "'rate': 'valid_from' is not a date", 6),
        ("valid_from = 2026-07-01", "valid_from = 2026-07-01T00:00:00", "'valid_from' is not a date", 6),
        ("valid_from = 2026-07-01", "", "'rate' is an amount without valid_from", 1),
        ("valid_from", "valid_form", "'rate' has an unknown 'valid_form'", 6),
        ('checked_on = 2026-11-24\nconfidence = "H"', "checked_on = 2026-13-24", "not TOML", 11),
        ("[phone]", "[rate]", "not TOML", 8),
        ("[phone]", "[Phone]", "'Phone' is not a key", 8),
        ("[rate]", "loose = 1\n[rate]", "'loose' is not a table", None),
        ('fact = "rate"', 'fact = "gone"', "names an unknown fact 'gone'", 14),
        ('value = "500.000 đồng"', 'value = "ít hơn"', "'ít hơn' is not an amount", 14),
        ('fact = "rate"\n', "", "'superseded' has no 'fact'", 14),
        ("until = 2026-06-30", "until = 1", "'superseded': 'until' is not a date", 18),
        ("[[superseded]]", "[superseded]", "'superseded' is not a list of tables", 14),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_cure(
    tmp_path: Path, old: str, new: str, problem: str, line: int | None
) -> None:
    assert old in GOOD
    found = mistakes(tmp_path, GOOD.replace(old, new))
    assert any(problem in mistake.problem and mistake.line == line and mistake.cure for mistake in found), found
    assert all(mistake.file == str(tmp_path / "facts.toml") for mistake in found)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('source = "thành phố"\n', "").replace('confidence = "M"', 'confidence = "X"')
    assert len(mistakes(tmp_path, text)) >= 2


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    assert "not UTF-8" in mistakes(tmp_path, GOOD.encode("utf-16"))[0].problem


def test_a_byte_order_mark_and_windows_lines_are_taken(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert load(tmp_path, text)["phone"].value == "1022"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"gone\.toml: cannot be read"):
        Facts.load(tmp_path / "gone.toml")


def test_a_mistake_reads_as_one_line() -> None:
    assert str(Mistake("facts.toml", 3, "no 'source'", "Add one")) == "facts.toml:3: no 'source'. Add one."
    assert str(Mistake("facts.toml", None, "gone", "Put it back")) == "facts.toml: gone. Put it back."


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("mỗi tháng 500.000 đồng phải không", {"btxh_standard", "htxh_rate"}),
        ("500k", {"btxh_standard", "htxh_rate"}),
        ("500000", {"btxh_standard", "htxh_rate"}),
        ("500 ngàn", {"btxh_standard", "htxh_rate"}),
        ("năm trăm nghìn", {"btxh_standard", "htxh_rate"}),
        ("hoi truoc la 360.000", {"btxh_standard"}),
        ("nghe nói 2.789.000đ", {"ncc_standard"}),
        ("2tr789", {"ncc_standard"}),
        ("2.055.000 đồng", {"ncc_standard"}),
        ("540.000 đồng", set()),
        ("3.012.000", set()),
        ("500.000.000 đồng", set()),
        ("1 triệu 500 nghìn", set()),
        ("số 0905500000", set()),
        ("gọi 1900 545413", set()),
        ("ngày 24.11.2026", set()),
        ("", set()),
    ],
)
def test_superseded_amounts_are_known(text: str, present: set[str]) -> None:
    facts = Facts.load(SHIPPED)
    assert {old.present.key for old in facts.superseded_in(text)} == present


def test_the_newest_superseded_amount_comes_first() -> None:
    found = Facts.load(SHIPPED).superseded_in("từ 360.000 lên 500.000")
    assert [old.value for old in found] == ["500.000 đồng", "500.000 đồng", "360.000 đồng"]


def test_shipped_rates_carry_the_day_from_which_they_hold() -> None:
    facts = Facts.load(SHIPPED)
    rates = [facts[key] for key in ("btxh_standard", "htxh_rate", "ncc_standard")]
    assert [rate.value for rate in rates] == ["540.000 đồng", "540.000 đồng", "3.012.000 đồng"]
    assert {rate.valid_from for rate in rates} == {date(2026, 7, 1)}


def test_shipped_facts_were_checked_and_weak_ones_are_marked() -> None:
    facts = Facts.load(SHIPPED)
    assert {facts[key].checked_on for key in facts} == {date(2026, 11, 24)}
    assert [key for key in facts if not facts[key].can_be_said] == ["list_deadline_prudent", "bank_lpbank"]


def test_a_corrected_rate_wins_and_the_shipped_one_becomes_old(tmp_path: Path) -> None:
    own = tmp_path / "facts.toml"
    own.write_text(
        '[htxh_rate]\nvalue = "600.000 đồng"\nsource = "NĐ mới"\nchecked_on = 2027-08-01\n'
        'confidence = "H"\nvalid_from = 2027-07-01\n',
        encoding="utf-8",
    )
    facts = Facts.load(SHIPPED, own)
    assert facts["htxh_rate"].value == "600.000 đồng"
    assert facts["btxh_standard"].value == "540.000 đồng"
    assert [old.present.value for old in facts.superseded_in("540.000")] == ["600.000 đồng"]


def test_a_rate_that_comes_back_is_not_called_old(tmp_path: Path) -> None:
    own = tmp_path / "facts.toml"
    own.write_text(
        '[htxh_rate]\nvalue = "500.000 đồng"\nsource = "NĐ mới"\nchecked_on = 2027-08-01\n'
        'confidence = "H"\nvalid_from = 2027-07-01\n',
        encoding="utf-8",
    )
    found = Facts.load(SHIPPED, own).superseded_in("500.000")
    assert [old.present.key for old in found] == ["btxh_standard"]
