"""A message that cannot be worked through costs one reply: neither its sender's later ones, nor anybody else's."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from bot import dialogue
from bot.dialogue import MOST_ATTEMPTS
from bot.messages import Address, Incoming, Reply

if TYPE_CHECKING:
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
