"""An operator's corrections are taken up while the bot runs, and a broken one changes nothing."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.content import Corrections

if TYPE_CHECKING:
    from pathlib import Path

    from bot.talk import Mind

POLICE = '[police]\nvalue = "{number}"\nsource = "thử"\nchecked_on = 2026-11-24\nconfidence = "H"\n'


def _first_hour(mind: Mind) -> str:
    return mind.library.answer("scam_victim").render(you="bác", commune={})


@pytest.fixture
def own_mind(mind: Mind) -> Mind:
    return replace(mind)


def test_a_corrected_fact_is_in_use_at_the_next_look(own_mind: Mind, tmp_path: Path) -> None:
    corrections = Corrections(tmp_path, own_mind)
    (tmp_path / "facts.toml").write_text(POLICE.format(number="9113"), "utf-8")
    assert corrections.refresh()
    assert "9113" in _first_hour(own_mind)
    assert not corrections.refresh()


def test_a_correction_that_is_taken_away_is_gone(own_mind: Mind, tmp_path: Path) -> None:
    corrections = Corrections(tmp_path, own_mind)
    file = tmp_path / "facts.toml"
    file.write_text(POLICE.format(number="9113"), "utf-8")
    corrections.refresh()
    file.unlink()
    assert corrections.refresh()
    assert "9113" not in _first_hour(own_mind)


@pytest.mark.parametrize("content", ["[police\n", '[police]\nvalue = "1"\n', "\udcff"])
def test_a_broken_file_changes_nothing_and_is_named(
    own_mind: Mind, tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    corrections = Corrections(tmp_path, own_mind)
    before = _first_hour(own_mind)
    (tmp_path / "facts.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    with caplog.at_level(logging.ERROR):
        assert not corrections.refresh()
    assert _first_hour(own_mind) == before
    assert "facts.toml" in caplog.text


def test_nothing_is_read_again_without_a_change(own_mind: Mind, tmp_path: Path) -> None:
    library = own_mind.library
    assert not Corrections(tmp_path, own_mind).refresh()
    assert own_mind.library is library
    assert Corrections(tmp_path, own_mind).refresh(force=True)
