"""A relative who wants to be reminded, and an officer's pay day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.messages import Address, Reply
from bot.schedule.paydays import due_at
from storage.payments import PayDay
from storage.wishes import Subscription

if TYPE_CHECKING:
    from storage.store import Store
    from tests.fakes.room import Room

WHO = "web:lan"
OFFICER = "web:officer"
DAY = PayDay("20791", "HTXH", date(2026, 12, 4), "7 giờ 30", "nhà văn hóa thôn 2")
EVENING, MORNING = due_at(DAY.day, "evening"), due_at(DAY.day, "morning")
WISH = Subscription("20791", "HTXH", "bà nội", evening=True, morning=True)


@dataclass
class Village:
    """A relative with a wish, and an officer with a pay day."""

    room: Room

    async def wish(self, wish: Subscription = WISH, who: str = WHO) -> int:
        await self.room.say(who, "/start")
        async with self.room.database.write() as store:
            return await store.wishes.subscribe(await self._id(store, who), wish, self.room.clock())

    async def day(self, day: PayDay = DAY) -> None:
        async with self.room.database.write() as store:
            await store.payments.enter(day, None, self.room.clock())

    async def _id(self, store: Store, who: str = WHO) -> int:
        contact = await store.people.by_address(Address.parse(who))
        assert contact
        return contact.id

    def at(self, moment: datetime) -> None:
        self.room.clock.now = moment

    async def tick(self, moment: datetime) -> None:
        self.at(moment)
        await self.room.reminders.tick()

    async def texts(self, who: str = WHO) -> list[str]:
        return [message.text for message in await self.room.heard(who) if isinstance(message, Reply)]

    async def missed(self) -> int:
        async with self.room.database.read() as store:
            return await store.wishes.missed(None)
