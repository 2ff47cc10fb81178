"""What counts as a trouble: on a real store, with a clock and a disk that the test decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Incoming, Reply
from bot.operation import health as module
from bot.operation.health import Health
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

AN = Address("web", "an")


class Times:
    """Both clocks; ``pass_`` moves them together, as time does."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
        self.passed = 0.0

    def clock(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.passed

    def pass_(self, time: timedelta) -> None:
        self.wall += time
        self.passed += time.total_seconds()


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
async def health(tmp_path: Path, times: Times) -> AsyncIterator[Health]:
    database = await open_store(tmp_path / "store")
    yield Health(database, tmp_path, times.clock, times.monotonic, list)
    await database.close()


async def test_a_new_store_is_well(health: Health) -> None:
    assert await health.troubles() == []
    assert health.stuck is None


async def test_a_message_that_nobody_works_on_is_seen_within_two_minutes(health: Health, times: Times) -> None:
    async with health.database.write() as store:
        await store.inbox.add(Incoming("1", AN, sent_at=times.wall, text="xin chào"), times.wall)
    for _ in range(5):
        times.pass_(timedelta(seconds=19))
        assert await health.troubles() == []
    times.pass_(timedelta(seconds=19))
    [trouble] = await health.troubles()
    assert trouble == health.stuck == "A message has waited for an answer for 1 minutes."


async def test_a_long_queue_that_moves_is_told_but_not_stuck(health: Health, times: Times) -> None:
    """After a day without the machine, say: a restart would only make it longer."""
    async with health.database.write() as store:
        came = [times.wall + timedelta(seconds=n) for n in range(10)]
        ids = [await store.inbox.add(Incoming(str(at), AN, at, text="a"), at) for at in came]
    times.pass_(timedelta(days=1))
    for row_id in ids:
        [trouble] = await health.troubles()
        assert trouble.startswith("A message has waited for an answer for 14")
        assert health.stuck is None
        async with health.database.write() as store:
            await store.inbox.done(row_id or 0, times.wall)
        times.pass_(timedelta(seconds=20))


async def test_a_clock_put_forward_does_not_make_work_stuck(health: Health, times: Times) -> None:
    async with health.database.write() as store:
        await store.inbox.add(Incoming("1", AN, sent_at=times.wall, text="xin chào"), times.wall)
    await health.troubles()
    times.pass_(timedelta(seconds=20))
    times.wall += timedelta(hours=3)
    assert len(await health.troubles()) == 2
    assert health.stuck is None


async def test_a_reply_that_is_not_sent_is_seen_but_one_put_off_is_not(health: Health, times: Times) -> None:
    async with health.database.write() as store:
        contact = await store.people.add(AN, "vi", times.wall)
        later = times.wall + timedelta(hours=1)
        await store.outbox.add(AN, Reply("x"), times.wall, contact_id=contact.id, not_before=later)
    times.pass_(timedelta(minutes=30))
    assert await health.troubles() == []
    times.pass_(timedelta(minutes=33))
    assert await health.troubles() == ["An answer has waited to be sent for 3 minutes."]


async def test_an_old_backup_a_full_disk_and_a_dead_channel(
    health: Health, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with health.database.write() as store:
        await store.settings.set_moment("backup_made", times.wall)
        await store.settings.set_moment("backup_tried", times.wall)
        await store.settings.set_moment("forgot_at", times.wall)
    times.pass_(timedelta(hours=51))
    monkeypatch.setattr(module, "LEAST_FREE", 10**18)
    health.failures = lambda: ["Telegram has not answered."]
    found = await health.troubles()
    assert [trouble.split()[0] for trouble in found] == ["Telegram", "The", "There", "What"]


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_jump_of_the_clock_is_told_once(health: Health, times: Times, hours: int) -> None:
    assert await health.troubles() == []
    times.pass_(timedelta(minutes=5))
    times.wall += timedelta(hours=hours)
    [trouble] = await health.troubles()
    assert f"jumped by {hours * 3600} seconds" in trouble
    times.pass_(timedelta(minutes=5))
    assert await health.troubles() == []


async def test_a_store_that_is_locked_is_a_trouble_and_not_a_hang(
    health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STORE_SECONDS", 0.05)
    async with health.database.write():
        [trouble] = await health.troubles()
    assert trouble.startswith("The store cannot be used (no answer)")
    assert await health.troubles() == []


async def test_what_waits_for_its_channel_is_told_but_not_stuck(health: Health, times: Times) -> None:
    """A restart would not bring the channel back, and would take the web chat away meanwhile."""
    held = {"web"}
    health.held = lambda: held
    async with health.database.write() as store:
        contact = await store.people.add(AN, "vi", times.wall)
        await store.outbox.add(AN, Reply("x"), times.wall, contact_id=contact.id)
    for _ in range(15):
        times.pass_(timedelta(seconds=20))
        await health.troubles()
        assert health.stuck is None
    held.clear()
    for _ in range(5):
        times.pass_(timedelta(seconds=20))
        [trouble] = await health.troubles()
    assert trouble == health.stuck == "An answer has waited to be sent for 6 minutes."


async def test_a_bot_that_never_made_or_tried_a_backup_is_given_its_time(health: Health, times: Times) -> None:
    assert await health.troubles() == []
    times.pass_(timedelta(hours=51))
    assert [trouble.split()[3] for trouble in await health.troubles()] == ["backup", "has"]
    times.pass_(timedelta(days=8))
    async with health.database.write() as store:
        await store.settings.set_moment("backup_made", times.wall)
        await store.settings.set_moment("forgot_at", times.wall)
    [untried] = await health.troubles()
    assert untried.startswith("No backup has been tried out for nine days")
