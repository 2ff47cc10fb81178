"""A start that cannot be: one plain sentence for each mistake, exit code 1, no traceback, no secret."""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.single import only_one
from tests.fakes.bot_api import BotApi
from tests.fakes.process import BotProcess, Finished, Place, ansinh, running, telegram

WRONG_TOKEN = "987654321:BBWrongWrongWrongWrongWrongWrongWrong"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data")


async def refused(place: Place, *commands: str) -> list[str]:
    """The sentences with which ``run`` and ``check`` both refuse; each shows one line for each mistake."""
    sentences = []
    for command in commands or ("run", "check"):
        ended = await ansinh(place, command)
        assert (ended.code, ended.out) == (1, ""), ended
        sentences.append(plain(ended))
    assert all(found == sentences[0] for found in sentences)
    return sentences[0]


def plain(ended: Finished) -> list[str]:
    """The lines of standard error: sentences, some of which end with a command, none a traceback or a log line."""
    lines = ended.err.splitlines()
    assert "Traceback" not in ended.err
    assert WRONG_TOKEN not in ended.err
    assert all(line.endswith(".") and line[0].isupper() for line in lines), lines
    return lines


async def test_a_wrong_token(place: Place) -> None:
    async with BotApi() as api:
        place.more = telegram(api) | {"ANSINH_TELEGRAM_TOKEN": WRONG_TOKEN}
        [sentence] = await refused(place)
    assert "ANSINH_TELEGRAM_TOKEN" in sentence


async def test_a_token_that_is_none(place: Place) -> None:
    place.more = {"ANSINH_TELEGRAM_TOKEN": "hello-secret"}
    [sentence] = await refused(place)
    assert "ANSINH_TELEGRAM_TOKEN" in sentence
    assert "hello-secret" not in sentence


async def test_a_port_in_use(place: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.port))
        other.listen()
        [sentence] = await refused(place)
    assert str(place.port) in sentence
    assert "ANSINH_WEB_PORT" in sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_cannot_be_written(place: Place) -> None:
    place.data.mkdir(mode=0o500)
    [sentence] = await refused(place)
    assert str(place.data) in sentence


async def test_a_folder_that_is_a_file(place: Place) -> None:
    place.data.write_text("not a folder")
    [sentence] = await refused(place)
    assert "ANSINH_DATA" in sentence


async def test_a_folder_that_the_system_keeps_read_only(place: Place) -> None:
    place.data = Path("/proc/ansinh")
    [sentence] = await refused(place)
    assert "ANSINH_DATA" in sentence


async def test_a_store_of_a_newer_release(place: Place) -> None:
    await made(place)
    with closing(sqlite3.connect(place.store)) as store, store:
        store.execute("INSERT INTO schema_version (number, name) VALUES (9999, 'later')")
    [sentence] = await refused(place)
    assert "newer release" in sentence


@pytest.mark.parametrize("content", [b"this is no database at all, but long enough to be one" * 40, b"\x00" * 5_000])
async def test_a_damaged_store(place: Place, content: bytes) -> None:
    place.data.mkdir()
    place.store.write_bytes(content)
    [sentence] = await refused(place)
    assert "ansinh restore" in sentence


async def test_a_store_with_a_hole(place: Place) -> None:
    """In a page that no statement of the start reads: the bot would serve for days before it is met."""
    await made(place)
    whole = place.store.read_bytes()
    place.store.write_bytes(whole[:-4_096] + b"\xff" * 4_096)
    [sentence] = await refused(place)
    assert "ansinh restore" in sentence


async def test_every_wrong_value_at_once(place: Place) -> None:
    place.more = {
        "ANSINH_WEB_PORT": "99999",
        "ANSINH_LOCALE": "fr",
        "ANSINH_TELEGRAM_RATE": "fast",
        "ANSINH_TELEGRAM_BASE_URL": "nowhere",
        "ANSINH_TELEGRAM_TOKEN": "x",
    }
    sentences = await refused(place)
    assert sorted(sentence.split(":")[0] for sentence in sentences) == sorted(place.more)


async def test_several_troubles_of_the_machine_at_once(place: Place) -> None:
    place.data.mkdir()
    place.store.write_bytes(b"nothing of the kind" * 400)
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.port))
        other.listen()
        async with BotApi() as api:
            place.more = telegram(api) | {"ANSINH_TELEGRAM_TOKEN": WRONG_TOKEN}
            assert len(await refused(place)) == 3


async def test_a_second_process_on_one_folder(place: Place) -> None:
    async with running(place):
        second = Place(place.data)
        [sentence] = await refused(second, "run")
        assert "already runs" in sentence
        assert str(place.data) in sentence


async def test_the_store_of_a_bot_that_runs_is_not_upgraded_under_it(place: Place) -> None:
    """As after an installation, while the release before still serves."""
    await made(place)
    with closing(sqlite3.connect(place.store)) as store, store:
        store.execute("DELETE FROM schema_version WHERE number = (SELECT MAX(number) FROM schema_version)")
    [(before,)] = place.rows("SELECT MAX(number) FROM schema_version")
    with only_one(place.data):
        [refusal] = await refused(place, "run")
        assert "already runs" in refusal
        for command in (("check",), ("check", "--recount"), ("invite", "--role", "city")):
            ended = await ansinh(place, *command)
            assert ended.code == 1, ended
            assert any("earlier release" in line for line in plain(ended))
    assert place.rows("SELECT MAX(number) FROM schema_version") == [(before,)]


async def test_a_check_beside_a_bot_that_runs_finds_nothing_wrong(place: Place) -> None:
    async with running(place):
        assert (await ansinh(place, "check")).code == 0


async def test_a_token_that_is_revoked_while_the_bot_runs(place: Place) -> None:
    async with BotApi() as api:
        place.more = telegram(api)
        process = await BotProcess.start(place)
        await process.ready()
        await api.wait_for_call("getUpdates")
        api.revoke_token()
        api.people.say(1, "xin chào")
        await process.heard(lambda line: "the other channels go on" in line)
        await process.heard(lambda line: "ANSINH_TELEGRAM_TOKEN" in line and "ERROR" in line, 40)
        await _web_goes_on(place)
        assert await process.stop() == 0
        async with running(place) as next_one:  # which Telegram refuses from the start
            await next_one.heard(lambda line: "ANSINH_TELEGRAM_TOKEN" in line and "ERROR" in line)
            await _web_goes_on(place)
        place.more["ANSINH_TELEGRAM_TOKEN"] = WRONG_TOKEN  # never was accepted: a slip of who sets it up
        [sentence] = await refused(place)
        assert "ANSINH_TELEGRAM_TOKEN" in sentence
    assert not any("Traceback" in line or api.token in line for line in process.lines)


async def _web_goes_on(place: Place) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{place.url}/") as page:
            assert page.status == 200
        async with http.get(f"{place.url}/readyz") as ready:
            assert ready.status == 503
            assert "ANSINH_TELEGRAM_TOKEN" in await ready.text()


async def made(place: Place) -> None:
    """A store as the first start makes it."""
    async with running(place):
        pass
