"""The stream of what a page shows: the transcript from where the page stands, then what is added to it."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from bot.channels.web_streams import News, Stream, Streams

if TYPE_CHECKING:
    from storage.database import Database
    from storage.webchat import WebMessage

TRANSCRIPT = 200
"""Messages that a page shows when it is opened, and that are read at once."""

HEARTBEAT_SECONDS = 15.0
WRITE_SECONDS = 15.0
MAX_DIGITS = 18
"""Of a position: every number of so many digits fits into the store's integers."""

_log = logging.getLogger(__name__)


class EventStream:
    """Serves Server-Sent Events; ``id:`` is the position in the transcript."""

    def __init__(self, database: Database, streams: Streams, heartbeat: float) -> None:
        self._database = database
        self._streams = streams
        self._heartbeat = heartbeat

    async def serve(self, request: web.Request, external_id: str) -> web.StreamResponse:
        """Stream to one page until it leaves, is opened too often elsewhere, or the channel stops."""
        response = web.StreamResponse(
            headers={
                hdrs.CONTENT_TYPE: "text/event-stream; charset=utf-8",
                hdrs.CACHE_CONTROL: "no-store",
                "X-Accel-Buffering": "no",  # nginx would hold events back
            }
        )
        with self._streams.opened(external_id) as stream:
            try:
                await response.prepare(request)
                await self._follow(external_id, stream, response, _position(request))
            except (ConnectionError, TimeoutError):
                _log.debug("a page left its stream")
        return response

    async def _follow(self, external_id: str, stream: Stream, response: web.StreamResponse, position: int) -> None:
        greeted = False
        stream.wake()
        while (news := await stream.news(self._heartbeat)) is not News.CLOSING:
            if news is News.ELSEWHERE:
                await _write(response, _event("elsewhere", {}))
                return
            if news is News.QUIET:
                # The comment keeps proxies awake; the event tells the page that the line is alive.
                await _write(response, ":\n" + _event("beat", {}))
                continue
            position = await self._catch_up(external_id, response, position, greeted=greeted)
            greeted = True

    async def _catch_up(self, external_id: str, response: web.StreamResponse, position: int, *, greeted: bool) -> int:
        """Write all messages after ``position``; the new position.

        One that the transcript does not know (another session's, from before the transcript was
        cleared or an older store was brought back) makes the page begin again with the whole.
        """
        known, messages = await self._read(external_id, position)
        if not (known and greeted):
            await _write(response, _event("hello", {"session": external_id[:16], "whole": not known}))
        while messages:
            await _write(response, "".join(map(_message_event, messages)))
            position = messages[-1].id
            known, messages = await self._read(external_id, position)
            if not known:  # cleared in between; what comes next begins again with the whole
                break
        await _write(response, _event("ready", {}))
        return position

    async def _read(self, external_id: str, position: int) -> tuple[bool, list[WebMessage]]:
        """Whether the transcript knows ``position``, and the messages after it or else the newest."""
        async with self._database.read() as store:
            if position and await store.webchat.has(external_id, position):
                return True, await store.webchat.after(external_id, position, TRANSCRIPT)
            return False, await store.webchat.latest(external_id, TRANSCRIPT)


def _position(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


def _message_event(message: WebMessage) -> str:
    content = {"author": message.author, "key": message.key, "at": message.at, **json.loads(message.body)}
    return f"id: {message.id}\n{_event('message', content)}"


def _event(name: str, content: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(WRITE_SECONDS):
        await response.write(text.encode("utf-8"))
