"""The learning examples: one file of lines for each intent, and a digest that tells versions apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.knowledge.concepts import LEXICON_FILE
from bot.knowledge.neighbours import WORDS_FILE

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Example:
    """A question as somebody would write it, and what its answer is about."""

    text: str
    intent: str


def load_examples() -> tuple[Example, ...]:
    """All learning examples, by intent in alphabetical order, each file in its own order."""
    return tuple(
        Example(line.strip(), file.name.removesuffix(".txt"))
        for file in _files()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


def digest() -> str:
    """A fingerprint of examples, concepts and standard words: a model that has another one is out of date."""
    fingerprint = hashlib.sha256(LEXICON_FILE.read_bytes() + WORDS_FILE.read_bytes())
    for example in load_examples():
        fingerprint.update(f"{example.intent}\t{example.text}\n".encode())
    return fingerprint.hexdigest()


def _files() -> list[Traversable]:
    folder = files("locales") / "vi" / "questions"
    return sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
