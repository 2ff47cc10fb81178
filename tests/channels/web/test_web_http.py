"""The web chat over real HTTP and a real store: nothing lost, nothing repeated, nothing beyond its bounds."""

from __future__ import annotations

import asyncio
import hashlib
import json
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aiohttp
import pytest

from bot.channels.web import MESSAGE_RATE, NEW_SESSION_RATE, SESSION_COOKIE
from bot.channels.web_assets import SECURITY_HEADERS
from bot.channels.web_requests import MAX_BODY
from bot.messages import Address, Attachment, Choice, Erase, Incoming, Media, Reply, Sent, Unreachable
from tests.channels.web.chat_server import Clock, Page, Server, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GREETING = "Dạ, Trợ lý An Sinh xin chào."


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages if "text" in message]


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


# --- sessions


@pytest.mark.parametrize(("public_url", "secure"), [("https://ansinh.example", True), ("http://127.0.0.1", False)])
async def test_cookie_attributes(tmp_path: Path, clock: Clock, public_url: str, *, secure: bool) -> None:
    server = Server(tmp_path / "store.db", clock, public_url=public_url)
    await server.start()
    page = Page(server)
    _, _, headers = await page.post("/api/start", {"id": str(uuid4())})
    cookie = SimpleCookie(headers["Set-Cookie"])[SESSION_COOKIE]
    assert len(cookie.value) >= 43  # 32 random bytes in base 64
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == str(365 * 24 * 3600)
    assert bool(cookie["secure"]) is secure
    assert not cookie["domain"]
    await page.http.close()
    await server.stop()


async def test_the_store_knows_only_the_hash_of_a_session(server: Server, page: Page, tmp_path: Path) -> None:
    token = next(iter(page.http.cookie_jar)).value
    assert await server.sessions() == [hashlib.sha256(token.encode()).hexdigest()]
    stored = everything_in(tmp_path)
    assert token.encode() not in stored


async def test_an_invented_session_is_none(server: Server, new_page: Callable[[], Page]) -> None:
    page = new_page()
    page.http.cookie_jar.update_cookies({SESSION_COOKIE: "x" * 43}, aiohttp.client.URL(server.url))
    status, answer, _ = await page.post("/api/messages", {"id": str(uuid4()), "text": "chào"})
    assert (status, answer["error"][:3]) == (401, "Dạ,")
    async with page.http.get(f"{server.url}/api/events") as response:
        assert response.status == 401
    assert server.accepted == []


async def test_a_leaked_store_opens_no_session(server: Server, page: Page, new_page: Callable[[], Page]) -> None:
    thief, token = new_page(), next(iter(page.http.cookie_jar)).value
    for cookie, status in (((await server.sessions())[0], 401), (token, 200)):
        thief.http.cookie_jar.update_cookies({SESSION_COOKIE: cookie}, aiohttp.client.URL(server.url))
        assert await thief.say("chào") == status


# --- the start


async def test_the_first_visit_is_greeted_once(server: Server, page: Page) -> None:
    await page.start()
    await page.start()
    assert [(event.text, event.start_code) for event in server.accepted] == [("/start", None)]
    assert texts(await page.transcript()) == [GREETING]


async def test_a_link_with_a_code_starts_with_it_once(server: Server, new_page: Callable[[], Page]) -> None:
    page, content = new_page(), {"id": str(uuid4()), "code": "Ab_9-x"}
    for _ in range(3):
        await page.post("/api/start", content)
    await page.start()
    assert [event.start_code for event in server.accepted] == ["Ab_9-x"]


async def test_a_second_code_in_the_same_session_is_taken(server: Server, page: Page) -> None:
    await page.start(code="OFFICER7")
    assert [event.start_code for event in server.accepted] == [None, "OFFICER7"]
    assert len({event.address for event in server.accepted}) == 1


async def test_a_code_that_cannot_be_ours_is_no_code(server: Server, new_page: Callable[[], Page]) -> None:
    await new_page().start(code="x" * 65)
    await new_page().start(code="<script>")
    assert [event.start_code for event in server.accepted] == [None, None]


async def test_a_start_that_was_not_stored_is_repeated(server: Server, new_page: Callable[[], Page]) -> None:
    page, server.unavailable = new_page(), 1
    assert [await page.start(), await page.start()] == [503, 200]
    assert len(server.accepted) == 1


# --- what a person posts


async def test_a_message_sent_again_is_taken_once(server: Server, page: Page) -> None:
    message_id = str(uuid4())
    statuses = [await page.say("Bao giờ có tiền?", message_id) for _ in range(3)]
    statuses += await asyncio.gather(*(page.say("Bao giờ có tiền?", message_id) for _ in range(4)))
    assert statuses == [200] * 7
    assert [event.text for event in server.accepted] == ["/start", "Bao giờ có tiền?"]
    assert texts(await page.transcript()).count("Bao giờ có tiền?") == 1


async def test_what_reaches_the_inbox(server: Server, page: Page, clock: Clock) -> None:
    message_id = str(uuid4())
    await page.say("Xin chào", message_id)
    address = await server.only_address()
    assert server.accepted[-1] == Incoming(
        event_id=f"{address.external_id}:{message_id}",
        address=address,
        sent_at=clock(),
        text="Xin chào",
        message_ref=message_id,
    )


async def test_a_choice_is_a_key_for_the_bot_and_words_for_the_person(server: Server, page: Page) -> None:
    content = {"id": str(uuid4()), "choice": "ask", "text": "1. Hỏi về tài khoản"}
    assert (await page.post("/api/messages", content))[0] == 200
    assert (server.accepted[-1].choice, server.accepted[-1].text) == ("ask", "")
    async with page.events() as events:
        await until(events, "message", "Dạ, đã chọn ask.")
    assert "1. Hỏi về tài khoản" in texts(await page.transcript())


async def test_a_message_that_could_not_be_stored_is_not_acknowledged(server: Server, page: Page) -> None:
    message_id, server.unavailable = str(uuid4()), 2
    status, answer, headers = await page.post("/api/messages", {"id": message_id, "text": "a"})
    assert (status, answer["error"][:3], int(headers["Retry-After"]) > 0) == (503, "Dạ,", True)
    assert [await page.say("a", message_id), await page.say("a", message_id)] == [503, 200]
    assert [event.text for event in server.accepted] == ["/start", "a"]
    assert texts(await page.transcript()).count("a") == 1


async def test_a_failing_store_is_a_sentence(
    server: Server, page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(_incoming: Incoming) -> bool:
        raise OSError("the disk is full")

    monkeypatch.setattr(server.channel, "_accept", break_down)
    status, answer, _ = await page.post("/api/messages", {"id": str(uuid4()), "text": "điều riêng tư"})
    assert (status, answer["error"][:3]) == (503, "Dạ,")
    assert "could not answer POST /api/messages" in caplog.text
    assert "điều riêng tư" not in caplog.text


async def test_nothing_is_taken_before_the_start_and_after_the_stop(server: Server, page: Page) -> None:
    await server.channel.stop()
    assert await page.say("còn ai không") == 503


async def test_messages_of_two_pages_keep_one_order(server: Server, page: Page) -> None:
    await asyncio.gather(*(page.say(f"tin {number}") for number in range(15)))
    shown = [
        message["text"] for message in await page.transcript() if message["author"] == "person" and "text" in message
    ]
    assert shown == [event.text for event in server.accepted[1:]]


async def test_odd_characters_are_stored(server: Server, page: Page) -> None:
    body = '{"id": "%s", "text": "a\\u0000b \\ud83d \\u202edao\\u200b 😀"}' % uuid4()  # noqa: UP031 - braces in JSON
    async with page.http.post(
        f"{server.url}/api/messages", data=body, headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 200
    assert server.accepted[-1].text == "ab ? \u202edao\u200b 😀"


async def test_markup_is_text(page: Page) -> None:
    await page.say("<img src=x onerror=alert(1)>\ndata: id: 9\n\nevent: x")
    assert "<img src=x onerror=alert(1)>\ndata: id: 9\n\nevent: x" in texts(await page.transcript())


async def test_a_secret_is_neither_stored_nor_shown(server: Server, page: Page) -> None:
    message_id = str(uuid4())
    async with page.events() as events:
        await until(events, "ready")
        await page.say("otp 482913", message_id)
        seen = [event.data for event in await until(events, "message", "Dạ, tin có mã bí mật đã được xóa.")]
    assert not any("482913" in json.dumps(data) for data in seen)
    erased = [(data["erased"], data["text"]) for data in seen if data.get("author") == "bot" and "erased" in data]
    assert erased == [(message_id, "(tin có mã bí mật đã được xóa)")]
    own = [message for message in await page.transcript() if message["key"] == message_id]
    assert [message["text"] for message in own] == ["(tin có mã bí mật đã được xóa)"]
    async with server.database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT body FROM web_message")
    assert not any("482913" in row[0] for row in rows)


# --- bounds


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


# --- where a post comes from


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


# --- headers, files, paths


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


# --- what the bot says


async def test_a_row_sent_again_is_shown_once(server: Server, page: Page) -> None:
    address = await server.only_address()
    outcomes = [await server.channel.send(address, Reply("Nhắc: mai phát tiền."), key="77") for _ in range(3)]
    assert outcomes == [Sent("77")] * 3
    assert texts(await page.transcript()).count("Nhắc: mai phát tiền.") == 1


async def test_without_a_key_each_send_is_shown(server: Server, page: Page) -> None:
    address = await server.only_address()
    for _ in range(2):
        assert isinstance(await server.channel.send(address, Reply("Một tin.")), Sent)
    assert texts(await page.transcript()).count("Một tin.") == 2


async def test_choices_are_numbered(server: Server, page: Page) -> None:
    address = await server.only_address()
    await server.channel.send(address, Reply("Chọn:", (Choice("a", "Có"), Choice("b", "Không"))))
    assert (await page.transcript())[-1]["choices"] == [
        {"key": "a", "label": "1. Có"},
        {"key": "b", "label": "2. Không"},
    ]


async def test_a_file_is_not_dropped_in_silence(server: Server, page: Page) -> None:
    address = await server.only_address()
    await server.channel.send(address, Reply("Danh sách đây ạ.", attachment=Attachment(Media.DOCUMENT, "f")))
    assert "chưa xem được" in texts(await page.transcript())[-1]


async def test_an_unknown_session_is_unreachable(server: Server) -> None:
    nobody = Address("web", "0" * 64)
    assert isinstance(await server.channel.send(nobody, Reply("Có ai không?")), Unreachable)
    assert isinstance(await server.channel.send(nobody, Erase("x")), Unreachable)


async def test_one_session_never_sees_another(page: Page, new_page: Callable[[], Page]) -> None:
    await page.say("chuyện riêng")
    other = new_page()
    await other.start()
    assert not any("chuyện riêng" in text for text in texts(await other.transcript()))


async def test_what_it_can_do(server: Server) -> None:
    capabilities = server.channel.capabilities
    assert (capabilities.rate, capabilities.per_chat_seconds) == (None, 0.0)
    assert capabilities.start_link == "http://127.0.0.1/?start={code}"
    assert server.channel.failure() is None
