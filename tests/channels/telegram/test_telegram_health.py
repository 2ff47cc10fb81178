"""Start, stop and death of the channel, each with a sentence that helps and never with the token."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.channels.port import ChannelError
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.channel import Clock, Settings
from bot.channels.telegram.health import Health
from bot.channels.telegram.profile import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION
from bot.messages import Address, Erase, Outcome, Reply, RetryAfter, Sent
from tests.fakes.bot_api_faults import Fault, Plan

if TYPE_CHECKING:
    from tests.channels.telegram.conftest import Inbox, OpenChannel
    from tests.fakes.bot_api import BotApi

AN = Address("telegram", "42")


async def send(channel: TelegramChannel, address: Address, message: Reply | Erase) -> Outcome:
    return await channel.send(address, message, key="1")


class FakeTime:
    """A monotonic clock that a test moves, and pauses that take no time but are noted."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_the_menu_and_descriptions_are_set_in_vietnamese(api: BotApi, channel: TelegramChannel) -> None:
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        await api.wait_for_call(method)
    profile = api.world.profile
    assert [command["command"] for command in profile["commands"]] == [command.command for command in COMMANDS]
    assert profile["commands"][0] == {"command": "start", "description": "Bắt đầu"}
    assert (profile["description"], profile["short_description"]) == (DESCRIPTION, SHORT_DESCRIPTION)
    assert channel.failure() is None


async def test_a_menu_that_cannot_be_set_is_logged_and_not_fatal(
    api: BotApi, open_channel: OpenChannel, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Plan(Fault.REFUSE, code=429, description="Too Many Requests")
    api.faults.next("setMyCommands", refusal)
    logged = _Heard("could not be set")
    logging.getLogger("bot.channels.telegram.profile").addFilter(logged)
    async with open_channel() as channel:
        await asyncio.wait_for(logged.event.wait(), 10)
        assert isinstance(await send(channel, AN, Reply("Dạ.")), Sent)
    assert "commands could not be set" in caplog.text


async def test_the_start_link_has_the_bots_own_name(channel: TelegramChannel) -> None:
    capabilities = channel.capabilities
    assert capabilities.start_link is not None
    assert capabilities.start_link.format(code="ABC") == "https://t.me/ansinh_thu_bot?start=ABC"
    assert capabilities.per_chat_seconds == 1.0


@pytest.mark.parametrize("token", ["", "   ", "not-a-token", "123456:WrongWrongWrong"])
async def test_a_wrong_token_fails_at_once_with_one_sentence(
    api: BotApi, inbox: Inbox, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    time = FakeTime()
    with pytest.raises(ChannelError, match="ANSINH_TELEGRAM_TOKEN") as caught:
        await TelegramChannel(token, Settings(base_url=api.base_url), Clock(pause=time.pause)).start(inbox.accept)
    assert time.pauses == [], "a wrong token is not tried again"
    assert caught.value.__context__ is None
    if token.strip():
        assert token not in str(caught.value)
        assert token not in caplog.text


async def test_a_server_that_is_down_at_start_is_tried_again(api: BotApi, inbox: Inbox) -> None:
    api.faults.next("getMe", Plan(Fault.BAD_GATEWAY), count=2)
    time = FakeTime()
    channel = TelegramChannel(api.token, Settings(base_url=api.base_url), Clock(pause=time.pause))
    await channel.start(inbox.accept)
    assert time.pauses == [1, 2]
    await channel.stop()


async def test_a_server_that_stays_away_ends_the_start_with_one_sentence(
    inbox: Inbox, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    time = FakeTime()
    settings = Settings(base_url=f"http://127.0.0.1:{unused_tcp_port}/bot")
    with pytest.raises(ChannelError, match="cannot be reached") as caught:
        await TelegramChannel("123:Secret", settings, Clock(pause=time.pause)).start(inbox.accept)
    assert time.pauses == list(settings.start_waits)
    assert "123:Secret" not in str(caught.value) + caplog.text


async def test_silence_of_two_minutes_is_a_failure(api: BotApi, open_channel: OpenChannel) -> None:
    time = FakeTime()
    async with open_channel(clock=Clock(monotonic=time)) as channel:
        await api.wait_for_call("getUpdates")
        time.now += 119
        assert channel.failure() is None
        time.now += 1
        failure = channel.failure()
        assert failure is not None
        assert "120 seconds" in failure


async def test_every_answered_poll_is_a_sign_of_life(api: BotApi, open_channel: OpenChannel, inbox: Inbox) -> None:
    time = FakeTime()
    async with open_channel(clock=Clock(monotonic=time)) as channel:
        time.now += 500
        api.people.say(42, "còn đó không")
        await inbox.next()
        assert channel.failure() is None


def test_a_failure_keeps_its_first_reason_and_a_silence_tells_the_last_trouble() -> None:
    time = FakeTime()
    health = Health(time)
    time.now += 1_000
    assert health.failure() is None, "polling has not begun"
    health.polled()
    health.trouble("another program polls")
    time.now += 200
    assert "another program polls" in (health.failure() or "")
    health.died("first")
    health.died("second")
    assert health.failure() == "first"


async def test_a_token_revoked_while_running_is_a_failure_and_loses_no_reply(
    api: BotApi, open_channel: OpenChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_channel() as channel:
        await api.wait_for_call("getUpdates")
        api.revoke_token()
        api.people.say(42, "ai đó?")  # ends the long poll, so that the next one is refused
        assert isinstance(await send(channel, AN, Reply("Dạ.")), RetryAfter)
        polling = channel._polling
        assert polling is not None
        await asyncio.wait({polling}, timeout=10)
        assert "ANSINH_TELEGRAM_TOKEN" in (channel.failure() or "")
    assert api.token not in caplog.text


async def test_an_unforeseen_error_of_the_store_ends_polling_and_says_so(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    async def accept(_incoming: object) -> bool:
        raise RuntimeError("a bug")

    channel = TelegramChannel(api.token, Settings(base_url=api.base_url))
    await channel.start(accept)
    api.people.say(42, "một")
    assert channel._polling is not None
    await asyncio.wait({channel._polling}, timeout=10)
    assert "RuntimeError" in (channel.failure() or "")
    await channel.stop()
    assert api.unconfirmed == 1
    assert "một" not in caplog.text


async def test_a_second_poller_is_named_as_the_trouble(
    api: BotApi, open_channel: OpenChannel, caplog: pytest.LogCaptureFixture
) -> None:
    time = FakeTime()
    heard = _Heard("another program polls with the same token")
    logging.getLogger("bot.channels.telegram.channel").addFilter(heard)
    async with open_channel(clock=Clock(monotonic=time)) as first:
        await api.wait_for_call("getUpdates")
        async with open_channel():
            await asyncio.wait_for(heard.event.wait(), 10)
            time.now += 121
            assert "stop one of them" in (first.failure() or "")
    assert "failed, it will be tried again" in caplog.text


async def test_stopping_is_quick_also_while_the_server_is_away(
    api: BotApi, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    heard = _Heard("will be tried again")
    logging.getLogger("bot.channels.telegram.channel").addFilter(heard)
    channel = TelegramChannel(api.token, Settings(base_url=api.base_url))
    await channel.start(inbox.accept)
    await api.wait_for_call("getUpdates")
    await api.stop()
    await asyncio.wait_for(heard.event.wait(), 10)
    await asyncio.wait_for(channel.stop(), 8)
    assert api.token not in caplog.text


async def test_the_token_is_in_no_log_and_no_text_of_the_objects(
    api: BotApi, open_channel: OpenChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_channel() as channel:
        for fault in (Fault.BAD_GATEWAY, Fault.DROP_AFTER, Fault.CUT, Fault.GARBLED):
            api.faults.next("sendMessage", Plan(fault))
            outcome = await send(channel, AN, Reply("bí mật 482913"))
            assert api.token not in repr(outcome)
        assert api.token not in repr(channel._bot) + repr(channel._updater) + repr(channel)
    assert api.token not in caplog.text
    assert "482913" not in caplog.text


class _Heard(logging.Filter):
    """Sets an event when the logger says the words; lets everything through."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
        self.event = asyncio.Event()

    def filter(self, record: logging.LogRecord) -> bool:
        if self.words in record.getMessage():
            self.event.set()
        return True
