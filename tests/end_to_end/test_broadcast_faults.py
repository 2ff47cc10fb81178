"""An announcement to thousands while everything goes wrong: nobody is missed, nobody is told twice.

What nobody can know (a message under way when the process died, an answer that never came) is listed as such.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_faults import Fault, Plan
from tests.fakes.bot_api_limits import Limits
from tests.fakes.crowd import crowd, gather_crowd
from tests.fakes.process import BotProcess, Place, running, telegram

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20_261_124
FULL = "FULL_FAULTS" in os.environ
"""``make faults``: minutes. Each start of the bot costs a second or more, so `make test` kills it less often."""
KILLS, PEOPLE = (50, 5_000) if FULL else (12, 1_200)
FEWER = 400
FEW = 100
LONGEST_LIFE = 0.25
WITHIN = 60.0
LOOK_SECONDS = 0.2

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200 if FULL else 240)]


@dataclass
class Tally:
    """Who was told how often, beside what the store says of them."""

    told: Counter[int]
    states: dict[int, str]

    @classmethod
    def of(cls, api: BotApi, place: Place) -> Tally:
        states = {int(chat): state for chat, state in place.rows("SELECT external_id, state FROM outbox")}
        return cls(Counter(sent.chat for sent in api.sent), states)

    def in_state(self, state: str) -> set[int]:
        return {chat for chat, found in self.states.items() if found == state}

    def check(self, people: int) -> None:
        """Each one exactly once; at most once where the store says that it does not know."""
        assert self.states.keys() == set(crowd(people))
        assert self.in_state("waiting") == self.in_state("sending") == set()
        assert [chat for chat, times in self.told.items() if times > 1] == []
        assert {chat for chat in self.states if not self.told[chat]} <= self.in_state("unknown") | self.in_state(
            "unreachable"
        )
        assert self.in_state("sent") <= self.told.keys()

    def show(self, what: str) -> None:
        arrived = len(self.in_state("unknown") & self.told.keys())
        print(  # noqa: T201 - the counts are what these tests are for
            f"\n{what}: {len(self.states)} people, {len(self.told)} told, {dict(Counter(self.states.values()))}; "
            f"{arrived} of the unknown had arrived"
        )


def server(limits: Limits | None = None) -> BotApi:
    """Everybody can be written to. What is waited for stands in the store, so that it is looked at often."""
    return BotApi(open_to_all=True, limits=limits, longest_poll=LOOK_SECONDS)


async def finish(place: Place, api: BotApi) -> None:
    """Let the bot work until nothing waits; its end marks what is under way, some of which may wait again."""
    while not all_left(place):
        async with running(place):
            await api.world.until(lambda: all_left(place), WITHIN)


def all_left(place: Place) -> bool:
    """Whether nothing waits, and nothing is under way that a 429 could send back to wait."""
    [(count,)] = place.rows("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')")
    return int(count) == 0


async def test_killed_again_and_again(tmp_path: Path) -> None:
    draw = random.Random(SEED)  # noqa: S311 - moments that can be repeated, nothing secret
    place = Place(tmp_path / "data")
    await gather_crowd(place.store, PEOPLE)
    in_flight = []
    async with server() as api:
        place.more = telegram(api, ANSINH_TELEGRAM_RATE="500")
        for _ in range(KILLS):
            process = await BotProcess.start(place)
            await process.ready()
            with pytest.raises(TimeoutError):
                await process.ended(within=draw.uniform(0, LONGEST_LIFE))
            await process.kill()
            in_flight.append(len(place.rows("SELECT 1 FROM outbox WHERE state = 'sending'")))
        await finish(place, api)
        tally = Tally.of(api, place)
    tally.show(f"{KILLS} kills, seed {SEED}, in flight {in_flight}")
    tally.check(PEOPLE)
    assert sum(count > 0 for count in in_flight) > KILLS / 2, "the kills came while it was sending"
    assert len(tally.in_state("unknown")) == sum(in_flight)
    assert len(tally.in_state("sent")) + sum(in_flight) == PEOPLE


async def test_a_storm_of_429(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    await gather_crowd(place.store, FEW)
    async with server(Limits(per_second=20)) as api:
        place.more = telegram(api)
        await finish(place, api)
        tally = Tally.of(api, place)
        violations = api.world.flood.violations
    tally.show(f"a server that takes a fiftieth of the rate: {violations} times 429")
    tally.check(FEW)
    assert violations > 0
    assert len(tally.in_state("sent")) == FEW


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.DROP_AFTER])
async def test_three_of_ten_answers_fail(tmp_path: Path, fault: Fault) -> None:
    place = Place(tmp_path / "data")
    await gather_crowd(place.store, FEWER)
    async with server() as api:
        place.more = telegram(api)
        api.faults.share("sendMessage", Plan(fault), 0.3)
        await finish(place, api)
        tally = Tally.of(api, place)
        failed = api.faults.done
    tally.show(f"{failed} answers failed by {fault}")
    tally.check(FEWER)
    assert len(tally.in_state("unknown")) == failed > 0


async def test_a_server_that_dies_and_comes_back(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    await gather_crowd(place.store, FEWER)
    async with server() as api:
        place.more = telegram(api, ANSINH_TELEGRAM_RATE="200")
        async with running(place) as process:
            await api.wait_for_total(FEWER // 4)
            port = api.port
            await api.stop()
            await process.heard(lambda line: "Telegram" in line)
            first = list(api.sent)
            second = server()
            await second.start(port)
            await second.world.until(lambda: all_left(place), WITHIN)
        second.world.sent[:0] = first
        tally = Tally.of(second, place)
        await second.stop()
    tally.show("a server that dies in the midst")
    tally.check(FEWER)
    assert len(tally.in_state("sent")) >= FEWER - 64


async def test_one_in_five_has_blocked_the_bot(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    await gather_crowd(place.store, FEWER)
    async with server() as api:
        place.more = telegram(api)
        blockers = {chat for chat in crowd(FEWER) if chat % 5 == 0}
        for chat in blockers:
            api.people.block(chat)
        await finish(place, api)
        tally = Tally.of(api, place)
    tally.show(f"{len(blockers)} have blocked the bot")
    tally.check(FEWER)
    assert tally.in_state("unreachable") == blockers
    assert len(tally.in_state("sent")) == FEWER - len(blockers)
