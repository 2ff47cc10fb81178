"""The web chat: sessions, what pages post, and the stream of what they show.

The transcript in the store is the truth; a page can reload, lose its connection or outlive a restart
of the server without missing or repeating a message. Says nothing of its own to anybody.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4
from weakref import WeakValueDictionary

from aiohttp import ClientError, hdrs, web

from bot.channels import web_requests as requests
from bot.channels.port import StoreUnavailable
from bot.channels.render import numbered
from bot.channels.web_assets import Assets, add_security_headers
from bot.channels.web_events import HEARTBEAT_SECONDS, EventStream
from bot.channels.web_files import WebFiles
from bot.channels.web_limits import Limiter, Rate
from bot.channels.web_requests import Cookie, Posted, ProblemError, Started
from bot.channels.web_streams import Streams
from bot.masking import mask
from bot.messages import (
    MAX_INCOMING,
    Address,
    Capabilities,
    Erase,
    Incoming,
    Outcome,
    Reply,
    Sent,
    Unreachable,
)

if TYPE_CHECKING:
    from bot.channels.port import Accept
    from bot.messages import Attachment
    from storage.database import Database
    from storage.times import Clock

SESSION_COOKIE = "ansinh_session"
SESSION_AGE = timedelta(days=365)
SESSION_BYTES = 32
STOP_SECONDS = 5.0
RETRY_SECONDS = 3.0

MESSAGE_RATE = Rate(burst=20, per_second=1.0)
STREAM_RATE = Rate(burst=20, per_second=1.0)
FILE_RATE = Rate(burst=5, per_second=0.1)
NEW_SESSION_RATE = Rate(burst=60, per_second=0.5)
"""Generous: a whole village behind one mobile network's address, or one hall behind one router."""

ERASED = "(tin có mã bí mật đã được xóa)"
ATTACHMENT = "(Tệp gửi kèm chưa xem được ở trang này.)"
SENT_FILE = "Tệp đã gửi:"
START = "start"

_log = logging.getLogger(__name__)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebChannel:
    """The channel ``web``. Mounted by ``attach`` on an application that somebody else runs."""

    name = "web"

    def __init__(
        self, database: Database, clock: Clock, public_url: str, *, heartbeat: float = HEARTBEAT_SECONDS
    ) -> None:
        self._database = database
        self._clock = clock
        base = urlsplit(public_url)
        self._origin = f"{base.scheme}://{base.netloc}"
        self._cookie = Cookie(SESSION_COOKIE, base.scheme == "https", SESSION_AGE)
        self._start_link = f"{public_url.rstrip('/')}/?start={{code}}"
        self._accept: Accept | None = None
        self._assets = Assets(base.netloc)
        self._streams = Streams()
        self._event_stream = EventStream(database, self._streams, heartbeat)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._messages = Limiter(MESSAGE_RATE, clock)
        self._files = WebFiles(database, clock)
        self._uploads = Limiter(FILE_RATE, clock)
        self._openings = Limiter(STREAM_RATE, clock)
        self._sessions = Limiter(NEW_SESSION_RATE, clock)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(start_link=self._start_link)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._page),
            web.get("/that", self._genuine),
            web.get("/static/{name}", self._static),
            web.post("/api/start", self._answering(self._start)),
            web.post("/api/messages", self._answering(self._message)),
            web.post("/api/files", self._answering(self._upload)),
            web.get("/files/{token}", self._file),
            web.get("/api/events", self._answering(self._events), allow_head=False),
        ]

    def attach(self, app: web.Application) -> None:
        """Mount the chat. Streams end when the application shuts down, so that it need not wait for them."""
        app.add_routes(self.routes())
        app.on_response_prepare.append(add_security_headers)
        app.on_shutdown.append(self._shut_down)

    async def start(self, accept: Accept) -> None:
        self._accept = accept

    async def stop(self) -> None:
        """Take no more messages and end the streams; pages come back by themselves."""
        self._accept = None
        await self._streams.close(STOP_SECONDS)

    async def _shut_down(self, _app: web.Application) -> None:
        await self.stop()

    def failure(self) -> str | None:
        """None: as long as the process serves anything, it serves this."""
        return None

    async def reachable(self) -> bool:
        return True

    async def send(
        self, address: Address, message: Reply | Erase, *, key: str | None = None, replaces: str | None = None
    ) -> Outcome:
        """Add to the transcript and wake the pages. The same ``key`` again changes nothing."""
        external_id = address.external_id
        async with self._database.write() as store:
            if not await store.webchat.exists(external_id):
                return Unreachable("there is no such web session")
            if isinstance(message, Erase):
                body = json.dumps({"text": ERASED, "erased": message.message_ref}, ensure_ascii=False)
                await store.webchat.replace(external_id, message.message_ref, body)
                key = f"erased:{message.message_ref}"
            else:
                key, body = key or str(uuid4()), self._reply_body(external_id, message, replaces)
            if replaces and replaces != key:
                await store.webchat.remove(external_id, replaces)
            await store.webchat.append(external_id, "bot", key, body, self._clock())
        self._streams.wake(external_id)
        return Sent(key)

    def _reply_body(self, external_id: str, reply: Reply, replaces: str | None) -> str:
        choices = [{"key": choice.key, "label": choice.label} for choice in numbered(reply).choices]
        body: dict[str, object] = {"text": reply.text, "choices": choices}
        if reply.attachment:
            file = self._files.body(external_id, reply.attachment)
            body |= {"file": file} if file else {"text": f"{reply.text}\n\n{ATTACHMENT}"}
        if replaces:
            body["replaces"] = replaces
        return json.dumps(body, ensure_ascii=False)

    # --- pages and their files

    async def _page(self, request: web.Request) -> web.Response:
        return self._assets.page.response(request)

    async def _genuine(self, request: web.Request) -> web.Response:
        return self._assets.genuine.response(request)

    async def _static(self, request: web.Request) -> web.Response:
        asset = self._assets.files.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        return asset.response(request)

    # --- what pages post

    def _answering(self, handler: _Handler) -> _Handler:
        """``handler`` with every failure turned into a sentence that the page can show."""

        async def answering(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except ProblemError as problem:
                return problem.response()
            except (ConnectionError, ClientError):
                return ProblemError(400, requests.MALFORMED).response()  # the page went away meanwhile
            except StoreUnavailable:
                return ProblemError(503, requests.UNAVAILABLE, RETRY_SECONDS).response()
            except Exception:  # noqa: BLE001 - the edge of the process: logged, and the page tries again
                _log.exception("the web chat could not answer %s %s", request.method, request.path)
                return ProblemError(503, requests.UNAVAILABLE, RETRY_SECONDS).response()

        return answering

    async def _start(self, request: web.Request) -> web.Response:
        """Give the page a session, and let the bot greet: once, or again when the link carries a code."""
        requests.check_origin(request, self._origin)
        started = await requests.read_start(request)
        token = request.cookies.get(SESSION_COOKIE, "")
        if await self._exists(token):
            _pace(self._messages, _external_id(token), requests.TOO_FAST)
        else:
            token = await self._new_session(self._network(request))
        external_id = _external_id(token)
        async with self._turn(external_id):
            await self._take_start(external_id, started)
        response = _done()
        self._cookie.put(response, token)
        return response

    async def _take_start(self, external_id: str, started: Started) -> None:
        async with self._database.read() as store:
            if started.code is None and await store.webchat.started(external_id):
                return
        await self._take(
            Incoming(
                event_id=f"{external_id}:{started.id if started.code else START}",
                address=Address(self.name, external_id),
                sent_at=self._clock(),
                text="/start",
                start_code=started.code,
            )
        )
        async with self._database.write() as store:
            body = json.dumps({START: True})
            await store.webchat.append(external_id, "person", START, body, self._clock())

    async def _message(self, request: web.Request) -> web.Response:
        requests.check_origin(request, self._origin)
        external_id = await self._session(request)
        _pace(self._messages, external_id, requests.TOO_FAST)
        posted = await requests.read_message(request)
        async with self._turn(external_id):
            await self._show(external_id, posted)
            await self._take(self._incoming(external_id, posted))
        return _done()

    async def _upload(self, request: web.Request) -> web.Response:
        requests.check_origin(request, self._origin)
        external_id = await self._session(request)
        _pace(self._uploads, external_id, requests.TOO_FAST)
        posted = Posted(requests.read_upload_id(request), "")
        attachment = await self._files.take(request, external_id, self._network(request))
        async with self._turn(external_id):
            await self._take_file(external_id, posted, attachment)
        self._streams.wake(external_id)
        return _done()

    async def _take_file(self, external_id: str, posted: Posted, attachment: Attachment) -> None:
        """The bubble says that the file was sent: it is seen once that is true, and taken back if it is not."""
        new = await self._add(external_id, replace(posted, text=f"{SENT_FILE} {attachment.name}"))
        try:
            taken = await self._take(replace(self._incoming(external_id, posted), attachment=attachment))
        except StoreUnavailable:
            if new:
                await self._take_back(external_id, posted)
            await self._files.forget(attachment)
            raise
        if not taken:  # it came twice; the first one stays
            await self._files.forget(attachment)

    async def _take_back(self, external_id: str, posted: Posted) -> None:
        async with self._database.write() as store:
            await store.webchat.remove(external_id, posted.id)

    async def _file(self, request: web.Request) -> web.Response:
        token = request.cookies.get(SESSION_COOKIE, "")
        if not await self._exists(token):
            raise web.HTTPNotFound
        return await self._files.give(request, _external_id(token))

    async def _show(self, external_id: str, posted: Posted) -> None:
        """The person's own bubble, before the inbox row: the answer must not come to stand above it."""
        await self._add(external_id, posted)
        self._streams.wake(external_id)

    async def _add(self, external_id: str, posted: Posted) -> bool:
        """Write the bubble down; ``False`` if it stood there already."""
        body = json.dumps({"text": mask(posted.text).text[:MAX_INCOMING]}, ensure_ascii=False)
        async with self._database.write() as store:
            await store.webchat.touch(external_id, self._clock())
            return await store.webchat.append(external_id, "person", posted.id, body, self._clock())

    def _incoming(self, external_id: str, posted: Posted) -> Incoming:
        return Incoming(
            event_id=f"{external_id}:{posted.id}",
            address=Address(self.name, external_id),
            sent_at=self._clock(),
            text="" if posted.choice else posted.text,
            choice=posted.choice,
            message_ref=posted.id,
        )

    async def _take(self, incoming: Incoming) -> bool:
        """Hand it to the bot; ``False`` if it was there before."""
        if self._accept is None:
            raise StoreUnavailable
        return await self._accept(incoming)

    def _network(self, request: web.Request) -> str:
        return requests.network_of(request, behind_tls=self._cookie.secure)

    def _turn(self, external_id: str) -> asyncio.Lock:
        """One message of a session at a time, whichever page it comes from."""
        return self._turns.setdefault(external_id, asyncio.Lock())

    # --- sessions

    async def _session(self, request: web.Request) -> str:
        token = request.cookies.get(SESSION_COOKIE, "")
        if not await self._exists(token):
            raise ProblemError(401, requests.NO_SESSION)
        return _external_id(token)

    async def _exists(self, token: str) -> bool:
        if not token:
            return False
        async with self._database.read() as store:
            return await store.webchat.exists(_external_id(token))

    async def _new_session(self, client: str) -> str:
        _pace(self._sessions, client, requests.CROWDED)
        token = secrets.token_urlsafe(SESSION_BYTES)
        async with self._database.write() as store:
            await store.webchat.create(_external_id(token), self._clock())
        return token

    async def _events(self, request: web.Request) -> web.StreamResponse:
        external_id = await self._session(request)
        _pace(self._openings, external_id, requests.TOO_FAST)
        return await self._event_stream.serve(request, external_id)


def _external_id(token: str) -> str:
    """How the store knows a session: a stolen store opens none."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _pace(limiter: Limiter, key: str, sentence: str) -> None:
    wait = limiter.wait(key)
    if wait > 0:
        raise ProblemError(429, sentence, retry_after=wait)


def _done() -> web.Response:
    return web.json_response({"ok": True}, headers={hdrs.CACHE_CONTROL: "no-store"})
