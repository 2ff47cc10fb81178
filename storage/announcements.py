"""Announcements: to whom, how far, and one outbox row for each person. Decides nothing about texts or hours.

Each change of state asks for the state before it, so that what is pressed twice happens once. The rows are
planned in chunks of contacts; the place that was reached is kept in the same transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bot.knowledge.hamlets import hamlet_key
from bot.messages import Address, Priority, Reply
from storage import hamlets, sql
from storage.payloads import dump, load_reply
from storage.times import moment, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from storage.sql import Pipeline

_queries = sql.load("announcements")

HELD = 9
"""The priority of rows that wait for a paused announcement; ``claimable`` stops before it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """To whom. ``None`` is everybody in that respect; ``area_code`` ``None`` is the whole city."""

    area_code: str | None = None
    hamlet: str | None = None
    scheme: str | None = None
    role: str = "all"
    willing: str | None = None
    reason: str | None = None
    locale: str | None = None
    quiet_days: int = 0
    """Not to who got an announcement within so many days."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement that nobody confirmed yet. ``texts`` by (locale, form of address; empty: not chosen)."""

    kind: str
    subject: str
    segment: Segment
    texts: Mapping[tuple[str, str], Reply]
    urgent: bool = False
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement as it stands."""

    id: int
    created_by: int
    address: Address
    kind: str
    subject: str
    segment: Segment
    urgent: bool
    state: str
    send_at: datetime | None
    cursor: int
    planned: bool
    total: int
    finished: bool
    restored_from: datetime | None = None
    """Where the copy ends with which it was brought back: of what came after nobody knows. Until it goes on."""

    @property
    def priority(self) -> Priority:
        return Priority.ALERT if self.kind == "alert" else Priority.ANNOUNCEMENT


@dataclass(frozen=True, slots=True)
class Figures:
    """How an announcement stands. The parts add up to ``total``."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0
    unreachable: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed + self.uncertain + self.unreachable + self.withdrawn


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would be reached now."""

    by_channel: Mapping[str, int]
    unreachable: int
    stopped: int

    @property
    def people(self) -> int:
        return sum(self.by_channel.values())


@dataclass(frozen=True, slots=True)
class Missed:
    """How many of a hamlet were not reached, and why."""

    area_code: str
    hamlet: str
    state: str
    people: int


_PART = {
    "sent": "sent",
    "waiting": "waiting",
    "sending": "waiting",
    "rejected": "failed",
    "unknown": "uncertain",
    "unreachable": "unreachable",
    "dropped": "withdrawn",
}


class Announcements:
    """Announcements inside one transaction."""

    def __init__(self, connection: Pipeline) -> None:
        self._connection = connection

    async def add(self, draft: Draft, contact_id: int, address: Address, now: datetime) -> int:
        row_id = int(
            await _queries.add(
                self._connection,
                created_by=contact_id,
                channel=address.channel,
                external_id=address.external_id,
                kind=draft.kind,
                subject=draft.subject,
                urgent=int(draft.urgent),
                send_at=stamp(draft.send_at) if draft.send_at else "",
                now=stamp(now),
                **asdict(draft.segment),
            )
        )
        for (locale, honorific), message in draft.texts.items():
            await self._add_text(row_id, locale, honorific, _with_id(message, row_id))
        return row_id

    async def _add_text(self, row_id: int, locale: str, honorific: str, message: Reply) -> None:
        await _queries.add_text(
            self._connection,
            announcement_id=row_id,
            locale=locale,
            honorific=honorific,
            payload=dump(message),
            choices=json.dumps([[one.key, one.label, one.aside] for one in message.choices], ensure_ascii=False),
        )

    async def text(self, row_id: int, locale: str, honorific: str | None) -> Reply | None:
        """What somebody with this language and form of address will get."""
        payload = await _queries.text(
            self._connection, announcement_id=row_id, locale=locale, honorific=honorific or ""
        )
        return load_reply(payload) if payload else None

    async def one(self, row_id: int) -> Announcement | None:
        row = await _queries.one(self._connection, id=row_id)
        return _announcement(row) if row else None

    async def running(self) -> list[Announcement]:
        """Those that are confirmed and not finished, whatever their hour."""
        return [_announcement(row) async for row in _queries.running(self._connection)]

    async def reach(self, one: Announcement, now: datetime) -> Reach:
        """Who would get it if it were planned now."""
        asked = await self._conditions(one, now)
        rows = [row async for row in _queries.reached(self._connection, id=one.id, **asked)]
        counted = dict.fromkeys(("unreachable", "stopped"), 0)
        for row in rows:
            if row["state"] in counted:
                counted[row["state"]] += row["people"]
        active = {row["channel"]: row["people"] for row in rows if row["state"] == "active"}
        return Reach(active, counted["unreachable"], counted["stopped"])

    async def _conditions(self, one: Announcement, now: datetime) -> dict[str, Any]:
        values = asdict(one.segment)
        days, hamlet = values.pop("quiet_days"), values.pop("hamlet")
        area = one.segment.area_code
        # Who wrote no hamlet, or none that is clear, is reached.
        elsewhere = await hamlets.elsewhere(self._connection, area, hamlet) if area and hamlet else None
        return values | {
            "kind": one.kind,
            "since": stamp(now - timedelta(days=days)) if days else None,
            "elsewhere": None if elsewhere is None else json.dumps(elsewhere),
        }

    async def confirm(self, row_id: int, contact_id: int, send_at: datetime, *, second: bool) -> bool:
        """Confirmed by who wrote it; with ``second`` another officer has to agree. ``False`` if it was before."""
        row = await _queries.confirm(
            self._connection,
            id=row_id,
            contact_id=contact_id,
            state="approving" if second else "confirmed",
            send_at=stamp(send_at),
        )
        return row is not None

    async def approve(self, row_id: int, contact_id: int, send_at: datetime) -> bool:
        """The second officer agrees; ``False`` if it does not wait for that, or they wrote it."""
        row = await _queries.approve(self._connection, id=row_id, contact_id=contact_id, send_at=stamp(send_at))
        return row is not None

    async def start(self, row_id: int) -> bool:
        return await _queries.start(self._connection, id=row_id) is not None

    async def pause(self, row_id: int) -> bool:
        return await _queries.pause(self._connection, id=row_id) is not None

    async def resume(self, row_id: int) -> bool:
        return await _queries.resume(self._connection, id=row_id) is not None

    async def send_again(self, row_id: int) -> bool:
        """Send it once more to those of whom nobody knows whether it arrived; ``False`` if that was done before."""
        if await _queries.take_up(self._connection, id=row_id) is None:
            return False
        await _queries.send_again(self._connection, id=row_id)
        return True

    async def stop(self, row_id: int) -> bool:
        return await _queries.stop(self._connection, id=row_id) is not None

    async def finish(self, row_id: int, state: str, now: datetime) -> bool:
        return await _queries.finish(self._connection, id=row_id, state=state, now=stamp(now)) is not None

    async def plan(self, one: Announcement, size: int, now: datetime) -> bool:
        """Rows for the next ``size`` contacts, as the segment is now; ``False`` at the end of all contacts."""
        upto = await _queries.chunk_end(self._connection, after=one.cursor, size=size)
        if upto is None:
            await _queries.all_planned(self._connection, id=one.id)
            return False
        await _queries.plan(
            self._connection,
            id=one.id,
            after=one.cursor,
            upto=upto,
            priority=int(one.priority),
            now=stamp(now),
            **await self._conditions(one, now),
        )
        await _queries.move_cursor(self._connection, id=one.id, cursor=upto)
        return True

    async def hold(self, one: Announcement, limit: int) -> bool:
        """Take waiting rows out of the sender's sight; ``False`` if there are none."""
        if not await _queries.waiting_with(self._connection, id=one.id, priority=int(one.priority)):
            return False
        await self._set_priority(one, int(one.priority), HELD, limit)
        return True

    async def release(self, one: Announcement, limit: int) -> bool:
        """Give held rows back to the sender; ``False`` if there are none."""
        if not await _queries.waiting_with(self._connection, id=one.id, priority=HELD):
            return False
        await self._set_priority(one, HELD, int(one.priority), limit)
        return True

    async def _set_priority(self, one: Announcement, before: int, after: int, limit: int) -> None:
        await _queries.set_priority(self._connection, id=one.id, before=before, after=after, limit=limit)

    async def drop(self, row_id: int, limit: int, now: datetime) -> None:
        """Withdraw rows that wait."""
        await _queries.drop(self._connection, id=row_id, limit=limit, now=stamp(now))

    async def figures(self, row_id: int) -> Figures:
        parts = dict.fromkeys(_PART.values(), 0)
        async for row in _queries.figures(self._connection, id=row_id):
            parts[_PART[row["state"]]] += row["people"]
        return Figures(**parts)

    async def pending(self, row_id: int) -> bool:
        """Whether somebody still waits for it."""
        return await _queries.pending(self._connection, id=row_id) is not None

    async def missed(self, row_id: int) -> list[Missed]:
        """Who was not reached: figures by hamlet as most write it, nobody's name."""
        found: dict[tuple[str, str, str], Missed] = {}
        rows = [Missed(*row) async for row in _queries.missed(self._connection, id=row_id)]
        for one in sorted(rows, key=attrgetter("people"), reverse=True):
            same = found.setdefault((one.area_code, hamlet_key(one.hamlet), one.state), replace(one, people=0))
            found[one.area_code, hamlet_key(one.hamlet), one.state] = replace(same, people=same.people + one.people)
        return [found[key] for key in sorted(found)]

    async def got(self, row_id: int, contact_id: int) -> bool:
        """Whether the announcement was for this person."""
        return await _queries.got(self._connection, id=row_id, contact_id=contact_id) is not None

    async def last_got(self, contact_id: int) -> int | None:
        """The newest announcement that reached the person."""
        found = await _queries.last_got(self._connection, contact_id=contact_id)
        return int(found) if found else None

    async def other_city_officers(self, contact_id: int) -> list[tuple[int, Address]]:
        rows = _queries.city_officers(self._connection, contact_id=contact_id)
        return [(row["id"], Address(row["channel"], row["external_id"])) async for row in rows]


def _with_id(message: Reply, row_id: int) -> Reply:
    """The choices that speak of the announcement get its number."""
    choices = tuple(
        replace(one, key=one.key + str(row_id)) if one.key.endswith(":") else one for one in message.choices
    )
    return replace(message, choices=choices)


def _announcement(row: sqlite3.Row) -> Announcement:
    return Announcement(
        id=row["id"],
        created_by=row["created_by"],
        address=Address(row["channel"], row["external_id"]),
        kind=row["kind"],
        subject=row["subject"],
        segment=Segment(
            row["area_code"],
            row["hamlet"],
            row["scheme"],
            row["role"],
            row["willing"],
            row["reason"],
            row["locale"],
            row["quiet_days"],
        ),
        urgent=bool(row["urgent"]),
        state=row["state"],
        send_at=moment(row["send_at"]) if row["send_at"] else None,
        cursor=row["cursor"],
        planned=bool(row["planned"]),
        total=row["total"],
        finished=row["finished_at"] is not None,
        restored_from=moment(row["restored_from"]) if row["restored_from"] else None,
    )
