"""Inbox and outbox: what came in and was not worked through, what is to be said and was not yet.

Payloads are sealed, and kept only until their row is done. Nothing here decides what to say or when to send.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Self

from bot.messages import Address, Attachment, Erase, Incoming, Kind, Media, Priority, Reply
from bot.schedule.nights import after_night, may_remind
from storage import sql
from storage.payloads import dump, load_incoming, load_message
from storage.times import moment, stamp
from storage.vault import CANNOT_READ

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from storage.sql import Pipeline
    from storage.vault import Vault

PUT_BACK_AT_MOST = timedelta(minutes=5)
"""For how long a channel asks to wait, about; what is put off for longer was planned so."""

NIGHT, MORNING = "night", "morning"
"""Obstacles of what people would be woken by: it is planned anew, or put off until the morning."""
UNREADABLE = "unreadable"
"""The obstacle of a letter that was damaged in the store, or sealed with a key that is lost."""

NAME, NUMBER = "\0", "\1"
"""In the words that a reminder shares with others: the beneficiary's name, and the subscription's number."""

_queries = sql.load("mail")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An inbox row to be worked through, whose it is, and the picture to be read before that."""

    id: int
    address: Address
    picture: Attachment | None = None
    attempts: int = 0
    """How many processes ended while it had been waiting for a while."""

    @classmethod
    def of(cls, row_id: int, incoming: Incoming, attempts: int = 0) -> Self:
        sent_to_us = incoming.kind in {Kind.MESSAGE, Kind.FORWARDED}
        attachment = incoming.attachment
        is_picture = sent_to_us and attachment is not None and attachment.media is Media.PHOTO
        return cls(row_id, incoming.address, attachment if is_picture else None, attempts)


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row that the sender may send now, or must drop because of ``obstacle``."""

    id: int
    address: Address
    priority: Priority
    message: Reply | Erase
    repeated: int
    """How often it was put back although it may have arrived."""
    attempts: int
    obstacle: str | None = None
    replaces: str | None = None
    """The channel's name of the message whose place this one takes."""
    queued_at: datetime | None = None
    contact_id: int | None = None
    offered: str | None = None
    """The choices of an announcement, as they are kept for the person's next word."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One of many messages to queue at once."""

    address: Address
    contact_id: int
    message: Reply


class Inbox:
    """Incoming events inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(self, incoming: Incoming, now: datetime) -> int | None:
        """The new row's id, or ``None`` if this event was taken before."""
        row = await _queries.take_in(
            self._connection,
            channel=incoming.address.channel,
            event_id=incoming.event_id,
            external_id=incoming.address.external_id,
            payload=self._vault.seal(dump(incoming)),
            now=stamp(now),
        )
        return int(row[0]) if row else None

    async def waiting(self) -> list[Waiting]:
        """All rows that are not done, oldest first, readable or not."""
        return [self._waiting(row) async for row in _queries.waiting_in(self._connection)]

    def _waiting(self, row: sqlite3.Row) -> Waiting:
        try:
            return Waiting.of(row["id"], self._incoming(row), row["attempts"])
        except CANNOT_READ:  # one row must not keep the bot from starting: who works on it gives it up
            return Waiting(row["id"], Address(row["channel"], row["external_id"]), None, row["attempts"])

    async def is_waiting(self, row_id: int) -> bool:
        """Whether the event still has to be worked through."""
        return bool(await _queries.is_waiting_in(self._connection, id=row_id))

    async def oldest_waiting(self) -> datetime | None:
        """When the oldest event that is not done came in."""
        text = await _queries.oldest_in(self._connection)
        return moment(text) if text else None

    async def count_since(self, since: datetime) -> int:
        """Events that came in since then."""
        return int(await _queries.count_in(self._connection, since=stamp(since)))

    async def read(self, row_id: int) -> tuple[Incoming, int] | None:
        """The event and how often it was tried; ``None`` if it is done."""
        row = await _queries.incoming(self._connection, id=row_id)
        return (self._incoming(row), row["attempts"]) if row else None

    async def done(self, row_id: int, now: datetime) -> None:
        await _queries.finish_in(self._connection, id=row_id, state="done", now=stamp(now))

    async def failed(self, row_id: int, now: datetime) -> None:
        await _queries.finish_in(self._connection, id=row_id, state="failed", now=stamp(now))

    async def count_attempts(self, before: datetime) -> None:
        """A process ended while these rows waited, which came in before ``before``: one of them may be why."""
        await _queries.count_attempts(self._connection, before=stamp(before))

    def _incoming(self, row: sqlite3.Row) -> Incoming:
        return load_incoming(self._vault.open(row["payload"]))


class Outbox:
    """Outgoing messages inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        address: Address,
        message: Reply | Erase,
        now: datetime,
        *,
        contact_id: int | None = None,
        priority: Priority = Priority.REPLY,
        reminder_id: int | None = None,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        """Queue ``message``, not to be sent before ``not_before``; after ``expires_at`` it is dropped instead."""
        slot = message.slot if isinstance(message, Reply) else None
        if slot is not None:
            await _queries.supersede(
                self._connection,
                channel=address.channel,
                external_id=address.external_id,
                slot=slot,
                now=stamp(now),
            )
        await _queries.put_out(
            self._connection,
            channel=address.channel,
            external_id=address.external_id,
            contact_id=contact_id,
            priority=int(priority),
            payload=self._vault.seal(dump(message)),
            reminder_id=reminder_id,
            slot=slot,
            not_before=stamp(not_before) if not_before else "",
            expires_at=stamp(expires_at) if expires_at else None,
            now=stamp(now),
        )

    async def add_many(self, messages: Sequence[Outgoing], now: datetime, priority: Priority) -> None:
        """Queue many messages without a slot, in one statement."""
        at = stamp(now)
        rows = [
            {
                "channel": one.address.channel,
                "external_id": one.address.external_id,
                "contact_id": one.contact_id,
                "priority": int(priority),
                "payload": self._vault.seal(dump(one.message)),
                "now": at,
            }
            for one in messages
        ]
        if rows:
            await _queries.put_out_many(self._connection, rows)

    async def claim(self, channel: str, now: datetime, limit: int, quiet_until: datetime) -> list[Letter]:
        """Up to ``limit`` letters, one for each address; those without an obstacle are now ``sending``."""
        rows = _queries.claimable(self._connection, channel=channel, now=stamp(now), limit=limit)
        read = cache(lambda payload: load_message(self._vault.open(payload)))  # many hear the same: read once
        letters = [_by_day(_letter(channel, row, self._vault, read), row, now) async for row in rows]
        free = [letter for letter in letters if letter.obstacle is None]
        await self._start(free, channel, quiet_until)
        await self._offer(free, stamp(now))
        return letters

    async def _offer(self, letters: Sequence[Letter], now: str) -> None:
        """What the letters let people choose from is what their next word answers."""
        seal = cache(self._vault.seal)
        rows = [
            {"contact_id": letter.contact_id, "choices": seal(letter.offered), "now": now}
            for letter in letters
            if letter.offered and letter.contact_id
        ]
        if rows:
            await _queries.offer(self._connection, rows)

    async def _start(self, letters: Sequence[Letter], channel: str, quiet_until: datetime) -> None:
        """They are ``sending``, and nothing more goes to their addresses before ``quiet_until``."""
        if not letters:
            return
        until = stamp(quiet_until)
        quiet = [
            {"channel": channel, "external_id": letter.address.external_id, "quiet_until": until} for letter in letters
        ]
        await _queries.start_sending(self._connection, [{"id": letter.id} for letter in letters])
        await _queries.set_quiet(self._connection, quiet)

    async def end_quiet(self, channel: str, now: datetime) -> None:
        """Nobody's pause after a message reaches beyond ``now``."""
        await _queries.end_quiet(self._connection, channel=channel, now=stamp(now))

    async def clock_set_back(self, channel: str, now: datetime, by: timedelta) -> None:
        """What was put off by a clock that has been put back since is put off no longer than it was meant to be."""
        await self.end_quiet(channel, now)
        await _queries.move_put_back(
            self._connection, channel=channel, now=stamp(now), before=stamp(now + by + PUT_BACK_AT_MOST)
        )

    async def next_due(self, channel: str, now: datetime) -> datetime | None:
        """When something may be sent that may not be sent now; ``None`` if nothing is put off."""
        text = await _queries.next_due(self._connection, channel=channel, now=stamp(now))
        return moment(text) if text else None

    async def oldest_claimable(self, now: datetime) -> dict[str, datetime]:
        """Since when the oldest message of each channel waits that could have been sent by now."""
        rows = _queries.oldest_claimable(self._connection, now=stamp(now))
        return {row["channel"]: moment(row["oldest"]) async for row in rows}

    async def sent(self, row_id: int, message_ref: str | None, now: datetime) -> None:
        await self.sent_all([(row_id, message_ref)], now)

    async def sent_all(self, arrived: Sequence[tuple[int, str | None]], now: datetime) -> None:
        """The rows, and the channel's names of what they became."""
        at = stamp(now)
        rows = [
            {"id": row_id, "state": "sent", "reason": None, "message_ref": message_ref, "now": at}
            for row_id, message_ref in arrived
        ]
        if rows:
            await _queries.finish_out(self._connection, rows)

    async def rejected(self, row_id: int, reason: str, now: datetime) -> None:
        await self._finish(row_id, "rejected", reason, None, now)

    async def unreachable(self, row_id: int, reason: str, now: datetime) -> None:
        await self._finish(row_id, "unreachable", reason, None, now)

    async def dropped(self, row_id: int, reason: str, now: datetime) -> None:
        """Not to be sent now, or any more; a reminder that came too late counts as missed."""
        if reason == MORNING:
            await self.put_back(row_id, after_night(now), repeated=False)
            return
        if reason == NIGHT:
            await _queries.plan_anew(self._connection, id=row_id)
        if reason == "late":
            await _queries.miss_reminder(self._connection, id=row_id)
        await self._finish(row_id, "dropped", reason, None, now)

    async def unreadable(self, row_id: int, now: datetime) -> None:
        """Never to be sent; a reminder counts as missed."""
        await _queries.miss_reminder(self._connection, id=row_id)
        await self._finish(row_id, "rejected", UNREADABLE, None, now)

    async def unknown(self, row_id: int, reason: str, now: datetime) -> None:
        """Nobody knows whether it arrived; the payload is kept for the officer who decides."""
        await _queries.leave_unknown(self._connection, id=row_id, reason=reason, now=stamp(now))

    async def put_back(self, row_id: int, not_before: datetime, *, repeated: bool) -> None:
        """Send it later; ``repeated`` if it may have arrived already."""
        await _queries.put_back(self._connection, id=row_id, not_before=stamp(not_before), repeated=int(repeated))

    async def interrupted(self, channel: str) -> list[tuple[int, Priority, int]]:
        """Rows that a dead process left ``sending``: id, priority, how often already repeated."""
        rows = _queries.interrupted(self._connection, channel=channel)
        return [(row["id"], Priority(row["priority"]), row["repeated"]) async for row in rows]

    async def drop_unasked(self, contact_id: int, now: datetime) -> None:
        """Everything that waits for a person who said stop, except replies."""
        await _queries.drop_unasked(self._connection, contact_id=contact_id, now=stamp(now))

    async def counts(self) -> dict[tuple[str, str], int]:
        """Rows by channel and state."""
        rows = _queries.counts(self._connection)
        return {(row["channel"], row["state"]): row["rows"] async for row in rows}

    async def count_sent_since(self, since: datetime) -> int:
        """Messages that were sent since then."""
        return int(await _queries.count_sent(self._connection, since=stamp(since)))

    async def _finish(
        self, row_id: int, state: str, reason: str | None, message_ref: str | None, now: datetime
    ) -> None:
        row = {"id": row_id, "state": state, "reason": reason, "message_ref": message_ref, "now": stamp(now)}
        await _queries.finish_out(self._connection, [row])


def _filled(message: Reply, name: str, number: str) -> Reply:
    """What all who hear a reminder share, made somebody's own."""
    choices = [
        replace(one, key=one.key.replace(NUMBER, number), label=one.label.replace(NAME, name))
        for one in message.choices
    ]
    return replace(message, text=message.text.replace(NAME, name), choices=tuple(choices))


def _offered(message: Reply | Erase, priority: int) -> str | None:
    """A reminder's choices: kept when it goes out, since until then the person may talk about something else."""
    if priority != Priority.REMINDER or not isinstance(message, Reply):
        return None
    return json.dumps([[one.key, one.label, one.aside] for one in message.choices], ensure_ascii=False)


def _by_day(letter: Letter, row: sqlite3.Row, now: datetime) -> Letter:
    """What waited for too long to go out before the night: a reminder is planned anew, all else waits for the day."""
    if letter.obstacle or letter.priority is not Priority.REMINDER or may_remind(moment(row["created_at"]), now):
        return letter
    return replace(letter, obstacle=NIGHT if row["beneficiary"] and not letter.repeated else MORNING)


def _message(row: sqlite3.Row, vault: Vault, read: Callable[[str], Reply | Erase]) -> Reply | Erase | None:
    """What the row says; ``None`` if nobody can read it, which must hold up nobody else's."""
    try:
        message = read(row["payload"])
        if row["beneficiary"] and isinstance(message, Reply):
            number, _, name = row["beneficiary"].partition(" ")
            message = _filled(message, vault.open(name), number)
    except CANNOT_READ:
        return None
    return message


def _letter(channel: str, row: sqlite3.Row, vault: Vault, read: Callable[[str], Reply | Erase]) -> Letter:
    found = _message(row, vault, read)
    message = found or Reply("")
    return Letter(
        id=row["id"],
        address=Address(channel, row["external_id"]),
        priority=Priority(row["priority"]),
        message=message,
        repeated=row["repeated"],
        attempts=row["attempts"],
        obstacle=row["obstacle"] if found else row["obstacle"] or UNREADABLE,
        replaces=row["replaces"],
        queued_at=moment(row["created_at"]),
        contact_id=row["contact_id"],
        offered=row["choices"] or _offered(message, row["priority"]),
    )
