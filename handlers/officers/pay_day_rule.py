"""A day of each month: the rule is kept, and its next day proposed. What an officer confirmed is not proposed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.schedule.holidays import warnings
from bot.schedule.spans import of_month
from handlers.fields import day_line, warning
from handlers.officers.pay_day_told import change, end
from storage.payments import PayDay, Rule

if TYPE_CHECKING:
    from bot.talk import Talk


async def keep_rule(like: PayDay, day: int, before: PayDay | None, talk: Talk) -> Reply:
    """Propose a day ``like`` that each month from now on, the next one at once; ``before`` gives way to it."""
    rule = Rule(like.area_code, like.scheme, day, like.hours, like.place, like.payer, like.note, hamlets=like.hamlets)
    await talk.store.payments.set_rule(rule, talk.contact.id, talk.now)
    await talk.store.officers.audit(talk.contact.id, "pay rule set", rule.area_code, talk.now, f"day {day}")
    next_one = replace(like, day=_next(day, talk.today), last_day=None, confirmed=False)
    lines = [talk.say("Kept. Each month a day is proposed, and only what an officer confirms is announced.")]
    if before:
        lines += await _give_way(before, next_one, talk)
    if known := await _known(next_one, talk):
        return Reply("\n".join([*lines, day_line(known, talk)]), _back(talk))
    row_id = await talk.store.payments.enter(next_one, talk.contact.id, talk.now)
    lines.append(talk.say("The next one: {day}.", day=talk.say.day(next_one.day)))
    lines += [f"⚠ {warning(day_off, name, talk)}" for day_off, name in warnings(next_one.day, next_one.day)]
    return Reply("\n".join(lines), (talk.choice(f"payday:confirm:{row_id}", "Right, announce it"), *_back(talk)))


async def _give_way(before: PayDay, next_one: PayDay, talk: Talk) -> list[str]:
    """The day that became a rule stays if it fits; else it is off, and who was told is told. What the officer hears."""
    same = (before.area_code, before.scheme, before.day) == (next_one.area_code, next_one.scheme, next_one.day)
    if same:
        told = (await change(before, replace(next_one, confirmed=before.confirmed), talk)).told
        line = N_("Changed. {count} people who were told the old day are told now.")
    else:
        told = await end(before, talk)
        line = N_("The day is cancelled; {count} people are told.")
    await talk.store.officers.audit(
        talk.contact.id, "pay day changed", before.area_code, talk.now, f"pay day {before.id}, {told} told"
    )
    return [talk.say(line, count=told)] if told or not same else []


async def _known(next_one: PayDay, talk: Talk) -> PayDay | None:
    """The day of that month that an officer confirmed already."""
    coming = await talk.store.payments.coming(next_one.area_code, talk.today, next_one.scheme)
    month = (next_one.day.year, next_one.day.month)
    return next((one for one in coming if (one.day.year, one.day.month) == month and _covers(one, next_one)), None)


def _covers(one: PayDay, next_one: PayDay) -> bool:
    """A day for all, or for the same hamlets; for a rule for all, any day."""
    return not (one.hamlet_keys and next_one.hamlet_keys) or one.hamlet_keys == next_one.hamlet_keys


def _next(day: int, today: date) -> date:
    first = of_month(day, today.year, today.month)
    if first >= today:
        return first
    after = today.replace(day=1) + timedelta(days=32)
    return of_month(day, after.year, after.month)


def _back(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("payday", "Pay days"), talk.choice("officer", "For officers"))
