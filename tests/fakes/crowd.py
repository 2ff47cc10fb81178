"""Many people who wait for one announcement, in a store of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Address, Choice, Priority, Reply
from storage.announcements import Draft, Segment
from storage.times import utc_now
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from storage.store import Store

TEXT = (
    "Dạ, Ủy ban nhân dân xã xin báo: ngày 10 tháng 12, từ 7 giờ 30 đến 11 giờ, trả trợ cấp tại nhà văn hóa thôn. "
    "Bà con nhớ mang căn cước. Không ai cần mã gửi về điện thoại của bà con."
)
BUTTON = "Đã rõ"
FIRST_PERSON = 1_000
OFFICER = FIRST_PERSON - 1
"""Hears how an announcement stands; speaks another language than the crowd, and is therefore not told it."""
CHUNK = 2_000


def crowd(count: int) -> range:
    """The people's chats."""
    return range(FIRST_PERSON, FIRST_PERSON + count)


async def gather_crowd(path: Path, count: int, priority: Priority = Priority.ANNOUNCEMENT) -> None:
    """Make the store at ``path``; in it every person of the crowd is to be told, and nobody was yet."""
    database = await open_store(path)
    now = utc_now()
    message = Reply(TEXT, (Choice("ok", BUTTON),))
    async with database.write() as store:
        for person in crowd(count):
            address = Address("telegram", str(person))
            contact = await store.people.add(address, "vi", now)
            await store.outbox.add(address, message, now, contact_id=contact.id, priority=priority)
    await database.close()


async def announce(path: Path, count: int, *, planned: bool) -> None:
    """The same by an announcement that an officer has confirmed: to be planned by the bot, or ``planned`` already."""
    database = await open_store(path)
    now = utc_now()
    async with database.write() as store:
        row_id = await _confirmed(store, now)
        for person in crowd(count):
            await store.people.add(Address("telegram", str(person)), "vi", now)
    while planned:
        async with database.write() as store:
            await store.announcements.start(row_id)
            one = await store.announcements.one(row_id)
            planned = one is not None and await store.announcements.plan(one, CHUNK, now)
    await database.close()


async def _confirmed(store: Store, now: datetime) -> int:
    address = Address("telegram", str(OFFICER))
    officer = await store.people.add(address, "en", now)
    texts = {("vi", ""): Reply(TEXT, (Choice("ok", BUTTON),))}
    draft = Draft("notice", "pay day", Segment(locale="vi"), texts, urgent=True)
    row_id = await store.announcements.add(draft, officer.id, address, now)
    await store.announcements.confirm(row_id, officer.id, now, second=False)
    return row_id
