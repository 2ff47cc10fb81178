"""Reminders for everybody in one minute: how long the planning takes, and whether a reply still comes at once.

The store, the planner and the dialogue are the real ones; somebody asks every 50 ms meanwhile.
Run: ``python -m benchmarks.reminders [--people 171230]``.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.asking import while_asked
from bot.app import load_mind
from bot.messages import Address
from bot.schedule.paydays import due_at
from storage.payments import PayDay
from storage.wishes import Subscription
from tests.fakes.room import Room, open_room

if TYPE_CHECKING:
    from storage.store import Store

DAY = date(2026, 12, 10)
SCHEMES = ("NCC", "BTXH", "HTXH")
AT_ONCE = 5_000


async def settle(room: Room, people: int) -> None:
    """Everybody wants to hear the evening before; every commune pays every scheme on one day."""
    areas = [area.code for area in room.mind.areas.all]
    room.clock.now = datetime(2026, 12, 1, tzinfo=room.clock.now.tzinfo)
    async with room.database.write() as store:
        for area in areas:
            for scheme in SCHEMES:
                day = PayDay(area, scheme, DAY, "7 giờ 30 – 11 giờ", "nhà văn hóa thôn 2")
                await store.payments.enter(day, None, room.clock())
    for first in range(0, people, AT_ONCE):
        async with room.database.write() as store:
            for number in range(first, min(first + AT_ONCE, people)):
                await subscribe(store, number, areas, room.clock())


async def subscribe(store: Store, number: int, areas: list[str], now: datetime) -> None:
    contact = await store.people.add(Address("telegram", str(1_000 + number)), "vi", now)
    area, scheme = areas[number % len(areas)], SCHEMES[number % len(SCHEMES)]
    wish = Subscription(area, scheme, f"bà {number}", evening=True, morning=False)
    await store.wishes.subscribe(contact.id, wish, now)


async def measure(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_room(Path(folder), load_mind()) as room:
            begun = time.monotonic()
            await settle(room, people)
            print(f"{people} subscriptions made in {time.monotonic() - begun:.1f} s")
            room.clock.now = due_at(DAY, "evening")
            asked = await while_asked(room, room.reminders.plan())
            again = await room.reminders.plan()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    print(f"{asked.result} planned in {asked.seconds:.1f} s, {again} more at the next tick, {peak:.0f} MB at most")
    print(f"meanwhile {asked}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=171_230)
    asyncio.run(measure(parser.parse_args().people))


if __name__ == "__main__":
    main()
