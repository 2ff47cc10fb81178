"""Pay days of a commune, who wishes to hear of them, and what they hear."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.messages import Address, Reply
from storage.payments import PayDay
from storage.times import VIETNAM
from storage.wishes import Subscription

if TYPE_CHECKING:
    from tests.fakes.room import Room

HERE, ELSEWHERE = "20791", "20971"
OFFICER, STRANGER = "web:ha", "web:la"
DAY = PayDay(HERE, "BTXH", date(2026, 12, 4), "7 giờ 30", "nhà văn hóa thôn 2")
WISH = Subscription(HERE, "BTXH", "bà nội", evening=True, morning=False)


async def wish(room: Room, who: str, wanted: Subscription = WISH) -> int:
    await room.say(who, "/start")
    await room.heard(who)
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(who))
        assert contact
        return await store.wishes.subscribe(contact.id, wanted, room.clock())


async def enter(room: Room, day: PayDay = DAY) -> int:
    async with room.database.write() as store:
        return await store.payments.enter(day, None, room.clock())


def at(room: Room, day: date, hour: int, minute: int = 0) -> None:
    room.clock.now = datetime.combine(day, time(hour, minute), VIETNAM)


async def texts(room: Room, who: str) -> list[str]:
    return [message.text for message in await room.heard(who) if isinstance(message, Reply)]
