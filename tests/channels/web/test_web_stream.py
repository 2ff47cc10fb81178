"""The event stream: resuming, several pages, restarts, and its end."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from bot.messages import Reply
from tests.channels.web.chat_server import Clock, Event, Page, Server, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.messages import Address


async def write(server: Server, address: Address, *names: str) -> None:
    for name in names:
        await server.channel.send(address, Reply(name), key=name)


async def take(events: AsyncIterator[Event], number: int) -> list[Event]:
    """The next so many messages, then no more is read."""
    taken: list[Event] = []
    async with asyncio.timeout(10):
        async for event in events:
            taken += [event] if event.name == "message" else []
            if len(taken) == number:
                break
    return taken


def names(events: list[Event]) -> list[str]:
    return [event.data["text"] for event in events if event.name == "message" and "text" in event.data]


async def test_a_dropped_stream_resumes_without_loss_or_repeat(server: Server, page: Page) -> None:
    address = await server.only_address()
    async with page.events() as events:
        await until(events, "ready")
        await write(server, address, "1", "2", "3")
        last = (await take(events, 2))[-1].id
    await write(server, address, "4", "5")
    async with page.events(after=last) as events:
        assert names(await until(events, "ready")) == ["3", "4", "5"]
        await write(server, address, "6")
        assert names(await until(events, "message")) == ["6"]


async def test_lines_that_break_anywhere_still_show_each_message_once(server: Server, page: Page) -> None:
    address = await server.only_address()
    chance = random.Random(2026)  # noqa: S311 - where a test cuts, not a secret
    expected = [str(number) for number in range(60)]
    unwritten, seen, last = list(expected), [], (await page_end(page))
    while len(seen) < len(expected):
        async with page.events(after=last) as events:
            batch = [unwritten.pop(0) for _ in range(min(len(unwritten), chance.randint(0, 5)))]
            writing = asyncio.create_task(write(server, address, *batch))
            missing = len(expected) - len(unwritten) - len(seen)
            taken = await take(events, chance.randint(0, missing)) if missing else []
            await writing
        seen += names(taken)
        last = taken[-1].id if taken else last
        server.clock.forward(1)
    assert seen == expected


async def page_end(page: Page) -> int:
    async with page.events() as events:
        return max(event.id or 0 for event in await until(events, "ready"))


async def test_a_reload_shows_the_last_two_hundred(server: Server, page: Page) -> None:
    address = await server.only_address()
    await write(server, address, *map(str, range(250)))
    shown = [message["text"] for message in await page.transcript()]
    assert shown == [str(number) for number in range(50, 250)]


async def test_a_long_absence_is_caught_up_with_completely(server: Server, page: Page) -> None:
    address = await server.only_address()
    last = await page_end(page)
    await write(server, address, *map(str, range(450)))
    async with page.events(after=last) as events:
        assert names(await until(events, "ready")) == list(map(str, range(450)))


async def test_the_query_names_a_position_too(server: Server, page: Page) -> None:
    last = await page_end(page)
    await write(server, await server.only_address(), "mới")
    async with page.http.get(f"{server.url}/api/events?after={last}") as response:
        assert response.status == 200
        text = ""
        async for line in response.content:
            text += line.decode()
            if "ready" in text:
                break
    assert text.count('"text"') == 1


@pytest.mark.parametrize("position", ["999999999999", "9" * 30, "-1", "abc", "٣"])
async def test_an_unknown_position_begins_again(server: Server, page: Page, position: str) -> None:
    async with page.http.get(f"{server.url}/api/events", params={"after": position}) as response:
        lines = []
        async for line in response.content:
            lines.append(line.decode())
            if "ready" in lines[-1]:
                break
    assert '"whole": true' in "".join(lines)
    assert "xin chào" in "".join(lines)


async def test_a_cleared_transcript_clears_open_pages(server: Server, page: Page) -> None:
    address = await server.only_address()
    async with page.events() as events:
        await until(events, "ready")
        async with server.database.write() as store:
            await store.webchat.clear(address.external_id)
        await write(server, address, "Dạ, đã xóa.")
        seen = await until(events, "ready")
    assert [event.name for event in seen] == ["hello", "message", "ready"]
    assert seen[0].data["whole"] is True
    assert [message["text"] for message in await page.transcript()] == ["Dạ, đã xóa."]


async def test_two_pages_show_the_same(page: Page) -> None:
    async with page.events() as one, page.events() as other:
        await until(one, "ready")
        await until(other, "ready")
        await page.say("chào")
        first = names(await until(one, "message", "Dạ: chào"))
        second = names(await until(other, "message", "Dạ: chào"))
    assert first == second == ["chào", "Dạ: chào"]


async def test_the_fourth_page_sends_the_first_elsewhere(server: Server, page: Page) -> None:
    async with page.events() as first, page.events() as second, page.events() as third:
        for events in (first, second, third):
            await until(events, "ready")
        async with page.events() as fourth:
            await until(fourth, "ready")
            await until(first, "elsewhere")
            assert [event async for event in first] == []
            await write(server, await server.only_address(), "tin")
            for events in (second, third, fourth):
                assert names(await until(events, "message")) == ["tin"]


async def test_streams_cannot_be_opened_without_end(server: Server, page: Page) -> None:
    statuses = set()
    for _ in range(25):
        async with page.http.get(f"{server.url}/api/events") as response:
            statuses.add(response.status)
            if response.status == 429:
                assert int(response.headers["Retry-After"]) > 0
                assert (await response.json())["error"].startswith("Dạ,")
    assert statuses == {200, 429}


async def test_a_quiet_stream_has_a_pulse(tmp_path: Path, clock: Clock) -> None:
    server = Server(tmp_path / "store.db", clock, heartbeat=0.01)
    await server.start()
    page = Page(server)
    await page.start()
    async with page.events() as events:
        seen = await until(events, "beat")
    assert seen[-2].name == "comment"
    assert all(event.id is None for event in seen[-2:])
    await page.http.close()
    await server.stop()


async def test_a_stop_ends_the_streams(server: Server, page: Page) -> None:
    async with page.events() as events:
        await until(events, "ready")
        async with asyncio.timeout(3):
            await server.channel.stop()
        assert [event async for event in events] == []
    async with page.events() as events:
        assert [event async for event in events] == []


async def test_a_restart_loses_and_repeats_nothing(server: Server, page: Page) -> None:
    async with page.events() as events:
        await until(events, "ready")
        await page.say("trước", "00000000-0000-4000-8000-000000000001")
        last = (await until(events, "message", "Dạ: trước"))[-1].id
    await server.stop()
    await server.start()
    assert await page.say("trước", "00000000-0000-4000-8000-000000000001") == 200
    assert await page.say("sau") == 200
    async with page.events(after=last) as events:
        seen = await until(events, "message", "Dạ: sau")
    assert seen[0].data["whole"] is False
    assert names(seen) == ["sau", "Dạ: sau"]
    assert [event.text for event in server.accepted] == ["/start", "trước", "sau"]
