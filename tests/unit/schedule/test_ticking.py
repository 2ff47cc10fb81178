"""What happens by the clock: a part that fails keeps no other from its work, and the operator hears which it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address
from bot.schedule.afterwards import Afterwards
from bot.schedule.ticking import Guarded
from storage.questions import NewQuestion
from tests.fakes.stores import DAMAGED
from tests.unit.schedule.village import MORNING, WHO, Village

if TYPE_CHECKING:
    from tests.fakes.room import Room


class Part(Guarded):
    """Fails as it is told."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)

    async def look(self) -> None:
        error = self.errors.pop(0)
        if error:
            raise error


async def test_a_fault_is_told_until_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    part = Part(ValueError("0905111222"), ValueError("0905111222"), None)
    for told in (True, True, False):
        await part.tick()
        assert bool(part.trouble) is told
    assert "0905111222" not in caplog.text
    assert caplog.text.count("ValueError at test_ticking.py") == 1


async def test_a_store_that_is_away_is_no_fault_of_the_part() -> None:
    with pytest.raises(sqlite3.OperationalError) as faulty, closing(sqlite3.connect(":memory:")) as empty:
        empty.execute("SELECT nothing FROM nowhere")
    part = Part(sqlite3.OperationalError("database is locked"), faulty.value)
    await part.tick()
    assert part.trouble is None
    await part.tick()
    assert part.trouble is not None
    assert part.trouble.startswith("A part of what happens by the clock fails (part: OperationalError at ")


async def test_a_question_that_nobody_can_read_keeps_no_other_from_the_city(room: Room) -> None:
    await room.officer("web:city", None)
    await room.say("web:a", "/start")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse("web:a"))
        assert contact
        numbers = [
            await store.questions.add(NewQuestion(contact.id, "20791", text, "asked"), room.clock(), room.clock())
            for text in ("một", "hai")
        ]
        await store.connection.execute_fetchall("UPDATE question SET text = ? WHERE id = ?", [DAMAGED, numbers[0]])
    room.clock.advance(days=7)
    await room.escalation.tick()
    assert [one.choices[0].key for one in await room.heard("web:city")] == [f"reply:{numbers[1]}"]  # type: ignore[union-attr]
    assert room.escalation.trouble is not None


async def test_a_name_that_nobody_can_read_keeps_nobody_from_being_asked(room: Room) -> None:
    village = Village(room)
    for who in (WHO, "web:binh"):
        await village.wish(who=who)
    await village.day()
    await village.tick(MORNING)
    for who in (WHO, "web:binh"):
        await room.heard(who)
    async with room.database.write() as store:
        await store.connection.execute_fetchall("UPDATE subscription SET nickname = ? WHERE id = 1", [DAMAGED])
    village.at(MORNING + timedelta(days=1, hours=4))
    afterwards = Afterwards(room.database, room.mind, room.clock, lambda _channel: None)
    for _ in range(2):
        await afterwards.tick()
    assert [len(await room.heard(who)) for who in (WHO, "web:binh")] == [0, 1]
