"""The commune's pay days as a calendar file, for those who want them in their phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply
from handlers.fields import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.talk import Talk
    from storage.payments import PayDay
    from storage.wishes import Subscription

MIME = "text/calendar"
NAME = "ngay-nhan-tien.ics"


async def calendar(_message: Incoming, talk: Talk) -> Reply:
    """The days of the person's reminders, or of their commune; and which of them are off since."""
    wishes = await talk.store.wishes.subscriptions(talk.contact.id)
    own = talk.contact.area_code
    areas = sorted({one.area_code for one in wishes} or ({own} if own else set()))
    payments = talk.store.payments
    days = [day for area in areas for day in await payments.coming(area, talk.today) if _is_wanted(day, wishes)]
    off = [day for area in areas for day in await payments.called_off(area, talk.today) if _is_wanted(day, wishes)]
    back = (talk.choice("remind", "Pay days and reminders"), talk.choice("menu", "Main menu"))
    if not (days or off):
        return Reply(talk.say("There is no announced day to put into a calendar yet."), back)
    content = to_ical(days, off, talk)
    file = await talk.store.files.add(Media.DOCUMENT, NAME, MIME, content, talk.now, owner=talk.contact.id)
    text = talk.say(
        "Open this file and the phone puts the days into its calendar. When a day changes, a new file puts it right."
    )
    return Reply(text, back, attachment=file)


def _is_wanted(day: PayDay, wishes: Sequence[Subscription]) -> bool:
    """Whether one of the reminders is for that day; who has none sees all days."""
    return not wishes or any(
        (one.area_code, one.scheme) == (day.area_code, day.scheme) and day.is_for(one.hamlet_key) for one in wishes
    )


def to_ical(days: Sequence[PayDay], off: Sequence[PayDay], talk: Talk) -> bytes:
    """One all-day event for each pay day; one that is ``off`` takes the place of the one in the phone."""
    made = Calendar()
    made.add("prodid", "-//Tro ly An Sinh//VN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for day in days:
        made.add_component(_event(day, talk))
    for day in off:
        made.add_component(_event(day, talk, is_off=True))
    return bytes(made.to_ical())


def _event(day: PayDay, talk: Talk, *, is_off: bool = False) -> Event:
    """The same day keeps its name whatever changes of it; the number of its changes says which holds."""
    event = Event()
    scheme = talk.say(dict(SCHEMES)[day.scheme])
    title = N_("Called off: pay day, {scheme}") if is_off else N_("Pay day: {scheme}")
    event.add("uid", f"payday-{day.id}@ansinh")
    event.add("sequence", day.revision if is_off else day.revision - 1)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("dtstamp", talk.now)
    event.add("dtstart", day.day)
    event.add("dtend", (day.last_day or day.day) + timedelta(days=1))
    event.add("summary", talk.say(title, scheme=scheme))
    event.add("location", day.place)
    event.add("description", "\n".join(part for part in (day.hours, day.hamlets, day.payer, day.note) if part))
    if not is_off:
        event.add_component(_alarm(scheme))
    return event


def _alarm(scheme: str) -> Alarm:
    """On the evening before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", scheme)
    alarm.add("trigger", timedelta(hours=-5))
    return alarm
