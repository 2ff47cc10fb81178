"""A year's pay days from one file: shown line by line, with the days off among them, and entered once confirmed."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply
from bot.schedule.holidays import warnings
from handlers.arguments import argument
from handlers.fields import day_line, warning
from handlers.officers.pay_day_table import listed
from handlers.officers.pay_day_told import keep
from handlers.officers.pay_days import LONGEST_AHEAD
from handlers.officers.scope import refusal
from storage.files import PREFIX
from storage.payments import PayDay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.talk import Talk

MOST_SHOWN = 8
"""Lines in one message, and mistakes."""
_MORE = N_("{count} more days are in the file with this message. Please look through it before confirming.")
_NAME, _MIME = "pay-days.json", "application/json"


def pay_day(found: Mapping[str, Any]) -> PayDay:
    """One line of the file as a pay day."""
    last = found["last_day"]
    return PayDay(
        area_code=found["area_code"],
        scheme=found["scheme"],
        day=date.fromisoformat(found["day"]),
        last_day=date.fromisoformat(last) if last else None,
        hours=found["hours"],
        place=found["place"],
        payer=found["payer"],
        hamlets=found["hamlets"],
        note=found["note"],
    )


async def show(found: Sequence[Mapping[str, Any]], mistakes: Sequence[Any], talk: Talk) -> Reply:
    """What would be entered, all of it: the first lines here, the others in a file. Nothing is entered yet."""
    days = sorted((pay_day(one) for one in found), key=lambda one: (one.day, one.area_code, one.scheme))
    coming = [one for one in days if talk.today <= one.day <= talk.today + LONGEST_AHEAD]
    shown = coming[:MOST_SHOWN]
    lines = [talk.say("The file holds {count} pay days. Nothing is entered yet.", count=len(days))]
    lines += [line for one in shown for line in _lines(one, talk)]
    if len(coming) > len(shown):
        lines.append(talk.say(_MORE, count=len(coming) - len(shown)))
    if len(coming) < len(days):
        lines.append(
            talk.say("{count} have passed or are too far away, and are left out.", count=len(days) - len(coming))
        )
    lines += _mistakes(mistakes, talk)
    back = (talk.choice("payday:template", "A file to fill in"), talk.choice("payday", "Pay days"))
    if not coming:
        return Reply("\n".join(lines), back)
    kept = await talk.store.files.add(
        Media.DOCUMENT, _NAME, _MIME, json.dumps(list(found)).encode(), talk.now, owner=talk.contact.id
    )
    token = str(kept.file_id).removeprefix(PREFIX)
    table = await listed(coming, talk) if len(coming) > len(shown) else None
    yes = talk.choice(f"year:{token}", "Right, enter these {count} days", count=len(coming))
    return Reply("\n".join(lines), (yes, *back), table)


def _lines(one: PayDay, talk: Talk) -> list[str]:
    """A day in a line, with its commune for who sees several, and the days off in it."""
    line = day_line(one, talk)
    if not talk.contact.officer_area:
        line = f"{talk.mind.area_name(one.area_code)}: {line}"
    off = warnings(one.day, one.last_day or one.day)
    return [f"• {line}", *(f"  ⚠ {warning(day, name, talk)}" for day, name in off)]


def _mistakes(mistakes: Sequence[Any], talk: Talk) -> list[str]:
    lines = [_mistake(row, slips, talk) for row, slips in mistakes[:MOST_SHOWN]]
    if len(mistakes) > MOST_SHOWN:
        lines.append(talk.say("{count} more rows are not clear.", count=len(mistakes) - MOST_SHOWN))
    return lines


def _mistake(row: int, slips: Sequence[tuple[str, Mapping[str, str]]], talk: Talk) -> str:
    said = " ".join(talk.say(message, **values) for message, values in slips)
    return talk.say("Row {row}: {what}", row=row, what=said)


async def enter(message: Incoming, talk: Talk) -> Reply:
    """``year:<token>``: enter the days of a file that was shown; those that are there already stay as they are."""
    back = (talk.choice("payday", "Pay days"), talk.choice("officer", "For officers"))
    kept = await talk.store.files.read(PREFIX + argument(message))
    if kept is None or kept.name != _NAME:
        return Reply(talk.say("That list is done or was put away. Please send the file once more."), back)
    days = [pay_day(one) for one in json.loads(kept.content)]
    for code in sorted({one.area_code for one in days}):
        if refused := await refusal(talk, code, "payday"):
            return refused
    entered = told = 0
    for one in days:
        if talk.today <= one.day <= talk.today + LONGEST_AHEAD:
            done = await keep(one, talk)
            entered, told = entered + done.changed, told + done.told
    await talk.store.files.remove(PREFIX + argument(message))
    area = talk.contact.officer_area
    await talk.store.officers.audit(talk.contact.id, "pay day entered", area, talk.now, f"{entered} rows")
    lines = [talk.say("{count} pay days were entered. Each can be changed or cancelled.", count=entered)]
    if told:
        lines.append(talk.say("Changed. {count} people who were told the old day are told now.", count=told))
    return Reply("\n".join(lines), back)
