"""The pay days of a commune for its officers: confirm, change, cancel, each with who is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Choice, Incoming, Reply
from bot.schedule.holidays import warnings
from handlers.arguments import argument
from handlers.fields import SCHEMES, day_line, warning
from handlers.officers.pay_day_table import template
from handlers.officers.pay_day_told import end
from handlers.officers.pay_days import OVER, begin_form, is_over
from handlers.officers.scope import refusal
from handlers.pages import onward, page

if TYPE_CHECKING:
    from bot.talk import Talk
    from handlers.pages import Page
    from storage.payments import PayDay

MOST_DAYS = 6


async def pay_days(message: Incoming, talk: Talk) -> Reply:
    """The coming days of the officer's commune with what can be done; without any, the form at once."""
    deed, _, number = argument(message).partition(":")
    if deed in {"template", "mau"}:
        return await template(talk)
    if deed in _DEEDS:
        return await _of_one(deed, number, talk)
    area = talk.contact.officer_area
    entered = await talk.store.payments.entered(area, talk.today) if area else []
    if deed == "new" or not area or not (entered or await _last(area, talk)):
        return await begin_form(talk, place="" if message.choice is not None else argument(message))
    lines = [talk.say("Pay days of {place}:", place=talk.mind.area_name(area))]
    shown = page(entered, deed if message.choice else "", MOST_DAYS)
    lines += [f"• {_line(day, talk)}" for day in shown.rows]
    if shown.after:
        lines.append(talk.say("{count} more days are entered after these.", count=shown.after))
    if not entered:
        lines.append(talk.say("No day is entered at present."))
    lines.append(talk.say("The days of a whole year can be sent here in one Excel file."))
    return Reply("\n".join(lines), await _choices(shown, area, talk))


def _line(day: PayDay, talk: Talk) -> str:
    line = day_line(day, talk)
    return line if day.confirmed else talk.say("{line} – proposed, not announced yet", line=line)


async def _choices(shown: Page[PayDay], area: str, talk: Talk) -> tuple[Choice, ...]:
    days = [Choice(f"payday:show:{day.id}", _short(day, talk)) for day in shown.rows]
    days += onward("payday", shown, talk)
    like = [
        talk.choice(f"payday:like:{day.id}", "As last time ({scheme})", scheme=talk.say(dict(SCHEMES)[day.scheme]))
        for day in await _last(area, talk)
    ]
    new = talk.choice("payday:new", "Enter a pay day")
    year = talk.choice("payday:template", "A file for a whole year")
    return (*days, *like, new, year, talk.choice("officer", "For officers"))


async def _last(area: str, talk: Talk) -> list[PayDay]:
    """The latest day of each scheme."""
    found = [await talk.store.payments.last_entered(area, scheme) for scheme, _ in SCHEMES]
    return [day for day in found if day is not None]


def _short(day: PayDay, talk: Talk) -> str:
    return f"{talk.say.day(day.day)}, {day.scheme}"


async def _of_one(deed: str, number: str, talk: Talk) -> Reply:
    """A deed about one day; the area is looked at again, since a button can be edited."""
    day = await talk.store.payments.day(int(number)) if number.isascii() and number.isdigit() else None
    if day is None:
        return Reply(talk.say("That day is not entered any more."), _back(talk))
    if refused := await refusal(talk, day.area_code, "payday"):
        return refused
    if deed in _ANNOUNCED and is_over(day, talk.today):
        return Reply(talk.say(OVER), _back(talk))
    return await _DEEDS[deed](day, talk)


async def _show(day: PayDay, talk: Talk) -> Reply:
    told = await talk.store.wishes.count_told(day.id)
    wished = await talk.store.wishes.count(day)
    lines = [_line(day, talk), *_warnings(day, talk)]
    lines.append(talk.say("{told} people were told, {wished} want to hear of it.", told=told, wished=wished))
    confirm = () if day.confirmed else (talk.choice(f"payday:confirm:{day.id}", "Right, announce it"),)
    return Reply(
        "\n".join(lines),
        (
            *confirm,
            talk.choice(f"payday:change:{day.id}", "Change something"),
            talk.choice(f"payday:cancel:{day.id}", "Cancel this day"),
            *_back(talk),
        ),
    )


def _warnings(day: PayDay, talk: Talk) -> list[str]:
    return [f"⚠ {warning(off, name, talk)}" for off, name in warnings(day.day, day.last_day or day.day)]


async def _like(day: PayDay, talk: Talk) -> Reply:
    return await begin_form(talk, day)


async def _change(day: PayDay, talk: Talk) -> Reply:
    return await begin_form(talk, day, changes=True)


async def _confirm(day: PayDay, talk: Talk) -> Reply:
    await talk.store.payments.confirm(day.id, talk.contact.id, talk.now)
    await talk.store.officers.audit(talk.contact.id, "pay day confirmed", day.area_code, talk.now, f"pay day {day.id}")
    done = talk.say(
        "Kept. Everybody who asked for reminders in {place} will be told.", place=talk.mind.area_name(day.area_code)
    )
    return Reply(f"{done}\n{day_line(day, talk)}", _back(talk))


async def _cancel(day: PayDay, talk: Talk) -> Reply:
    told = await talk.store.wishes.count_told(day.id)
    text = talk.say("Cancel this day? {count} people who were told it are told at once that it is off.", count=told)
    return Reply(
        f"{text}\n{_line(day, talk)}",
        (talk.choice(f"payday:off:{day.id}", "Yes, cancel it"), talk.choice(f"payday:show:{day.id}", "No, keep it")),
    )


async def _off(day: PayDay, talk: Talk) -> Reply:
    told = await end(day, talk)
    await talk.store.officers.audit(
        talk.contact.id, "pay day cancelled", day.area_code, talk.now, f"pay day {day.id}, {told} told"
    )
    return Reply(talk.say("The day is cancelled; {count} people are told.", count=told), _back(talk))


def _back(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("payday", "Pay days"), talk.choice("officer", "For officers"))


_DEEDS = {"show": _show, "like": _like, "change": _change, "confirm": _confirm, "cancel": _cancel, "off": _off}
_ANNOUNCED = frozenset({"change", "confirm", "cancel", "off"})
"""Deeds that people may be told of: for none of them is there a reason once the day is over."""
