"""After a pay day: asks whether the money came. Each beneficiary once for each day, in daylight."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Priority, Reply
from bot.schedule.ticking import Ticking
from storage.mail import Outgoing
from storage.restored import RESTORED
from storage.times import VIETNAM, local_day

if TYPE_CHECKING:
    from datetime import date

    from storage.wishes import Hearer

FROM, UNTIL = time(9, 0), time(19, 0)
DAYS = timedelta(days=3)
"""For so long after a pay day the question still makes sense."""
AT_ONCE = 300
_ASK = N_("{You}, has {name} received this month's allowance?")


class Afterwards(Ticking):
    """Asks at each tick whoever is to be asked by now."""

    async def look(self) -> int:
        """Ask whoever is to be asked."""
        return await self.ask()

    async def ask(self) -> int:
        """Queue the questions that are due, some in each transaction; gives how many."""
        now = self._clock()
        if not FROM <= now.astimezone(VIETNAM).time() < UNTIL:
            return 0
        today, count = local_day(now), 0
        first_day = await self._first_day(today)
        while True:
            async with self._database.write() as store:
                hearers = await store.wishes.to_ask(first_day, today - timedelta(days=1), AT_ONCE)
                letters = [
                    Outgoing(one.address, one.contact_id, self._question(one)) for one in hearers if one.nickname
                ]
                await store.wishes.asked(hearers, now)
                await store.outbox.add_many(letters, now, Priority.REMINDER)
            for channel in {one.address.channel for one in hearers}:
                self._on_outgoing(channel)
            count += len(hearers)
            if len(hearers) < AT_ONCE:
                return count

    async def _first_day(self, today: date) -> date:
        """A store that was brought back does not know whom it had asked before that day: nobody is asked twice."""
        async with self._database.read() as store:
            restored_at = await store.settings.moment(RESTORED)
        return max(today - DAYS, local_day(restored_at)) if restored_at else today - DAYS

    def _question(self, one: Hearer) -> Reply:
        say = self._mind.catalogues.speech(one.locale, one.honorific)
        key = f"received:{one.subscription_id}:{one.pay_day_id}"
        return Reply(
            say(_ASK, name=one.nickname),
            (
                Choice(f"{key}:yes", say("Yes, received")),
                Choice(f"{key}:not_yet", say("Not yet")),
                Choice(f"{key}:trouble", say("There is trouble")),
            ),
        )
