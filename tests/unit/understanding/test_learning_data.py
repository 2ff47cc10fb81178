"""The learning examples and the tuning questions: apart from each other, and without contradictions."""

from pathlib import Path

import pytest

from bot.knowledge.examples import load_examples
from bot.knowledge.matcher import Matcher
from bot.knowledge.vietnamese import has_diacritics, words

TUNING = Path(__file__).parents[2] / "data" / "answers_tuning.tsv"


def _tuning() -> list[tuple[str, str]]:
    header, *lines = TUNING.read_text(encoding="utf-8").splitlines()
    assert header == "text\tintent"
    return [(text, intent) for text, intent in (line.split("\t") for line in lines)]


def test_no_tuning_question_is_learnt() -> None:
    learnt = {words(example.text) for example in load_examples()}
    assert [text for text, _ in _tuning() if words(text) in learnt and words(text)] == []


def test_no_line_is_learnt_twice() -> None:
    texts = [example.text for example in load_examples()]
    assert len(texts) == len(set(texts))


def test_tuning_questions_cover_every_intent() -> None:
    assert {intent for _, intent in _tuning()} == {example.intent for example in load_examples()}
    assert len(_tuning()) >= 300


@pytest.mark.parametrize("unmarked_only", [False, True])
def test_figures_on_the_tuning_questions(unmarked_only: bool) -> None:  # noqa: FBT001 - a parameter of the test
    matcher = Matcher.load()
    rows = [row for row in _tuning() if not (unmarked_only and has_diacritics(row[0]))]
    decided = [(matcher.decide(text), intent) for text, intent in rows]
    ours = [(decision, intent) for decision, intent in decided if intent != "out_of_scope"]
    found = sum(intent in (decision.intent, *decision.choices, *decision.also) for decision, intent in ours)
    wrong = sum(
        decision.decision == "answer" and intent not in (decision.intent, *decision.also) for decision, intent in ours
    )
    others = [decision for decision, intent in decided if intent == "out_of_scope"]
    misled = sum(decision.decision == "answer" and decision.intent != "out_of_scope" for decision in others)
    assert found / len(ours) >= 0.95
    assert wrong / len(ours) <= 0.03
    assert misled <= max(1, 0.03 * len(others)), "of twenty, one is no figure"
