"""A death ends reminders at once where it is told; where it may only be asked about, the person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import Address
from storage.wishes import Subscription

if TYPE_CHECKING:
    from tests.fakes.room import Room

HERE, WHO = "20791", "web:an"
WISH = Subscription(HERE, "HTXH", "bà Lâm", evening=True, morning=False)


@pytest.fixture
async def reminded(room: Room) -> Room:
    """A relative with a reminder."""
    await room.say(WHO, start_code=f"xa{HERE}")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(WHO))
        assert contact
        await store.wishes.subscribe(contact.id, WISH, room.clock())
    return room


async def _left(room: Room) -> int:
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(WHO))
        assert contact
        return len(await store.wishes.subscriptions(contact.id))


@pytest.mark.parametrize("text", ["bà Lâm mất hôm qua", "Ong Nguyen Van Tam mat sang nay", "bà nội em mất rồi"])
async def test_a_death_that_is_told_ends_reminders(reminded: Room, text: str) -> None:
    (reply,) = await reminded.say(WHO, text)
    assert "chia buồn" in reply.text
    assert "đã tắt" in reply.text
    assert reply.choices[0].key == "resume"
    assert await _left(reminded) == 0


async def test_what_only_may_be_a_death_ends_nothing_by_itself(reminded: Room) -> None:
    (reply,) = await reminded.say(WHO, "sổ lĩnh tiền bà Năm mất rồi")
    assert "chia buồn" in reply.text
    assert reply.choices[0].key == "mourned"
    assert await _left(reminded) == 1
    (reply,) = await reminded.say(WHO, "1")
    assert "đã tắt" in reply.text
    assert await _left(reminded) == 0
    (reply,) = await reminded.say(WHO, choice="mourned")
    assert reply.choices


async def test_without_reminders_nothing_is_asked(room: Room) -> None:
    await room.say(WHO, "/start")
    (reply,) = await room.say(WHO, "sổ lĩnh tiền bà Năm mất rồi")
    assert "mourned" not in [choice.key for choice in reply.choices]
