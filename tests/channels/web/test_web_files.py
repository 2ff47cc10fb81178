"""Files of the web chat over HTTP: what is taken, what is refused, and who may fetch it."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from bot.channels.web_files import KEPT_FOR, MAX_UPLOAD
from bot.channels.web_uploads import OF_A_VISITOR
from bot.messages import Media, Reply
from storage.officers import Appointment
from storage.people import Role

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


async def test_a_file_that_was_not_stored_leaves_neither_a_bubble_nor_bytes(server: Server, page: Page) -> None:
    number = str(uuid4())
    server.unavailable = 1
    assert await send_up(page, "a.png", b"x", "image/png", number) == 503
    assert not [message for message in await page.transcript() if "a.png" in message.get("text", "")]
    async with server.database.read() as store:
        assert await store.files.size() == 0
    for _ in range(2):
        assert await send_up(page, "a.png", b"x", "image/png", number) == 200
    texts = [message.get("text") for message in await page.transcript() if message["author"] == "person"]
    assert texts == [None, "Tệp đã gửi: a.png"]
    assert len([event for event in server.accepted if event.attachment]) == 1
    async with server.database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT COUNT(*) FROM file")
    assert [tuple(row) for row in rows] == [(1,)], "what came twice is kept once"


async def declare(page: Page, size: int) -> tuple[int, str]:
    """The answer to a file of this size of which no byte was sent yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", page.server.port)
    cookie = "; ".join(f"{one.key}={one.value}" for one in page.http.cookie_jar)
    writer.write(
        f"POST /api/files?id={uuid4()}&name=a.png HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        f"Cookie: {cookie}\r\nContent-Length: {size}\r\n\r\n".encode()
    )
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(re.findall(r"(?i)content-length: (\d+)", head)[0])
        sentence = json.loads(await reader.readexactly(length))["error"]
    writer.close()
    return int(head.split()[1]), sentence


async def test_one_visitor_does_not_fill_the_space_of_all(
    page: Page, new_page: Callable[[], Page], clock: Clock
) -> None:
    """Refused before a byte is sent, with what to do; others go on, and so does the visitor the day after."""
    size = 1_000_000
    for _ in range(OF_A_VISITOR // size):
        clock.forward(10)  # the pace of files is another bound
        assert await send_up(page, "a.png", b"x" * size, "image/png") == 200
    clock.forward(10)
    status, sentence = await declare(page, size)
    assert status == 507
    assert "ngày mai" in sentence
    other = new_page()
    await other.start()
    assert await send_up(other, "a.png", b"x" * size, "image/png") == 200
    clock.forward(24 * 3600)
    assert await send_up(page, "a.png", b"x" * size, "image/png") == 200


async def test_a_file_that_breaks_off_costs_its_sender_nothing(server: Server, page: Page, clock: Clock) -> None:
    for _ in range(2 * OF_A_VISITOR // MAX_UPLOAD):
        clock.forward(10)
        assert await send_up(page, "a.png", b"x" * (MAX_UPLOAD + 1), "image/png") == 413
    server.unavailable = 1
    assert await send_up(page, "a.png", b"x" * MAX_UPLOAD, "image/png") == 503
    clock.forward(10)
    assert await send_up(page, "a.png", b"x", "image/png") == 200


async def test_officers_have_room_left_when_strangers_have_filled_theirs(
    server: Server, page: Page, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web_files.MAX_KEPT", 3_000)
    monkeypatch.setattr("bot.channels.web_files.FOR_OFFICERS", 1_000)
    async with server.database.write() as store:
        await store.files.add(Media.PHOTO, "a.png", "image/png", b"x" * 1_900, clock())
        contact = await store.people.add(await server.only_address(), "vi", clock())
    assert await send_up(page, "a.png", b"x" * 200, "image/png") == 507
    async with server.database.write() as store:
        await store.officers.invite("code", Appointment(Role.CITY, None), clock(), clock() + timedelta(days=1))
        await store.officers.redeem("code", contact.id, clock())
    assert await send_up(page, "a.png", b"x" * 200, "image/png") == 200
