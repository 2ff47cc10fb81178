"""A long list in pages: what is shown of it, and the button to what comes after. What is in it is the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from handlers.arguments import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Choice
    from bot.talk import Talk

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and how many come before and after them."""

    rows: Sequence[Row]
    before: int = 0
    after: int = 0


def page(rows: Sequence[Row], skipped: str, size: int) -> Page[Row]:
    """The page behind ``skipped`` rows, as a button says it; the first one if there is none there."""
    before = number(skipped)
    before = before if before < len(rows) else 0
    shown = rows[before : before + size]
    return Page(shown, before, len(rows) - before - len(shown))


def onward(key: str, shown: Page[Row], talk: Talk) -> list[Choice]:
    """``key:<skip>``: the next page, if there is one."""
    return [talk.choice(f"{key}:{shown.before + len(shown.rows)}", "More of the list")] if shown.after else []
