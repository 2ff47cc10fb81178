"""Files of the web chat over HTTP: what is taken, what is refused, and who may fetch it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from bot.channels.web_files import KEPT_FOR, MAX_UPLOAD
from bot.messages import Media, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.channels.web.chat_server import Clock, Page, Server

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def send_up(page: Page, name: str, content: bytes, mime: str, number: str | None = None) -> int:
    url = f"{page.server.url}/api/files"
    query = {"id": number or str(uuid4()), "name": name}
    async with page.http.post(url, params=query, data=BytesIO(content), headers={"Content-Type": mime}) as response:
        return response.status


async def test_a_file_reaches_the_inbox_and_can_be_read(server: Server, page: Page) -> None:
    number = str(uuid4())
    assert await send_up(page, "danh sách.xlsx", b"PK content", XLSX, number) == 200
    assert await send_up(page, "danh sách.xlsx", b"PK content", XLSX, number) == 200
    [attachment] = [event.attachment for event in server.accepted if event.attachment]
    assert (attachment.media, attachment.name, attachment.size) == (Media.DOCUMENT, "danh sách.xlsx", 10)
    async with server.database.read() as store:
        kept = await store.files.read(attachment.file_id or "")
        rows = await store.connection.execute_fetchall("SELECT content FROM file")
    assert kept is not None
    assert kept.content == b"PK content"
    assert all(b"PK content" not in bytes(row[0]) for row in rows), "sealed on disk"
    texts = [message.get("text") for message in await page.transcript()]
    assert "Tệp đã gửi: danh sách.xlsx" in texts


@pytest.mark.parametrize(
    ("name", "mime", "content", "status"),
    [
        ("x.exe", "application/x-msdownload", b"MZ", 415),
        ("x.html", "text/html", b"<script>", 415),
        ("x.svg", "image/svg+xml", b"<svg/>", 415),
        ("x.png", "image/png", b"", 400),
        ("x.png", "image/png", b"x" * (MAX_UPLOAD + 1), 413),
    ],
)
async def test_what_is_not_taken_is_refused_with_a_sentence(
    server: Server, page: Page, name: str, mime: str, content: bytes, status: int
) -> None:
    assert await send_up(page, name, content, mime) == status
    async with server.database.read() as store:
        assert await store.files.size() == 0


async def test_without_a_session_nothing_is_taken(new_page: Callable[[], Page]) -> None:
    assert await send_up(new_page(), "x.png", b"x", "image/png") == 401


async def test_a_file_is_for_its_own_session_only(
    server: Server, page: Page, new_page: Callable[[], Page], clock: Clock
) -> None:
    async with server.database.write() as store:
        file = await store.files.add(Media.DOCUMENT, "Đơn.html", "text/html", b"<script>" * 200_000, clock())
    await server.channel.send(await server.only_address(), Reply("Đây ạ.", attachment=file))
    href = (await page.transcript())[-1]["file"]["href"]
    async with page.http.get(server.url + href) as response:
        assert (response.status, await response.read()) == (200, b"<script>" * 200_000)
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    other = new_page()
    await other.start()
    for path in (href, href.partition("?")[0], href[:-4] + "0000"):
        async with other.http.get(server.url + path) as response:
            assert response.status == 404
    async with new_page().http.get(server.url + href) as response:
        assert response.status == 404


async def test_an_expired_file_is_gone(server: Server, page: Page, clock: Clock) -> None:
    async with server.database.write() as store:
        file = await store.files.add(Media.PHOTO, "a.png", "image/png", b"x", clock(), keep=KEPT_FOR)
    await server.channel.send(await server.only_address(), Reply("Đây ạ.", attachment=file))
    href = (await page.transcript())[-1]["file"]["href"]
    async with server.database.write() as store:
        await store.files.prune(clock() + KEPT_FOR + timedelta(seconds=1))
    async with page.http.get(server.url + href) as response:
        assert response.status == 410
