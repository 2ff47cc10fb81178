"""What people read of an announcement: who it is from, its words, and how to end them; and its preview."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.i18n import HONORIFICS, LOCALES, N_
from bot.messages import Choice, Reply
from bot.schedule.durations import minutes
from bot.schedule.nights import after_night
from handlers.officers.segments import place_of
from storage.people import Role
from storage.times import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.i18n import Speech
    from bot.messages import Attachment
    from bot.talk import Talk
    from storage.announcements import Announcement, Reach

_FROM = N_("An announcement of the People's Committee of {place}:\n{text}")
_WARNING = N_("A warning from the People's Committee of {place}:\n{text}")
_END = N_("Not wanted any more? Choose “{choice}”. DỪNG ends all messages, reminders as well.")


def texts(
    talk: Talk, kind: str, body: Callable[[Speech], str], attachment: Attachment | None = None
) -> dict[tuple[str, str], Reply]:
    """The message for each language and form of address."""
    found = {}
    for locale in LOCALES:
        for honorific in ("", *HONORIFICS):
            say = talk.mind.catalogues.speech(locale, honorific or None)
            found[locale, honorific] = replace(_message(talk, kind, body(say), say), attachment=attachment)
    return found


def _message(talk: Talk, kind: str, words: str, say: Speech) -> Reply:
    sender = talk.contact.officer_area if talk.contact.role is Role.COMMUNE else None
    place = talk.mind.area_name(sender) or say("Đà Nẵng city")
    warns = kind == "alert"
    text = say(_WARNING if warns else _FROM, place=place, text=words)
    end = Choice("tips:off", say("No more warnings")) if warns else Choice("notices:off", say("No more announcements"))
    return Reply(f"{text}\n{say(_END, choice=end.label)}", (Choice("respond:", say("Ask about this")), end))


def facts(one: Announcement, reach: Reach, talk: Talk) -> list[str]:
    """Whom it reaches and how long it takes, in lines."""
    say = talk.say
    channels = ", ".join(
        say("{count} by {channel}", count=say.number(count), channel=_channel(name, say))
        for name, count in sorted(reach.by_channel.items())
    )
    lines = [
        say("Where: {place}", place=place_of(one.segment.area_code, talk)),
        say("People: {count}", count=say.number(reach.people)) + (f" ({channels})" if channels else ""),
        say("Cannot be reached: {count}", count=say.number(reach.unreachable)),
        say("Want no messages: {count}", count=say.number(reach.stopped)),
        say("It takes about {count} minutes.", count=max(1, minutes(reach.people))),
    ]
    return [*lines, *hours(one, talk)]


def hour_of(one: Announcement, talk: Talk) -> datetime:
    """When it can go out, if it is confirmed now."""
    wanted = max(one.send_at or talk.now, talk.now)
    return wanted if one.urgent else after_night(wanted)


def hours(one: Announcement, talk: Talk) -> list[str]:
    """When it goes out, and whether that was moved out of the night."""
    send_at = hour_of(one, talk)
    moved = send_at > max(one.send_at or talk.now, talk.now)
    return [when(send_at, talk), *([talk.say("People sleep now, so it waits for 6:00.")] if moved else [])]


def when(send_at: datetime | None, talk: Talk) -> str:
    """When it goes out, in words."""
    if send_at is None or send_at <= talk.now:
        return talk.say("It goes out at once.")
    local = send_at.astimezone(VIETNAM)
    return talk.say("It goes out at {hour} on {day}.", hour=f"{local:%H:%M}", day=talk.say.day(local.date()))


def _channel(name: str, say: Speech) -> str:
    return "Telegram" if name == "telegram" else say("the web chat")
