"""Eight hours of a province's life in minutes: people ask, officers announce and bring in lists, the bot restarts.

The clock is moved, everything else is real: intake, dialogue, store, reminders, announcements, lists, housekeeping.
At the end nothing may be lost, doubled or left over, and memory may not have grown. Run: ``python -m benchmarks.soak``.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import load_mind
from bot.messages import Address, Erase, Reply
from bot.schedule.housekeeping import Housekeeping
from storage.payments import PayDay
from storage.people import Purpose
from storage.times import VIETNAM
from storage.wishes import Subscription
from tests.fakes.lists import XLSX, table
from tests.fakes.room import Room, open_room

if TYPE_CHECKING:
    from bot.talk import Mind

SEED = 20_261_124
AREAS = ("20791", "20971", "20380", "20965")
BEGIN = datetime.combine(date(2026, 12, 9), time(12, 0), VIETNAM)
HOURS = 8
PAY_DAY = date(2026, 12, 10)
ANNOUNCED_AT = 120
OFFICER = "telegram:999999"
LIST_OFFICER, LISTED_IN = "web:999998", AREAS[1]
NAMES = tuple(
    f"{family} {middle} {given}"
    for family in ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh")
    for middle in ("Thị", "Văn", "Ngọc", "Xuân", "Hữu", "Kim")
    for given in ("Lan", "Bảy", "Sáu", "Hoa", "Cúc", "Mai", "Tâm", "Hòa", "Phước", "Lợi")
)
TO_ACCOUNT = 30
"""So many more are paid by account in each hour's list, until all are."""
ANNOUNCED = "Thứ Sáu ngân hàng về nhà văn hóa thôn 2 giúp bà con."
MOST_GROWTH = 0.10
QUESTIONS = (
    "quên mã pin rồi làm sao",
    "mo tai khoan can giay to chi",
    "khi mô có tiền",
    "bà nội nằm liệt thì ai làm thay",
    "thẻ bị máy nuốt",
    "không làm tài khoản có mất trợ cấp không",
    "kể chuyện cười đi",
    "Ban trung thuong xe SH. Truy cap http://trung-thuong-vn.top nop phi 2 trieu",
    "co nguoi goi bao la cong an, keu chuyen tien vo tai khoan an toan",
)
REPORT = ("đăng ký", "1", "1", "Tam Xuân", "thôn 3", "Bà", "2", "1", "1", "bỏ qua", "1")


@dataclass
class Province:
    """Who lives there, what was done, and what is owed to whom."""

    folder: Path
    mind: Mind
    draw: random.Random
    people: list[str]
    said: int = 0
    heard: Counter[str] = field(default_factory=Counter)
    reminded: Counter[str] = field(default_factory=Counter)
    announced: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    under_way: dict[str, list[str]] = field(default_factory=dict)

    async def live(self, minutes: int, each_minute: int) -> None:
        """All hours, with a restart after each."""
        for first in range(0, minutes, 60):
            async with AsyncExitStack() as stack:
                room = await stack.enter_async_context(open_room(self.folder, self.mind))
                room._events = self.said  # noqa: SLF001 - a new process goes on with the channel's numbers
                await self._bring_in(room, first // 60)
                await self._hour(room, range(first, min(first + 60, minutes)), each_minute)
                self.said = room._events  # noqa: SLF001 - the same
            gc.collect()
            self.memory.append(resident())
            print(f"hour {first // 60 + 1}: {self.said} messages, {self.memory[-1]:.0f} MB", flush=True)

    async def _hour(self, room: Room, minutes: range, each_minute: int) -> None:
        housekeeping = Housekeeping(room.database, room.clock)
        for minute in minutes:
            room.clock.now = BEGIN + timedelta(minutes=minute)
            await asyncio.gather(*(self._speak(room, who) for who in self.draw.sample(self.people, each_minute)))
            if minute == ANNOUNCED_AT:
                await self._announce(room)
            await room.reminders.plan()
            await room.announce()
            await housekeeping.tick()
            self._hear(await room.heard_by_all())

    async def _bring_in(self, room: Room, hour: int) -> None:
        """A commune's list comes in again, in which some more are paid by account."""
        room.clock.now = BEGIN + timedelta(hours=hour)
        if not hour:
            await room.officer(LIST_OFFICER, LISTED_IN)
        rows = [
            (
                number,
                name,
                1936 + number % 40,
                "Thôn 1",
                "BTXH",
                540_000,
                "tiền mặt" if number > paid else "chuyển khoản",
            )
            for paid in (by_account(hour),)
            for number, name in enumerate(NAMES, 1)
        ]
        await room.send_file(LIST_OFFICER, "danh sach.xlsx", table(rows), XLSX)
        await room.work()
        shown = [reply for reply in await room.heard(LIST_OFFICER) if isinstance(reply, Reply)]
        keys = [choice.key for reply in shown for choice in reply.choices if choice.label.startswith("Đúng, ghi")]
        await room.press(LIST_OFFICER, keys[0])
        await room.work()

    async def _speak(self, room: Room, who: str) -> None:
        """The next line of a report that is under way, or something new."""
        if not self.under_way.get(who) and self.draw.random() < 0.1:
            self.under_way[who] = [*REPORT]
        lines = self.under_way.get(who)
        self.said += 1
        await room.tell(who, lines.pop(0) if lines else self.draw.choice(QUESTIONS))

    async def _announce(self, room: Room) -> None:
        """An officer tells a commune of a bank's session, in a dialogue as an officer holds it."""
        await room.officer(OFFICER, AREAS[0])
        await room.say(OFFICER, "/thongbao")
        for text in ("1", ANNOUNCED, "1", "bỏ qua", "1", "1", "1", "1"):
            for reply in await room.say(OFFICER, text):
                going = [choice.key for choice in reply.choices if choice.key.startswith("ann_go")]
                if going:
                    await room.press(OFFICER, going[0])
                    return

    def _hear(self, messages: list[tuple[str, Reply | Erase]]) -> None:
        for who, message in messages:
            if isinstance(message, Reply):
                self.heard[who] += 1
                self.reminded[who] += "nhắc" in message.text and "10/12/2026" in message.text
                self.announced[who] += ANNOUNCED in message.text and who != OFFICER


def resident() -> float:
    """Megabytes of this process now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


async def settle(folder: Path, mind: Mind, people: list[str]) -> None:
    """Everybody has chosen a commune and wants reminders; the pay day is known."""
    async with open_room(folder, mind) as room:
        room.clock.now = BEGIN - timedelta(days=1)
        async with room.database.write() as store:
            for area in AREAS:
                await store.payments.enter(PayDay(area, "BTXH", PAY_DAY, "7 giờ 30", "nhà văn hóa"), None, room.clock())
            for number, who in enumerate(people):
                contact = await store.people.add(Address.parse(who), "vi", room.clock())
                await store.people.record_consent(
                    contact, Purpose.REMINDERS, given=True, text_version="soak", now=room.clock()
                )
                await store.people.set_area(contact.id, AREAS[number % len(AREAS)])
                wish = Subscription(AREAS[number % len(AREAS)], "BTXH", "Bà", evening=True, morning=False)
                await store.wishes.subscribe(contact.id, wish, room.clock())


def by_account(hour: int) -> int:
    """How many of the list are paid by account; it begins anew when all are, since every list must change something."""
    return TO_ACCOUNT * (hour % (len(NAMES) // TO_ACCOUNT) + 1)


async def count(folder: Path, query: str) -> int:
    import sqlite3  # noqa: PLC0415 - a look from outside, as an operator's

    with sqlite3.connect(folder / "ansinh.sqlite3") as connection:
        return int(connection.execute(query).fetchone()[0])


async def check(province: Province) -> list[str]:
    """What went wrong; an empty list if nothing did."""
    folder, wrong = province.folder, []
    done = await count(folder, "SELECT COUNT(DISTINCT event_id) FROM inbox WHERE state = 'done'")
    left = await count(folder, "SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
    waiting = await count(folder, "SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')")
    listed = await count(folder, "SELECT COUNT(*) FROM beneficiary WHERE left_at IS NULL")
    paid = await count(folder, "SELECT COUNT(*) FROM beneficiary WHERE left_at IS NULL AND paid_by = 'account'")
    if (listed, paid) != (len(NAMES), by_account(len(province.memory) - 1)):
        wrong.append(f"{listed} people are listed, {paid} of them paid by account")
    reminders = await count(folder, "SELECT COUNT(*) FROM reminder WHERE state = 'planned'")
    if left or waiting:
        wrong.append(f"{left} messages and {waiting} answers were left over")
    if done < province.said:
        wrong.append(f"{province.said} messages were sent, {done} done")
    if reminders != len(province.people):
        wrong.append(f"{reminders} reminders for {len(province.people)} people")
    of_first_area = (len(province.people) + len(AREAS) - 1) // len(AREAS)
    told = [times for times in province.announced.values() if times]
    if set(told) != {1} or len(told) != of_first_area:
        wrong.append(f"{sum(told)} announcements reached {len(told)} of {of_first_area} people")
    if province.memory[-1] > province.memory[0] * (1 + MOST_GROWTH):
        wrong.append(f"memory grew from {province.memory[0]:.0f} to {province.memory[-1]:.0f} MB")
    return wrong


async def soak(people: int, each_minute: int, hours: int) -> None:
    draw = random.Random(SEED)  # noqa: S311 - a life that can be repeated
    names = [f"{'web' if number % 3 else 'telegram'}:{number + 1}" for number in range(people)]
    mind, before = load_mind(), len(asyncio.all_tasks())
    with tempfile.TemporaryDirectory() as folder:
        await settle(Path(folder), mind, names)
        province = Province(Path(folder), mind, draw, names)
        await province.live(hours * 60, each_minute)
        wrong = await check(province)
        reports = await count(Path(folder), "SELECT COUNT(*) FROM enrolment_report")
    if (tasks := len(asyncio.all_tasks())) != before:
        wrong.append(f"{tasks - before} tasks are left over")
    told = sum(province.announced.values())
    print(
        f"{province.said} messages, {reports} reports, {sum(province.reminded.values())} reminders heard, {told} told"
    )
    print("\n".join(wrong) or "Nothing lost, nothing doubled, nothing left over, memory flat.")
    if wrong:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--each-minute", type=int, default=20)
    parser.add_argument("--hours", type=int, default=HOURS)
    options = parser.parse_args()
    asyncio.run(soak(options.people, options.each_minute, options.hours))


if __name__ == "__main__":
    main()
