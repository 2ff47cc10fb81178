"""What the machine itself can do to an announcement and to reminders: the clock jumps, the disk is full, it sleeps.

In the process, with the real store, planner and sender; what the network does is in ``end_to_end``, except what takes
longer than a test may: there the clock is moved. Each prints counts.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.channel import Settings
from bot.channels.telegram.errors import RECONNECT_SECONDS
from bot.delivery.pace import Pace
from bot.delivery.sender import UNDER_WAY, Sender
from bot.i18n import Catalogues
from bot.messages import Address, Capabilities, Outcome, Priority, Reply, RetryAfter, Sent
from bot.schedule.paydays import due_at
from storage.database import Database
from storage.mail import Outgoing
from storage.payments import PayDay
from storage.wishes import Subscription
from tests.fakes.bot_api import BotApi
from tests.fakes.channel import ScriptedChannel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.channels.port import Channel
    from storage.mail import Letter
    from tests.fakes.room import Room

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PEOPLE = 300
FIRST_CHAT = 1_000
MINUTE = 60.0
LIMIT = 30.0


@dataclass
class Machine:
    """A store with an announcement in its outbox, a sender, and the two clocks of the machine."""

    database: Database
    channel: ScriptedChannel = field(default_factory=ScriptedChannel)
    elapsed: float = 0.0
    wall: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        self.use(self.channel)

    def use(self, channel: Channel) -> None:
        """Send through ``channel`` instead."""
        say = Catalogues.load().speech("vi")
        self.outcomes: list[tuple[float, Outcome]] = []
        pace = Pace(channel.capabilities.rate, lambda: self.elapsed)
        self.sender = Sender(self.database, channel, pace, self.clock, say, self._note)

    def _note(self, _letter: Letter, outcome: Outcome, _now: datetime) -> None:
        self.outcomes.append((self.elapsed, outcome))

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.elapsed) + self.wall

    async def announce(self, people: list[Address] | None = None) -> None:
        people = people or [Address("web", f"p{number}") for number in range(PEOPLE)]
        async with self.database.write() as store:
            letters = []
            for address in people:
                contact = await store.people.add(address, "vi", NOW)
                letters.append(Outgoing(contact.address, contact.id, Reply("Dạ")))
            await store.outbox.add_many(letters, NOW, Priority.ANNOUNCEMENT)

    async def states(self) -> Counter[str]:
        async with self.database.read() as store:
            return Counter({state: rows for (_, state), rows in (await store.outbox.counts()).items()})

    async def until(self, reached: Callable[[Counter[str]], bool]) -> None:
        """Let time pass until the rows are so."""
        async with asyncio.timeout(LIMIT):
            while not reached(await self.states()):
                self.elapsed += 0.2
                self.sender.wake()
                await asyncio.sleep(0)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.sender.run(stop))
        try:
            yield
        finally:
            stop.set()
            async with asyncio.timeout(LIMIT):
                await task

    def told(self, what: str) -> Counter[str]:
        told = Counter(delivery.address.external_id for delivery in self.channel.delivered)
        print(f"\n{what}: {PEOPLE} people, {len(told)} told, {told.total()} calls")  # noqa: T201 - what these tests are for
        return told


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    database = await Database.open(tmp_path / "store")
    yield Machine(database)
    await database.close()


@pytest.mark.parametrize("jumps", [(1, -1), (-1, 1)])
async def test_the_wall_clock_jumps_an_hour_there_and_back(machine: Machine, jumps: tuple[int, int]) -> None:
    machine.channel.capabilities = Capabilities(per_chat_seconds=1.0)
    put_off = {f"p{number}": deque([RetryAfter(3), Sent("m")]) for number in range(0, PEOPLE, 10)}
    machine.channel.outcomes = dict(put_off)
    await machine.announce()
    async with machine.sending():
        for share, hours in zip((3, 2), jumps, strict=True):
            await machine.until(lambda states, share=share: states["sent"] >= PEOPLE // share)  # type: ignore[misc]  # bound
            machine.wall += timedelta(hours=hours)
        await machine.until(lambda states: states["sent"] == PEOPLE)
    told = machine.told(f"the clock jumps by {jumps} hours, {len(put_off)} were put off")
    assert told == Counter({f"p{number}": 2 if f"p{number}" in put_off else 1 for number in range(PEOPLE)})
    assert machine.elapsed < timedelta(minutes=30).total_seconds(), "nobody waited for as long as the clock jumped"


async def test_the_disk_is_full_in_the_midst(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    await machine.announce()
    machine.channel.outcomes = {f"p{number}": deque([Sent("m" * 2_000)]) for number in range(PEOPLE)}
    async with machine.database.write() as store:
        [row] = await store.connection.execute_fetchall("PRAGMA page_count")
        await store.connection.execute_fetchall(f"PRAGMA max_page_count = {row[0] + 60}")
    async with machine.sending():
        await machine.until(lambda _states: "the disk is full; make room" in caplog.text)
        marked = (await machine.states())["sent"]
        # A larger bound is what room on the disk is to SQLite.
        await machine.database._writer.execute_fetchall("PRAGMA max_page_count = 1073741823")
        await machine.until(lambda states: states["sent"] == PEOPLE)
    told = machine.told(f"the disk is full after {marked}")
    assert 0 < marked < PEOPLE
    assert set(told.values()) == {1}
    assert len(told) == PEOPLE


@asynccontextmanager
async def signed_in(api: BotApi) -> AsyncIterator[TelegramChannel]:
    """The real channel, which only sends."""
    channel = TelegramChannel(api.token, Settings(base_url=api.base_url, per_chat_seconds=0))
    await channel._bot.initialize()
    yield channel
    await channel.stop()


async def test_a_server_that_is_dead_for_a_minute(machine: Machine) -> None:
    chats = range(FIRST_CHAT, FIRST_CHAT + PEOPLE)
    await machine.announce([Address("telegram", str(chat)) for chat in chats])
    second = BotApi(open_to_all=True)
    async with BotApi(open_to_all=True) as first, signed_in(first) as channel:
        machine.use(channel)
        async with machine.sending():
            await machine.until(lambda states: states["sent"] >= PEOPLE // 4)
            await first.stop()
            died_at = machine.elapsed
            await machine.until(lambda _states: machine.elapsed >= died_at + MINUTE)
            before = await machine.states()
            await second.start(first.port)
            await machine.until(lambda states: states["waiting"] == states["sending"] == 0)
        await second.stop()
    states, told = await machine.states(), Counter(sent.chat for sent in (*first.sent, *second.sent))
    tried = sum(isinstance(one, RetryAfter) and at < died_at + MINUTE for at, one in machine.outcomes)
    print(f"\ndead for a minute: {before} at its end, {tried} tried meanwhile; then {states}")  # noqa: T201 - counts
    assert before["sent"] < PEOPLE
    assert set(told.values()) == {1}
    assert told.keys() <= set(chats)
    assert PEOPLE - len(told) <= states["unknown"]
    assert states["sent"] + states["unknown"] == PEOPLE
    assert states["unknown"] <= UNDER_WAY, "what was under way when it died"
    assert 0 < tried <= UNDER_WAY * (MINUTE / RECONNECT_SECONDS + 1), "everybody waits after a refusal"


@pytest.mark.parametrize(("hours", "sent", "missed"), [(3, 60, 0), (13, 0, 60)])
async def test_the_machine_sleeps_over_a_pay_day_morning(room: Room, hours: int, sent: int, missed: int) -> None:
    day = PayDay("20791", "BTXH", date(2026, 12, 4), "7 giờ 30", "nhà văn hóa thôn 2")
    async with room.database.write() as store:
        await store.payments.enter(day, None, room.clock())
        for number in range(60):
            contact = await store.people.add(Address("web", f"p{number}"), "vi", room.clock())
            wish = Subscription("20791", "BTXH", "bà nội", evening=False, morning=True)
            await store.wishes.subscribe(contact.id, wish, room.clock())
    room.clock.now = due_at(day.day, "morning") - timedelta(hours=9)
    await room.reminders.plan()
    room.clock.now = due_at(day.day, "morning") + timedelta(hours=hours)
    await room.reminders.plan()
    await room.reminders.plan()
    told = Counter(who for who, message in await room.heard_by_all() if isinstance(message, Reply))
    async with room.database.read() as store:
        shown = await store.wishes.missed("20791")
    print(f"\nasleep until {hours} h after the hour: {len(told)} told, {shown} shown as missed")  # noqa: T201 - counts
    assert (len(told), told.total(), shown) == (sent, sent, missed)
