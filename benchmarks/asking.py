"""Somebody who asks the bot while it does long work: how long the work took, and how soon each answer came.

Asks through the real dialogue and store; measures nothing else.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.fakes.room import Room

ASK_SECONDS = 0.05
_ASKER, _QUESTION = "web:asker", "quên mã pin rồi làm sao"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Result]):
    """What the work gave, its seconds, and each reply's milliseconds."""

    result: Result
    seconds: float
    replies: list[float]

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.replies, n=100, method="inclusive") if len(self.replies) > 1 else []
        middle, late = (cuts[49], cuts[98]) if cuts else (self.replies[0], self.replies[0])
        return (
            f"{len(self.replies)} replies, p50 {middle:.0f} ms, p99 {late:.0f} ms, longest {max(self.replies):.0f} ms"
        )


async def while_asked(room: Room, work: Awaitable[Result]) -> Asked[Result]:
    """Do ``work`` while somebody asks the bot every 50 ms; at least once."""
    await room.tell(_ASKER, "/start")
    begun, replies, task = time.monotonic(), [], asyncio.ensure_future(work)
    while True:
        asked = time.monotonic()
        await room.tell(_ASKER, _QUESTION)
        replies.append((time.monotonic() - asked) * 1_000)
        await asyncio.wait({task}, timeout=ASK_SECONDS)
        if task.done():
            return Asked(task.result(), time.monotonic() - begun, replies)
