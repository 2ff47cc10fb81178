"""Which pages listen to which session, and waking them. The truth is the transcript, never this module."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STREAMS_PER_SESSION = 3


class News(Enum):
    """Why a waiting stream goes on."""

    MESSAGES = "messages"
    QUIET = "quiet"
    ELSEWHERE = "elsewhere"
    CLOSING = "closing"


class Stream:
    """One open page."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._end: News | None = None

    def wake(self) -> None:
        self._woken.set()

    def end(self, why: News) -> None:
        self._end = why
        self._woken.set()

    async def news(self, seconds: float) -> News:
        """Waits until something happens or ``seconds`` have passed.

        What happens from here on wakes the next wait, so the caller reads the transcript after it.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return News.QUIET
        self._woken.clear()
        return self._end or News.MESSAGES


class Streams:
    """All open pages by session."""

    def __init__(self) -> None:
        self._open: defaultdict[str, list[Stream]] = defaultdict(list)
        self._closing = False
        self._none_left = asyncio.Event()
        self._none_left.set()

    @contextmanager
    def opened(self, external_id: str) -> Iterator[Stream]:
        """A stream while its page is connected. Beyond the bound the oldest gives way.

        The oldest, because a phone that changes networks leaves dead connections behind it, and the
        newest is the one that somebody looks at.
        """
        stream, streams = Stream(), self._open[external_id]
        streams.append(stream)
        self._none_left.clear()
        for surplus in streams[:-STREAMS_PER_SESSION]:
            surplus.end(News.ELSEWHERE)
        if self._closing:
            stream.end(News.CLOSING)
        try:
            yield stream
        finally:
            self._left(external_id, stream)

    def wake(self, external_id: str) -> None:
        for stream in self._open.get(external_id, ()):
            stream.wake()

    async def close(self, seconds: float) -> None:
        """End every stream and wait until all have left, at most ``seconds``."""
        self._closing = True
        for stream in [stream for streams in self._open.values() for stream in streams]:
            stream.end(News.CLOSING)
        try:
            async with asyncio.timeout(seconds):
                await self._none_left.wait()
        except TimeoutError:
            return  # a dead connection that takes no bytes; its socket is closed with the server

    def _left(self, external_id: str, stream: Stream) -> None:
        self._open[external_id].remove(stream)
        if not self._open[external_id]:
            del self._open[external_id]
        if not self._open:
            self._none_left.set()
