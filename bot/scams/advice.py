"""What is said about a verdict: what to do, why, where to verify, what to ask.

Only looks texts up; they are in ``locales/vi/scams/texts.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bot.scams.lessons import Lessons


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to the question, the verdict that it leads to, and the reason (a flag) if it gives one."""

    key: str
    label: str
    verdict: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that would decide, with its answers."""

    key: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """``todo`` is the first line, ``verify`` the one number or place; both hold ``{you}``."""

    todo: str
    verify: str
    question: Question | None


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(resources.files("locales").joinpath("vi/scams/texts.toml").read_text("utf-8"))


@cache
def _verify_of() -> dict[str, str]:
    return {kind: lesson.verify for kind, lesson in Lessons.load().items()}


def explain(flag: str) -> str:
    """Why ``flag`` matters; ``KeyError`` for a flag that does not exist."""
    return str(_texts()["why"][flag])


def verify(key: str) -> str:
    """The one number or place to verify at."""
    return str(_texts()["verify"][key]["text"])


def question(key: str) -> Question:
    """The question and its buttons."""
    row = _texts()["question"][key]
    options = tuple(Option(**option) for option in row["options"])
    return Question(key, row["text"], options)


def advise(verdict: str, kind: str | None, ask: str | None) -> Advice:
    """All that goes with ``verdict``."""
    place = _verify_of().get(kind or "", "commune")
    return Advice(str(_texts()["todo"][verdict]), verify(place), question(ask) if ask else None)
