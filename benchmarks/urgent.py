"""How often what cannot wait is heard in texts that are about swindlers, messages and daily life.

    python benchmarks/urgent.py

Nearly every text of the judge's learning data is about something else, so that nearly every hit is a false alarm: an
answer about death or violence to somebody who asks about a message. How many true ones are heard stands in
``tests/unit/understanding/test_urgent.py``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.knowledge.urgent import urgent
from bot.knowledge.vietnamese import fold
from bot.scams.training import examples

LEARNING = sorted((Path(__file__).parents[1] / "tests" / "data").glob("scams_learning*.tsv"))


def main() -> None:
    texts = [example.text for path in LEARNING for example in examples(path)]
    written = Counter(found.kind for text in texts if (found := urgent(text)))
    bare = Counter(found.kind for text in texts if (found := urgent(fold(text))))
    print(f"{len(texts)} texts: heard as they are written, and without marks")
    for kind in sorted(written | bare):
        print(f"  {kind:<15}{written[kind]:>6}{bare[kind]:>6}")


if __name__ == "__main__":
    main()
