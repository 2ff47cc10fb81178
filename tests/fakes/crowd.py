"""Many people who wait for one announcement, in a store of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Address, Choice, Priority, Reply
from storage.times import utc_now
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "Dạ, Ủy ban nhân dân xã xin báo: ngày 10 tháng 12, từ 7 giờ 30 đến 11 giờ, trả trợ cấp tại nhà văn hóa thôn. "
    "Bà con nhớ mang căn cước. Không ai cần mã gửi về điện thoại của bà con."
)
BUTTON = "Đã rõ"
FIRST_PERSON = 1_000


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
