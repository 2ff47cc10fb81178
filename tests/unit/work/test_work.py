"""Long work: done once whatever happens, told how far it is, forgotten when it keeps failing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.apart import ApartError, apart
from bot.messages import Address, Media, Reply
from bot.work import AT_ONCE, MOST_ATTEMPTS, Bench, Conclusion, Worker
from tests.fakes.room import Room, open_room
from tests.fakes.stores import DAMAGED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.talk import Mind, Talk
    from storage.work import Job

AN = "web:a"


@pytest.fixture
async def room(tmp_path: Path, mind: Mind) -> AsyncIterator[Room]:
    async with open_room(tmp_path, mind) as opened:
        await opened.say(AN, "/start")
        yield opened


def worker(room: Room, work: object) -> Worker:
    return Worker(
        room.database,
        room.mind,
        room.clock,
        {"test": work},  # type: ignore[dict-item]  # a Work
        talk_with=room.dialogue.talk_with,
        fetch=room._fetch,
        listeners=room.listeners,
    )


async def queued(room: Room, **arguments: object) -> int:
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact is not None
        return await store.jobs.add("test", contact.id, contact.address, arguments, room.clock())


async def run(one: Worker) -> None:
    """What a process does that starts, works off its jobs, and stops."""
    stop = asyncio.Event()
    await one.recover()
    running = asyncio.create_task(one.run(stop))
    async with asyncio.timeout(20):
        await one.idle()
    stop.set()
    await running


async def counting(job: Job, bench: Bench) -> Conclusion:
    await bench.progress("Đang làm…")

    async def conclude(talk: Talk) -> Reply:
        file = await talk.store.files.add(Media.DOCUMENT, "a.txt", "text/plain", b"abc", talk.now)
        return Reply(f"Xong {job.arguments['what']}", attachment=file)

    return conclude


async def test_the_conclusion_is_said_once_with_its_file(room: Room) -> None:
    await queued(room, what="việc")
    for _ in range(3):
        await run(worker(room, counting))
    progress, done = [message for message in await room.heard(AN) if isinstance(message, Reply)]
    assert (progress.text, done.text) == ("Đang làm…", "Xong việc")
    assert await room.file(done.attachment) == b"abc"


async def test_what_a_dead_process_left_is_done_by_the_next(room: Room) -> None:
    started = asyncio.Event()

    async def hanging(_job: Job, _bench: Bench) -> Conclusion:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    await queued(room, what="việc")
    dying = worker(room, hanging)
    await dying.recover()
    stop = asyncio.Event()
    task = asyncio.create_task(dying.run(stop))
    await started.wait()
    stop.set()
    await task
    await run(worker(room, counting))
    assert [message.text for message in await room.heard(AN) if isinstance(message, Reply)][-1] == "Xong việc"


async def test_a_failing_job_is_closed_with_a_word_and_without_effects(room: Room) -> None:
    async def failing(_job: Job, _bench: Bench) -> Conclusion:
        async def conclude(talk: Talk) -> Reply:
            await talk.store.people.set_honorific(talk.contact.id, "bac")
            raise ValueError("half way")

        return conclude

    await queued(room)
    await run(worker(room, failing))
    [sorry] = [message for message in await room.heard(AN) if isinstance(message, Reply)]
    assert "chưa có gì thay đổi" in sorry.text
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact is not None
        assert contact.honorific is None
        assert await store.jobs.waiting() == []


async def test_a_job_that_takes_the_process_down_is_given_up(room: Room) -> None:
    job_id = await queued(room, what="việc")
    for _ in range(MOST_ATTEMPTS):
        async with room.database.write() as store:
            await store.jobs.start(job_id)  # and the process died
    await run(worker(room, counting))
    [sorry] = [message for message in await room.heard(AN) if isinstance(message, Reply)]
    assert "chưa làm xong" in sorry.text


async def test_damaged_jobs_are_given_up_and_the_lanes_go_on(room: Room) -> None:
    for number in range(AT_ONCE + 1):
        job_id = await queued(room, what=str(number))
        async with room.database.write() as store:
            await store.connection.execute_fetchall("UPDATE work SET arguments = ? WHERE id = ?", [DAMAGED, job_id])
    await queued(room, what="việc")
    await run(worker(room, counting))
    said = [message.text for message in await room.heard(AN) if isinstance(message, Reply)]
    assert said.count("Xong việc") == 1
    assert sum("chưa có gì thay đổi" in text for text in said) == AT_ONCE + 1
    assert room.given_up == ["work"] * (AT_ONCE + 1)
    async with room.database.read() as store:
        assert await store.jobs.waiting() == []


@pytest.mark.parametrize("spoilt", [f"last_turn SET choices = '{DAMAGED}'", "address SET channel = 'gone'"])
async def test_a_job_of_somebody_who_cannot_be_told_is_closed(room: Room, spoilt: str) -> None:
    await queued(room, what="việc")
    async with room.database.write() as store:
        await store.connection.execute_fetchall(f"UPDATE {spoilt}")
    await run(worker(room, counting))
    async with room.database.read() as store:
        assert await store.jobs.waiting() == []


async def test_a_faulty_statement_does_not_hold_a_lane_for_ever(room: Room) -> None:
    async def faulty(_job: Job, bench: Bench) -> Conclusion:
        async with bench.database.write() as store:
            await store.connection.execute_fetchall("SELECT nothing FROM nowhere")
        raise AssertionError

    await queued(room)
    await run(worker(room, faulty))
    [sorry] = [message for message in await room.heard(AN) if isinstance(message, Reply)]
    assert "chưa có gì thay đổi" in sorry.text


async def test_a_lane_that_dies_all_the_same_is_seen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dying(*_: object) -> None:
        raise ArithmeticError

    one = worker(room, counting)
    monkeypatch.setattr(one, "_until_done", dying)
    one.take(1)
    with pytest.raises(ArithmeticError):
        async with asyncio.timeout(5):
            await one.run(asyncio.Event())


async def test_a_newer_progress_line_takes_the_place_of_one_that_waits(room: Room) -> None:
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact is not None
        for number in range(3):
            await store.outbox.add(contact.address, Reply(f"{number} %", slot="work:1"), room.clock())
    assert [message.text for message in await room.heard(AN) if isinstance(message, Reply)] == ["2 %"]


async def test_work_apart_reports_its_lines_and_its_failures() -> None:
    lines: list[str] = []
    await apart("platform", on_line=lines.append)
    assert len(lines) == 1
    with pytest.raises(ApartError):
        await apart("bot.no_such_module")
    with pytest.raises(ApartError, match="longer"):
        await apart("http.server", "0", "--bind", "127.0.0.1", seconds=0.5)
