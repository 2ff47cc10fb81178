"""What is forgotten when, and that nothing goes which a promise still needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from storage.follow_up import Step
from storage.follow_up_status import Status
from storage.payments import PayDay
from storage.retention import Periods
from storage.times import stamp
from storage.wishes import Subscription
from tests.storage.test_follow_up import AREA, NOW, _fill, _report

if TYPE_CHECKING:
    from storage.database import Database
    from storage.store import Store

SHORTEST = Periods(messages=timedelta(days=1), reminders=timedelta(days=1), reports=timedelta(days=1))
DAY = timedelta(days=1)


async def _count(store: Store, table: str) -> int:
    rows = await store.connection.execute_fetchall(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - a name of these tests
    return int(rows[0][0])


async def _forget(store: Store, periods: Periods, now: datetime) -> None:
    while await store.retention.forget(periods, now):
        pass


@pytest.mark.parametrize("closed", [Status.PAID_BY_ACCOUNT, Status.STAYS_CASH, Status.DECEASED, Status.MOVED])
async def test_a_report_is_kept_for_its_time_after_it_was_closed(database: Database, closed: Status) -> None:
    closing = NOW + timedelta(days=800)
    async with database.write() as store:
        son, daughter, officer = await _fill(store, "son", "daughter", "officer")
        await store.enrolments.add(son, _report(), NOW)
        joined = await store.enrolments.add(daughter, _report(), NOW)
        case = await store.follow_ups.one(joined)
        assert case is not None
        await _forget(store, Periods(), closing)
        assert await store.follow_ups.change(case, Step(closed), officer, closing)
        await _forget(store, Periods(), closing + timedelta(days=729))
        assert await _count(store, "enrolment_report") == 2
        await _forget(store, Periods(), closing + timedelta(days=731))
        assert await _count(store, "enrolment_report") == await _count(store, "follow_change") == 0


async def _subscribed(store: Store, name: str = "a") -> tuple[int, int]:
    (contact,) = await _fill(store, name)
    wish = Subscription(AREA, "BTXH", "bà nội", evening=True, morning=True)
    return contact, await store.wishes.subscribe(contact, wish, NOW)


async def _told(store: Store, contact: int, subscription: int, day: date, *, state: str = "sent") -> int:
    """A pay day of which somebody was told the evening before; its number."""
    evening = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=12)
    entered = await store.payments.enter(PayDay(AREA, "BTXH", day, "8 giờ", "nhà văn hóa"), None, NOW)
    (row,) = await store.connection.execute_fetchall(
        "INSERT INTO reminder (subscription_id, pay_day_id, revision, occurrence, due_at, state) "
        "VALUES (?, ?, 1, 'evening', ?, 'planned') RETURNING id",
        (subscription, entered, stamp(evening)),
    )
    await store.connection.execute_fetchall(
        "INSERT INTO outbox (channel, external_id, contact_id, priority, reminder_id, state, created_at, finished_at) "
        "VALUES ('web', 'a', ?, 2, ?, ?, ?, ?)",
        (contact, row["id"], state, stamp(evening), stamp(evening)),
    )
    return entered


async def _asked(store: Store, subscription: int, pay_day: int, answer: str, at: datetime) -> None:
    await store.connection.execute_fetchall(
        "INSERT INTO receipt (subscription_id, pay_day_id, asked_at, answer) VALUES (?, ?, ?, ?)",
        (subscription, pay_day, stamp(at), answer),
    )


async def test_who_was_told_of_a_day_is_known_until_after_it(database: Database) -> None:
    """However short the periods are: a correction, and the question afterwards, need it."""
    day = date(2026, 12, 10)
    async with database.write() as store:
        contact, subscription = await _subscribed(store)
        entered = await _told(store, contact, subscription, day)
        await store.connection.execute_fetchall("UPDATE pay_day SET last_day = '2026-12-14'")
        for hours in range(0, 24 * 8, 6):
            await _forget(store, SHORTEST, datetime(2026, 12, 9, 18, tzinfo=UTC) + timedelta(hours=hours))
            assert [one.contact_id for one in await store.wishes.told(entered)] == [contact]
            assert await store.wishes.to_ask(day, date(2026, 12, 14), 9)
        await _forget(store, SHORTEST, datetime(2027, 2, 1, tzinfo=UTC))
        assert await _count(store, "outbox") == await _count(store, "reminder") == 0
        assert await _count(store, "subscription") == 1, "it is still wanted"


async def test_reminders_and_receipts_go_and_the_last_answers_stay(database: Database) -> None:
    months = [date(2026, month, 5) for month in range(1, 13)]
    async with database.write() as store:
        contact, subscription = await _subscribed(store)
        for day in months:
            entered = await _told(store, contact, subscription, day)
            await _asked(store, subscription, entered, "not_yet", datetime(day.year, day.month, 6, tzinfo=UTC))
        await _forget(store, Periods(), datetime(2026, 12, 31, tzinfo=UTC))
        assert await _count(store, "receipt") == 12
        await _forget(store, Periods(), datetime(2027, 4, 30, tzinfo=UTC))
        assert (await _count(store, "receipt"), await _count(store, "reminder")) == (8, 8)
        await _forget(store, Periods(), datetime(2030, 1, 1, tzinfo=UTC))
        assert await _count(store, "reminder") == 0
        assert await store.wishes.last_answers(subscription, 3) == ["not_yet"] * 3
        assert await _count(store, "receipt") == 3


async def test_a_subscription_that_ended_goes_with_all_that_hangs_on_it(database: Database) -> None:
    ended = datetime(2026, 6, 1, tzinfo=UTC)
    async with database.write() as store:
        contact, subscription = await _subscribed(store)
        entered = await _told(store, contact, subscription, date(2026, 5, 5))
        await _asked(store, subscription, entered, "yes", datetime(2026, 5, 6, tzinfo=UTC))
        assert await store.wishes.unsubscribe(subscription, contact, ended)
        await _forget(store, Periods(), ended + timedelta(days=300))
        assert await _count(store, "subscription") == 1
        await _forget(store, Periods(), ended + timedelta(days=366))
        assert [await _count(store, table) for table in ("subscription", "reminder", "receipt", "outbox")] == [0] * 4
        assert await _count(store, "pay_day") == 1, "the office's record"


async def test_what_still_waits_to_be_sent_keeps_its_reminder(database: Database) -> None:
    async with database.write() as store:
        contact, subscription = await _subscribed(store)
        await _told(store, contact, subscription, date(2026, 1, 5), state="waiting")
        await store.wishes.unsubscribe(subscription, contact, NOW)
        await _forget(store, SHORTEST, NOW + timedelta(days=900))
        assert [await _count(store, table) for table in ("subscription", "reminder", "outbox")] == [1] * 3


async def test_who_was_never_told_is_not_asked(database: Database) -> None:
    day = date(2026, 12, 10)
    for number, (state, asked) in enumerate([("dropped", 0), ("unreachable", 0), ("rejected", 0), ("sent", 1)]):
        async with database.write() as store:
            contact, subscription = await _subscribed(store, "a" if not number else f"a{number}")
            await store.connection.execute_fetchall("DELETE FROM outbox")
            await store.connection.execute_fetchall("DELETE FROM reminder")
            await _told(store, contact, subscription, day, state=state)
            assert len(await store.wishes.to_ask(day, day, 9)) == asked


async def test_who_is_reminded_of_something_else_now_is_not_asked(database: Database) -> None:
    day = date(2026, 12, 10)
    async with database.write() as store:
        contact, subscription = await _subscribed(store)
        await _told(store, contact, subscription, day)
        assert await store.wishes.to_ask(day, day, 9)
        other = Subscription(AREA, "NCC", "ông ngoại", evening=True, morning=False)
        await store.wishes.change(subscription, contact, other, NOW)
        assert await store.wishes.to_ask(day, day, 9) == []


async def test_a_correction_goes_to_a_family_once_with_each_name(database: Database) -> None:
    day = date(2026, 12, 10)
    async with database.write() as store:
        (contact,) = await _fill(store, "a")
        names = [f"bà {letter}" for letter in "abcdefgh"]
        for name in names:
            wish = Subscription(AREA, "BTXH", name, evening=True, morning=True)
            entered = await _told(store, contact, await store.wishes.subscribe(contact, wish, NOW), day)
        assert [one.nickname for one in await store.wishes.told(entered)] == names
        assert await store.wishes.count_told(entered) == 1
        await store.connection.execute_fetchall(
            "INSERT INTO address (channel, external_id, contact_id, created_at) VALUES ('telegram', '9', ?, ?)",
            (contact, stamp(NOW + DAY)),
        )
        assert {str(one.address) for one in await store.wishes.told(entered)} == {"telegram:9"}
