"""Kill -9 at random moments while many people write: nothing is lost, nothing is done twice."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from bot.app import load_mind
from storage.database import key_beside, open_vault
from storage.times import utc_now
from tests.end_to_end.village import SCAM
from tests.fakes.bot_api import BotApi
from tests.fakes.process import BotProcess, Place, running, telegram
from tests.fakes.room import open_room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.bot_api_world import SentMessage
    from tests.fakes.room import Room

SEED = 20_261_124
KILLS = 30
PEOPLE = range(1_001, 1_051)
BEGUN = ("đăng ký", "1", "1", "Tam Xuân")
"""What everybody wrote before: the form is open at the question for the hamlet."""
MOST_SECONDS = 0.2
"""Between the readiness of the bot and its death: about as long as the work that lies there takes."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def ten_messages(chat: int) -> tuple[str, ...]:
    """The rest of the form, with questions in its midst and after it, and one scam to be judged."""
    return (
        f"thôn {chat}",
        f"Bà {chat}",
        "quên mã pin rồi làm sao",
        "2",
        "1",
        "mở tài khoản cần giấy tờ gì",
        "bỏ qua",
        "1",
        SCAM,
        "thẻ bị máy nuốt",
    )


@dataclass
class Traffic:
    """All messages of all people, each person's in order, dealt out in a random order."""

    api: BotApi
    draw: random.Random
    waiting: dict[int, list[str]] = field(default_factory=lambda: {chat: [*ten_messages(chat)] for chat in PEOPLE})

    sent: int = 0

    def send(self, until: int) -> None:
        """Go on until so many messages have been sent in all."""
        while self.sent < until:
            chat = self.draw.choice([chat for chat, texts in self.waiting.items() if texts])
            self.api.people.say(chat, self.waiting[chat].pop(0))
            self.sent += 1


@dataclass
class Killer:
    """Starts the bot again and again, and kills it at a moment that a seed decides."""

    place: Place
    traffic: Traffic
    draw: random.Random
    in_flight: list[int] = field(default_factory=list)
    """Replies that were being sent, at each kill."""
    interrupted: int = 0
    """Kills that left something undone."""

    async def once(self, until: int) -> None:
        """Some messages before the start, the others while the bot works, then the end of it."""
        self.traffic.send(self.draw.randint(self.traffic.sent, until))
        process = await BotProcess.start(self.place)
        if self.draw.random() < 0.2:
            await self._let_live(process, self.draw.uniform(0.3, 1.0))
        else:
            await process.ready()
            self.traffic.send(until)
            await self._let_live(process, self.draw.uniform(0, MOST_SECONDS))
        await process.kill()
        self.in_flight.append(self.count("SELECT COUNT(*) FROM outbox WHERE state = 'sending'"))
        waiting = (
            "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'waiting') + COUNT(*) FROM outbox WHERE state = 'waiting'"
        )
        self.interrupted += bool(self.in_flight[-1] or self.traffic.api.unconfirmed or self.count(waiting))

    async def _let_live(self, process: BotProcess, seconds: float) -> None:
        """The bot must not end by itself in this time."""
        with pytest.raises(TimeoutError):
            await process.ended(within=seconds)

    def count(self, query: str) -> int:
        [(count,)] = self.place.rows(query)
        return int(count)


async def everybody_begins(room: Room) -> None:
    for chat in PEOPLE:
        for text in BEGUN:
            await room.say(f"telegram:{chat}", text)


async def expected_answers(path: Path) -> list[str]:
    """What somebody is told who is never disturbed; the names differ from person to person."""
    async with open_room(path, load_mind()) as room:
        chat = PEOPLE[0]
        for text in BEGUN:
            await room.say(f"telegram:{chat}", text)
        answers = [await room.say(f"telegram:{chat}", text) for text in ten_messages(chat)]
    return [reply.text.replace(str(chat), "…") for replies in answers for reply in replies]


def without_repeats(messages: list[SentMessage]) -> Iterator[str]:
    for text, _ in groupby(message.text.replace(str(message.chat), "…") for message in messages):
        yield text.partition("\n\n1. ")[0]


async def test_every_message_has_its_effect_exactly_once(tmp_path: Path) -> None:
    (tmp_path / "undisturbed").mkdir()
    (tmp_path / "data").mkdir()
    expected = await expected_answers(tmp_path / "undisturbed")
    draw = random.Random(SEED)  # noqa: S311 - moments that can be repeated, nothing secret
    async with BotApi(open_to_all=True) as api:
        place = Place(tmp_path / "data", more=telegram(api))
        async with open_room(place.data, load_mind()) as room:
            room.clock.now = utc_now()  # an open form is closed some days later
            await everybody_begins(room)
        [(before,)] = place.rows("SELECT COUNT(*) FROM inbox")
        traffic = Traffic(api, draw)
        killer = Killer(place, traffic, draw)
        for number in range(1, KILLS + 1):
            await killer.once(500 * number // KILLS)
        traffic.send(500)
        async with running(place):
            await api.wait_until_confirmed(60)
            for chat in PEOPLE:
                await api.world.until(partial(everything_answered, api, chat), 60)
        report(place, api, killer, before)
        check_effects(place, before)
        check_replies(api, killer, expected)


def everything_answered(api: BotApi, chat: int) -> bool:
    return len([*without_repeats(api.world.by_chat[chat])]) >= len(ten_messages(chat))


def report(place: Place, api: BotApi, killer: Killer, before: int) -> None:
    inbox = Counter(dict(place.rows("SELECT state, COUNT(*) FROM inbox WHERE id > ? GROUP BY 1", before)))
    [(reports, checks)] = place.rows(
        "SELECT (SELECT COUNT(*) FROM enrolment_report), (SELECT COUNT(*) FROM scam_check)"
    )
    lines = (
        f"seed {SEED}: {KILLS} kills, {killer.interrupted} in the midst of work",
        f"inbox {dict(inbox)}; {reports} reports of {len(PEOPLE)} people; {checks} scam checks",
        f"{len(api.sent)} replies sent for 500 messages",
        f"in flight at the kills {sum(killer.in_flight)}: {killer.in_flight}",
    )
    print("", *lines, sep="\n")  # noqa: T201 - the counts are what this test is for


def check_effects(place: Place, before: int) -> None:
    rows = place.rows("SELECT event_id, state FROM inbox WHERE id > ?", before)
    assert Counter(state for _, state in rows) == {"done": 500}
    assert len({event for event, _ in rows}) == 500
    reports = place.rows(
        "SELECT a.external_id, r.hamlet, r.nickname, r.scheme, r.willing, r.state, r.phone FROM enrolment_report r"
        " JOIN address a ON a.contact_id = r.contact_id ORDER BY 1"
    )
    vault = open_vault(key_beside(place.store))
    opened = [(chat, hamlet, vault.open(name), *rest) for chat, hamlet, name, *rest in reports]
    assert opened == [(str(chat), f"thôn {chat}", f"Bà {chat}", "BTXH", "yes", "reported", None) for chat in PEOPLE]
    assert place.rows("SELECT COUNT(*) FROM scam_check") == [(len(PEOPLE),)]
    assert place.rows("SELECT COUNT(*) FROM flow") == [(0,)]
    assert place.rows("PRAGMA integrity_check") == [("ok",)]


def check_replies(api: BotApi, killer: Killer, expected: list[str]) -> None:
    for chat in PEOPLE:
        assert [*without_repeats(api.world.by_chat[chat])] == expected, chat
    repeats = len(api.sent) - 10 * len(PEOPLE)
    assert 0 <= repeats <= sum(killer.in_flight)
    assert max(killer.in_flight) <= 32
