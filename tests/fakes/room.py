"""A conversation without a channel: the real intake, dialogue and store, and a clock that the test sets."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels.render import check
from bot.delivery.campaign import Campaigns
from bot.dialogue import Dialogue
from bot.intake import Intake
from bot.invitations import invite
from bot.messages import Address, Attachment, Erase, Incoming, Media, Reply
from bot.pictures import Picture, look
from bot.schedule.afterwards import Afterwards
from bot.schedule.escalation import Escalation
from bot.schedule.jobs import Reminders
from bot.schedule.months import Months
from bot.schedule.proposals import Proposals
from bot.schedule.roles import Roles
from bot.talk import Listeners
from bot.work import Worker
from handlers.works import WORKS
from storage.officers import Appointment
from storage.people import Role
from tests.fakes.stores import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.talk import Mind
    from storage.database import Database
    from storage.mail import Letter

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class Room:
    """People who write, and what is said to them."""

    def __init__(self, database: Database, mind: Mind, clock: Clock) -> None:
        self.database = database
        self.mind = mind
        self.clock = clock
        self.pictures: dict[str, bytes] = {}
        """What can be fetched, by file id."""
        self.given_up: list[str] = []
        """The parts that gave something up."""
        self.listeners = Listeners(lambda _channel: None, self._begin_work, self.given_up.append)
        self.dialogue = self.another_dialogue()
        self.worker = Worker(
            database,
            mind,
            clock,
            WORKS,
            talk_with=self.dialogue.talk_with,
            fetch=self._fetch,
            listeners=self.listeners,
        )
        self.intake = Intake(database, clock, self.dialogue.take)
        self.reminders = Reminders(database, mind, clock, lambda _channel: None)
        self.afterwards = Afterwards(database, mind, clock, lambda _channel: None)
        self.proposals = Proposals(database, mind, clock, lambda _channel: None)
        self.escalation = Escalation(database, mind, clock, lambda _channel: None)
        self.roles = Roles(database, mind, clock, lambda _channel: None)
        self.months = Months(database, mind, clock, lambda _channel: None)
        self.campaigns = Campaigns(database, mind, clock, lambda _channel: None)
        self._events = 0
        self._unread: dict[str, list[Reply | Erase]] = {}

    def another_dialogue(self) -> Dialogue:
        """A dialogue on the same store."""
        return Dialogue(
            self.database,
            self.mind,
            self.clock,
            listeners=self.listeners,
            links=_link,
            look=self._look,
        )

    def _begin_work(self, job_id: int) -> None:
        self.worker.take(job_id)

    async def say(self, who: str, text: str = "", **more: object) -> list[Reply]:
        """One message from ``who`` (``telegram:1``), and everything said to them since."""
        await self.tell(who, text, **more)
        return [message for message in await self.heard(who) if isinstance(message, Reply)]

    async def tell(self, who: str, text: str = "", **more: object) -> None:
        """One message from ``who``, worked through; what is said stays to be heard."""
        self._events += 1
        values: dict[str, object] = {"event_id": f"e{self._events}", "sent_at": self.clock(), "text": text} | more
        await self.intake.accept(Incoming(address=Address.parse(who), **values))  # type: ignore[arg-type]
        await self.dialogue.idle()

    async def show(self, who: str, picture: bytes, text: str = "", **more: object) -> list[Reply]:
        """A photo from ``who``, perhaps with a caption, and everything said to them since."""
        file_id = f"file{len(self.pictures)}"
        self.pictures[file_id] = picture
        return await self.say(who, text, attachment=Attachment(Media.PHOTO, file_id), **more)

    async def send_file(self, who: str, name: str, content: bytes, mime: str, text: str = "") -> list[Reply]:
        """A document from ``who``, and everything said to them at once; ``work()`` does what it set going."""
        file_id = f"file{len(self.pictures)}"
        self.pictures[file_id] = content
        return await self.say(who, text, attachment=Attachment(Media.DOCUMENT, file_id, name, mime, len(content)))

    async def work(self) -> None:
        """Do all long work that is queued."""
        await self.worker.idle()
        await self.dialogue.idle()

    async def announce(self) -> None:
        """Go on with the announcements under way until nothing more is to be planned now."""
        while await self.campaigns.step():
            pass

    async def file(self, attachment: Attachment | None) -> bytes:
        """The bytes of a file that was sent to somebody."""
        assert attachment is not None
        return await self._fetch("", attachment, 0)

    async def _look(self, channel: str, attachment: Attachment) -> Picture:
        return await look(await self._fetch(channel, attachment, 0))

    async def _fetch(self, _channel: str, attachment: Attachment, _limit: int) -> bytes:
        async with self.database.read() as store:
            kept = await store.files.read(attachment.file_id or "")
        return kept.content if kept else self.pictures[attachment.file_id or ""]

    async def press(self, who: str, key: str) -> list[Reply]:
        """Press the button with ``key``."""
        return await self.say(who, choice=key)

    async def heard(self, who: str) -> list[Reply | Erase]:
        """What was sent to ``who`` and not yet read here."""
        await self._collect(Address.parse(who).channel)
        return self._unread.pop(who, [])

    async def heard_by_all(self) -> list[tuple[str, Reply | Erase]]:
        """What was sent to anybody and not yet read here, by address."""
        for channel in ("telegram", "web"):
            await self._collect(channel)
        unread, self._unread = self._unread, {}
        return [(who, message) for who, messages in unread.items() for message in messages]

    async def _collect(self, channel: str) -> None:
        while letters := await self._deliver(channel):
            for letter in letters:
                if letter.obstacle is None:
                    if isinstance(letter.message, Reply):
                        check(letter.message)  # what a channel could not show would never arrive
                    self._unread.setdefault(str(letter.address), []).append(letter.message)

    async def _deliver(self, channel: str) -> list[Letter]:
        """Take letters off the outbox as the sender does, and mark them as delivered."""
        now = self.clock()
        async with self.database.write() as store:
            letters = await store.outbox.claim(channel, now, 50, now)
            for letter in letters:
                if letter.obstacle:
                    await store.outbox.dropped(letter.id, letter.obstacle, now)
                else:
                    await store.outbox.sent(letter.id, None, now)
        return letters

    async def officer(self, who: str, area: str | None) -> None:
        """Make ``who`` an officer of ``area`` (the city's for ``None``) through an invitation."""
        role = Role.COMMUNE if area else Role.CITY
        async with self.database.write() as store:
            code = await invite(store, Appointment(role, area), self.clock())
        await self.say(who, start_code=code)
        await self.heard(who)

    async def sentence(self, who: str, words: str = "con trâu qua sông") -> None:
        """Choose the sentence that is asked for before files; for ten minutes it is not asked for again."""
        await self.say(who, "/khoa")
        await self.say(who, words)
        await self.heard(who)


def _link(_channel: str, code: str) -> str:
    return f"https://chat.example/?start={code}"


@asynccontextmanager
async def open_room(path: Path, mind: Mind) -> AsyncIterator[Room]:
    """A room on a real store in ``path``."""
    database = await open_store(path / "ansinh.sqlite3")
    async with database.write() as store:
        await store.areas.keep(mind.areas.all)
    room = Room(database, mind, Clock())
    stop = asyncio.Event()
    working = [asyncio.create_task(room.dialogue.run(stop)), asyncio.create_task(room.worker.run(stop))]
    try:
        yield room
    finally:
        stop.set()
        await asyncio.gather(*working)
        await database.close()
