"""Files of the web chat: what people send up, bounded, and what they may fetch. Bytes live in the store.

A file's link belongs to one session: it carries a mark that only this session's cookie fits.
"""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.channels.web_requests import ProblemError, read_body
from bot.messages import Address, Attachment, Media
from storage.files import PREFIX

if TYPE_CHECKING:
    from storage.database import Database
    from storage.times import Clock

MAX_UPLOAD = 20_000_000
MAX_KEPT = 2_000_000_000
"""Bytes of all files in the store: beyond that nobody may fill the disk further."""
UPLOAD_SECONDS = 120.0
KEPT_FOR = timedelta(hours=24)
MAX_NAME = 120

TOO_LARGE = "Dạ, tệp này lớn quá. Xin gửi tệp dưới 20 MB."
NOT_TAKEN = "Dạ, Trợ lý An Sinh chỉ nhận ảnh, tệp Excel hoặc CSV. Xin chọn tệp khác."
EMPTY_FILE = "Dạ, tệp này không có gì bên trong. Xin chọn lại."
FULL = "Dạ, máy đang giữ quá nhiều tệp. Xin gửi lại vào ngày mai, hoặc gõ chữ."

_MEDIA = {
    "image/jpeg": Media.PHOTO,
    "image/png": Media.PHOTO,
    "image/webp": Media.PHOTO,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Media.DOCUMENT,
    "application/vnd.ms-excel": Media.DOCUMENT,
    "application/vnd.ms-excel.sheet.macroenabled.12": Media.DOCUMENT,
    "text/csv": Media.DOCUMENT,
}
_BY_ENDING = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
}
_SHOWN = {"image/jpeg", "image/png", "image/webp", "audio/ogg", "audio/mpeg", "audio/mp4"}
"""Types that a page shows in place; every other is a download."""


class WebFiles:
    """Takes files in and gives them out."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, request: web.Request, external_id: str) -> Attachment:
        """Keep the file in the request's body; ``ProblemError`` if it is none that is taken."""
        name = request.query.get("name", "")[:MAX_NAME].replace("\0", "").strip() or "tep"
        mime = _BY_ENDING.get(name.rpartition(".")[2].lower(), request.content_type)
        media = _MEDIA.get(mime)
        if media is None:
            raise ProblemError(415, NOT_TAKEN)
        content = await read_body(request, MAX_UPLOAD, UPLOAD_SECONDS, TOO_LARGE)
        if not content:
            raise ProblemError(400, EMPTY_FILE)
        async with self._database.write() as store:
            if await store.files.size() + len(content) > MAX_KEPT:
                raise ProblemError(507, FULL)
            sender = await store.people.by_address(Address("web", external_id))
            owner = sender.id if sender else None
            return await store.files.add(media, name, mime, content, self._clock(), keep=KEPT_FOR, owner=owner)

    async def give(self, request: web.Request, external_id: str) -> web.Response:
        """The file of a link, if it was made for this session."""
        token = request.match_info["token"]
        if not compare_digest(request.query.get("k", "").encode(), self._mark(external_id, token).encode()):
            raise web.HTTPNotFound
        async with self._database.read() as store:
            file = await store.files.read(PREFIX + token)
        if file is None:
            raise web.HTTPGone(text="Tệp này đã hết hạn.")
        shown = file.mime in _SHOWN
        kind = "inline" if shown else "attachment"
        headers = {
            hdrs.CONTENT_DISPOSITION: f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}",
            hdrs.CACHE_CONTROL: "private, no-store",
        }
        content_type = file.mime if shown else "application/octet-stream"
        return web.Response(body=file.content, headers=headers, content_type=content_type)

    def body(self, external_id: str, attachment: Attachment) -> dict[str, str] | None:
        """What the page needs to show a file; ``None`` for one that only another channel has."""
        if not (attachment.file_id or "").startswith(PREFIX):
            return None
        token = (attachment.file_id or "").removeprefix(PREFIX)
        href = f"/files/{token}?k={self._mark(external_id, token)}"
        return {"href": href, "name": attachment.name or "tep", "media": str(attachment.media)}

    def _mark(self, external_id: str, token: str) -> str:
        return self._database.vault.digest(f"file {external_id} {token}")
