"""A year's pay days from one file: shown line by line, with the days off among them, and entered once confirmed."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.messages import Incoming, Media, Reply
from bot.schedule.holidays import warnings
from handlers.arguments import argument
from handlers.fields import day_line
from handlers.officers.pay_days import LONGEST_AHEAD, warning
from handlers.officers.scope import refusal
from storage.files import PREFIX
from storage.payments import PayDay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.talk import Talk

MOST_SHOWN = 40
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
    """What would be entered; nothing is yet."""
    days = sorted((pay_day(one) for one in found), key=lambda one: (one.day, one.scheme))
    coming = [one for one in days if talk.today <= one.day <= talk.today + LONGEST_AHEAD]
    lines = [talk.say("The file holds {count} pay days. Nothing is entered yet.", count=len(days))]
    for one in coming[:MOST_SHOWN]:
        lines.append(f"• {day_line(one, talk)}")
        lines += [f"  ⚠ {warning(day, name, talk)}" for day, name in warnings(one.day, one.last_day or one.day)]
    if len(coming) < len(days):
        lines.append(
            talk.say("{count} have passed or are too far away, and are left out.", count=len(days) - len(coming))
        )
    lines += [_mistake(row, slips, talk) for row, slips in mistakes[:MOST_SHOWN]]
    back = talk.choice("payday", "Pay days")
    if not coming:
        return Reply("\n".join(lines), (back,))
    kept = await talk.store.files.add(
        Media.DOCUMENT, _NAME, _MIME, json.dumps(list(found)).encode(), talk.now, owner=talk.contact.id
    )
    token = str(kept.file_id).removeprefix(PREFIX)
    return Reply("\n".join(lines), (talk.choice(f"year:{token}", "Right, enter these days"), back))


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
    entered = 0
    for one in days:
        if talk.today <= one.day <= talk.today + LONGEST_AHEAD and not await _is_there(one, talk):
            await talk.store.payments.enter(one, talk.contact.id, talk.now)
            entered += 1
    await talk.store.files.remove(PREFIX + argument(message))
    area = talk.contact.officer_area
    await talk.store.officers.audit(talk.contact.id, "pay day entered", area, talk.now, f"{entered} rows")
    return Reply(talk.say("{count} pay days were entered. Each can be changed or cancelled.", count=entered), back)


async def _is_there(one: PayDay, talk: Talk) -> bool:
    coming = await talk.store.payments.coming(one.area_code, talk.today, one.scheme)
    wanted = (one.day, one.last_day, one.hours, one.place, one.hamlet_keys)
    return wanted in {(kept.day, kept.last_day, kept.hours, kept.place, kept.hamlet_keys) for kept in coming}
