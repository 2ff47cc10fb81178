"""``/ngaytra``: an officer enters a pay day. Only such days are ever announced."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from bot.messages import Incoming, Reply
from handlers.fields import area_step, day_line, scheme_step, show_common, words_up_to
from handlers.officers.scope import refusal
from storage.payments import PayDay

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

LONGEST_AHEAD = timedelta(days=400)
_DAY = re.compile(r"^(?:ngay )?(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})$")


def parse_day(text: str, _mind: Mind) -> Parsed | Wrong:
    """A day written day/month/year. The year is asked for, so that no date is guessed."""
    match = _DAY.match(fold(text).strip())
    if not match:
        return Wrong(N_("Please type day/month/year, for example 5/12/2026."))
    day, month, year = (int(part) for part in match.groups())
    try:
        return Parsed(date(year, month, day).isoformat())
    except ValueError:
        return Wrong(N_("That day does not exist. Please type day/month/year, for example 5/12/2026."))


def _show(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    if step.key == "day":
        return talk.say.day(date.fromisoformat(str(value)))
    return show_common(step, value, talk)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    pay_day = PayDay(
        area_code=str(answers["area"]),
        scheme=str(answers["scheme"]),
        day=date.fromisoformat(str(answers["day"])),
        hours=str(answers["hours"]),
        place=str(answers["place"]),
        note=str(answers.get("note") or ""),
    )
    back = (talk.choice("payday", "Enter a pay day"), talk.choice("officer", "For officers"))
    refused = await refusal(talk, pay_day.area_code, "payday")
    if refused:
        return refused
    if not talk.today <= pay_day.day <= talk.today + LONGEST_AHEAD:
        return Reply(talk.say("That day has passed or is too far away. Nothing was kept. Please enter it again."), back)
    row_id = await talk.store.payments.enter(pay_day, talk.contact.id, talk.now)
    await talk.store.officers.audit(
        talk.contact.id, "pay day entered", pay_day.area_code, talk.now, f"pay day {row_id}"
    )
    done = talk.say(
        "Kept. Everybody who asked for reminders in {place} will be told.",
        place=talk.mind.area_name(pay_day.area_code),
    )
    return Reply(f"{done}\n{day_line(pay_day, talk)}", back)


FORM = Form(
    name="payday",
    intro="",
    steps=(
        area_step(),
        scheme_step(unknown=False),
        Step("day", N_("Day"), N_("On which day? Day/month/year, for example 5/12/2026."), parse=parse_day),
        Step("hours", N_("Hours"), N_("At what time? For example: 7 giờ 30 – 11 giờ."), parse=words_up_to(60)),
        Step("place", N_("Place"), N_("Where? For example: nhà văn hóa thôn 2."), parse=words_up_to(120)),
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


async def begin_pay_day(_message: Incoming, talk: Talk) -> Reply:
    """A commune officer's commune is known; a city officer names it."""
    area = talk.contact.officer_area
    return await begin(FORM, talk, {"area": area} if area else None)
