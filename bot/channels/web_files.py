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
from bot.channels.web_uploads import Room
from bot.messages import Address, Attachment, Media
from storage.files import PREFIX
from storage.people import Role

if TYPE_CHECKING:
    from storage.database import Database
    from storage.times import Clock

MAX_UPLOAD = 20_000_000
MAX_KEPT = 2_000_000_000
"""Bytes of all files in the store: beyond that nobody may fill the disk further."""
FOR_OFFICERS = 500_000_000
"""Of these, what nobody but officers may fill: their lists come in even when strangers have sent too much."""
UPLOAD_SECONDS, SILENT_SECONDS = 600.0, 30.0
"""A photograph over a weak line takes minutes; one that has fallen silent is given up."""
KEPT_FOR = timedelta(hours=24)
MAX_NAME = 120

TOO_LARGE = "Dạ, tệp này lớn quá. Xin chọn tệp dưới 20 MB, hoặc chụp màn hình rồi gửi ảnh chụp."
NOT_TAKEN = "Dạ, chỉ nhận ảnh JPG, PNG và tệp Excel, CSV. Xin chọn tệp khác, hoặc chụp màn hình rồi gửi ảnh chụp."
TOO_SLOW = "Dạ, mạng yếu nên tệp chưa đến nơi. Xin đợi chỗ có mạng tốt hơn rồi bấm “Gửi lại”."
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
        self._room = Room(clock)

    async def take(self, request: web.Request, external_id: str, network: str) -> Attachment:
        """Keep the file in the request's body; ``ProblemError`` if it is none that is taken."""
        name = request.query.get("name", "")[:MAX_NAME].replace("\0", "").strip() or "tep"
        mime = _BY_ENDING.get(name.rpartition(".")[2].lower(), request.content_type)
        media = _MEDIA.get(mime)
        if media is None:
            raise ProblemError(415, NOT_TAKEN)
        size = request.content_length if request.content_length is not None else MAX_UPLOAD
        if size > MAX_UPLOAD:
            raise ProblemError(413, TOO_LARGE)
        with self._room.taken(external_id, network, size):
            await self._room_in_store(external_id, size)
            content = await read_body(
                request, MAX_UPLOAD, UPLOAD_SECONDS, TOO_LARGE, silence=SILENT_SECONDS, too_slow=TOO_SLOW
            )
            if not content:
                raise ProblemError(400, EMPTY_FILE)
            owner = await self._room_in_store(external_id, len(content))
            async with self._database.write() as store:
                return await store.files.add(media, name, mime, content, self._clock(), keep=KEPT_FOR, owner=owner)

    async def _room_in_store(self, external_id: str, size: int) -> int | None:
        """Whose the file will be, if anybody's yet; ``ProblemError`` if the space for them is full."""
        async with self._database.read() as store:
            kept = await store.files.size()
            sender = await store.people.by_address(Address("web", external_id))
        officer = sender is not None and sender.role is not Role.PUBLIC
        if kept + size > MAX_KEPT - (0 if officer else FOR_OFFICERS):
            raise ProblemError(507, FULL)
        return sender.id if sender else None

    async def forget(self, attachment: Attachment) -> None:
        """It was not needed after all."""
        async with self._database.write() as store:
            await store.files.remove(attachment.file_id or "")

    async def give(self, request: web.Request, external_id: str) -> web.Response:
        """The file of a link, if it was made for this session."""
        token = request.match_info["token"]
        if not compare_digest(
            request.query.get("k", "").encode("utf-8", "replace"), self._mark(external_id, token).encode()
        ):
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
