"""The trained model: what each feature says for each intent, and how sure that makes us.

Loads one ``.npz`` file beside it (no pickle) and scores in numpy. Training is in ``training``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.knowledge.features import Reading, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL_FILE = Path(__file__).with_name("model.npz")
BLOCK_WEIGHTS = (1.2, 0.8, 1.0)
"""How much the words, the pieces of words and the concepts of a message count."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature (row) and label (column), quantised to bytes with one scale for each label."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]
    digest: str

    @classmethod
    def load(cls, path: Path = MODEL_FILE) -> Model:
        """The model in ``path``."""
        with np.load(path, allow_pickle=False) as stored:
            names = stored["features"].tobytes().decode().split("\n")
            return cls(
                labels=tuple(stored["labels"].tobytes().decode().split("\n")),
                rows={name: row for row, name in enumerate(names)},
                rarity=stored["rarity"].astype(np.float32),
                weights=stored["weights"],
                scales=stored["scales"],
                bias=stored["bias"],
                digest=stored["digest"].tobytes().decode(),
            )

    def save(self, path: Path) -> None:
        """Write the model so that ``load`` finds the same."""
        np.savez_compressed(
            path,
            features=_as_bytes("\n".join(self.rows)),
            labels=_as_bytes("\n".join(self.labels)),
            rarity=self.rarity.astype(np.float16),
            weights=self.weights,
            scales=self.scales,
            bias=self.bias,
            digest=_as_bytes(self.digest),
        )

    def probabilities(self, reading: Reading) -> NDArray[np.float64]:
        """How likely each label is, in the order of ``labels``."""
        rows, values = vector(reading, self.rows, self.rarity)
        raw = values @ self.weights[rows].astype(np.float32) if len(rows) else np.zeros(len(self.labels))
        scores = raw * self.scales + self.bias
        likely = np.exp(scores - scores.max(), dtype=np.float64)
        normal: NDArray[np.float64] = likely / likely.sum()
        return normal


def vector(
    reading: Reading, rows: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The known features of a message as rows and values; each block has its own length of one."""
    found: list[NDArray[np.intp]] = []
    values: list[NDArray[np.float32]] = []
    for block, weight in zip(blocks(reading), BLOCK_WEIGHTS, strict=True):
        known = sorted({rows[name] for name in block if name in rows})
        if known:
            positions = np.array(known, dtype=np.intp)
            block_values = rarity[positions]
            found.append(positions)
            values.append(weight * block_values / np.sqrt(np.sum(block_values**2)))
    if not found:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32)
    return np.concatenate(found), np.concatenate(values)


def _as_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
