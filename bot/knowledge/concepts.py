"""Words that mean the same thing for our subject, gathered under one name each.

A message that says ``quên mật mã`` and one that says ``không nhớ số pin`` share two concepts even
where they share no word, which is what lets a few thousand examples speak for words they lack.
The lexicon is ``concepts.toml``, matched on folded text in common words (``vietnamese.standardise``).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

LEXICON_FILE = Path(__file__).with_name("concepts.toml")


def _load(path: Path) -> tuple[tuple[str, re.Pattern[str]], ...]:
    lexicon = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        (name, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])")) for name, patterns in lexicon.items()
    )


_PATTERNS = _load(LEXICON_FILE)


def concepts(folded: str) -> tuple[str, ...]:
    """Names of the concepts in ``folded`` text, in the lexicon's order, each once."""
    return tuple(name for name, pattern in _PATTERNS if pattern.search(folded))
