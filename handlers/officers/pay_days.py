"""``/ngaytra``: an officer enters or changes pay days. Only what an officer confirmed is ever announced."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin, begin_with
from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from bot.messages import Reply
from bot.schedule.ahead import days_ahead
from bot.schedule.holidays import warnings
from bot.schedule.spans import of_month, parse_monthly
from handlers.fields import area_step, day_line, scheme_step, show_common, warning, words_up_to
from handlers.officers.pay_day_rule import keep_rule
from handlers.officers.pay_day_told import Kept, change, in_the_way, keep
from handlers.officers.scope import refusal
from storage.payments import PayDay

if TYPE_CHECKING:
    from bot.talk import Talk

LONGEST_AHEAD = timedelta(days=400)
MONTHLY = "monthly:"
_YEAR = N_("The days of a whole year can be sent here in one Excel file instead; /ngaytra mau gives one to fill in.")
CHANGES = "changes"
"""The answer, of no step, that says which day is changed."""
_DAY_EXAMPLES = N_(
    "Please type day/month/year, for example 5/12/2026, or 10-12/12/2026; or: mai, như tháng trước, ngày 10 hằng tháng."
)
_PASSED = N_("That day has passed or is too far away. Please type the day and the year, for example 5/12/2026.")
OVER = N_("That day has passed. It stays as it was, and nobody is told of it any more.")
_NONE_BEFORE = N_("No earlier day of this allowance is entered. Please type the day, for example 5/12/2026.")
_SAY_WHICH = N_("Please type the new day itself, for example 5/12/2026.")
_AS_BEFORE = re.compile(r"(?:y |cung )?(?:nhu|giong) (?:thang|ky|dot|lan) (?:truoc|roi)|nhu cu")


async def read_day(text: str, answers: Answers, talk: Talk) -> Parsed | Wrong:
    """A day, several, a day of each month, or the last month's; without a year only what can mean one day ahead."""
    if (day := parse_monthly(text)) is not None:
        return Parsed(f"{MONTHLY}{day}")
    if _AS_BEFORE.fullmatch(" ".join(fold(text).split())):
        return await _as_before(answers, talk)
    span = days_ahead(text, talk.today)
    if span is None:
        return Wrong(_DAY_EXAMPLES)
    if not _is_ahead(span.first, span.last, talk):
        return Wrong(_PASSED, answers=True)
    return Parsed(_value(span.first, span.last))


async def _as_before(answers: Answers, talk: Talk) -> Parsed | Wrong:
    """The same days of the month that follows the last ones, with their hours and place where none were said."""
    if CHANGES in answers:  # the last day may be the very one that is changed
        return Wrong(_SAY_WHICH, answers=True)
    last = await talk.store.payments.last_entered(str(answers["area"]), str(answers["scheme"]))
    if last is None:
        return Wrong(_NONE_BEFORE, answers=True)
    first = last.day
    while first <= last.day or first < talk.today:
        first = of_month(last.day.day, first.year + first.month // 12, first.month % 12 + 1)
    length = (last.last_day or last.day) - last.day
    also = {key: value for key, value in _particulars(last).items() if key not in answers}
    return Parsed(_value(first, first + length), also)


def _is_ahead(first: date, last: date, talk: Talk) -> bool:
    return talk.today <= first <= last <= talk.today + LONGEST_AHEAD


def _value(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"


def _days(value: str) -> tuple[date, date]:
    first, _, last = value.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _show(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    if step.key != "day":
        return show_common(step, value, talk)
    if str(value).startswith(MONTHLY):
        return talk.say("the {day}th of each month", day=str(value).removeprefix(MONTHLY))
    first, last = _days(str(value))
    days = talk.say.day(first)
    if last > first:
        days = talk.say("from {first} to {last}", first=days, last=talk.say.day(last))
    return days + "".join(f"\n  ⚠ {warning(day, name, talk)}" for day, name in warnings(first, last))


async def _submit(answers: Answers, talk: Talk) -> Reply:
    area, value = str(answers["area"]), str(answers["day"])
    if refused := await refusal(talk, area, "payday"):
        return refused
    before = await _before(answers, talk)
    if before and (refused := await refusal(talk, before.area_code, "payday")):
        return refused
    if before and is_over(before, talk.today):
        return Reply(talk.say(OVER), _back(talk))
    if value.startswith(MONTHLY):
        like = _pay_day(answers, talk.today, talk.today)
        return await keep_rule(like, int(value.removeprefix(MONTHLY)), before, talk)
    first, last = _days(value)
    if not _is_ahead(first, last, talk):
        text = talk.say("That day has passed or is too far away. Nothing was kept. Please enter it again.")
        return Reply(text, _back(talk))
    pay_day = _pay_day(answers, first, last)
    return await (_change(before, pay_day, talk) if before else _enter(pay_day, talk))


async def _enter(pay_day: PayDay, talk: Talk) -> Reply:
    kept = await keep(pay_day, talk)
    await _audit(kept, pay_day, talk)
    if kept.told:
        done = talk.say("Changed. {count} people who were told the old day are told now.", count=kept.told)
    else:
        place = talk.mind.area_name(pay_day.area_code)
        done = talk.say("Kept. Everybody who asked for reminders in {place} will be told.", place=place)
    return Reply(f"{done}\n{day_line(pay_day, talk)}", _back(talk))


async def _change(before: PayDay, pay_day: PayDay, talk: Talk) -> Reply:
    if there := await in_the_way(before, pay_day, talk):
        return _refuse(before, there, talk)
    kept = await change(before, pay_day, talk)
    if not kept.changed:
        done = talk.say("Nothing is different. The day stays, and nobody is told.")
        return Reply(f"{done}\n{day_line(pay_day, talk)}", _back(talk))
    await _audit(kept, pay_day, talk)
    done = talk.say("Changed. {count} people who were told the old day are told now.", count=kept.told)
    return Reply(f"{done}\n{day_line(pay_day, talk)}", _back(talk))


def _refuse(before: PayDay, there: PayDay, talk: Talk) -> Reply:
    """Two days would become one: the officer says which of them holds."""
    lines = [
        talk.say("There is a pay day there already, so this one cannot be moved to it. Nothing was changed."),
        day_line(there, talk),
        talk.say("If only that one is right, the other can be cancelled: {line}", line=day_line(before, talk)),
    ]
    ways = (
        talk.choice(f"payday:change:{there.id}", "Change the one that is there"),
        talk.choice(f"payday:cancel:{before.id}", "Cancel the other one"),
    )
    return Reply("\n".join(lines), (*ways, *_back(talk)))


async def _audit(kept: Kept, pay_day: PayDay, talk: Talk) -> None:
    deed = "pay day entered" if kept.is_new else "pay day changed"
    told = f"pay day {kept.id}, {kept.told} told"
    await talk.store.officers.audit(talk.contact.id, deed, pay_day.area_code, talk.now, told)


def is_over(day: PayDay, today: date) -> bool:
    """Whether the whole of ``day`` has passed: nobody is told any more that it changed."""
    return (day.last_day or day.day) < today


async def _before(answers: Answers, talk: Talk) -> PayDay | None:
    """The day that the officer changes, if it still stands."""
    row_id = int(answers.get(CHANGES) or 0)
    return await talk.store.payments.day(row_id) if row_id else None


def _pay_day(answers: Answers, first: date, last: date) -> PayDay:
    return PayDay(
        area_code=str(answers["area"]),
        scheme=str(answers["scheme"]),
        day=first,
        last_day=last if last > first else None,
        hours=str(answers["hours"]),
        place=str(answers["place"]),
        payer=str(answers.get("payer") or ""),
        hamlets=str(answers.get("hamlets") or ""),
        note=str(answers.get("note") or ""),
    )


def _changing(answers: Answers) -> bool:
    """What few communes need is asked when a day is changed, so that entering one stays short."""
    return CHANGES in answers or bool(answers.get("payer") or answers.get("hamlets"))


def _back(talk: Talk) -> tuple[Any, ...]:
    return (talk.choice("payday", "Pay days"), talk.choice("officer", "For officers"))


FORM = Form(
    name="payday",
    intro="",
    steps=(
        area_step(),
        scheme_step(unknown=False),
        Step(
            "day",
            N_("Day"),
            N_("On which day? For example 5/12; several: 10-12/12; or: như tháng trước; or: ngày 10 hằng tháng."),
            read=read_day,
        ),
        Step("hours", N_("Hours"), N_("At what time? For example: 7 giờ 30 – 11 giờ."), parse=words_up_to(60)),
        Step("place", N_("Place"), N_("Where? For example: nhà văn hóa thôn 2."), parse=words_up_to(120)),
        Step(
            "payer",
            N_("Paying organisation"),
            N_("Who pays? For example: Bưu điện. It can be left out."),
            parse=words_up_to(60),
            optional=True,
            when=_changing,
        ),
        Step(
            "hamlets",
            N_("Hamlets"),
            N_("For which hamlets, with commas between? Skip it for the whole commune."),
            parse=words_up_to(200),
            optional=True,
            figures=True,
            when=_changing,
        ),
        Step(
            "note",
            N_("Note"),
            N_("Is there anything to add? It can be left out."),
            parse=words_up_to(200),
            optional=True,
        ),
    ),
    show=_show,
    submit=_submit,
    confirm=N_("Right, announce it"),
)


async def begin_form(talk: Talk, known: PayDay | None = None, *, changes: bool = False, place: str = "") -> Reply:
    """Enter a day: from nothing, of a ``place``, as one before (all but the day), or ``changes`` that one."""
    if known is None:
        area = talk.contact.officer_area
        first = await begin(FORM, talk, {"area": area}) if area else await begin_with(FORM, talk, place)
        return replace(first, text=f"{first.text}\n{talk.say(_YEAR)}")
    answers: dict[str, Any] = {"area": known.area_code, "scheme": known.scheme, **_particulars(known)}
    if changes:
        answers |= {"day": _value(known.day, known.last_day or known.day), CHANGES: known.id}
    return await begin(FORM, talk, answers)


def _particulars(known: PayDay) -> dict[str, Any]:
    """What one pay day has in common with the next."""
    return {
        "hours": known.hours,
        "place": known.place,
        "payer": known.payer or None,
        "hamlets": known.hamlets or None,
        "note": known.note or None,
    }
