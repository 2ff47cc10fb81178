"""Ways of matching a question to its answer, measured beside each other on the same questions.

    python benchmarks/matching.py [FILE.tsv]

Each method decides by one rule: its own scale of certainty is cut where it answers as large a share
of the questions as the shipped matcher does, and below that it offers its three best.
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.knowledge.examples import OUT_OF_SCOPE, load_examples
from bot.knowledge.features import read
from bot.knowledge.matcher import MOST_CHOICES, Matcher
from bot.knowledge.model import MODEL_FILE, Model
from bot.knowledge.vietnamese import fold, words

if TYPE_CHECKING:
    from collections.abc import Callable

TUNING = Path(__file__).parents[1] / "tests" / "data" / "answers_tuning.tsv"
Ranked = list[tuple[str, float]]
T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """What a method does with one question."""

    intent: str | None
    choices: tuple[str, ...]
    also: tuple[str, ...] = ()


class Bm25:
    """The best-scoring example of each intent, Okapi BM25 on folded words."""

    def __init__(self) -> None:
        """Index the learning examples."""
        self.documents = [(words(example.text), example.intent) for example in load_examples()]
        self.mean = sum(len(tokens) for tokens, _ in self.documents) / len(self.documents)
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (tokens, _) in enumerate(self.documents):
            for token, count in Counter(tokens).items():
                self.postings[token].append((number, count))

    def rank(self, text: str) -> Ranked:
        """Intents by the score of their best example."""
        scores: dict[int, float] = defaultdict(float)
        for token in words(text):
            posting = self.postings.get(token, [])
            rarity = math.log(1 + (len(self.documents) - len(posting) + 0.5) / (len(posting) + 0.5))
            for number, count in posting:
                length = len(self.documents[number][0]) / self.mean
                scores[number] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length))
        best: dict[str, float] = defaultdict(float)
        for number, score in scores.items():
            intent = self.documents[number][1]
            best[intent] = max(best[intent], score)
        return sorted(best.items(), key=lambda pair: -pair[1]) or [(OUT_OF_SCOPE, 0.0)]

    def size(self) -> int:
        """Bytes of the learning text itself."""
        return sum(len(" ".join(tokens)) for tokens, _ in self.documents)


class CharacterLinear:
    """Character 2- to 5-grams of the folded text, TF-IDF, logistic regression."""

    def __init__(self) -> None:
        """Train on the learning examples as they stand."""
        examples = load_examples()
        self.vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        matrix = self.vectors.fit_transform([fold(example.text) for example in examples])
        self.linear = LogisticRegression(C=20, max_iter=200).fit(matrix, [example.intent for example in examples])

    def rank(self, text: str) -> Ranked:
        """Intents by probability."""
        likely = self.linear.predict_proba(self.vectors.transform([fold(text)]))[0]
        return [(str(self.linear.classes_[place]), float(likely[place])) for place in np.argsort(-likely)]

    def size(self) -> int:
        """Bytes of the weights."""
        return int(self.linear.coef_.nbytes)


class Blend:
    """The shipped model alone: words, pieces of words and concepts, without the rules around it."""

    def __init__(self) -> None:
        """Load the shipped model."""
        self.matcher = Matcher(Model.load())

    def rank(self, text: str) -> Ranked:
        """Intents by probability."""
        return self.matcher.rank(read(text))

    def size(self) -> int:
        """Bytes of the model file."""
        return MODEL_FILE.stat().st_size


def questions(path: Path) -> list[tuple[str, str]]:
    """Text and intent of each line after the header."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [(text, intent) for text, intent in (line.split("\t")[:2] for line in lines)]


def cut(ranked: list[Ranked], share: float) -> list[Outcome]:
    """Answers for the most certain ``share`` of the questions, choices for the rest."""
    gaps = [rank[0][1] - (rank[1][1] if len(rank) > 1 else 0.0) for rank in ranked]
    least = float(np.quantile(gaps, 1 - share))
    return [
        Outcome(rank[0][0], ())
        if gap >= least
        else Outcome(None, tuple(name for name, _ in rank if name != OUT_OF_SCOPE)[:MOST_CHOICES])
        for rank, gap in zip(ranked, gaps, strict=True)
    ]


def figures(outcomes: list[Outcome], rows: list[tuple[str, str]]) -> str:
    """Right, offered, wrong, handed over (of ours) and answered wrongly (of the others)."""
    counts: Counter[str] = Counter()
    for outcome, (_, intent) in zip(outcomes, rows, strict=True):
        if intent == OUT_OF_SCOPE:
            counts["others"] += 1
            counts["misled"] += outcome.intent not in {None, OUT_OF_SCOPE}
            continue
        counts["ours"] += 1
        counts["right"] += intent in (outcome.intent, *outcome.also)
        counts["offered"] += intent in outcome.choices
        counts["wrong"] += outcome.intent is not None and intent not in (outcome.intent, *outcome.also)
    ours, others = max(counts["ours"], 1), max(counts["others"], 1)
    left = ours - counts["right"] - counts["offered"] - counts["wrong"]
    shares = (counts["right"] / ours, counts["offered"] / ours, counts["wrong"] / ours, left / ours)
    return " ".join(f"{share:8.1%}" for share in (*shares, counts["misled"] / others))


def timed(act: Callable[[str], T], texts: list[str]) -> tuple[list[T], float, float]:
    """Results, median and 99th percentile in milliseconds."""
    results, spent = [], []
    for text in texts:
        started = time.perf_counter()
        results.append(act(text))
        spent.append((time.perf_counter() - started) * 1_000)
    return results, float(np.median(spent)), float(np.quantile(spent, 0.99))


def main() -> None:
    """Print the table."""
    rows = questions(Path(sys.argv[1]) if len(sys.argv) > 1 else TUNING)
    texts = [text for text, _ in rows]
    matcher = Matcher.load()
    decisions, median, slowest = timed(matcher.decide, texts)
    shipped = [Outcome(decision.intent, decision.choices, decision.also) for decision in decisions]
    share = sum(outcome.intent is not None for outcome in shipped) / len(shipped)
    print(f"{len(rows)} questions; right, offered, wrong, left: of ours; misled: of the others")
    heads = ("right", "offered", "wrong", "left", "misled", "p50 ms", "p99 ms")
    print(f"{'method':34}" + " ".join(f"{head:>8}" for head in heads) + f" {'KB':>6}")
    for name, method in (
        ("BM25", Bm25()),
        ("character TF-IDF, linear", CharacterLinear()),
        ("words + pieces + concepts", Blend()),
    ):
        ranked, half, worst = timed(method.rank, texts)
        print(f"{name:34}{figures(cut(ranked, share), rows)} {half:8.2f} {worst:8.2f} {method.size() // 1024:6}")
    size = MODEL_FILE.stat().st_size // 1024
    print(f"{'the same with its rules (shipped)':34}{figures(shipped, rows)} {median:8.2f} {slowest:8.2f} {size:6}")


if __name__ == "__main__":
    main()
