"""Workers beside one another that go on until a stop, none of which may end unseen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable


async def work_until(stop: asyncio.Event, workers: Iterable[Coroutine[None, None, None]]) -> None:
    """Run ``workers`` until ``stop``, then cancel them. If one ends before that, all do: raises what it died of."""
    stopping = asyncio.create_task(stop.wait())
    working = [asyncio.create_task(worker) for worker in workers]
    try:
        await asyncio.wait({stopping, *working}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (stopping, *working):
            task.cancel()
        ends = await asyncio.gather(*working, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
