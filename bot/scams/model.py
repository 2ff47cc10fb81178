"""Weighs what was found in a text: one linear model over the features of three blocks.

Only adds up weights that ``training`` learned and shipped in ``weights.npz`` (no pickle).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.scams.features import Blocks

WEIGHTS = Path(__file__).with_name("weights.npz")
_BLOCK_LENGTHS = (1.0, 1.0, 0.7)
"""How long the vector of each block is made: a long story is not judged more surely than a short one."""
_LARGEST = 127


@dataclass(frozen=True, slots=True)
class Model:
    """The features that are known, how much each counts within its block, and what it says of a scam."""

    rows: dict[str, int]
    scales: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    digest: str

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Model:
        """The model in ``path``."""
        with np.load(path, allow_pickle=False) as stored:
            names = stored["features"].tobytes().decode().split("\n")
            return cls(
                rows=dict(zip(names, range(len(names)), strict=True)),
                scales=stored["scales"].astype(np.float32),
                weights=stored["weights"].astype(np.float32) * stored["unit"],
                bias=float(stored["bias"]),
                digest=stored["digest"].tobytes().decode(),
            )

    def save(self, path: Path = WEIGHTS) -> None:
        """Write the model so that ``load`` finds nearly the same: each weight as one byte."""
        unit = np.float32(np.abs(self.weights).max() / _LARGEST)
        np.savez_compressed(
            path,
            features=_as_bytes("\n".join(self.rows)),
            scales=self.scales.astype(np.float16),
            weights=np.round(self.weights / unit).astype(np.int8),
            unit=unit,
            bias=np.float64(self.bias),
            digest=_as_bytes(self.digest),
        )

    def score(self, blocks: Blocks) -> float:
        """How much this looks like a scam, from 0 to 1."""
        total = self.bias
        for rows, values in vectors(blocks, self.rows, self.scales):
            total += float(values @ self.weights[rows])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def vectors(
    blocks: Blocks, rows: dict[str, int], scales: NDArray[np.float32]
) -> list[tuple[NDArray[np.intp], NDArray[np.float32]]]:
    """The known features of each block as rows and values, each block with its own length."""
    found: list[tuple[NDArray[np.intp], NDArray[np.float32]]] = []
    for block, length in zip(blocks, _BLOCK_LENGTHS, strict=True):
        known = np.array(sorted(rows[name] for name in block if name in rows), dtype=np.intp)
        values = scales[known]
        norm = float(np.sqrt(values @ values)) or 1.0
        found.append((known, values * np.float32(length / norm)))
    return found


def _as_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
