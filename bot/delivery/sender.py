"""From the outbox to one channel: claim by priority, pace, send, mark.

Everything that decides whether a row is sent is looked at when it is claimed. After a crash nobody can
tell whether a claimed row arrived: a reply or a reminder is sent once more, an announcement is not.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.given_up import SORRY
from bot.i18n import N_
from bot.messages import Erase, Outcome, Priority, Rejected, Reply, RetryAfter, Sent, Unknown, Unreachable
from storage.mail import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.channels.port import Channel
    from bot.delivery.pace import Pace
    from bot.i18n import Speech
    from storage.database import Database
    from storage.mail import Letter
    from storage.store import Store
    from storage.times import Clock

_log = logging.getLogger(__name__)

CLOCK_JUMP = timedelta(seconds=2)
UNDER_WAY = 32
"""Messages on their way at once, at least; a quick channel has a second's worth, however far its server is."""
MOST_UNDER_WAY = 512
MARK_SECONDS = 0.05
MARK_SHARE = 4
"""Answers are marked so soon, or once they are so great a share of what may be under way; with claims if it can be."""
TOGETHER_SECONDS = 0.004
"""Messages whose slots are this close leave together: at a high rate, waking up for each costs as much as sending."""
LONGEST_NAP = 5.0
HELD_SECONDS = 60.0
"""So long after the end of a hold the next attempt has shown whether it is over."""
REPEATS = {Priority.REPLY: 3, Priority.ALERT: 3, Priority.REMINDER: 1, Priority.ANNOUNCEMENT: 0}
"""How often a letter of unknown fate is sent again. An announcement is left to the officer."""
REPEATED_MARK = N_("(repeated)")

OnOutcome = Callable[["Letter", Outcome, datetime], None]


def _unheard(_letter: Letter, _outcome: Outcome, _now: datetime) -> None:
    """Nobody counts."""


class Sender:
    """The one task that writes to one channel."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        pace: Pace,
        clock: Clock,
        say: Speech,
        on_outcome: OnOutcome = _unheard,
        on_given_up: Callable[[str], None] = lambda _part: None,
    ) -> None:
        self._database = database
        self._channel = channel
        self._pace = pace
        self._clock = clock
        self._say = say
        self._on_outcome = on_outcome
        self._on_given_up = on_given_up
        self._most_under_way = min(max(UNDER_WAY, int(channel.capabilities.rate or 0)), MOST_UNDER_WAY)
        self._under_way = 0
        self._seen_at: datetime | None = None
        self._seen_passed = 0.0
        self._wake = asyncio.Event()
        self._marking: asyncio.TimerHandle | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._results: list[tuple[Letter, Outcome]] = []
        self._held_until = 0.0

    def wake(self) -> None:
        """There is something to send."""
        self._wake.set()

    def is_held(self) -> bool:
        """Whether the channel keeps it from sending: it asked to wait, or cannot be reached."""
        return self._pace.now() < self._held_until

    async def recover(self) -> int:
        """Decide on the rows that a dead process left half sent; gives their number.

        Its clock may have been ahead: pauses, which are over in a second, must not last until then.
        """
        async with self._database.write() as store:
            await store.outbox.end_quiet(self._channel.name, self._clock())
            rows = await store.outbox.interrupted(self._channel.name)
            for row_id, priority, repeats in rows:
                await self._settle_unknown(store, row_id, priority, repeats, "the process ended while sending")
        return len(rows)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop``, then finish and mark what is under way."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                try:
                    await self._round(stopping)
                except (sqlite3.OperationalError, OSError) as error:
                    _log.error("The outbox of %s waits: %s", self._channel.name, trouble(error))
                    await self._nap(LONGEST_NAP, stopping)
        finally:
            stopping.cancel()
            if self._sending:
                await asyncio.wait(self._sending)
            await self._mark_last()

    async def _round(self, stopping: asyncio.Task[bool]) -> None:
        self._wake.clear()
        await self._heed_the_clock()
        slots = self._pace.open_slots(self._most_under_way - self._under_way)
        letters = await self._exchange(slots)
        if slots:
            waits = self._pace.take(len(letters))
            for seconds, together in _in_groups(letters, waits):
                self._start(together, seconds)
        if not letters:
            await self._nap(await self._idle_seconds() if slots else self._full_seconds(), stopping)

    async def _heed_the_clock(self) -> None:
        """A wall clock that was put back must not silence people for as long as it was put back."""
        now, passed = self._clock(), self._pace.now()
        expected = self._seen_at + timedelta(seconds=passed - self._seen_passed) if self._seen_at else now
        if now < expected - CLOCK_JUMP:
            _log.warning("The machine's clock was put back by %s", expected - now)
            async with self._database.write() as store:
                await store.outbox.clock_set_back(self._channel.name, now, expected - now)
        self._seen_at, self._seen_passed = now, passed

    async def _exchange(self, slots: int) -> list[Letter]:
        """One transaction: mark what was sent, claim what may be sent next."""
        if not (slots or self._results):
            return []
        results, self._results = self._results, []
        try:
            async with self._database.write() as store:
                await self._settle_all(store, results)
                letters = await self._claim(store, slots) if slots else []
        except BaseException:
            self._results = results + self._results
            raise
        return letters

    async def _claim(self, store: Store, slots: int) -> list[Letter]:
        now = self._clock()
        quiet_until = now + timedelta(seconds=self._channel.capabilities.per_chat_seconds)
        letters = await store.outbox.claim(self._channel.name, now, slots, quiet_until)
        for letter in letters:
            if letter.obstacle == "unreachable":
                await store.outbox.unreachable(letter.id, letter.obstacle, now)
            elif letter.obstacle == UNREADABLE:
                await self._give_up(store, letter, now)
            elif letter.obstacle:
                await store.outbox.dropped(letter.id, letter.obstacle, now)
        return [letter for letter in letters if letter.obstacle is None]

    async def _give_up(self, store: Store, letter: Letter, now: datetime) -> None:
        """Nobody can read what was to be said: whoever waits for an answer hears at least that."""
        _log.error("row %d for %s is unreadable", letter.id, self._channel.name)
        await store.outbox.unreadable(letter.id, now)
        if letter.priority is Priority.REPLY:
            await store.outbox.add(letter.address, Reply(self._say(SORRY)), now, contact_id=letter.contact_id)
        self._on_given_up("outbox")

    def _full_seconds(self) -> float:
        """How long nothing more may be sent, unless an answer comes."""
        return LONGEST_NAP if self._under_way >= self._most_under_way else self._pace.wait()

    async def _idle_seconds(self) -> float:
        """How long there is nothing to send, unless woken."""
        async with self._database.read() as store:
            due = await store.outbox.next_due(self._channel.name, self._clock())
        if due is None:
            return LONGEST_NAP
        return min(max((due - self._clock()).total_seconds(), 0.005), LONGEST_NAP)

    async def _mark_last(self) -> None:
        async with self._database.write() as store:
            await self._settle_all(store, self._results)

    async def _nap(self, seconds: float, stopping: asyncio.Task[bool]) -> None:
        waking = asyncio.create_task(self._wake.wait())
        await asyncio.wait({waking, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        waking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waking

    def _start(self, letters: Sequence[Letter], seconds: float) -> None:
        self._under_way += len(letters)
        task = asyncio.create_task(self._send_together(letters, seconds))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send_together(self, letters: Sequence[Letter], seconds: float) -> None:
        """Send them after ``seconds``, when their slots have come."""
        if seconds > 0:
            await asyncio.sleep(seconds)
        await asyncio.gather(*map(self._send, letters))

    async def _send(self, letter: Letter) -> None:
        held = self._pace.held()
        if held:  # somebody else's answer, after this one's slot was taken
            self._pace.unused()
            outcome: Outcome = RetryAfter(held)
        else:
            outcome = await self._hand_over(letter)
        self._under_way -= 1
        self._results.append((letter, outcome))
        if len(self._results) >= self._most_under_way // MARK_SHARE:
            self._wake.set()
        elif self._marking is None:
            self._marking = asyncio.get_running_loop().call_later(MARK_SECONDS, self._mark)

    async def _hand_over(self, letter: Letter) -> Outcome:
        left_at = self._pace.now()
        outcome = await self._outcome(letter)
        self._pace.landed(left_at)
        self._on_outcome(letter, outcome, self._clock())
        if isinstance(outcome, RetryAfter):
            self._pace.hold(outcome.seconds, asked=outcome.asked)
            self._held_until = self._pace.now() + outcome.seconds + HELD_SECONDS
        elif not isinstance(outcome, Unknown):
            self._held_until = 0.0
        return outcome

    async def _outcome(self, letter: Letter) -> Outcome:
        try:
            return await self._channel.send(
                letter.address, self._worded(letter), key=str(letter.id), replaces=letter.replaces
            )
        except Exception as error:  # noqa: BLE001 - a channel's fault must not stop the others' letters
            _log.error("sending row %d: %s", letter.id, type(error).__name__)
            return Unknown(type(error).__name__)

    def _mark(self) -> None:
        self._marking = None
        self._wake.set()

    def _worded(self, letter: Letter) -> Reply | Erase:
        message = letter.message
        if letter.repeated and letter.priority is Priority.REMINDER and isinstance(message, Reply):
            return replace(message, text=f"{self._say(REPEATED_MARK)} {message.text}")
        return message

    async def _settle_all(self, store: Store, results: Sequence[tuple[Letter, Outcome]]) -> None:
        """Nearly all arrived, and are marked in one go."""
        arrived = [(letter.id, outcome.message_ref) for letter, outcome in results if isinstance(outcome, Sent)]
        await store.outbox.sent_all(arrived, self._clock())
        for letter, outcome in results:
            if not isinstance(outcome, Sent):
                await self._settle(store, letter, outcome)

    async def _settle(self, store: Store, letter: Letter, outcome: Outcome) -> None:
        now = self._clock()
        match outcome:
            case RetryAfter(seconds, _):
                await store.outbox.put_back(letter.id, now + timedelta(seconds=seconds), repeated=False)
            case Unreachable(reason):
                await store.outbox.unreachable(letter.id, reason, now)
                await store.people.mark_unreachable(letter.address, reason)
            case Rejected(reason):
                _log.error("%s rejected row %d: %s", self._channel.name, letter.id, reason)
                await store.outbox.rejected(letter.id, reason, now)
            case Unknown(reason):
                await self._settle_unknown(store, letter.id, letter.priority, letter.repeated, reason)

    async def _settle_unknown(self, store: Store, row_id: int, priority: Priority, repeats: int, reason: str) -> None:
        now = self._clock()
        if repeats >= REPEATS[priority]:
            await store.outbox.unknown(row_id, reason, now)
        else:
            await store.outbox.put_back(row_id, now, repeated=True)


def _in_groups(letters: Sequence[Letter], waits: Sequence[float]) -> Iterator[tuple[float, list[Letter]]]:
    """Letters that leave together, and after how long: none before its own wait is over."""
    for _, some in groupby(zip(waits, letters, strict=True), key=lambda one: int(one[0] / TOGETHER_SECONDS)):
        group = list(some)
        yield max(wait for wait, _ in group), [letter for _, letter in group]


def trouble(error: Exception) -> str:
    """What the operator is to do; SQLite names no files and quotes nothing of ours."""
    if "full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC:
        return "the disk is full; make room, sending goes on by itself"
    return str(error)
