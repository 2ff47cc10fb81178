"""The web chat over real HTTP and a real store: nothing lost, nothing repeated, nothing beyond its bounds."""

from __future__ import annotations

import asyncio
import hashlib
import json
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from uuid import uuid4

import aiohttp
import pytest

from bot.channels.web import SESSION_COOKIE
from bot.messages import Address, Attachment, Choice, Erase, Incoming, Media, Reply, Sent, Unreachable
from tests.channels.web.chat_server import Clock, Page, Server, texts, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GREETING = "Dạ, Trợ lý An Sinh xin chào."


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


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
