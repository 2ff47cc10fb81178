"""Each person of the segment gets exactly one row, whatever dies between two chunks, and the figures add up."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.campaign import Campaigns
from bot.messages import Address, Choice, Priority, Reply
from storage.announcements import Draft, Segment
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from bot.talk import Mind
    from storage.database import Database
    from storage.store import Store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AREA, OTHER = "20791", "20380"
TEXTS = {
    (locale, form): Reply(f"Dạ {form}", (Choice("respond:", "Trả lời"),))
    for locale in ("vi", "en")
    for form in ("", "bac", "co_chu", "anh_chi")
}


async def _people(store: Store, mind: Mind, kinds: list[str]) -> tuple[int, set[int], set[int]]:
    """Contacts of many kinds; the officer, who gets a message, and who cannot be written to."""
    await store.areas.keep(mind.areas.all)
    officer = await store.people.add(Address("telegram", "officer"), "vi", NOW)
    wanted, unreachable = set(), set()
    for number, kind in enumerate(kinds):
        address = Address("telegram", f"p{number}")
        contact = await store.people.add(address, "vi", NOW)
        await store.people.set_area(contact.id, OTHER if kind == "elsewhere" else AREA)
        if kind == "stopped":
            await store.people.stop(contact.id, NOW)
        if kind == "blocked":
            await store.people.mark_unreachable(address, "blocked")
            unreachable.add(contact.id)
        if kind == "active":
            wanted.add(contact.id)
    return officer.id, wanted, unreachable


async def _confirmed(store: Store, officer: int, segment: Segment) -> int:
    draft = Draft("notice", "thử", segment, TEXTS)
    row_id = await store.announcements.add(draft, officer, Address("telegram", "officer"), NOW)
    assert await store.announcements.confirm(row_id, officer, NOW, second=False)
    return row_id


async def _rows(database: Database, row_id: int) -> list[tuple[int, str]]:
    async with database.read() as store:
        rows = await store.connection.execute_fetchall(
            "SELECT contact_id, state FROM outbox WHERE announcement_id = ?", (row_id,)
        )
    return [(row[0], row[1]) for row in rows]


async def _crashing_run(path: Path, mind: Mind, kinds: list[str], chunk: int, dies_after: set[int]) -> None:
    database = await open_store(path)
    try:
        async with database.write() as store:
            officer, wanted, unreachable = await _people(store, mind, kinds)
            row_id = await _confirmed(store, officer, Segment(area_code=AREA))
        campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None, chunk=chunk)
        steps = 0
        while await campaigns.step():
            steps += 1
            if steps in dies_after:  # the process dies: what is not on the disk is gone
                await database.close()
                database = await open_store(path)
                campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None, chunk=chunk)
        rows = await _rows(database, row_id)
        assert sorted(rows) == sorted([(i, "waiting") for i in wanted] + [(i, "unreachable") for i in unreachable])
    finally:
        await database.close()


@settings(max_examples=15)
@given(
    kinds=st.lists(st.sampled_from(["active", "blocked", "stopped", "elsewhere"]), max_size=12),
    chunk=st.integers(1, 5),
    dies_after=st.sets(st.integers(1, 15), max_size=3),
)
def test_each_person_gets_one_row_whatever_dies_between_chunks(
    mind: Mind, kinds: list[str], chunk: int, dies_after: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_crashing_run(Path(folder) / "a.sqlite3", mind, kinds, chunk, dies_after))


async def _deliver(database: Database, most: int) -> list[str]:
    """Send as the sender does; gives the texts of announcements."""
    async with database.write() as store:
        letters = await store.outbox.claim("telegram", NOW, most, NOW)
        for letter in letters:
            await store.outbox.sent(letter.id, None, NOW)
    return [x.message.text for x in letters if isinstance(x.message, Reply) and x.priority is Priority.ANNOUNCEMENT]


async def _deliver_just(database: Database, count: int) -> None:
    """So many announcements, and what the officer is told in between."""
    while count:
        count -= len(await _deliver(database, 1))


async def test_the_parts_add_up_to_the_total_at_every_moment(database: Database, mind: Mind) -> None:
    async with database.write() as store:
        officer, wanted, unreachable = await _people(store, mind, ["active"] * 8 + ["blocked"] * 3)
        row_id = await _confirmed(store, officer, Segment(area_code=AREA))
    campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None)
    while await campaigns.step():
        pass
    while True:
        async with database.read() as store:
            figures = await store.announcements.figures(row_id)
        assert figures.total == len(wanted) + len(unreachable)
        if not figures.waiting:
            break
        await _deliver(database, 3)
    assert (figures.sent, figures.unreachable) == (8, 3)
    await campaigns.step()
    async with database.read() as store:
        assert (await store.announcements.one(row_id)).state == "done"  # type: ignore[union-attr]


async def test_paused_rows_are_not_sent_and_stopped_ones_never(database: Database, mind: Mind) -> None:
    async with database.write() as store:
        officer, _, _ = await _people(store, mind, ["active"] * 6)
        row_id = await _confirmed(store, officer, Segment(area_code=AREA))
    campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None, chunk=100)
    while await campaigns.step():
        pass
    await _deliver_just(database, 2)
    async with database.write() as store:
        assert await store.announcements.pause(row_id)
        assert not await store.announcements.pause(row_id)
    assert await _deliver(database, 10) == []
    while await campaigns.step():
        pass
    assert await _deliver(database, 10) == []
    async with database.write() as store:
        assert await store.announcements.resume(row_id)
    while await campaigns.step():
        pass
    await _deliver_just(database, 1)
    async with database.write() as store:
        assert await store.announcements.stop(row_id)
    assert await _deliver(database, 10) == []
    while await campaigns.step():
        pass
    async with database.read() as store:
        figures = await store.announcements.figures(row_id)
    assert (figures.sent, figures.withdrawn, figures.waiting) == (3, 3, 0)


async def test_who_says_stop_meanwhile_gets_nothing(database: Database, mind: Mind) -> None:
    async with database.write() as store:
        officer, wanted, _ = await _people(store, mind, ["active"])
        await _confirmed(store, officer, Segment(area_code=AREA))
    campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None)
    while await campaigns.step():
        pass
    async with database.write() as store:
        await store.people.stop(wanted.pop(), NOW)
        letters = await store.outbox.claim("telegram", NOW, 10, NOW)
    assert [x.obstacle for x in letters if x.priority is Priority.ANNOUNCEMENT] == ["stopped"]


async def test_who_got_one_lately_is_left_out(database: Database, mind: Mind) -> None:
    async with database.write() as store:
        officer, _, _ = await _people(store, mind, ["active"] * 4)
        first = await _confirmed(store, officer, Segment(area_code=AREA))
    campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None)
    while await campaigns.step():
        pass
    async with database.write() as store:
        again = await _confirmed(store, officer, Segment(area_code=AREA, quiet_days=7))
        one = await store.announcements.one(again)
        assert one is not None
        assert (await store.announcements.reach(one, NOW)).people == 0
        assert (await store.announcements.reach(one, NOW + timedelta(days=8))).people == 4
    while await campaigns.step():
        pass
    assert len(await _rows(database, first)) == 4
    assert await _rows(database, again) == []


async def test_the_form_of_address_is_put_in_when_it_is_claimed(database: Database, mind: Mind) -> None:
    async with database.write() as store:
        officer, wanted, _ = await _people(store, mind, ["active"])
        await _confirmed(store, officer, Segment(area_code=AREA))
    campaigns = Campaigns(database, mind, lambda: NOW, lambda _channel: None)
    while await campaigns.step():
        pass
    async with database.write() as store:
        await store.people.set_honorific(wanted.pop(), "bac")
    assert await _deliver(database, 10) == ["Dạ bac"]
