"""Tells the operator when the bot stops being well, when it is well again, and once a day that it lives.

Goes straight to the channel: the store may be what is wrong. At most one message a minute.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.i18n import N_
from bot.messages import Reply
from storage.times import VIETNAM, local_day

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.i18n import Speech

_log = logging.getLogger(__name__)

LEAST_BETWEEN = timedelta(minutes=1)
DAILY_AT = time(7, 0)
_UNWELL = N_("The bot is not well:\n{troubles}")
_WELL = N_("The bot is well again.")
_DAILY = N_(
    "The bot is well. In the last day: {messages} messages came in, {sent} were sent, {waiting} wait, "
    "{unknown} of unknown fate. Last backup: {backup}."
)


_DAILY_UNWELL = N_(
    "The bot is not well:\n{troubles}\nIn the last day: {messages} messages came in, {sent} were sent, {waiting} wait, "
    "{unknown} of unknown fate. Last backup: {backup}."
)


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of the daily line. ``backup`` is empty if there is none."""

    messages: int
    sent: int
    waiting: int
    unknown: int
    backup: str


@dataclass(frozen=True, slots=True)
class Told:
    """The kinds of trouble in the last message about them, and when that was."""

    kinds: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(slots=True)
class Watch:
    """Remembers what the operator has been told. ``tell`` sends one text; it may raise."""

    say: Speech
    tell: Callable[[Reply, str], Awaitable[None]]
    told: Told = Told()
    """What the operator knows to be wrong; given by an earlier process, whose troubles this one ends."""
    _told_day: date | None = None
    troubles: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return not self.troubles

    async def look(self, troubles: list[str], now: datetime) -> None:
        """Take in what is wrong now, and tell the operator if that is news."""
        for trouble in troubles:
            if trouble not in self.troubles:
                _log.error("%s", trouble)
        self.troubles = troubles
        kinds = tuple(sorted(_kind(trouble) for trouble in troubles))
        if kinds == self.told.kinds or (self.told.at and timedelta() <= now - self.told.at < LEAST_BETWEEN):
            return
        text = self.say(_UNWELL, troubles="\n".join(troubles)) if troubles else self.say(_WELL)
        if await self._send(text):
            self.told = Told(kinds, now)

    def day_is_due(self, now: datetime) -> bool:
        """Whether the daily line is to be sent. A start later in the day sends none for that day."""
        today = local_day(now)
        if self._told_day is None:
            begun_before = now.astimezone(VIETNAM).time() < DAILY_AT
            self._told_day = today - timedelta(days=1) if begun_before else today
        return self._told_day < today and now.astimezone(VIETNAM).time() >= DAILY_AT

    async def report(self, day: Day, now: datetime) -> None:
        """The daily line: that all is well, or what is not."""
        text = self.say(
            _DAILY_UNWELL if self.troubles else _DAILY,
            troubles="\n".join(self.troubles),
            messages=day.messages,
            sent=day.sent,
            waiting=day.waiting,
            unknown=day.unknown,
            backup=day.backup or self.say("none yet"),
        )
        if await self._send(text):
            self._told_day = local_day(now)

    async def _send(self, text: str) -> bool:
        try:
            await self.tell(Reply(text), str(uuid4()))
        except Exception as error:  # noqa: BLE001 - the operator's chat must not stop the bot
            _log.warning("The operator could not be told: %s", type(error).__name__)
            return False
        return True


def _kind(trouble: str) -> str:
    """A trouble without its figures: minutes that go on counting are no news."""
    return "".join(letter for letter in trouble if not letter.isdigit())
