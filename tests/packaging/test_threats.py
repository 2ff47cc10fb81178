"""The threat model points at tests that exist, and the record of processing is the one of this schema."""

from __future__ import annotations

import re
from pathlib import Path

from storage.processing import record

ROOT = Path(__file__).parents[2]
THREATS = (ROOT / "docs" / "threats.md").read_text("utf-8")


def test_every_test_that_holds_a_threat_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", THREATS.split("|---|", 1)[1])
    assert len(named) >= 20
    for file, test in named:
        text = (ROOT / file).read_text("utf-8")
        assert not test or re.search(rf"def {test}\b", text), f"{file}::{test}"


def test_every_threat_is_held_by_a_test_or_says_that_it_is_not() -> None:
    rows = [line for line in THREATS.splitlines() if line.startswith("| ") and not line.startswith(("| Who", "|---"))]
    assert [row for row in rows if "`tests/" not in row and "not run here" not in row] == []


def test_the_record_of_processing_is_of_this_schema() -> None:
    kept = (ROOT / "docs" / "processing.md").read_text("utf-8")
    assert kept == record(), "run: python -m storage.processing > docs/processing.md"
