"""The scam judge beside a keyword rule and a linear model learned from the same texts, in one table.

``python benchmarks/judging.py [FILE.tsv]``; without a file, the tuning set. ``--left-out 7 10`` instead learns anew
without each of these authors (the numbers of ``scams_learning_*.tsv``) and judges that author's texts: how thresholds
are chosen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.knowledge.vietnamese import fold  # noqa: E402 - the repository must be on the path first
from bot.scams.judge import Judge, Verdict  # noqa: E402 - the same
from bot.scams.rules import SCAM_FROM, UNSURE_FROM, adjust  # noqa: E402 - the same
from bot.scams.training import Example, bare_judge, examples, learn  # noqa: E402 - the same

KEYWORDS = (
    "otp mat_khau ma_pin chuyen_tien chuyen_khoan vien_kiem_sat cong_an trung_thuong bi_khoa dong_phi bam_vao link "
    "http zalo cai_app hoa_hong rua_tien lenh_bat ngan_hang tai_khoan can_cuoc gap tien_coc vay dau_tu"
)
LEARNING = sorted((ROOT / "tests/data").glob("scams_learning*.tsv"))
Decide = Callable[[str], Verdict]


def keyword_rule(text: str) -> Verdict:
    """Two words from the list are a scam, one is unsure."""
    folded = fold(text)
    hits = sum(word.replace("_", " ") in folded for word in KEYWORDS.split())
    return Verdict.SCAM if hits > 1 else Verdict.UNSURE if hits else Verdict.NO_SIGN


def linear_model(data: list[Example]) -> Decide:
    """Character n-grams and logistic regression, as one would do without knowing the field."""
    model: Any = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, preprocessor=fold),
        LogisticRegression(C=10, max_iter=500),
    )
    sure = [example for example in data if example.label != "unclear"]
    model.fit([example.text for example in sure], [example.label == "scam" for example in sure])

    def decide(text: str) -> Verdict:
        score = float(model.predict_proba([text])[0][1])
        return Verdict.SCAM if score >= 0.6 else Verdict.UNSURE if score >= 0.35 else Verdict.NO_SIGN

    return decide


def row(name: str, decide: Decide, data: list[Example]) -> str:
    """One line of the table: shares by label, and latencies."""
    spent: list[float] = []
    verdicts: list[tuple[str, Verdict]] = []
    for example in data:
        start = time.perf_counter()
        verdicts.append((example.label, decide(example.text)))
        spent.append((time.perf_counter() - start) * 1_000)
    spent.sort()
    shares = [
        _share(verdicts, label, wanted)
        for label, wanted in (
            ("scam", {Verdict.SCAM}),
            ("scam", {Verdict.SCAM, Verdict.UNSURE}),
            ("legit", {Verdict.SCAM}),
            ("legit", {Verdict.SCAM, Verdict.UNSURE}),
            ("unclear", {Verdict.SCAM}),
            ("unclear", {Verdict.UNSURE}),
        )
    ]
    cells = "".join(f"{share:>14.1%}" for share in shares)
    return f"{name:<14}{cells}{spent[len(spent) // 2]:>9.2f}{spent[int(len(spent) * 0.99)]:>9.2f}"


def _share(verdicts: list[tuple[str, Verdict]], label: str, wanted: set[Verdict]) -> float:
    of_label = [verdict for name, verdict in verdicts if name == label]
    return sum(verdict in wanted for verdict in of_label) / max(1, len(of_label))


def left_out(numbers: list[str]) -> None:
    """Print a line for each author whose texts are judged by weights that were learned from all the others."""
    judge = bare_judge()
    authors = {file.stem.rpartition("_")[2]: examples(file) for file in LEARNING}
    found = {author: [judge.find(example.text) for example in texts] for author, texts in authors.items()}
    for number in numbers:
        others = [author for author in authors if author != number]
        model = learn(
            [example for author in others for example in authors[author]],
            [one.blocks for author in others for one in found[author]],
        )
        verdicts = iter([_verdict(adjust(model.score(one.blocks), one)) for one in found[number]])
        print(row(f"author {number}", lambda _text, given=verdicts: next(given), authors[number]))


def _verdict(score: float) -> Verdict:
    return Verdict.SCAM if score >= SCAM_FROM else Verdict.UNSURE if score >= UNSURE_FROM else Verdict.NO_SIGN


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--left-out"]:
        left_out(sys.argv[2:])
        return
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/data/scams_tuning.tsv"
    data = examples(path)
    learning = [one for file in LEARNING for one in examples(file)]
    heads = ("scam red", "scam flagged", "genuine red", "genuine flag.", "unclear red", "unclear unsure")
    print(f"{path.name}: {len(data)} texts\n{'':<14}{''.join(f'{head:>14}' for head in heads)}   p50 ms   p99 ms")
    judge = Judge.load()
    print(row("ours", lambda text: judge.judge(text).verdict, data))
    print(row("keyword rule", keyword_rule, data))
    print(row("linear model", linear_model(learning), data))


if __name__ == "__main__":
    main()
