"""What a store that was brought back may not do by itself: send what has perhaps been sent since the copy was made.

All that waited in the copy is held, its outcome unknown, until the operator lets it go (``ansinh held send``) or, of an
announcement, an officer does. What came in and was not worked through yet is not held: what it asks for, such as to
stop, has to happen.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages import Address
from storage.times import stamp

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

RESTORED = "restored_at"
"""The setting that says when: no reminder that was due before is sent."""
HELD = "restored"
"""The reason of outbox rows that are held."""

_ENDS_AT = """
    SELECT MAX(at) FROM (SELECT MAX(received_at) AS at FROM inbox UNION ALL SELECT MAX(created_at) FROM outbox
                         UNION ALL SELECT MAX(finished_at) FROM outbox)"""
_PAUSE = """
    UPDATE announcement SET state = 'paused', restored_from = :ends_at
     WHERE finished_at IS NULL AND state IN ('confirmed', 'sending', 'paused')"""
_HOLD = """
    UPDATE outbox SET state = 'unknown', reason = :reason, finished_at = :now
     WHERE state IN ('waiting', 'sending')
       AND NOT EXISTS (SELECT 1 FROM announcement n WHERE n.id = outbox.announcement_id AND n.state = 'stopped')"""
_REMEMBER = """
    INSERT INTO setting (key, value) VALUES (:key, :now) ON CONFLICT (key) DO UPDATE SET value = excluded.value"""
_FORGOTTEN_SINCE = """
    SELECT a.channel, a.external_id
      FROM main.contact k
      JOIN before.contact c ON c.id = k.id AND c.created_at = k.created_at
      JOIN main.address a ON a.contact_id = k.id
     WHERE k.erased_at IS NULL
       AND (c.erased_at IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM before.address b WHERE b.channel = a.channel AND b.external_id = a.external_id))"""
_STOPPED_SINCE = """
    UPDATE main.contact SET stopped_at = :now
     WHERE stopped_at IS NULL AND EXISTS (
           SELECT 1 FROM before.contact c
            WHERE c.id = main.contact.id AND c.created_at = main.contact.created_at
              AND (c.stopped_at IS NOT NULL OR c.erased_at IS NOT NULL
                   OR NOT EXISTS (SELECT 1 FROM before.address b WHERE b.contact_id = c.id)))"""
_ENDED_SINCE = """
    UPDATE main.subscription SET ended_at = :now
     WHERE ended_at IS NULL AND EXISTS (
           SELECT 1 FROM before.subscription s
            WHERE s.id = main.subscription.id AND s.created_at = main.subscription.created_at
              AND s.ended_at IS NOT NULL)"""

_SWITCHED_OFF_SINCE = """
    UPDATE main.contact SET {switch} = 0
     WHERE {switch} = 1 AND EXISTS (
           SELECT 1 FROM before.contact c
            WHERE c.id = main.contact.id AND c.created_at = main.contact.created_at AND c.{switch} = 0)"""
_SWITCHES = ("tips", "notices")
"""Columns that say whether warnings and announcements are wanted; an earlier release may not have had them."""


@dataclass(frozen=True, slots=True)
class Since:
    """What the store before knew of people's wishes that the copy does not."""

    stopped: int = 0
    forgotten: tuple[Address, ...] = ()
    """Who asked to be forgotten: what the copy brought back of them has to go again (``storage.forgetting``)."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it."""

    held: int
    since: Since | None = None
    """``None`` if there was no store before, or it could not be read any more."""
    kept: Path | None = None
    """Where the store before stands now."""


def hold(store: Path, before: Path | None, now: datetime) -> Restored:
    """Hold what waits in ``store``, a copy that is not in use yet.

    ``before`` is the store whose place it takes: who said stop since then, or asked to be forgotten, hears nothing.
    """
    with closing(sqlite3.connect(store.absolute().as_uri(), uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        [ends_at] = connection.execute(_ENDS_AT).fetchone()
        connection.execute(_PAUSE, {"ends_at": ends_at or stamp(now)})
        held = connection.execute(_HOLD, {"reason": HELD, "now": stamp(now)}).rowcount
        connection.execute(_REMEMBER, {"key": RESTORED, "now": stamp(now)})
        connection.execute("COMMIT")
        return Restored(held, _heed(connection, before, now) if before else None)


def _heed(connection: sqlite3.Connection, before: Path, now: datetime) -> Since | None:
    """Stop writing to whoever said so to the store ``before``; ``None`` if that can no longer be read."""
    try:
        connection.execute("ATTACH ? AS before", [f"{before.absolute().as_uri()}?mode=ro"])
        connection.execute("BEGIN IMMEDIATE")
        forgotten = tuple(Address(*row) for row in connection.execute(_FORGOTTEN_SINCE))
        stopped = connection.execute(_STOPPED_SINCE, {"now": stamp(now)}).rowcount
        connection.execute(_ENDED_SINCE, {"now": stamp(now)})
        _switch_off(connection)
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return None
    return Since(stopped, forgotten)


def _switch_off(connection: sqlite3.Connection) -> None:
    """What people ended alone, while all else went on."""
    known = {name for _, name, *_ in connection.execute("PRAGMA before.table_info(contact)")}
    for switch in known.intersection(_SWITCHES):
        connection.execute(_SWITCHED_OFF_SINCE.format(switch=switch))
