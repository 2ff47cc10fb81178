"""The sender with a real store and a scripted channel: order, pace, and who waits for whom."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque

from bot.messages import (
    Address,
    Capabilities,
    Priority,
    Reply,
    RetryAfter,
    Sent,
    Unknown,
)
from tests.unit.delivery.post import LIMIT, NOW, Post


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
