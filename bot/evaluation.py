"""Measures the matcher and the judge on a file of labelled texts. Prints nothing; keeps nothing."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import fold

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.matcher import Decision, Matcher
    from bot.scams.judge import Judge

OUT_OF_SCOPE = "out_of_scope"
Figures = dict[str, int]


class EvaluationError(Exception):
    """The file cannot be read; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text; ``hard`` is a mark of the scam sets (``type|hard``)."""

    text: str
    label: str
    hard: bool = False

    @property
    def plain(self) -> bool:
        """Whether it was typed without any diacritics."""
        return fold(self.text) == " ".join(self.text.lower().split())


@dataclass(frozen=True, slots=True)
class Miss:
    """One text that was not treated as its label asks."""

    text: str
    label: str
    got: str


def read_rows(path: Path) -> list[Row]:
    """The rows of a tab-separated file whose first line is a header."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}). Look at its name and rights.") from None
    return [_row(path, number, line) for number, line in enumerate(lines[1:], start=2) if line]


def _row(path: Path, number: int, line: list[str]) -> Row:
    if len(line) < 2:  # noqa: PLR2004 - text and label
        raise EvaluationError(f"{path}:{number}: a line needs a text and a label with a tab between.")
    return Row(line[0], line[1], "hard" in "|".join(line[2:]).split("|"))


def answers(rows: list[Row], matcher: Matcher) -> tuple[Figures, list[Miss]]:
    """Counts for all rows and for those without diacritics (``…_no_diacritics``), and the misses."""
    figures: Counter[str] = Counter(dict.fromkeys(_names(), 0))
    misses: list[Miss] = []
    for row in rows:
        decision = matcher.decide(row.text)
        outcome = _answer_outcome(row, decision)
        for name in outcome:
            figures[name] += 1
            figures[f"{name}_no_diacritics"] += row.plain
        if not {"right", "offered", "out_of_scope_right"} & set(outcome):
            misses.append(Miss(row.text, row.label, _shown(decision)))
    return dict(figures), misses


def _names() -> list[str]:
    names = (
        "in_scope",
        "right",
        "offered",
        "wrong",
        "handed_over",
        "out_of_scope",
        "out_of_scope_right",
        "out_of_scope_wrong",
        "out_of_scope_offered",
    )
    return [*names, *(f"{name}_no_diacritics" for name in names)]


def _answer_outcome(row: Row, decision: Decision) -> tuple[str, ...]:
    given = {decision.intent, *decision.also} if decision.decision == "answer" else set()
    if row.label == OUT_OF_SCOPE:
        return ("out_of_scope", _out_of_scope(decision, given))
    if row.label in given:
        return ("in_scope", "right")
    if row.label in decision.choices:
        return ("in_scope", "offered")
    return ("in_scope", "wrong" if given else "handed_over")


def _out_of_scope(decision: Decision, given: set[str | None]) -> str:
    if given - {OUT_OF_SCOPE}:
        return "out_of_scope_wrong"
    return "out_of_scope_offered" if decision.decision == "choose" else "out_of_scope_right"


def _shown(decision: Decision) -> str:
    return decision.intent or " | ".join(decision.choices) or decision.decision


def scams(rows: list[Row], judge: Judge) -> tuple[Figures, list[Miss]]:
    """Counts of each verdict by label, all and by third (no diacritics) and hard, and the misses."""
    figures: Counter[str] = Counter({"n": len(rows)})
    misses: list[Miss] = []
    for row in rows:
        verdict = judge.judge(row.text).verdict
        for group in ("", *(["_no_diacritics"] if row.plain else []), *(["_hard"] if row.hard else [])):
            figures[f"{row.label}{group}"] += 1
            figures[f"{row.label}_{verdict}{group}"] += 1
        if verdict not in _GOOD[row.label]:
            misses.append(Miss(row.text, row.label, verdict))
    return dict(sorted(figures.items())), misses


_GOOD = {"scam": {"scam"}, "legit": {"no_sign"}, "unclear": {"unsure"}}
