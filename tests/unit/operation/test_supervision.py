"""When the bot gives up and when it goes on: a dead channel, a network that is down, a worker that ends, a stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.channels.port import ChannelError
from bot.i18n import Catalogues
from bot.operation import frozen, supervision
from bot.operation.control import Control
from bot.operation.supervision import Supervision
from storage.times import utc_now
from tests.fakes.channel import ScriptedChannel
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

    from bot.messages import Reply

NO_ANSWER = "Telegram does not answer"
CANNOT_OPEN = "The token is refused. Look at ANSINH_TELEGRAM_TOKEN."


@pytest.fixture
def told() -> list[str]:
    """What the operator was told."""
    return []


@pytest.fixture
async def control(tmp_path: Path, told: list[str]) -> AsyncIterator[Control]:
    async def tell(text: Reply, _key: str) -> None:
        told.append(text.text)

    database = await open_store(tmp_path / "store")
    say = Catalogues.load().speech("en")
    yield Control(database, utc_now, say, backups=tmp_path, failures=lambda: (), heard=dict, tell=tell)
    frozen.rest()
    await database.close()


async def _watched(
    control: Control, channel: ScriptedChannel, *work: Coroutine[None, None, None], stop: asyncio.Event | None = None
) -> str | None:
    tasks = [asyncio.create_task(one) for one in work]
    async with asyncio.timeout(5):
        return await Supervision([channel], control).watch(tasks, stop or asyncio.Event())


async def _fail(error: Exception) -> None:
    raise error


async def test_a_channel_that_a_restart_would_cure_ends_the_bot(
    control: Control, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "WATCH_SECONDS", 0)
    assert await _watched(control, ScriptedChannel(dead=NO_ANSWER)) == NO_ANSWER
    assert NO_ANSWER in told[-1]


async def test_a_network_that_is_down_is_waited_for_and_not_asked_at_each_look(
    control: Control, told: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    channel, stop, looks = ScriptedChannel(dead=NO_ANSWER, in_reach=False), asyncio.Event(), 0

    def alive() -> None:
        nonlocal looks
        looks += 1
        if looks == 4:
            stop.set()

    monkeypatch.setattr(supervision, "WATCH_SECONDS", 0)
    monkeypatch.setattr(frozen, "alive", alive)
    assert await _watched(control, channel, stop=stop) is None
    assert (looks, channel.looks, told) == (4, 1, [])
    assert "the other channels go on" in caplog.text


async def test_a_queue_that_hangs_ends_the_bot(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "WATCH_SECONDS", 0)
    control.health.stuck = "An answer has waited to be sent for 3 minutes."
    assert await _watched(control, ScriptedChannel()) == f"{control.health.stuck} The bot has to be restarted."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ChannelError(CANNOT_OPEN), CANNOT_OPEN),
        (
            ValueError("0905111222"),
            "A part of the bot ended unexpectedly (ValueError at test_supervision.py:{line}). It has to be restarted.",
        ),
    ],
)
async def test_a_worker_that_ends_is_named_without_what_it_worked_on(
    control: Control, told: list[str], error: Exception, said: str
) -> None:
    assert await _watched(control, ScriptedChannel(), _fail(error)) == said.format(
        line=_fail.__code__.co_firstlineno + 1
    )
    assert "0905111222" not in told[-1]


@pytest.mark.parametrize("error", [None, asyncio.CancelledError()])
async def test_a_worker_that_ends_without_an_error_is_seen(control: Control, error: BaseException | None) -> None:
    async def leave() -> None:
        if error:
            raise error

    said = await _watched(control, ScriptedChannel(), leave())
    assert said is not None
    assert said.startswith("A part of the bot ended unexpectedly")


async def test_a_worker_that_ends_at_a_stop_is_no_failure(control: Control, told: list[str]) -> None:
    stop = asyncio.Event()

    async def leave() -> None:
        stop.set()
        raise ValueError

    assert await _watched(control, ScriptedChannel(), leave(), stop=stop) is None
    assert told == []
