"""The commune's pay days as a calendar file, for those who want them in their phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

from bot.messages import Incoming, Media, Reply
from handlers.fields import SCHEMES

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.payments import PayDay

MIME = "text/calendar"
NAME = "ngay-nhan-tien.ics"


async def calendar(_message: Incoming, talk: Talk) -> Reply:
    """The days of the person's reminders, or of their commune."""
    wanted = {(one.area_code, one.scheme) for one in await talk.store.wishes.subscriptions(talk.contact.id)}
    own = talk.contact.area_code
    areas = {area for area, _ in wanted} or ({own} if own else set())
    days = [day for area in sorted(areas) for day in await talk.store.payments.coming(area, talk.today)]
    days = [day for day in days if not wanted or (day.area_code, day.scheme) in wanted]
    back = (talk.choice("remind", "Pay days and reminders"), talk.choice("menu", "Main menu"))
    if not days:
        return Reply(talk.say("There is no announced day to put into a calendar yet."), back)
    content = to_ical(days, talk)
    file = await talk.store.files.add(Media.DOCUMENT, NAME, MIME, content, talk.now, owner=talk.contact.id)
    text = talk.say("Open this file and the phone puts the days into its calendar. It does not follow later changes.")
    return Reply(text, back, attachment=file)


def to_ical(days: list[PayDay], talk: Talk) -> bytes:
    """One all-day event for each pay day, with an alarm the evening before."""
    made = Calendar()
    made.add("prodid", "-//Tro ly An Sinh//VN")
    made.add("version", "2.0")
    for day in days:
        event = Event()
        scheme = talk.say(dict(SCHEMES)[day.scheme])
        event.add("uid", f"payday-{day.id}-{day.revision}@ansinh")
        event.add("dtstamp", talk.now)
        event.add("dtstart", day.day)
        event.add("dtend", (day.last_day or day.day) + timedelta(days=1))
        event.add("summary", talk.say("Pay day: {scheme}", scheme=scheme))
        event.add("location", day.place)
        event.add("description", "\n".join(part for part in (day.hours, day.hamlets, day.payer, day.note) if part))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", scheme)
        alarm.add("trigger", timedelta(hours=-5))
        event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())
