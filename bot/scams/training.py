"""Learns the weights that are shipped in ``weights.npz``; run by hand when the data or the lexicon changes.

``make scam-model``. Needs scikit-learn; nothing at run time does. The same data give the same weights.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.knowledge.neighbours import WORDS_FILE
from bot.scams.judge import Judge
from bot.scams.lessons import Lessons
from bot.scams.lexicon import Lexicon
from bot.scams.links import Hosts
from bot.scams.model import WEIGHTS, Model, vectors
from bot.scams.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.scams.features import Blocks

MEMBERS = (("meaning", (0,), 30.0), ("words", (1, 2), 20.0))
"""Two judges whose mean is shipped, the blocks that each sees, and how closely it follows the examples (C).

One sees what is asked, the other how it is told; where both are sure the verdict is sure.
"""
_SCALES = {"w": 1.0, "cc": 0.7, "cp": 0.7, "r": 0.7, "oc": 0.7, "ec": 0.7, "o": 0.6, "e": 0.6, "m": 0.5}
"""Pairs count less than single words, signals and concepts; chosen by leaving one author out at a time."""
_MIN_EXAMPLES = (2, 3, 3)
"""Texts that a feature of each block must stand in to be learned."""
_UNCLEAR = 0.2
"""An unclear example counts this much as a scam, and the rest as genuine."""
_SOURCES = ("features.py", "framing.py", "lexicon.py", "links.py", "reading.py", "signals.py")


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
    empty = np.empty(0, dtype=np.float32)
    return Judge(lexicon, Signals.load(lexicon), Hosts.load(), Model({}, empty, empty, 0.0, ""), Lessons({}))


def learn(data: Sequence[Example], found: Sequence[Blocks], digest: str = "") -> Model:
    """The mean of the members, each learned from labelled texts and their features."""
    rows, scales = _vocabulary(found)
    weights, bias = np.zeros(len(rows), dtype=np.float32), 0.0
    targets = [target for number, example in enumerate(data) for target in _targets(number, example)]
    numbers, classes, shares = (list(column) for column in zip(*targets, strict=True))
    for _, blocks, strength in MEMBERS:
        matrix = _matrix([vectors(one, rows, scales) for one in found], blocks, len(rows))
        fitted = _fitted(matrix[numbers], classes, shares, strength)
        weights += fitted.coef_[0].astype(np.float32) / len(MEMBERS)
        bias += float(fitted.intercept_[0]) / len(MEMBERS)
    return Model(rows, scales, weights, bias, digest)


def _fitted(matrix: Any, classes: list[int], shares: list[float], strength: float) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only for training

    model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=0)
    return model.fit(matrix, classes, sample_weight=shares)


def _vocabulary(found: Sequence[Blocks]) -> tuple[dict[str, int], NDArray[np.float32]]:
    """The features that are worth learning, and how much each counts: rare words more than common ones."""
    names: list[str] = []
    scales: list[float] = []
    for block, least in enumerate(_MIN_EXAMPLES):
        counts = Counter(name for blocks in found for name in blocks[block])
        for name in sorted(name for name, count in counts.items() if count >= least):
            names.append(name)
            scales.append(_scale(name) if block == 0 else 1 + float(np.log((1 + len(found)) / (1 + counts[name]))))
    rounded = np.array(scales, dtype=np.float16).astype(np.float32)
    return {name: row for row, name in enumerate(names)}, rounded


def _matrix(
    vectors_of: Sequence[list[tuple[NDArray[np.intp], NDArray[np.float32]]]], blocks: tuple[int, ...], width: int
) -> Any:  # noqa: ANN401 - scipy ships no types
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # noqa: PLC0415 - only for training

    parts = [[one[block] for block in blocks] for one in vectors_of]
    columns = [np.concatenate([rows for rows, _ in part]) for part in parts]
    values = [np.concatenate([values for _, values in part]) for part in parts]
    starts = np.cumsum([0, *(len(one) for one in columns)]).astype(np.int32)
    flat = np.concatenate(columns).astype(np.int32)
    return csr_matrix((np.concatenate(values), flat, starts), shape=(len(parts), width))


def _scale(name: str) -> float:
    return _SCALES.get(name.partition(":")[0], 1.0)


def _targets(number: int, example: Example) -> Iterable[tuple[int, int, float]]:
    """The example's row, class and share; an unclear one is a bit of both."""
    if example.label == "unclear":
        return ((number, 1, _UNCLEAR), (number, 0, 1.0 - _UNCLEAR))
    return ((number, int(example.label == "scam"), 1.0),)


def fingerprint(paths: Iterable[Path]) -> str:
    """What the weights depend on: the learning data, the concepts, the signals, the words, and how texts are read."""
    digest = hashlib.sha256()
    for path in (*paths, WORDS_FILE, *(Path(__file__).with_name(name) for name in _SOURCES)):
        digest.update(path.read_bytes())
    for name in ("concepts.toml", "signals.toml"):
        digest.update(resources.files("locales").joinpath("vi/scams", name).read_bytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Learn from the files that are named and write the weights."""
    paths = sorted(Path(argument) for argument in arguments)
    judge = bare_judge()
    data = [example for path in paths for example in examples(path)]
    model = learn(data, [judge.find(example.text).blocks for example in data], fingerprint(paths))
    model.save(WEIGHTS)
    sys.stdout.write(f"{len(data)} texts, {len(model.rows)} weights\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
