"""The outbox: who is written to next, and what is not sent after all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.messages import Address, Choice, Erase, Priority, Reply
from storage.payments import PayDay
from storage.planning import Text, ruling
from storage.wishes import Subscription

if TYPE_CHECKING:
    from storage.database import Database
    from storage.mail import Letter
    from storage.store import Store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ANNA = Address("web", "anna")
BINH = Address("web", "binh")
AREA = "20791"


async def _person(store: Store, address: Address = ANNA) -> int:
    return (await store.people.add(address, "vi", NOW)).id


async def _queue(store: Store, *texts: str, address: Address = ANNA, priority: Priority = Priority.REPLY) -> list[int]:
    contact = await store.people.by_address(address)
    contact_id = contact.id if contact else await _person(store, address)
    return [await _add(store, address, Reply(text), contact_id, priority) for text in texts]


async def _add(store: Store, address: Address, message: Reply, contact_id: int, priority: Priority) -> int:
    await store.outbox.add(address, message, NOW, contact_id=contact_id, priority=priority)
    return int((await store.connection.execute_fetchall("SELECT MAX(id) FROM outbox"))[0][0])


async def _claim(store: Store, now: datetime = NOW, limit: int = 10, quiet: float = 0) -> list[Letter]:
    return await store.outbox.claim("web", now, limit, now + timedelta(seconds=quiet))


def _texts(letters: list[Letter]) -> list[str]:
    return [letter.message.text for letter in letters if isinstance(letter.message, Reply)]


async def test_a_message_comes_out_as_it_went_in(database: Database) -> None:
    reply = Reply("Dạ, «đây» ạ", (Choice("menu", "Về trang đầu"),))
    async with database.write() as store:
        contact_id = await _person(store)
        await store.outbox.add(ANNA, reply, NOW, contact_id=contact_id)
        await store.outbox.add(BINH, Erase("7"), NOW, contact_id=await _person(store, BINH))
        letters = await _claim(store)
    assert [letter.message for letter in letters] == [reply, Erase("7")]


async def test_a_reply_overtakes_everything_else(database: Database) -> None:
    async with database.write() as store:
        for number, priority in enumerate(sorted(Priority, reverse=True)):
            await _queue(store, priority.name, address=Address("web", str(number)), priority=priority)
        assert _texts(await _claim(store)) == ["REPLY", "ALERT", "REMINDER", "ANNOUNCEMENT"]


async def test_one_letter_at_a_time_for_each_address(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, "one", "two")
        await _queue(store, "other", address=BINH)
        first = await _claim(store)
        assert _texts(first) == ["one", "other"]
        assert await _claim(store) == []
        await store.outbox.sent(first[0].id, None, NOW)
        assert _texts(await _claim(store)) == ["two"]


async def test_a_flood_to_one_address_does_not_hide_the_others(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, *(f"flood {number}" for number in range(200)))
        await _queue(store, "other", address=BINH)
        assert _texts(await _claim(store, limit=32)) == ["flood 0", "other"]


async def test_a_flood_is_no_reason_to_skip_a_slot_of_one(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, *(f"flood {number}" for number in range(10)))
        await _queue(store, "other", address=BINH)
        first, *_ = await _claim(store, limit=1)
        assert _texts([first]) == ["flood 0"]
        assert _texts(await _claim(store, limit=1)) == ["other"]


async def test_an_address_has_quiet_time_between_two_letters(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, "one", "two")
        first, *_ = await _claim(store, quiet=1)
        await store.outbox.sent(first.id, None, NOW)
        assert await _claim(store, NOW + timedelta(seconds=0.9)) == []
        assert await store.outbox.next_due("web", NOW) == NOW + timedelta(seconds=1)
        assert _texts(await _claim(store, NOW + timedelta(seconds=1))) == ["two"]


async def test_what_is_put_off_is_due_when_it_was_put_off_to(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    async with database.write() as store:
        assert await store.outbox.next_due("web", NOW) is None
        [letter] = await _queued_and_claimed(store, "one")
        await store.outbox.put_back(letter.id, later, repeated=False)
        assert await store.outbox.next_due("web", NOW) == later
        assert await store.outbox.next_due("telegram", NOW) is None
        assert await store.outbox.next_due("web", later) is None, "it can be claimed now"


async def _queued_and_claimed(store: Store, text: str) -> list[Letter]:
    await _queue(store, text)
    return await _claim(store)


async def test_another_channel_s_letters_are_not_taken(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, "far", address=Address("telegram", "1"))
        assert await _claim(store) == []


async def test_a_put_back_letter_waits_for_its_moment_and_keeps_its_place(database: Database) -> None:
    later = NOW + timedelta(seconds=5)
    async with database.write() as store:
        await _queue(store, "one")
        first, *_ = await _claim(store)
        await store.outbox.put_back(first.id, later, repeated=False)
        assert await _claim(store) == []
        again, *_ = await _claim(store, later)
        assert (again.id, again.repeated, again.attempts) == (first.id, False, 1)


async def test_a_put_back_letter_is_not_overtaken_by_the_next_to_the_same_address(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, "one", "two")
        first, *_ = await _claim(store)
        await store.outbox.put_back(first.id, NOW + timedelta(seconds=5), repeated=False)
        assert await _claim(store) == []


async def test_a_letter_that_may_have_arrived_says_so(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, "one")
        first, *_ = await _claim(store)
        await store.outbox.put_back(first.id, NOW, repeated=True)
        again, *_ = await _claim(store)
    assert again.repeated


async def test_words_are_forgotten_once_sent_and_kept_while_nobody_knows(database: Database) -> None:
    async with database.write() as store:
        sent, unknown = await _queue(store, "sent", "unknown")
        await store.outbox.sent(sent, "m1", NOW)
        await store.outbox.unknown(unknown, "timed out", NOW)
        rows = list(await store.connection.execute_fetchall("SELECT payload, state FROM outbox ORDER BY id"))
    assert (rows[0]["payload"], rows[0]["state"]) == (None, "sent")
    assert "unknown" in database.vault.open(rows[1]["payload"])


async def test_what_a_dead_process_left_is_found(database: Database) -> None:
    async with database.write() as store:
        ids = await _queue(store, "one")
        await _queue(store, "waiting", address=BINH)
        await _claim(store, limit=1)
        assert await store.outbox.interrupted("web") == [(ids[0], Priority.REPLY, 0)]
        assert await store.outbox.interrupted("telegram") == []


async def test_after_stop_only_replies_go_out(database: Database) -> None:
    async with database.write() as store:
        contact_id = await _person(store)
        await _queue(store, "reply")
        await _queue(store, "reminder", priority=Priority.REMINDER)
        await store.people.stop(contact_id, NOW)
        reply, *_ = await _claim(store)
        await store.outbox.sent(reply.id, None, NOW)
        rest = await _claim(store)
    assert (_texts([reply]), reply.obstacle) == (["reply"], None)
    assert [letter.obstacle for letter in rest] == ["stopped"]


async def test_stop_drops_at_once_what_was_not_asked_for(database: Database) -> None:
    async with database.write() as store:
        contact_id = await _person(store)
        await _queue(store, "reply")
        await _queue(store, "alert", priority=Priority.ALERT)
        await _queue(store, "announcement", priority=Priority.ANNOUNCEMENT)
        await store.outbox.drop_unasked(contact_id, NOW)
        assert await store.outbox.counts() == {("web", "waiting"): 1, ("web", "dropped"): 2}


async def test_an_unreachable_address_gets_nothing(database: Database) -> None:
    async with database.write() as store:
        await _queue(store, "one")
        await store.people.mark_unreachable(ANNA, "blocked")
        assert [letter.obstacle for letter in await _claim(store)] == ["unreachable"]
        await store.people.mark_reachable(ANNA)
        assert [letter.obstacle for letter in await _claim(store)] == [None]


async def test_what_has_expired_is_late(database: Database) -> None:
    async with database.write() as store:
        contact_id = await _person(store)
        await store.outbox.add(ANNA, Reply("one"), NOW, contact_id=contact_id, expires_at=NOW + timedelta(hours=12))
        late = NOW + timedelta(hours=12, seconds=1)
        assert [letter.obstacle for letter in await _claim(store, late)] == ["late"]


async def _planned_reminder(store: Store) -> tuple[int, int]:
    """The pay day and the subscription of a reminder that waits in the outbox."""
    await store.connection.execute_fetchall("INSERT INTO area (code, name) VALUES (?, 'Xã Thăng Bình')", (AREA,))
    contact_id = await _person(store)
    day = PayDay(AREA, "HTXH", date(2026, 11, 25), "7 giờ", "nhà văn hóa")
    day_id = await store.payments.enter(day, None, NOW)
    wish_id = await store.wishes.subscribe(
        contact_id, Subscription(AREA, "HTXH", "bà nội", evening=True, morning=False), NOW
    )
    evening = NOW + timedelta(hours=12)
    await store.planning.begin()
    due = await store.planning.set_aside(day.day, evening, range(1, 9), 9)
    [kind] = due.new_kinds
    planned = ruling(kind, "evening", evening, evening, "planned", text_id=1)
    await store.planning.plan(due, [planned], [Text(1, day_id, Reply("nhắc"))], NOW)
    return day_id, wish_id


async def _obstacles(store: Store) -> list[str | None]:
    return [letter.obstacle for letter in await _claim(store)]


async def test_a_reminder_goes_out_while_nothing_changed(database: Database) -> None:
    async with database.write() as store:
        await _planned_reminder(store)
        assert await _obstacles(store) == [None]


async def test_a_reminder_of_a_changed_pay_day_is_withdrawn(database: Database) -> None:
    async with database.write() as store:
        await _planned_reminder(store)
        await store.payments.enter(PayDay(AREA, "HTXH", date(2026, 11, 25), "13 giờ", "trụ sở"), None, NOW)
        assert await _obstacles(store) == ["withdrawn"]


async def test_a_reminder_of_an_ended_subscription_is_withdrawn(database: Database) -> None:
    async with database.write() as store:
        _, wish_id = await _planned_reminder(store)
        contact = await store.people.by_address(ANNA)
        assert contact
        assert await store.wishes.unsubscribe(wish_id, contact.id, NOW)
        assert await _obstacles(store) == ["withdrawn"]


async def test_a_reminder_of_a_cancelled_pay_day_is_withdrawn(database: Database) -> None:
    async with database.write() as store:
        day_id, _ = await _planned_reminder(store)
        await store.connection.execute_fetchall("UPDATE pay_day SET cancelled_at = '2026' WHERE id = ?", (day_id,))
        assert await _obstacles(store) == ["withdrawn"]
