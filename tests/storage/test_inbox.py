"""The inbox: each event once, in order, and forgotten when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Address, Attachment, Incoming, Kind, Media
from storage.payloads import dump, load_incoming

if TYPE_CHECKING:
    from storage.database import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HELLO = Incoming("e1", Address("telegram", "1"), NOW, text="chào")

_text = st.text(st.characters(exclude_categories=["Cs"]))
_attachments = st.builds(Attachment, st.sampled_from(Media), st.none() | _text, st.none() | _text)
_incoming = st.builds(
    Incoming,
    event_id=_text,
    address=st.just(Address("web", "a")),
    sent_at=st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - as hypothesis wants it
    text=_text,
    choice=st.none() | _text,
    attachment=st.none() | _attachments,
    kind=st.sampled_from(Kind),
    masked=st.sampled_from([(), ("code",), ("card", "id")]),
    cut=st.booleans(),
)


@settings(deadline=None)
@given(_incoming)
def test_an_event_is_kept_whole(incoming: Incoming) -> None:
    assert load_incoming(dump(incoming)) == incoming


async def test_the_same_event_is_taken_once(database: Database) -> None:
    async with database.write() as store:
        first = await store.inbox.add(HELLO, NOW)
        assert await store.inbox.add(replace(HELLO, text="again"), NOW) is None
    async with database.write() as store:
        assert await store.inbox.add(HELLO, NOW) is None
        assert first is not None
        assert await store.inbox.read(first) == (HELLO, 0)


async def test_an_event_id_is_unique_within_its_channel_only(database: Database) -> None:
    async with database.write() as store:
        assert await store.inbox.add(HELLO, NOW)
        assert await store.inbox.add(replace(HELLO, address=Address("web", "1")), NOW)


async def test_an_event_that_is_done_is_still_known_but_forgotten(database: Database) -> None:
    async with database.write() as store:
        row_id = await store.inbox.add(HELLO, NOW)
        assert row_id
        await store.inbox.done(row_id, NOW)
        assert await store.inbox.read(row_id) is None
        assert await store.inbox.waiting() == []
        assert await store.inbox.add(HELLO, NOW) is None
        rows = await store.connection.execute_fetchall("SELECT payload FROM inbox")
    assert [row[0] for row in rows] == [None]


async def test_what_waits_comes_oldest_first(database: Database) -> None:
    async with database.write() as store:
        ids = [await store.inbox.add(replace(HELLO, event_id=f"e{number}"), NOW) for number in range(12)]
        failed = ids[3]
        assert failed
        await store.inbox.failed(failed, NOW)
        waiting = [row.id for row in await store.inbox.waiting()]
    assert waiting == [row_id for row_id in ids if row_id != failed]


async def test_attempts_of_what_waited_are_counted(database: Database) -> None:
    later = NOW + timedelta(minutes=2)
    async with database.write() as store:
        old, done = [await store.inbox.add(replace(HELLO, event_id=f"e{number}"), NOW) for number in range(2)]
        fresh = await store.inbox.add(replace(HELLO, event_id="fresh"), later)
        assert old
        assert done
        assert fresh
        await store.inbox.done(done, NOW)
        await store.inbox.count_attempts(later)
        found = [await store.inbox.read(row_id) for row_id in (old, fresh)]
        waiting = [row.attempts for row in await store.inbox.waiting()]
    assert [tries for _, tries in filter(None, found)] == waiting == [1, 0]


def test_what_an_earlier_release_wrote_is_read() -> None:
    """It also kept the language of the person's phone, which nothing used."""
    assert load_incoming(dump(HELLO).replace("{", '{"language": "vi", ', 1)) == HELLO
