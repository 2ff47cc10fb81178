"""Lessons, texts and weights: complete, short, and in step with one another."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.library import load_shipped
from bot.scams import training
from bot.scams.advice import explain, question, verify
from bot.scams.lessons import LessonError, Lessons, parse
from bot.scams.lexicon import Lexicon
from bot.scams.links import Standing
from bot.scams.model import Model
from bot.scams.practice import common, in_season, next_tip
from bot.scams.signals import Signals

ROOT = Path(__file__).resolve().parents[3]
LEARNING = sorted((ROOT / "tests/data").glob("scams_learning*.tsv"))
FEW = ROOT / "tests/data/scams_learning_10.tsv"
TUNING = ROOT / "tests/data/scams_tuning.tsv"
LESSONS = Lessons.load()
SEASONS = {"tet", "national_day", "rate_rise", "storm", "summer", "back_to_school"}


def learning_examples() -> list[training.Example]:
    return [example for path in LEARNING for example in training.examples(path)]


def test_all_lessons_load() -> None:
    assert len(LESSONS) >= 34


@pytest.mark.parametrize("kind", LESSONS)
def test_lesson(kind: str) -> None:
    lesson = LESSONS[kind]
    text = f"{lesson.title} {lesson.how} {lesson.recognise} {lesson.refuse}"
    assert lesson.kind == kind
    assert len(text) <= 900
    assert all([lesson.title, lesson.how, lesson.recognise, lesson.refuse])
    assert set(lesson.season) <= SEASONS
    assert verify(lesson.verify)
    assert "an toàn" not in text
    assert "!!" not in text


def test_lesson_signals_exist() -> None:
    known = set(Signals.load(Lexicon.load()).by_flag)
    assert {flag for lesson in LESSONS.values() for flag in lesson.signals} <= known


def test_each_reason_is_explained() -> None:
    flags = [signal.flag for signal in Signals.load(Lexicon.load()).all if not signal.genuine]
    links = [f"link_{one}" for one in Standing if one not in {Standing.OFFICIAL, Standing.KNOWN, Standing.CHAT}]
    for flag in [*flags, *links, "resembles", "introduces"]:
        assert explain(flag)


def test_placeholders_are_known() -> None:
    texts = resources.files("locales").joinpath("vi/scams/texts.toml").read_text("utf-8")
    assert set(re.findall(r"\{(\w+)\}", texts.split("\n", 1)[1])) <= {"you", "You"}


@pytest.mark.parametrize("key", ["asked_what", "called_back", "link_from_whom", "asked_beside_coming"])
def test_questions(key: str) -> None:
    assert 2 <= len(question(key).options) <= 4


def test_numbers_to_verify_have_a_source() -> None:
    texts = tomllib.loads(resources.files("locales").joinpath("vi/scams/texts.toml").read_text("utf-8"))
    assert all(entry["source"] for entry in texts["verify"].values())
    assert texts["checked_on"]


def test_every_fact_that_is_named_is_there_and_no_number_stands_alone() -> None:
    facts = load_shipped().facts
    texts = tomllib.loads(resources.files("locales").joinpath("vi/scams/texts.toml").read_text("utf-8"))
    said = [entry["text"] for entry in texts["verify"].values()]
    said += [part for lesson in Lessons.load().values() for part in (lesson.how, lesson.recognise, lesson.refuse)]
    for text in said:
        assert "{{" not in facts.fill(text)
        assert not re.search(r"\d{3,}", text), text


@given(st.lists(st.dates(date(2026, 1, 1), date(2029, 12, 31)), min_size=2, max_size=12))
def test_nobody_gets_the_same_tip_twice_in_a_row(days: list[date]) -> None:
    last = None
    for day in sorted(days):
        kinds = in_season(LESSONS.values(), day)
        tip = next_tip(kinds, last)
        assert tip != last
        assert tip in LESSONS
        last = tip


@pytest.mark.parametrize(
    ("month", "kind"), [(1, "prize"), (9, "allowance"), (12, "bhxh"), (10, "charity"), (6, "tour")]
)
def test_what_comes_back_each_year_is_warned_of_first(month: int, kind: str) -> None:
    kinds = in_season(LESSONS.values(), date(2027, month, 5))
    assert kind in kinds[: len(kinds) - len(common()) + 1]
    assert set(common()) <= set(kinds)
    assert len(common()) == 6


def test_broken_lesson_is_named() -> None:
    with pytest.raises(LessonError, match=r"bad\.md"):
        parse("bad.md", "---\nkind: x\n---\n")


def test_weights_are_learned_from_the_shipped_data_as_texts_are_read_now() -> None:
    assert Model.load().digest == training.fingerprint(LEARNING), "run: make scam-model"


def test_learning_is_repeatable_and_separates_authors_that_it_has_not_seen() -> None:
    judge = training.bare_judge()
    data, unseen = training.examples(FEW), training.examples(TUNING)
    found = [judge.find(example.text).blocks for example in data]
    model, again = training.learn(data, found), training.learn(data, found)
    assert model.rows == again.rows
    assert np.array_equal(model.weights, again.weights)
    scores = {
        label: [model.score(judge.find(one.text).blocks) for one in unseen if one.label == label]
        for label in ("scam", "legit")
    }
    assert np.median(scores["scam"]) > 0.6
    assert np.median(scores["legit"]) < 0.2


def test_a_saved_model_judges_as_before(tmp_path: Path) -> None:
    judge, shipped = training.bare_judge(), Model.load()
    shipped.save(tmp_path / "weights.npz")
    read = Model.load(tmp_path / "weights.npz")
    blocks = judge.find("Cán bộ gọi biểu tui đọc mã trong máy").blocks
    assert abs(read.score(blocks) - shipped.score(blocks)) < 1e-6


def test_data_is_large_and_apart() -> None:
    learning, tuning = learning_examples(), training.examples(TUNING)
    for data, least in ((learning, (400, 400, 80)), (tuning, (150, 150, 30))):
        labels = [example.label for example in data]
        assert [
            labels.count(label) >= count for label, count in zip(("scam", "legit", "unclear"), least, strict=True)
        ] == [True] * 3
        assert len({example.text for example in data}) == len(data)
    assert not {example.text for example in learning} & {example.text for example in tuning}
