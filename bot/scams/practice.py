"""What people practise on, and which lessons matter now. Reads its own file once; must not know people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.scams.lessons import Lesson


@dataclass(frozen=True, slots=True)
class Exercise:
    """One situation: is it a scam, and why."""

    text: str
    scam: bool
    why: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("locales").joinpath("vi/scams/practice.toml").read_text("utf-8"))


@cache
def exercises() -> tuple[Exercise, ...]:
    """All exercises; genuine and false ones are mixed."""
    return tuple(Exercise(row["text"], row["scam"], row["why"]) for row in _data()["question"])


def common() -> tuple[str, ...]:
    """The kinds of scam that are most common now."""
    return tuple(_data()["common"])


def in_season(lessons: Iterable[Lesson], day: date) -> tuple[str, ...]:
    """The kinds to warn of around ``day``: those of the season first, then the common ones."""
    months: dict[str, list[int]] = _data()["season"]
    seasonal = [one.kind for one in lessons if any(day.month in months.get(name, []) for name in one.season)]
    return tuple(dict.fromkeys([*seasonal, *common()]))


def next_tip(kinds: tuple[str, ...], last: str | None) -> str:
    """The kind after ``last``, so that nobody hears the same tip twice in a row."""
    position = kinds.index(last) + 1 if last in kinds else 0
    return kinds[position % len(kinds)]
