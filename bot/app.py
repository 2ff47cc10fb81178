"""The only composition root: builds the parts, starts them in order, and stops them in reverse.

A stop ends between two messages. What makes going on impossible (``bot.operation.supervision``) ends the process, so
that whoever started it starts the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from aiohttp import web

from bot.channels.port import ChannelError
from bot.channels.setup import telegram
from bot.channels.web import WebChannel
from bot.content import Corrections
from bot.delivery.campaign import Campaigns
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.dialogue import Dialogue
from bot.i18n import Catalogues
from bot.intake import Intake
from bot.knowledge.areas import AreaIndex
from bot.knowledge.library import load_shipped
from bot.knowledge.matcher import Matcher
from bot.messages import Sent
from bot.operation import frozen
from bot.operation.control import Control
from bot.operation.supervision import Supervision
from bot.pictures import MAX_BYTES, Picture, look
from bot.scams.judge import Judge
from bot.scams.lessons import Lessons
from bot.schedule.afterwards import Afterwards
from bot.schedule.escalation import Escalation
from bot.schedule.housekeeping import Housekeeping
from bot.schedule.jobs import Reminders, scheduler
from bot.schedule.months import Months
from bot.schedule.proposals import Proposals
from bot.schedule.roles import Roles
from bot.talk import Listeners, Mind
from bot.work import Worker
from handlers.works import WORKS
from storage.database import Database, open_vault
from storage.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.channels.port import Channel
    from bot.config import Settings
    from bot.i18n import Speech
    from bot.messages import Attachment, Reply
    from bot.schedule.ticking import Guarded, Ticking
    from storage.mail import Waiting
    from storage.times import Clock

_log = logging.getLogger(__name__)

WIND_DOWN_SECONDS = 60.0
"""So long an end may take; a part that hangs must not keep the process, which nobody else might end."""


SILENT_SECONDS = 300.0
"""So long one part of what happens by the clock may take, with everybody to be reminded."""


@runtime_checkable
class Fetching(Protocol):
    """A channel from which the files that people sent can be fetched."""

    async def fetch(self, attachment: Attachment, limit_bytes: int) -> bytes:
        """The bytes; ``ChannelError`` if gone or larger than the limit."""


@runtime_checkable
class Mounted(Protocol):
    """A part that answers over HTTP."""

    def attach(self, app: web.Application) -> None:
        """Add its routes."""


@runtime_checkable
class Polling(Protocol):
    """A channel that asks its server for news."""

    def last_heard(self) -> float | None:
        """Monotonic seconds of the last answer; ``None`` before the first."""


class FailedError(Exception):
    """The bot had to stop; the message says why in one plain sentence."""


def load_mind(overrides: Path | None = None) -> Mind:
    """Everything the bot knows, from the shipped data and the operator's corrections in ``overrides``."""
    return Mind(
        catalogues=Catalogues.load(),
        areas=AreaIndex.load(),
        library=load_shipped(overrides),
        matcher=Matcher.load(),
        judge=Judge.load(),
        lessons=Lessons.load(),
    )


BY_THE_CLOCK: tuple[type[Ticking], ...] = (Reminders, Afterwards, Proposals, Escalation, Roles, Months)
"""What looks at each tick whether something is due."""


class App:
    """One running bot."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        mind: Mind,
        chat: WebChannel,
        others: list[Channel],
        clock: Clock,
    ) -> None:
        self.settings = settings
        self.database = database
        self.mind = mind
        self._chat = chat
        channels: list[Channel] = [chat, *others]
        self._channels = {channel.name: channel for channel in channels}
        say = mind.catalogues.speech(settings.locale)
        self.control = Control(
            database,
            clock,
            say,
            backups=settings.backup_folder,
            failures=self._failures,
            held=self._held,
            heard=self._last_heard,
            tell=self._tell_operator,
        )
        self._senders = {channel.name: self._sender(channel, clock, say) for channel in channels}
        listeners = Listeners(self._wake, self._begin_work, self.control.meter.gave_up)
        self.dialogue = Dialogue(
            database,
            mind,
            clock,
            listeners=listeners,
            links=self._link,
            look=self._look_at,
            locale=settings.locale,
        )
        self.worker = Worker(
            database,
            mind,
            clock,
            WORKS,
            talk_with=self.dialogue.talk_with,
            fetch=self._fetch,
            listeners=listeners,
        )
        self.intake = Intake(database, clock, self._take_in)
        self.campaigns = Campaigns(database, mind, clock, self._wake)
        self.ticking = [part(database, mind, clock, self._wake) for part in BY_THE_CLOCK]
        self.housekeeping = Housekeeping(database, clock, settings.periods)
        self.corrections = Corrections(settings.content, mind)
        self._supervision = Supervision(channels, self.control)
        self._stop = asyncio.Event()
        self._ticked_at = time.monotonic()
        self._open: set[str] = set()

    @classmethod
    async def build(cls, settings: Settings, clock: Clock = utc_now) -> Self:
        """The bot with the channels that the settings ask for."""
        mind = load_mind(settings.content)
        database = await Database.open(settings.store, open_vault(settings.key, settings.store))
        async with database.write() as store:
            await store.areas.keep(mind.areas.all)
        chat = WebChannel(database, clock, settings.public_url)
        others: list[Channel] = (
            [telegram(settings.telegram_token, settings, database)] if settings.telegram_token else []
        )
        return cls(settings, database, mind, chat, others, clock)

    def stop(self) -> None:
        """Ask the bot to end."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until stopped; ``FailedError`` if it cannot go on."""
        runner = await self._serve_web()
        timer = scheduler(self._tick)
        tasks: list[asyncio.Task[None]] = []
        try:
            tasks = await self._start_work()
            await self._tick()
            timer.start()
            _log.info("serving the web chat at %s", self.settings.public_url)
            failure = await self._supervision.watch(tasks, self._stop)
        finally:
            if timer.running:
                timer.shutdown(wait=False)
            frozen.alive(WIND_DOWN_SECONDS)
            await self._wind_down(tasks, runner)
            frozen.rest()
        if failure:
            raise FailedError(failure)

    async def _tick(self) -> None:
        """What happens by the clock."""
        self.corrections.refresh()
        for part in self._by_the_clock():
            await part.tick()
            if part.trouble:
                self.control.meter.gave_up("schedule")
            self._ticked_at = time.monotonic()

    def _by_the_clock(self) -> tuple[Guarded, ...]:
        return (*self.ticking, self.housekeeping)

    async def _serve_web(self) -> web.AppRunner:
        server = web.Application()
        for part in (self.control, *self._channels.values()):
            if isinstance(part, Mounted):
                part.attach(server)
        runner = web.AppRunner(server, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.settings.web_host, self.settings.web_port).start()
        except OSError as error:
            await runner.cleanup()
            raise FailedError(
                f"The address {self.settings.web_host}:{self.settings.web_port} cannot be used "
                f"({error.strerror}). Stop the other program, or set ANSINH_WEB_PORT."
            ) from None
        return runner

    async def _start_work(self) -> list[asyncio.Task[None]]:
        """Settle what an earlier process left, then start the workers."""
        for sender in self._senders.values():
            await sender.recover()
        await self.dialogue.recover()
        await self.worker.recover()
        working = (
            self.dialogue.run(self._stop),
            self.worker.run(self._stop),
            self.campaigns.run(self._stop),
            self.control.run(self._stop),
        )
        workers = [*working, *(self._serve(channel) for channel in self._channels.values())]
        return [asyncio.create_task(worker) for worker in workers]

    async def _serve(self, channel: Channel) -> None:
        """Open a channel, then send over it. Each by itself: one that is blocked must not keep others waiting."""
        opening = asyncio.create_task(channel.start(self.intake.accept))
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not opening.done():
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
            return
        try:
            await opening
        except ChannelError:
            if channel is self._chat or await channel.reachable():
                raise
            await self._stop.wait()  # a restart would not open it: the operator is told, and the others go on
            return
        self._open.add(channel.name)
        self.control.look_soon()
        await self._senders[channel.name].run(self._stop)

    async def _wind_down(self, tasks: list[asyncio.Task[None]], runner: web.AppRunner) -> None:
        """Finish the message in hand, send what is in flight, then close: what still comes in is kept for later."""
        self._stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        for channel in self._channels.values():
            if channel is not self._chat:
                with contextlib.suppress(ChannelError):
                    await channel.stop()
        await runner.cleanup()
        await self.database.close()

    def _sender(self, channel: Channel, clock: Clock, say: Speech) -> Sender:
        pace = Pace(channel.capabilities.rate, time.monotonic)
        meter = self.control.meter
        return Sender(self.database, channel, pace, clock, say, meter.went_out, meter.gave_up)

    def _take_in(self, waiting: Waiting) -> None:
        self.control.meter.came_in(waiting.address.channel)
        self.dialogue.take(waiting)

    def _failures(self) -> Iterator[str]:
        """What is wrong with the channels, and with what happens by the clock."""
        for channel in self._channels.values():
            if failure := channel.failure():
                yield f"{failure}."
        yield from (part.trouble for part in (*self._by_the_clock(), self.campaigns) if part.trouble)
        silent = time.monotonic() - self._ticked_at
        if silent > SILENT_SECONDS:
            yield f"Nothing has happened by the clock for {silent // 60:.0f} minutes: reminders wait. Restart the bot."

    def _held(self) -> set[str]:
        """Channels that are not open yet, or keep their senders from sending."""
        return {name for name, sender in self._senders.items() if name not in self._open or sender.is_held()}

    def _last_heard(self) -> dict[str, float]:
        polling = ((name, channel) for name, channel in self._channels.items() if isinstance(channel, Polling))
        return {name: at for name, channel in polling if (at := channel.last_heard()) is not None}

    async def _tell_operator(self, text: Reply, key: str) -> None:
        address = self.settings.operator_chat
        channel = self._channels.get(address.channel) if address else None
        if address and channel:
            outcome = await channel.send(address, text, key=key)
            if not isinstance(outcome, Sent):
                raise ChannelError(type(outcome).__name__)

    def _wake(self, channel: str) -> None:
        sender = self._senders.get(channel)
        if sender:
            sender.wake()

    def _begin_work(self, job_id: int) -> None:
        self.worker.take(job_id)

    async def _look_at(self, channel: str, attachment: Attachment) -> Picture:
        """What can be read in a picture."""
        return await look(await self._fetch(channel, attachment, MAX_BYTES))

    async def _fetch(self, channel: str, attachment: Attachment, limit_bytes: int) -> bytes:
        """The bytes of a file in the store, or of one that the channel keeps; ``ChannelError`` if it is gone."""
        async with self.database.read() as store:
            kept = await store.files.read(attachment.file_id or "")
        if kept is not None:
            return kept.content
        known: object = self._channels.get(channel)
        if not isinstance(known, Fetching):
            raise ChannelError("The file is no longer kept; ask for it to be sent again")
        return await known.fetch(attachment, limit_bytes)

    def _link(self, channel: str, code: str) -> str | None:
        """A link that opens the chat on ``channel`` with a start code."""
        known = self._channels.get(channel)
        template = known.capabilities.start_link if known else None
        return template.replace("{code}", code) if template else None


async def serve(settings: Settings, clock: Clock = utc_now) -> None:
    """Run the bot until SIGTERM or SIGINT; SIGHUP reads the operator's corrections again."""
    app = await App.build(settings, clock)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.stop)
    loop.add_signal_handler(signal.SIGHUP, lambda: app.corrections.refresh(force=True))
    await app.run()
