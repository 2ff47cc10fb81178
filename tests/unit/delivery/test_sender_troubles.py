"""What the sender does when a message, a channel, a clock or a disk fails."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta

import pytest

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
from tests.fakes.stores import DAMAGED
from tests.unit.delivery.post import LIMIT, NOW, Post


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


async def test_a_clock_that_was_ahead_before_the_start_silences_nobody(post: Post) -> None:
    post.wall = timedelta(days=365)
    await post.queue("one")
    async with post.running():
        await post.settled("sent")
    post.wall, post.stop, post.sender = timedelta(0), asyncio.Event(), post.new_sender()  # put right while it was down
    await post.queue("two")
    assert await post.sender.recover() == 0
    async with post.running():
        await post.settled("sent", "sent")


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
