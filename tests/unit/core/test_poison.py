"""A message that cannot be worked through costs one reply: neither its sender's later ones, nor anybody else's."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from bot import dialogue
from bot.channels.port import StoreUnavailable
from bot.dialogue import AT_ONCE, MOST_ATTEMPTS
from bot.messages import Address, Incoming, Reply
from storage.mail import Waiting
from tests.fakes.stores import DAMAGED

if TYPE_CHECKING:
    from storage.store import Store
    from tests.fakes.room import Room

AN, BINH = "web:an", "web:binh"
SORRY = "chưa trả lời được"


async def test_a_faulty_statement_is_no_reason_to_wait(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def faulty(_incoming: Incoming, talk: Any) -> list[Reply]:
        await talk.store.connection.execute_fetchall("SELECT nothing FROM nowhere")
        return []

    with monkeypatch.context() as broken:
        broken.setattr(dialogue, "_replies", faulty)
        [reply] = await room.say(AN, "xin chào")
    assert SORRY in reply.text
    [reply] = await room.say(AN, "xin chào")
    assert SORRY not in reply.text


@pytest.mark.parametrize("error", [OSError(28, "no space left"), sqlite3.OperationalError("database is locked")])
async def test_a_store_that_is_not_to_be_had_is_waited_for(
    room: Room, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    good, failures = dialogue._replies, [error, error]

    async def unavailable(incoming: Incoming, talk: Any) -> list[Reply]:
        if failures:
            raise failures.pop()
        return await good(incoming, talk)

    monkeypatch.setattr(dialogue, "RETRY_SECONDS", 0)
    monkeypatch.setattr(dialogue, "_replies", unavailable)
    [reply] = await room.say(AN, "xin chào")
    assert failures == []
    assert SORRY not in reply.text


@pytest.mark.parametrize("ends", [MOST_ATTEMPTS, MOST_ATTEMPTS + 1])
async def test_what_ends_one_process_after_another_is_given_up(room: Room, ends: int) -> None:
    """Such as a picture at which a decoder crashes: until then it comes last, and the others are answered."""
    async with room.database.write() as store:
        for number, who in enumerate((AN, AN, BINH)):
            incoming = Incoming(f"p{number}", Address.parse(who), room.clock(), text="xin chào")
            await store.inbox.add(incoming, room.clock())
            if number == 0:
                room.clock.advance(minutes=5)
                for _ in range(ends - 1):
                    await store.inbox.count_attempts(room.clock())
    taken: list[str] = []
    take = room.dialogue.take
    room.dialogue.take = lambda waiting: (taken.append(str(waiting.address)), take(waiting))[1]  # type: ignore[method-assign]
    await room.dialogue.recover()
    await room.dialogue.idle()
    assert taken == [BINH, AN, AN]
    answers = [
        [SORRY in reply.text for reply in await room.heard(who) if isinstance(reply, Reply)] for who in (AN, BINH)
    ]
    assert answers == [[ends > MOST_ATTEMPTS, False], [False]]


async def test_damaged_rows_stop_neither_the_start_nor_the_workers(room: Room) -> None:
    """One more than there are workers: each is given up with a word, and those behind them are answered."""
    people = [f"web:{number}" for number in range(AT_ONCE + 1)]
    async with room.database.write() as store:
        for damaged in (True, False):
            for who in people:
                incoming = Incoming(f"{who} {damaged}", Address.parse(who), room.clock(), text="xin chào")
                row_id = await store.inbox.add(incoming, room.clock())
                if damaged:
                    await _spoil(store, "inbox", "payload", row_id or 0)
    assert await room.dialogue.recover() == 2 * len(people)
    await _idle(room)
    for who in people:
        sorry, answer = [one.text for one in await room.heard(who) if isinstance(one, Reply)]
        assert SORRY in sorry
        assert SORRY not in answer
    assert room.given_up == ["inbox"] * len(people)


async def test_a_damaged_memory_of_the_talk_is_forgotten(room: Room) -> None:
    await room.say(AN, "xin chào")
    async with room.database.write() as store:
        await _spoil(store, "last_turn", "choices")
    for _ in range(2):
        [answer] = await room.say(AN, "xin chào")
        assert SORRY not in answer.text
    assert room.given_up == []


async def test_what_cannot_even_be_apologised_for_is_closed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def faulty(*_: object) -> list[Reply]:
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(dialogue, "_replies", faulty)
        broken.setattr(dialogue.Dialogue, "_apologise", faulty)
        assert await room.say(AN, "xin chào") == []
    async with room.database.read() as store:
        assert await store.inbox.waiting() == []
    assert len(await room.say(AN, "xin chào")) == 1
    assert room.given_up == ["inbox"]


async def test_a_worker_that_dies_all_the_same_is_seen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dying(*_: object) -> bool:
        raise ArithmeticError

    monkeypatch.setattr(dialogue.Dialogue, "_one", dying)
    other = room.another_dialogue()
    other.take(Waiting(1, Address.parse(AN)))
    with pytest.raises(ArithmeticError):
        async with asyncio.timeout(5):
            await other.run(asyncio.Event())


async def test_whatever_keeps_an_event_from_being_stored_its_channel_hears_of_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ArithmeticError

    monkeypatch.setattr(room.database, "write", broken)
    with pytest.raises(StoreUnavailable):
        async with asyncio.timeout(5):
            await room.intake.accept(Incoming("x", Address.parse(AN), room.clock(), text="xin chào"))


async def _idle(room: Room) -> None:
    async with asyncio.timeout(10):
        await room.dialogue.idle()


async def _spoil(store: Store, table: str, column: str, row_id: int | None = None) -> None:
    """As a damaged disk or a lost key leaves it."""
    where = "" if row_id is None else f" WHERE id = {row_id}"
    await store.connection.execute_fetchall(f"UPDATE {table} SET {column} = ?{where}", [DAMAGED])  # noqa: S608 - ours
