"""The page's files, read once from the package, and the headers that every answer carries."""

from __future__ import annotations

import gzip
import hashlib
import html
from dataclasses import dataclass
from importlib.resources import files

from aiohttp import hdrs, web

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; media-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

REVALIDATE = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"

_TYPES = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "files.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "manifest.json": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    content: bytes
    packed: bytes
    content_type: str
    version: str

    @classmethod
    def of(cls, content: bytes, content_type: str) -> Asset:
        version = hashlib.sha256(content).hexdigest()[:16]
        return cls(content, gzip.compress(content, mtime=0), content_type, version)

    def response(self, request: web.Request) -> web.Response:
        """The file, or 304 if the browser has it; kept for ever only under its versioned address."""
        versioned = request.query.get("v") == self.version
        headers = {"Cache-Control": FOR_EVER if versioned else REVALIDATE, "Vary": hdrs.ACCEPT_ENCODING}
        if any(tag.value == self.version for tag in request.if_none_match or ()):
            response = web.Response(status=304, headers=headers)
        else:
            response = self._full(request, headers)
        response.etag = self.version
        return response

    def _full(self, request: web.Request, headers: dict[str, str]) -> web.Response:
        body = self.content
        if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            body, headers = self.packed, headers | {hdrs.CONTENT_ENCODING: "gzip"}
        return web.Response(body=body, headers=headers, content_type=self.content_type, charset="utf-8")


class Assets:
    """The pages and the files that they ask for."""

    def __init__(self, host: str) -> None:
        """``host``: where people reach the chat, shown on the page that says how to know it."""
        folder = files("bot.channels") / "static"
        self.files = {
            name: Asset.of((folder / name).read_bytes(), content_type) for name, content_type in _TYPES.items()
        }
        self.page = Asset.of(self._linked((folder / "index.html").read_text("utf-8")).encode(), "text/html")
        genuine = self._linked((folder / "genuine.html").read_text("utf-8"))
        self.genuine = Asset.of(genuine.replace("{host}", html.escape(host)).encode(), "text/html")

    def _linked(self, page: str) -> str:
        """``page`` with its files under their versioned addresses."""
        for name, asset in self.files.items():
            page = page.replace(f"/static/{name}", f"/static/{name}?v={asset.version}")
        return page


async def add_security_headers(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Run by aiohttp before the headers of any response are sent, 404 and 405 included."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
