"""Trains the model from the learning examples: ``python -m bot.knowledge.training``.

Needs scikit-learn, which only developers install. Deterministic: the same examples give the same model.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # it ships no types
from sklearn.linear_model import LogisticRegression

from bot.knowledge.examples import Example, digest, load_examples
from bot.knowledge.features import Reading, blocks, read
from bot.knowledge.model import MODEL_FILE, Model, vector
from bot.knowledge.wording import variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LEAST_LINES = 2
"""Examples that a word pair or a piece of a word must occur in to be learnt."""
INVERSE_REGULARISATION = 20.0
MEMBERS = ("wbsdpcql", "wbsd")
"""The kinds of features (the first letter of the name) that each member of the committee sees."""
SEED = 20_240_331


def train(examples: Sequence[Example], *, regularisation: float = INVERSE_REGULARISATION) -> Model:
    """A model of ``examples`` and of other wordings of each."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret: only which words are left out
    originals = [(read(example.text), example.intent) for example in examples]
    lines = [(variant, example.intent) for example in examples for variant in variants(example.text, chance)]
    readings = originals + [(read(text), intent) for text, intent in lines]
    names, rarity = _vocabulary([reading for reading, _ in originals])
    rows = {name: row for row, name in enumerate(names)}
    labels = sorted({example.intent for example in examples})
    matrix = _matrix([reading for reading, _ in readings], rows, rarity)
    target = np.array([labels.index(intent) for _, intent in readings])
    weights, bias = _committee(matrix, target, names, regularisation)
    scales = np.abs(weights).max(axis=0) / 127
    return Model(
        labels=tuple(labels),
        rows=rows,
        rarity=rarity,
        weights=np.round(weights / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        bias=bias,
        digest=digest(),
    )


def _committee(
    matrix: csr_matrix, target: NDArray[np.intp], names: Sequence[str], regularisation: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean of two linear models: of all features, and of the words alone.

    Their mean is again one linear model, and a sober one: it is sure only where both agree.
    """
    weights = np.zeros((len(names), target.max() + 1), dtype=np.float32)
    bias = np.zeros(target.max() + 1, dtype=np.float32)
    for kinds in MEMBERS:
        columns = np.array([column for column, name in enumerate(names) if name[0] in kinds])
        fitted = LogisticRegression(C=regularisation, max_iter=120, tol=1e-3).fit(matrix[:, columns], target)
        weights[columns] += fitted.coef_.T / len(MEMBERS)
        bias += fitted.intercept_ / len(MEMBERS)
    return weights, bias


def _vocabulary(readings: Sequence[Reading]) -> tuple[list[str], NDArray[np.float32]]:
    counts: Counter[str] = Counter()
    for reading in readings:
        counts.update({name for block in blocks(reading) for name in block})
    names = sorted(name for name, count in counts.items() if count >= LEAST_LINES or name[0] in "wc")
    rarity = np.array([1 + np.log((1 + len(readings)) / (1 + counts[name])) for name in names])
    return names, rarity.astype(np.float16).astype(np.float32)


def _matrix(readings: Iterable[Reading], rows: dict[str, int], rarity: NDArray[np.float32]) -> csr_matrix:
    vectors = [vector(reading, rows, rarity) for reading in readings]
    starts = np.cumsum([0, *(len(positions) for positions, _ in vectors)])
    positions = np.concatenate([positions for positions, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, positions, starts), shape=(len(vectors), len(rows)))


def main(path: Path = MODEL_FILE) -> None:
    """Train on all learning examples and write the model."""
    train(load_examples()).save(path)


if __name__ == "__main__":
    main()
