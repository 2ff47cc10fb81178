"""The sender with a real store and a scripted channel: order, pace, every outcome, stop and crash."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.i18n import Catalogues
from bot.messages import (
    Address,
    Capabilities,
    Priority,
    Rejected,
    Reply,
    RetryAfter,
    Sent,
    Unknown,
    Unreachable,
)
from tests.fakes.channel import ScriptedChannel
from tests.fakes.stores import DAMAGED, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.database import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LIMIT = 10.0


class WatchedSender(Sender):
    """The sender, and when it has nothing to do."""

    def watch(self) -> asyncio.Event:
        self.idle = asyncio.Event()
        return self.idle

    async def _nap(self, seconds: float, stopping: asyncio.Task[bool]) -> None:
        if not (self._sending or self._results):
            self.idle.set()
        await super()._nap(seconds, stopping)


@dataclass
class Post:
    """A sender, its channel, its store and its clock, which moves only while the sender is idle."""

    database: Database
    channel: ScriptedChannel
    rate: float | None = None
    elapsed: float = 0.0
    wall: timedelta = timedelta(0)
    """By how much the machine's clock was put forward or back meanwhile."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.channel.monotonic = self.monotonic
        self.sender = self.new_sender()

    def new_sender(self) -> WatchedSender:
        say = Catalogues.load().speech("vi")
        pace = Pace(self.rate, self.monotonic)
        sender = WatchedSender(self.database, self.channel, pace, self.clock, say, on_given_up=self.given_up.append)
        sender.watch()
        return sender

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.elapsed) + self.wall

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, seconds: float) -> None:
        self.elapsed += seconds
        self.sender.wake()

    async def queue(
        self, text: str, who: str = "anna", priority: Priority = Priority.REPLY, slot: str | None = None
    ) -> None:
        address = Address("web", who)
        async with self.database.write() as store:
            contact = await store.people.by_address(address) or await store.people.add(address, "vi", NOW)
            message = Reply(text, slot=slot)
            await store.outbox.add(address, message, self.clock(), contact_id=contact.id, priority=priority)

    async def states(self) -> list[str]:
        async with self.database.read() as store:
            rows = await store.connection.execute_fetchall("SELECT state FROM outbox ORDER BY id")
        return [row["state"] for row in rows]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.sender.run(self.stop))
        try:
            yield task
        finally:
            if self.channel.gate:
                self.channel.gate.set()
            self.stop.set()
            async with asyncio.timeout(LIMIT):
                await task

    async def settled(self, *states: str) -> None:
        """Wait until the rows are in these states."""
        async with asyncio.timeout(LIMIT):
            while await self.states() != list(states):
                await asyncio.sleep(0)

    async def pass_time(self, seconds: float, step: float = 0.01) -> None:
        """Move the clock on in small steps; the sender finishes what it can in each."""
        for _ in range(round(seconds / step)):
            idle = self.sender.watch()
            self.advance(step)
            async with asyncio.timeout(LIMIT):
                await idle.wait()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    database = await open_store(tmp_path / "store")
    yield Post(database, ScriptedChannel())
    await database.close()


async def test_what_waits_is_sent_and_marked(post: Post) -> None:
    await post.queue("one")
    async with post.running():
        await post.settled("sent")
    assert post.channel.texts() == ["one"]


async def test_what_comes_while_idle_is_sent_when_woken(post: Post) -> None:
    async with post.running():
        await asyncio.sleep(0)
        await post.queue("one")
        post.sender.wake()
        await post.settled("sent")


async def test_one_address_hears_in_order_and_one_at_a_time(post: Post) -> None:
    for number in range(20):
        await post.queue(f"{number}")
    async with post.running():
        await post.settled(*["sent"] * 20)
    assert post.channel.texts() == [str(number) for number in range(20)]
    assert post.channel.most_under_way == 1


async def test_a_message_takes_the_place_of_the_one_before_in_its_slot(post: Post) -> None:
    async with post.running():
        for number, text in enumerate(("10 %", "60 %", "done"), start=1):
            await post.queue(text, slot="work:1")
            post.sender.wake()
            await post.settled(*["sent"] * number)
    assert [(letter.text, letter.replaces) for letter in post.channel.delivered] == [
        ("10 %", None),
        ("60 %", "m1"),
        ("done", "m2"),
    ]


async def test_a_sender_that_its_channel_keeps_waiting_says_so(post: Post) -> None:
    post.channel.next_outcomes = deque([RetryAfter(3, asked=False), Unknown("timed out"), Sent("m")])
    await post.queue("one")
    async with post.running():
        async with asyncio.timeout(LIMIT):
            while not post.sender.is_held():
                await asyncio.sleep(0)
        await post.pass_time(2)
        assert post.sender.is_held()
        await post.pass_time(4, step=0.5)
        await post.settled("sent")
        assert not post.sender.is_held()


async def test_a_damaged_letter_holds_nobody_up_and_a_reply_is_apologised_for(post: Post) -> None:
    for who, priority in (("anna", Priority.REPLY), ("binh", Priority.ANNOUNCEMENT), ("cuc", Priority.REPLY)):
        await post.queue(f"to {who}", who, priority)
    async with post.database.write() as store:
        await store.connection.execute_fetchall("UPDATE outbox SET payload = ? WHERE id < 3", [DAMAGED])
    async with post.running():
        await post.settled("rejected", "rejected", "sent", "sent")
    said = {letter.address.external_id: letter.text for letter in post.channel.delivered}
    assert said["cuc"] == "to cuc"
    assert "chưa trả lời được" in said["anna"]
    assert post.given_up == ["outbox", "outbox"]


async def test_addresses_are_written_to_side_by_side(post: Post) -> None:
    post.channel.gate = asyncio.Event()
    for number in range(10):
        await post.queue("x", f"p{number}")
    async with post.running():
        async with asyncio.timeout(LIMIT):
            while post.channel.most_under_way < 10:
                await asyncio.sleep(0)
        post.channel.gate.set()
        await post.settled(*["sent"] * 10)


async def test_a_reply_overtakes_six_hundred_announcements(post: Post) -> None:
    post.rate = 25.0
    post.sender = post.new_sender()
    async with post.database.write() as store:
        for number in range(600):
            address = Address("web", f"p{number}")
            contact = await store.people.add(address, "vi", NOW)
            await store.outbox.add(
                address, Reply("announcement"), NOW, contact_id=contact.id, priority=Priority.ANNOUNCEMENT
            )
    async with post.running():
        await post.pass_time(1)
        before = len(post.channel.delivered)
        assert 20 <= before <= 27
        asked = post.elapsed
        await post.queue("reply", "anna")
        post.sender.wake()
        await post.pass_time(0.5)
    place = post.channel.texts().index("reply")
    assert place - before <= 2
    assert post.channel.delivered[place].at - asked <= 0.1


async def test_the_channel_s_rate_is_kept_without_a_burst(post: Post) -> None:
    post.rate = 20.0
    post.sender = post.new_sender()
    post.elapsed += 3600
    for number in range(60):
        await post.queue("x", f"p{number}")
    async with post.running():
        await post.pass_time(2)
    moments = [delivery.at for delivery in post.channel.delivered]
    assert 36 <= len(moments) <= 42
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert min(gaps) >= 0.04


async def test_one_chat_has_its_pause(post: Post) -> None:
    post.channel.capabilities = Capabilities(per_chat_seconds=1.0)
    await post.queue("one")
    await post.queue("two")
    async with post.running():
        await post.channel.arrived(1)
        await post.pass_time(0.9, 0.1)
        assert post.channel.texts() == ["one"]
        await post.pass_time(0.3, 0.1)
        await post.settled("sent", "sent")
    assert post.channel.delivered[1].at - post.channel.delivered[0].at >= 0.999


async def test_retry_after_holds_everybody_and_loses_nothing(post: Post) -> None:
    post.channel.next_outcomes = deque([RetryAfter(30)])
    await post.queue("one")
    async with post.running():
        await post.channel.arrived(1)
        await post.settled("waiting")
        await post.queue("two", "binh")
        await post.pass_time(29, 1)
        assert post.channel.texts() == ["one"]
        await post.pass_time(2, 1)
        await post.settled("sent", "sent")
    assert sorted(post.channel.texts()) == ["one", "one", "two"]


async def test_after_retry_after_a_chat_still_reads_in_order(post: Post) -> None:
    post.channel.next_outcomes = deque([RetryAfter(3)])
    await post.queue("one")
    await post.queue("two")
    async with post.running():
        await post.channel.arrived(1)
        await post.settled("waiting", "waiting")
        await post.pass_time(5, 0.1)
        await post.settled("sent", "sent")
    assert post.channel.texts() == ["one", "one", "two"]


@pytest.mark.parametrize(
    ("priority", "texts", "state"),
    [
        (Priority.REPLY, ["x", "x"], "sent"),
        (Priority.ALERT, ["x", "x"], "sent"),
        (Priority.REMINDER, ["x", "(nhắc lại) x"], "sent"),
        (Priority.ANNOUNCEMENT, ["x"], "unknown"),
    ],
)
async def test_what_may_have_arrived(post: Post, priority: Priority, texts: list[str], state: str) -> None:
    post.channel.next_outcomes = deque([Unknown("timed out")])
    await post.queue("x", priority=priority)
    async with post.running():
        await post.settled(state)
    assert post.channel.texts() == texts
    assert len({delivery.key for delivery in post.channel.delivered}) == 1


async def test_a_letter_of_unknown_fate_is_not_sent_for_ever(post: Post) -> None:
    post.channel.next_outcomes = deque([Unknown("timed out")] * 20)
    await post.queue("reminder", "anna", Priority.REMINDER)
    async with post.running():
        await post.settled("unknown")
        assert len(post.channel.delivered) == 2
        await post.queue("reply", "binh")
        post.sender.wake()
        await post.settled("unknown", "unknown")
    assert len(post.channel.delivered) <= 6


async def test_being_told_to_wait_uses_up_no_repetition(post: Post) -> None:
    post.channel.next_outcomes = deque([RetryAfter(3), RetryAfter(3), Unknown("timed out")])
    await post.queue("x", priority=Priority.REMINDER)
    async with post.running():
        for arrivals in (1, 2):
            await post.channel.arrived(arrivals)
            await post.settled("waiting")
            await post.pass_time(5, 0.1)
        await post.settled("sent")
    assert post.channel.texts() == ["x", "x", "x", "(nhắc lại) x"]


async def test_an_exception_in_the_channel_stops_nobody(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.channel.outcomes["anna"] = deque([RuntimeError("chuyện riêng")])
    await post.queue("one")
    await post.queue("two", "binh")
    async with post.running():
        await post.settled("sent", "sent")
    assert "RuntimeError" in caplog.text
    assert "chuyện riêng" not in caplog.text


async def test_unreachable_marks_the_address_and_writing_again_revives_it(post: Post) -> None:
    post.channel.next_outcomes = deque([Unreachable("blocked by the user")])
    await post.queue("one")
    await post.queue("two")
    async with post.running():
        await post.settled("unreachable", "unreachable")
        assert post.channel.texts() == ["one"]
        async with post.database.write() as store:
            await store.people.mark_reachable(Address("web", "anna"))
        await post.queue("three")
        post.sender.wake()
        await post.settled("unreachable", "unreachable", "sent")


async def test_a_rejected_letter_is_not_tried_again(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.channel.next_outcomes = deque([Rejected("message is too long")])
    await post.queue("one")
    await post.queue("two")
    async with post.running():
        await post.settled("rejected", "sent")
    assert post.channel.texts() == ["one", "two"]
    assert "too long" in caplog.text


async def test_stop_finishes_what_is_under_way_and_marks_it(post: Post) -> None:
    post.channel.gate = asyncio.Event()
    for number in range(5):
        await post.queue("x", f"p{number}")
    async with post.running() as task:
        async with asyncio.timeout(LIMIT):
            while post.channel.most_under_way < 5:
                await asyncio.sleep(0)
        post.stop.set()
        for _ in range(20):
            await asyncio.sleep(0)
        assert not task.done()
        post.channel.gate.set()
        async with asyncio.timeout(LIMIT):
            await task
    assert await post.states() == ["sent"] * 5


async def test_after_a_crash_replies_go_again_and_announcements_are_left_to_the_officer(post: Post) -> None:
    for number, priority in enumerate(Priority):
        await post.queue(priority.name, f"p{number}", priority)
    async with post.database.write() as store:  # the process died here, with all of them under way
        assert len(await store.outbox.claim("web", NOW, 10, NOW)) == 4
    assert await post.sender.recover() == 4
    assert await post.states() == ["waiting", "waiting", "waiting", "unknown"]
    async with post.running():
        await post.settled("sent", "sent", "sent", "unknown")
    assert sorted(post.channel.texts()) == ["(nhắc lại) REMINDER", "ALERT", "REPLY"]


async def test_recovery_leaves_other_channels_alone(post: Post) -> None:
    async with post.database.write() as store:
        await store.people.add(Address("telegram", "1"), "vi", NOW)
        await store.outbox.add(Address("telegram", "1"), Reply("x"), NOW)
        await store.outbox.claim("telegram", NOW, 10, NOW)
    assert await post.sender.recover() == 0
    assert await post.states() == ["sending"]


async def test_many_crashes_in_a_row_do_not_repeat_a_reminder_for_ever(post: Post) -> None:
    await post.queue("x", priority=Priority.REMINDER)
    for _ in range(5):
        async with post.database.write() as store:
            await store.outbox.claim("web", NOW, 10, NOW)
        await post.sender.recover()
    assert await post.states() == ["unknown"]


async def test_what_is_no_longer_wanted_is_dropped_unsent(post: Post) -> None:
    await post.queue("reminder", priority=Priority.REMINDER)
    async with post.database.write() as store:
        contact = await store.people.by_address(Address("web", "anna"))
        assert contact
        await store.people.stop(contact.id, NOW)
    async with post.running():
        await post.settled("dropped")
    assert post.channel.texts() == []


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_jumps_silences_nobody(post: Post, hours: int) -> None:
    post.channel.capabilities = Capabilities(per_chat_seconds=1.0)
    post.channel.next_outcomes = deque([Sent("m1"), RetryAfter(3)])
    for who, text in (("anna", "one"), ("binh", "put back"), ("anna", "two")):
        await post.queue(text, who)
    async with post.running():
        await post.channel.arrived(2)
        await post.settled("sent", "waiting", "waiting")
        post.wall = timedelta(hours=hours)
        await post.pass_time(5, 0.5)
        await post.settled("sent", "sent", "sent")
    assert sorted(post.channel.texts()) == ["one", "put back", "put back", "two"]


async def test_a_full_disk_pauses_and_loses_nothing(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(40):
        await post.queue("x" * 500, f"p{number}")
    async with post.database.write() as store:
        [row] = await store.connection.execute_fetchall("PRAGMA page_count")
        await store.connection.execute_fetchall(f"PRAGMA max_page_count = {row[0]}")
    post.channel.outcomes = {f"p{number}": deque([Rejected("r" * 4000)]) for number in range(40)}
    async with post.running():
        await post.channel.arrived(1)
        async with asyncio.timeout(LIMIT):
            while "disk is full" not in caplog.text:
                await asyncio.sleep(0)
        async with post.database.read() as store:
            await store.connection.execute_fetchall("SELECT 1")
        await post.database._writer.execute_fetchall("PRAGMA max_page_count = 1073741823")
        await post.pass_time(10, 5)
        await post.settled(*["rejected"] * 40)
    assert len(post.channel.delivered) == 40
