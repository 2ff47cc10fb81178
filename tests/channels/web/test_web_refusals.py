"""What the server refuses, slows down, and tells browsers not to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aiohttp
import pytest

from bot.channels.web import MESSAGE_RATE, NEW_SESSION_RATE
from bot.channels.web_assets import SECURITY_HEADERS
from bot.channels.web_requests import MAX_BODY
from tests.channels.web.chat_server import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.channels.web.chat_server import Clock, Page, Server


async def test_a_body_beyond_the_bound_is_refused_kindly(server: Server, page: Page) -> None:
    status, answer, _ = await page.post("/api/messages", {"id": str(uuid4()), "text": "a" * MAX_BODY})
    assert (status, answer) == (413, {"error": "Dạ, tin này dài quá. Xin gửi ngắn lại, mỗi lần một đoạn."})
    assert len(server.accepted) == 1


async def test_a_body_without_a_stated_length_is_bounded(server: Server, page: Page) -> None:
    async def endless() -> Any:
        yield b'{"text": "'
        for _ in range(100):
            yield b"a" * 4096

    try:
        async with page.http.post(
            f"{server.url}/api/messages", data=endless(), headers={"Content-Type": "application/json"}
        ) as response:
            assert response.status == 413
    except aiohttp.ClientConnectionError:
        pass  # refused while it was still sending
    assert len(server.accepted) == 1


async def test_a_long_text_is_taken(server: Server, page: Page) -> None:
    assert await page.say("ổ" * 9_000) == 200
    assert len(server.accepted[-1].text) == 9_000  # accept cuts, and tells the person
    assert len(texts(await page.transcript())[1]) == 8_000


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        {},
        {"id": "1", "text": "a"},
        {"id": str(uuid4()), "text": 5},
        {"id": str(uuid4()), "text": "a", "choice": 5},
        {"id": str(uuid4()), "text": "a", "choice": "ư" * 33},
        {"id": str(uuid4()), "text": "", "choice": "yes"},
        {"id": str(uuid4()), "text": " \n\t"},
        {"id": str(uuid4())},
    ],
)
async def test_what_is_no_message_is_refused_kindly(server: Server, page: Page, content: Any) -> None:
    status, answer, _ = await page.post("/api/messages", content)
    assert (status, answer["error"][:3]) == (400, "Dạ,")
    assert len(server.accepted) == 1


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"id": "x"}', "text/plain", 415),
        (b"id=x", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_only_json_is_read(server: Server, page: Page, data: bytes, kind: str, status: int) -> None:
    async with page.http.post(f"{server.url}/api/messages", data=data, headers={"Content-Type": kind}) as response:
        assert response.status == status
        assert (await response.json())["error"].startswith("Dạ,")


async def test_a_flood_is_slowed_and_loses_nothing(server: Server, page: Page, clock: Clock) -> None:
    messages = [(str(uuid4()), f"tin {number}") for number in range(MESSAGE_RATE.burst + 5)]
    waiting = list(messages)
    slowed = 0
    while waiting:
        message_id, text = waiting[0]
        status, answer, headers = await page.post("/api/messages", {"id": message_id, "text": text})
        if status == 429:
            slowed += 1
            assert answer["error"].startswith("Dạ,")
            clock.forward(int(headers["Retry-After"]))
            continue
        assert status == 200
        waiting.pop(0)
    assert slowed == 5
    assert [event.text for event in server.accepted[1:]] == [text for _, text in messages]


async def test_one_address_cannot_open_sessions_without_end(new_page: Callable[[], Page], clock: Clock) -> None:
    statuses = []
    for _ in range(NEW_SESSION_RATE.burst + 1):
        page = new_page()
        statuses.append(await page.start())
        page.http.cookie_jar.clear()
    assert statuses == [200] * NEW_SESSION_RATE.burst + [429]
    other = await page.post("/api/start", {"id": str(uuid4())}, X_Forwarded_For="203.0.113.7")
    assert other[0] == 200
    clock.forward(1 / NEW_SESSION_RATE.per_second)
    page.http.cookie_jar.clear()
    assert await page.start() == 200


async def test_an_existing_session_goes_on_while_new_ones_wait(page: Page, new_page: Callable[[], Page]) -> None:
    other = new_page()
    while await other.start() == 200:
        other.http.cookie_jar.clear()
    assert await page.say("còn đây") == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.example"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"}, 200),
        ({"Origin": "http://127.0.0.1"}, 200),
        ({}, 200),
    ],
)
async def test_a_post_of_another_site_is_refused(
    server: Server, page: Page, headers: dict[str, str], status: int
) -> None:
    before = len(server.accepted)
    for path in ("/api/start", "/api/messages"):
        found, answer, _ = await page.post(path, {"id": str(uuid4()), "text": "a", "code": "C0DE"}, **headers)
        assert found == status, answer
    assert len(server.accepted) - before == (2 if status == 200 else 0)


async def test_the_page_s_own_origin_is_the_host_it_was_opened_on(server: Server, page: Page) -> None:
    assert (await page.post("/api/messages", {"id": str(uuid4()), "text": "a"}, Origin=server.url))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/that", 200),
        ("GET", "/static/chat.js", 200),
        ("GET", "/static/chat.css", 200),
        ("GET", "/static/icon.svg", 200),
        ("GET", "/static/manifest.json", 200),
        ("GET", "/static/../web.py", 404),
        ("GET", "/static/%2e%2e%2fweb.py", 404),
        ("GET", "/nowhere", 404),
        ("POST", "/", 405),
        ("GET", "/api/messages", 405),
        ("DELETE", "/api/start", 405),
        ("POST", "/api/events", 405),
        ("GET", "/api/events", 401),
        ("POST", "/api/messages", 401),
        ("POST", "/api/start", 415),
    ],
)
async def test_every_answer_carries_the_policy(
    server: Server, new_page: Callable[[], Page], method: str, path: str, status: int
) -> None:
    async with new_page().http.request(method, server.url + path) as response:
        assert response.status == status
        assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        if path.startswith("/api") and status != 405:
            assert response.headers["Cache-Control"] == "no-store"


async def test_the_stream_carries_the_policy(server: Server, page: Page) -> None:
    async with page.http.get(f"{server.url}/api/events") as response:
        assert response.headers["Content-Security-Policy"] == SECURITY_HEADERS["Content-Security-Policy"]
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-store"


async def test_the_page_asks_for_nothing_from_elsewhere(server: Server, new_page: Callable[[], Page]) -> None:
    async with new_page().http.get(server.url) as response:
        html = await response.text()
    assert "http://" not in html
    assert "https://" not in html
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count('<script src="/static/') == 2
    assert "user-scalable" not in html
    assert "maximum-scale" not in html


async def test_files_are_kept_for_ever_under_their_versioned_address(
    server: Server, new_page: Callable[[], Page]
) -> None:
    http = new_page().http
    async with http.get(server.url) as response:
        html = await response.text()
    address = "/static/chat.js" + html.split("/static/chat.js")[1].split('"')[0]
    async with http.get(server.url + address) as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        tag = response.headers["ETag"]
    async with http.get(f"{server.url}/static/chat.js", headers={"If-None-Match": tag}) as response:
        assert (response.status, response.headers["Cache-Control"]) == (304, "no-cache")
    async with http.get(server.url, headers={"Accept-Encoding": "identity"}) as response:
        assert "Content-Encoding" not in response.headers
        assert await response.text() == html
