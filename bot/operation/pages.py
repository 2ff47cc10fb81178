"""What a supervisor and Prometheus ask over HTTP. Figures and plain sentences; nothing of people."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_TEXT = "text/plain"
_FIGURES = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED = (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED)


class Pages:
    """``/healthz``: the process answers. ``/readyz``: it serves, and nothing is wrong. ``/metrics``: figures."""

    def __init__(self, troubles: Callable[[], list[str]], figures: Callable[[], Awaitable[bytes]]) -> None:
        self._troubles = troubles
        self._figures = figures

    def attach(self, app: web.Application) -> None:
        app.add_routes(
            [web.get("/healthz", self._alive), web.get("/readyz", self._ready), web.get("/metrics", self._metrics)]
        )

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n", content_type=_TEXT)

    async def _ready(self, request: web.Request) -> web.Response:
        troubles = self._troubles()
        if not troubles:
            return web.Response(text="ok\n", content_type=_TEXT)
        text = "\n".join(troubles) if _from_inside(request) else "not ready"
        return web.Response(status=503, text=f"{text}\n", content_type=_TEXT)

    async def _metrics(self, request: web.Request) -> web.Response:
        if not _from_inside(request):
            raise web.HTTPNotFound
        return web.Response(body=await self._figures(), headers={hdrs.CONTENT_TYPE: _FIGURES})


def _from_inside(request: web.Request) -> bool:
    """Not through the proxy, and from this machine or its own network."""
    if any(header in request.headers for header in _FORWARDED):
        return False
    try:
        peer = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    return peer.is_loopback or peer.is_private
