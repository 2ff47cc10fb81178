"""What is forgotten, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Address
from bot.schedule.housekeeping import Housekeeping

if TYPE_CHECKING:
    from tests.fakes.room import Room

WHO = "web:a"


async def _counts(room: Room) -> tuple[int, int, int]:
    async with room.database.read() as store:
        rows = [
            list(await store.connection.execute_fetchall(f"SELECT COUNT(*) FROM {table}"))[0][0]  # noqa: S608, RUF015 - fixed names
            for table in ("inbox", "outbox", "web_message")
        ]
    return rows[0], rows[1], rows[2]


async def test_what_is_old_is_forgotten_once_a_day(room: Room) -> None:
    async with room.database.write() as store:
        await store.webchat.create("a", room.clock())
        await store.webchat.append("a", "person", "k", "{}", room.clock())
    await room.say(WHO, "/start")
    housekeeping = Housekeeping(room.database, room.clock)
    room.clock.advance(days=29)
    await housekeeping.tick()
    assert await _counts(room) == (1, 1, 1)
    room.clock.advance(days=2)
    await housekeeping.tick()
    assert await _counts(room) == (0, 0, 0)
    async with room.database.read() as store:
        assert await store.settings.moment("forgot_at") == room.clock()


async def test_what_waits_is_never_forgotten(room: Room) -> None:
    await room.say("telegram:1", "/start")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse("telegram:1"))
        assert contact
        await store.connection.execute_fetchall("UPDATE outbox SET state = 'waiting', finished_at = NULL")
    room.clock.advance(days=400)
    await Housekeeping(room.database, room.clock).tick()
    assert (await _counts(room))[1] == 1
