"""Learns the weights that are shipped in ``weights.json``; run by hand when the data or the lexicon changes.

``python -m bot.scams.training tests/data/scams_learning*.tsv``. Needs scikit-learn; nothing at run time does.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.scams.judge import Judge
from bot.scams.lessons import Lessons
from bot.scams.lexicon import Lexicon
from bot.scams.links import Hosts
from bot.scams.model import Model
from bot.scams.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Iterable

WEIGHTS = Path(__file__).with_name("weights.json")
_STRENGTH = 1.0
_SCALES = {"w": 1.0, "cc": 0.7, "cp": 0.7, "r": 0.7, "oc": 0.7, "ec": 0.7, "o": 0.6, "e": 0.6, "m": 0.5}
"""Pairs count less than single words, signals and concepts; chosen by leaving one author out at a time."""
_MIN_EXAMPLES = 2
_UNCLEAR = 0.3
"""An unclear example counts this much as a scam, and the rest as genuine."""
_ASKING = 0.3
"""A question about the bot's own subjects counts this much: there are many of them, and most are easy."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text."""

    text: str
    label: str
    type: str


def examples(path: Path) -> list[Example]:
    """The labelled texts of a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Example(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]  # noqa: PLR2004 - the type may be missing


def bare_judge() -> Judge:
    """A judge without weights, to extract features with."""
    lexicon = Lexicon.load()
    return Judge(lexicon, Signals.load(lexicon), Hosts.load(), Model({}, 0.0), Lessons({}))


def learn(data: list[Example], found: list[frozenset[str]]) -> Model:
    """Weights from labelled texts and their features; the same data give the same weights."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - only for training
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - the same

    counts = Counter(name for names in found for name in names)
    rows: list[dict[str, float]] = []
    targets: list[int] = []
    shares: list[float] = []
    for example, names in zip(data, found, strict=True):
        row = {name: _scale(name) for name in sorted(names) if counts[name] >= _MIN_EXAMPLES}
        for target, share in _targets(example):
            rows.append(row)
            targets.append(target)
            shares.append(share)
    vectorizer: Any = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model: Any = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=500, random_state=0)
    model.fit(matrix, targets, sample_weight=shares)
    named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {str(name): round(float(weight) * _scale(str(name)), 3) for name, weight in named}
    kept = {name: weight for name, weight in sorted(weights.items()) if abs(weight) >= 0.005}  # noqa: PLR2004 - smaller ones change nothing
    return Model(kept, round(float(model.intercept_[0]), 3))


def _scale(name: str) -> float:
    return _SCALES.get(name.partition(":")[0], 1.0)


def _targets(example: Example) -> Iterable[tuple[int, float]]:
    if example.label == "unclear":
        return ((1, _UNCLEAR), (0, 1.0 - _UNCLEAR))
    return ((int(example.label == "scam"), _ASKING if example.type == "asking" else 1.0),)


def fingerprint(paths: Iterable[Path]) -> str:
    """What the weights depend on: the learning data, the concepts and the signals."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    for name in ("concepts.toml", "signals.toml"):
        digest.update(resources.files("locales").joinpath("vi/scams", name).read_bytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Learn from the files that are named and write the weights."""
    paths = sorted(Path(argument) for argument in arguments)
    judge = bare_judge()
    data = [example for path in paths for example in examples(path)]
    model = learn(data, [judge.find(example.text).features for example in data])
    content = {"learned_from": fingerprint(paths), "bias": model.bias, "weights": dict(model.weights)}
    WEIGHTS.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(data)} texts, {len(model.weights)} weights\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
