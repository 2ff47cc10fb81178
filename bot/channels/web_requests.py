"""Reading what a page posted: bounds, origin, shape; and saying kindly what was wrong with it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.channels.render import MAX_KEY_BYTES

if TYPE_CHECKING:
    from datetime import timedelta

MAX_BODY = 64 * 1024
BODY_SECONDS = 20.0
MAX_LABEL = 200

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_START_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

TOO_LONG = "Dạ, tin này dài quá. Xin gửi ngắn lại, mỗi lần một đoạn."
TOO_FAST = "Dạ, tin gửi hơi nhanh. Xin đợi một chút, trang sẽ tự gửi tiếp."
CROWDED = "Dạ, đang có nhiều người mở trang này cùng lúc. Xin đợi một chút, trang sẽ tự thử lại."
UNAVAILABLE = "Dạ, Trợ lý An Sinh đang bận. Tin vẫn được giữ trên máy này và sẽ tự gửi lại."
NO_SESSION = "Dạ, cuộc trò chuyện này chưa được mở. Xin tải lại trang."
FOREIGN = "Dạ, Trợ lý An Sinh không nhận tin gửi từ trang khác."
MALFORMED = "Dạ, tin gửi đến chưa đọc được. Xin tải lại trang rồi gửi lại."
EMPTY = "Dạ, tin này chưa có chữ nào. Xin viết vài chữ rồi bấm Gửi."


class ProblemError(Exception):
    """A request that is refused, with the sentence that the page shows."""

    def __init__(self, status: int, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after

    def response(self) -> web.Response:
        headers = {"Cache-Control": "no-store"}
        if self.retry_after is not None:
            headers["Retry-After"] = str(math.ceil(self.retry_after))
        return web.json_response({"error": self.sentence}, status=self.status, headers=headers)


@dataclass(frozen=True, slots=True)
class Posted:
    """One message of a person. ``text`` is what the bubble shows: for a choice, its label."""

    id: str
    text: str
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A page was opened, perhaps through a link with a code."""

    id: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session's cookie, ``Strict``: that does no harm to somebody who arrives through a link.

    The page itself is the same for everybody, and what needs the session is asked for by the page.
    """

    name: str
    secure: bool
    age: timedelta

    def put(self, response: web.Response, token: str) -> None:
        response.set_cookie(
            self.name,
            token,
            max_age=int(self.age.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Strict",
        )


def check_origin(request: web.Request, public_origin: str) -> None:
    """Refuse what a page of another site makes a browser post.

    Browsers say where a POST comes from in one header or the other; what has neither is no browser,
    and carries nobody else's cookie.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        allowed = site == "same-origin"
    else:
        allowed = origin in (None, public_origin) or urlsplit(origin).netloc == request.host
    if not allowed:
        raise ProblemError(403, FOREIGN)


def network_of(request: web.Request, *, behind_tls: bool) -> str:
    """What counts as one network: an address, and of IPv6 the 64 bits of which a household has all the others."""
    client = client_of(request, behind_tls=behind_tls)
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return client
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def client_of(request: web.Request, *, behind_tls: bool) -> str:
    """The network address that asked; behind a proxy, the one that the proxy names.

    A proxy stands on this machine or, where somebody else must end the TLS (``behind_tls``), in its own network, such
    as a container beside this one. Otherwise all of its people would be one address, and slow each other down.
    """
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and _may_be_the_proxy(remote, behind_tls=behind_tls) else remote


def _may_be_the_proxy(address: str, *, behind_tls: bool) -> bool:
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    return peer.is_loopback or (behind_tls and peer.is_private)


async def read_message(request: web.Request) -> Posted:
    """The message in the request's body; ``ProblemError`` if there is none."""
    content = await _read_json(request)
    text, choice = content.get("text", ""), content.get("choice")
    if not isinstance(text, str) or not isinstance(choice, str | None):
        raise ProblemError(400, MALFORMED)
    text = _storable(text)
    if choice is None:
        if not text.strip():
            raise ProblemError(400, EMPTY)
        return Posted(_read_id(content), text)
    choice = _storable(choice)
    if not 0 < len(choice.encode()) <= MAX_KEY_BYTES or not text.strip():
        raise ProblemError(400, MALFORMED)
    return Posted(_read_id(content), text[:MAX_LABEL], choice)


async def read_start(request: web.Request) -> Started:
    """The start in the request's body. A code that none of ours could be counts as none."""
    content = await _read_json(request)
    code = content.get("code")
    if not (isinstance(code, str) and _START_CODE.fullmatch(code)):
        code = None
    return Started(_read_id(content), code)


def read_upload_id(request: web.Request) -> str:
    """The number that the page gave to a file, so that sending it again changes nothing."""
    return _read_id(dict(request.query))


def _read_id(content: dict[str, Any]) -> str:
    message_id = content.get("id")
    if not (isinstance(message_id, str) and _UUID.fullmatch(message_id)):
        raise ProblemError(400, MALFORMED)
    return message_id


async def _read_json(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise ProblemError(415, MALFORMED)
    body = await read_body(request, MAX_BODY, BODY_SECONDS, TOO_LONG)
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ProblemError(400, MALFORMED) from None
    if not isinstance(content, dict):
        raise ProblemError(400, MALFORMED)
    return content


async def read_body(
    request: web.Request,
    most_bytes: int,
    seconds: float,
    too_large: str,
    *,
    silence: float | None = None,
    too_slow: str = UNAVAILABLE,
) -> bytes:
    """What was posted, in bounded time; refused with ``too_large`` as soon as it is more than ``most_bytes``.

    ``silence``: so many seconds without a byte are taken for the end of the line, however much time is left.
    """
    if (request.content_length or 0) > most_bytes:
        raise ProblemError(413, too_large)
    body = bytearray()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds), asyncio.timeout(silence) as quiet:
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most_bytes:
                    raise ProblemError(413, too_large)
                if silence:
                    quiet.reschedule(loop.time() + silence)
    except TimeoutError:
        raise ProblemError(408, too_slow, retry_after=1) from None
    except ValueError:  # chunks of a form that is none
        raise ProblemError(400, MALFORMED) from None
    return bytes(body)


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which JSON can carry and a store cannot."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
