"""Whatever happens in whatever order: no letter is lost, none is sent twice, each address hears in order."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.messages import Address, Priority, Reply
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from storage.mail import Letter

_T = TypeVar("_T")
PEOPLE = [Address("web", name) for name in ("anna", "binh", "chi")]
ENDED = {"sent", "rejected", "unreachable", "unknown", "dropped"}


@dataclass
class _Model:
    """What the outbox should know."""

    queued: dict[int, tuple[Address, Priority]] = field(default_factory=dict)
    flying: dict[int, Letter] = field(default_factory=dict)
    arrived: list[int] = field(default_factory=list)
    uncertain: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)


class OutboxMachine(RuleBasedStateMachine):
    """A sender's life with the real store: queue, claim, send, wait, fail, die."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "store"
        self._now = datetime(2026, 11, 24, tzinfo=UTC)
        self._model = _Model()

    def _do(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        return self._loop.run_until_complete(coroutine)

    @initialize()
    def open(self) -> None:
        self._database = self._do(open_store(self._path))
        self._do(self._add_people())

    async def _add_people(self) -> None:
        async with self._database.write() as store:
            for address in PEOPLE:
                await store.people.add(address, "vi", self._now)

    @rule(address=st.sampled_from(PEOPLE), priority=st.sampled_from(Priority))
    def queue(self, address: Address, priority: Priority) -> None:
        async def add() -> int:
            async with self._database.write() as store:
                await store.outbox.add(address, Reply("Dạ"), self._now, priority=priority)
                return int((await store.connection.execute_fetchall("SELECT MAX(id) FROM outbox"))[0][0])

        self._model.queued[self._do(add())] = (address, priority)

    @rule(limit=st.integers(1, 4), quiet=st.sampled_from([0, 1]))
    def claim(self, limit: int, quiet: int) -> None:
        async def take() -> list[Letter]:
            async with self._database.write() as store:
                until = self._now + timedelta(seconds=quiet)
                return await store.outbox.claim("web", self._now, limit, until)

        letters = self._do(take())
        assert len(letters) <= limit
        assert [letter.priority for letter in letters] == sorted(letter.priority for letter in letters)
        for letter in letters:
            assert letter.id not in self._model.ended
            assert letter.address not in {flying.address for flying in self._model.flying.values()}
            earlier = [
                row_id
                for row_id, (address, priority) in self._model.queued.items()
                if address == letter.address and (priority, row_id) < (letter.priority, letter.id)
            ]
            assert set(earlier) <= self._model.ended
            self._model.flying[letter.id] = letter

    @precondition(lambda self: self._model.flying)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """One letter in flight comes to its end, or may have to go again."""
        letter = data.draw(st.sampled_from(sorted(self._model.flying.values(), key=lambda flying: flying.id)))
        outcome = data.draw(st.sampled_from(["sent", "rejected", "unknown", "again", "later"]))
        self._do(self._finish(letter.id, outcome))
        del self._model.flying[letter.id]
        if outcome == "sent":
            self._model.arrived.append(letter.id)
        if outcome in {"again", "later"}:
            self._model.uncertain.add(letter.id)
        else:
            self._model.ended.add(letter.id)

    async def _finish(self, row_id: int, outcome: str) -> None:
        async with self._database.write() as store:
            match outcome:
                case "sent":
                    await store.outbox.sent(row_id, "m", self._now)
                case "rejected":
                    await store.outbox.rejected(row_id, "no", self._now)
                case "unknown":
                    await store.outbox.unknown(row_id, "who knows", self._now)
                case _:
                    moment = self._now + timedelta(seconds=2 if outcome == "later" else 0)
                    await store.outbox.put_back(row_id, moment, repeated=outcome == "again")

    @rule(seconds=st.integers(1, 3))
    def wait(self, seconds: int) -> None:
        self._now += timedelta(seconds=seconds)

    @rule()
    def die_and_start_again(self) -> None:
        """What was in flight is found, and may go once more."""

        async def restart() -> list[int]:
            await self._database.close()
            self._database = await open_store(self._path)
            async with self._database.write() as store:
                left = [row_id for row_id, _, _ in await store.outbox.interrupted("web")]
                for row_id in left:
                    await store.outbox.put_back(row_id, self._now, repeated=True)
            return left

        assert self._do(restart()) == sorted(self._model.flying)
        self._model.uncertain |= set(self._model.flying)
        self._model.flying.clear()

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        if not hasattr(self, "_database"):
            return
        states = self._do(self._states())
        assert set(states) == set(self._model.queued)
        for row_id, state in states.items():
            assert (state in ENDED) == (row_id in self._model.ended)
            assert (state == "sending") == (row_id in self._model.flying)
        assert len(self._model.arrived) == len(set(self._model.arrived))

    async def _states(self) -> dict[int, str]:
        async with self._database.read() as store:
            rows = await store.connection.execute_fetchall("SELECT id, state FROM outbox")
        return {row["id"]: row["state"] for row in rows}

    def teardown(self) -> None:
        if hasattr(self, "_database"):
            self._drain()
            self._do(self._database.close())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        self._folder.cleanup()

    def _drain(self) -> None:
        """However it stands at the end, everything can still be sent."""
        for letter in list(self._model.flying.values()):
            self._do(self._finish(letter.id, "sent"))
            self._model.ended.add(letter.id)
        self._model.flying.clear()
        for _ in range(2 * len(self._model.queued) + 1):
            self._now += timedelta(seconds=5)
            self.claim(4, 0)
            for letter in list(self._model.flying.values()):
                self._do(self._finish(letter.id, "sent"))
                self._model.ended.add(letter.id)
            self._model.flying.clear()
        assert self._model.ended == set(self._model.queued)


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
