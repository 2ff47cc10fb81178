"""The webhook over real HTTP: who is let in, what is refused, and that 200 means stored."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram import Settings, TelegramChannel
from bot.channels.telegram.webhook import MAX_BODY, SECRET_HEADER, Hook
from tests.fakes.bot_api import BotApi
from tests.fakes.process import Place, free_port, running, telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.channels.telegram.conftest import Inbox

SECRET = "chi-telegram-biet"
JSON = {"Content-Type": "application/json"}


@dataclass
class Door:
    """A channel behind its webhook, and what a poster gets."""

    api: BotApi
    inbox: Inbox
    url: str
    channel: TelegramChannel
    http: aiohttp.ClientSession

    async def post(self, body: object, secret: str | None = SECRET, **headers: str) -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        own = {SECRET_HEADER: secret} if secret is not None else {}
        async with self.http.post(self.url, data=content, headers=JSON | own | headers) as response:
            return response.status

    def says(self, chat: int, text: str) -> Any:
        return self.api.people.say(chat, text)


@asynccontextmanager
async def opened(api: BotApi, inbox: Inbox) -> AsyncIterator[Door]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    channel = TelegramChannel(api.token, Settings(base_url=api.base_url, hook=Hook(url, SECRET)))
    app = web.Application()
    channel.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with aiohttp.ClientSession() as http:
        door = Door(api, inbox, url, channel, http)
        yield door
    await channel.stop()
    await runner.cleanup()


@pytest.fixture
async def door(api: BotApi, inbox: Inbox) -> AsyncIterator[Door]:
    async with opened(api, inbox) as door:
        await door.channel.start(inbox.accept)
        yield door


async def test_telegram_is_told_where_and_by_what_secret(door: Door) -> None:
    told = door.api.world.webhook
    assert (told["url"], told["secret_token"]) == (door.url, SECRET)
    assert "message" in told["allowed_updates"]
    assert door.api.calls["getUpdates"] == 0


async def test_a_posted_update_is_stored_before_200_and_once(door: Door) -> None:
    update = door.says(42, "xin chào")
    door.inbox.gate.clear()
    posting = asyncio.create_task(door.post(update))
    await door.inbox.entered.wait()
    assert not posting.done()
    door.inbox.gate.set()
    assert await posting == 200
    assert await door.post(update) == 200
    assert [row.text for row in door.inbox.rows.values()] == ["xin chào"]
    assert door.inbox.repeats == 1


async def test_a_store_that_fails_is_no_200(door: Door) -> None:
    update = door.says(42, "xin chào")
    door.inbox.refusals = 1
    assert await door.post(update) == 503
    assert await door.post(update) == 200


async def test_one_chat_is_stored_in_order_and_others_beside_it(door: Door) -> None:
    updates = [door.says(42, f"{number}") for number in range(8)] + [door.says(43, "khác")]
    door.inbox.gate.clear()
    posting = [asyncio.create_task(door.post(update)) for update in updates]
    async with asyncio.timeout(10):
        while door.inbox.under_way < 2:
            await asyncio.sleep(0)
    assert door.inbox.most_under_way == 2
    door.inbox.gate.set()
    assert await asyncio.gather(*posting) == [200] * 9


@pytest.mark.parametrize("secret", [None, "", "sai", SECRET + "x", SECRET.upper(), "\udcff"])
async def test_without_the_secret_nobody_is_let_in(door: Door, secret: str | None) -> None:
    assert await door.post(door.says(42, "xin chào"), secret) == 403
    assert door.inbox.rows == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"message": {}}', 400),
        (b'{"update_id": "x"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"x" * (MAX_BODY + 1), 413),
    ],
)
async def test_what_telegram_would_not_post_is_refused(door: Door, body: bytes, status: int) -> None:
    assert await door.post(body) == status
    assert door.inbox.rows == {}


async def test_another_type_is_refused_and_a_charset_is_not(door: Door) -> None:
    update = door.says(42, "xin chào")
    assert await door.post(update, **{"Content-Type": "text/plain"}) == 415
    assert await door.post(update, **{"Content-Type": "application/json; charset=utf-8"}) == 200


async def test_before_the_start_the_door_is_closed(api: BotApi, inbox: Inbox) -> None:
    async with opened(api, inbox) as door:
        assert await door.post(door.says(42, "xin chào")) == 503


async def test_a_registration_that_somebody_took_is_taken_back(door: Door) -> None:
    door.api.world.webhook = {"url": "https://ke-khac.example"}
    assert door.channel._webhook is not None
    await door.channel._webhook.look()
    assert door.api.world.webhook["url"] == door.url


_JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
_PARTS = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "chat", "from", "text"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_PARTS, _JSON_VALUES | st.dictionaries(_PARTS, _JSON_VALUES, max_size=4), max_size=4))
async def test_no_update_of_any_form_gets_a_500(door: Door, parts: dict[str, Any]) -> None:
    assert await door.post({"update_id": 1} | parts) in (200, 400)


async def test_the_whole_bot_behind_a_webhook(tmp_path: Path) -> None:
    async with BotApi(open_to_all=True) as api:
        place = Place(tmp_path / "data")
        url = f"{place.url}/telegram"
        place.more = telegram(api, ANSINH_TELEGRAM_WEBHOOK_URL=url)
        async with running(place), aiohttp.ClientSession() as http:
            await api.wait_for_call("setWebhook")
            update = api.people.say(42, "quên mã pin rồi làm sao")
            secret = {SECRET_HEADER: api.world.webhook["secret_token"]}
            async with http.post(url, json=update, headers=secret) as response:
                assert response.status == 200
            await api.wait_for(42, where=lambda sent: "PIN" in sent.text)
