"""Names the kind of scam that a text most likely is, or none: a wrong name is worse than no name.

Only adds up weights that ``kinds_training`` learned and shipped in ``kinds.json``. Must not judge.
"""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.scams.lessons import Lessons
    from bot.scams.rules import Found

LIKELY = 0.28
"""From this share on a kind is named; on texts of authors not learned from, three of four names are then right."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """For each feature its weight for each kind, and where each kind starts."""

    weights: Mapping[str, Mapping[str, float]]
    bias: Mapping[str, float]

    @classmethod
    def load(cls) -> Kinds:
        """The shipped weights."""
        data = json.loads(resources.files("bot.scams").joinpath("kinds.json").read_text("utf-8"))
        return cls(data["weights"], data["bias"])

    def likeliest(self, features: Iterable[str]) -> str | None:
        """The kind that stands out, or ``None``."""
        sums = dict(self.bias)
        for feature in features:
            for kind, weight in self.weights.get(feature, {}).items():
                sums[kind] += weight
        if not sums:
            return None
        best = max(sums, key=lambda kind: sums[kind])
        share = 1.0 / sum(math.exp(value - sums[best]) for value in sums.values())
        return best if share >= LIKELY else None


def features(found: Found, lessons: Lessons) -> frozenset[str]:
    """What tells kinds apart: words and pairs, signals, concepts, whose host is imitated, the lessons' own cues."""
    words = found.words.split()
    named = {f"w:{word}" for word in words}
    named.update(f"w:{first} {second}" for first, second in itertools.pairwise(words))
    named.update(f"s:{flag}" for flag in found.flags)
    named.update(f"c:{concept}" for concept in found.concepts)
    named.update(f"h:{host.owner}" for host in found.hosts if host.owner)
    named.update(f"l:{kind}" for kind in lessons.cued(found.words))
    return frozenset(named)
