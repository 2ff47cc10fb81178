"""Before personal data leaves as a file: a sentence that only the officer knows, and that nobody finds in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Erase, Reply

if TYPE_CHECKING:
    from tests.fakes.room import Room

HOA, AREA = "telegram:7", "20971"
SENTENCE = "con trâu qua sông"
EXPORT = f"export:{AREA}:---:0:0!yes"


async def filled(room: Room) -> None:
    from storage.roster import Beneficiary  # noqa: PLC0415 - only here

    async with room.database.write() as store:
        await store.roster.add([Beneficiary(AREA, "Lê Thị Sáu", 1939, None, "NCC", "cash")], room.clock())
    await room.officer(HOA, AREA)


async def files(room: Room) -> int:
    await room.work()
    return len([one for one in await room.heard(HOA) if isinstance(one, Reply) and one.attachment])


async def typed(room: Room, text: str) -> list[Reply | Erase]:
    await room.tell(HOA, text, message_ref="m1")
    return await room.heard(HOA)


async def test_the_first_file_asks_to_choose_a_sentence_and_takes_it_out_of_the_chat(room: Room) -> None:
    await filled(room)
    await room.press(HOA, EXPORT)
    assert await files(room) == 0
    heard = await typed(room, SENTENCE)
    assert [one for one in heard if isinstance(one, Erase)]
    await room.press(HOA, EXPORT)
    assert await files(room) == 1
    async with room.database.read() as store:
        tables = await store.connection.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        for table in tables:
            for row in await store.connection.execute_fetchall(f"SELECT * FROM {table['name']}"):  # noqa: S608 - the schema's names
                kept = [room.database.vault.open(cell) for cell in tuple(row) if isinstance(cell, str)]
                assert not [cell for cell in kept if SENTENCE in cell], table["name"]


async def test_it_is_asked_again_after_a_while_and_wrong_ones_lock(room: Room) -> None:
    await filled(room)
    await room.sentence(HOA, SENTENCE)
    room.clock.advance(minutes=11)
    await room.press(HOA, EXPORT)
    assert await files(room) == 0
    assert "Đúng rồi" in str(await typed(room, "CON TRÂU  qua sông"))
    room.clock.advance(minutes=11)
    await room.press(HOA, EXPORT)
    for _ in range(5):
        said = str(await typed(room, "con bò qua sông"))
    assert "15 phút" in said
    assert "phút nữa" in (await room.press(HOA, EXPORT))[-1].text
    room.clock.advance(minutes=16)
    await room.press(HOA, EXPORT)
    assert "Đúng rồi" in str(await typed(room, SENTENCE))


async def test_a_sentence_that_is_chosen_without_a_file_is_confirmed(room: Room) -> None:
    """With a reply that every channel can show: one button, not the same one twice."""
    await filled(room)
    for _ in ("the first", "another, soon after"):
        await room.say(HOA, "/khoa")
        [said] = [message for message in await typed(room, SENTENCE) if isinstance(message, Reply)]
        assert "Đã ghi" in said.text
        assert [choice.key for choice in said.choices] == ["officer"]


async def test_another_sentence_needs_the_one_before(room: Room) -> None:
    await filled(room)
    await room.sentence(HOA, SENTENCE)
    room.clock.advance(minutes=11)
    await room.say(HOA, "/khoa")
    assert "Chưa đúng" in str(await typed(room, "mưa nắng thất thường"))


async def test_too_short_a_sentence_is_none(room: Room) -> None:
    await filled(room)
    await room.press(HOA, EXPORT)
    assert "tám chữ cái" in str(await typed(room, "abc"))
