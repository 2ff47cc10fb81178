"""``/solieu``: a commune without a roster enters how many there are in a month, and how many are paid by account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin, begin_with
from bot.i18n import N_
from bot.messages import Incoming, Reply
from bot.reports.progress import Count
from bot.reports.standings import month_before
from handlers.arguments import argument
from handlers.fields import SCHEMES, area_step, show_common
from handlers.officers.scope import refusal

if TYPE_CHECKING:
    from datetime import date

    from bot.talk import Mind, Talk

JUMP = 0.3
"""A change by more than this share of the month before is asked about once more."""
_FEW = 10
_MOST = 200_000
_PAIR = re.compile(r"^\D*(\d[\d.]*)\D+(\d[\d.]*)\D*$")
_MONTHS = (("before", N_("Last month")), ("this", N_("This month")))
_QUESTIONS = {
    "NCC": N_("People with merit: how many in all, and how many by account? For example: 120 và 35."),
    "BTXH": N_("Social assistance: how many in all, and how many by account?"),
    "HTXH": N_("Social pension: how many in all, and how many by account?"),
}
_NOT_TWO = N_("Please type two numbers: how many in all, and how many of them by account. For example: 120 và 35.")
_PART_ABOVE = N_("Those paid by account cannot be more than all. Please look at the two numbers again.")


def two_counts(text: str, _mind: Mind) -> Parsed | Wrong:
    """``120/35``, ``120 và 35``, ``1.120 người, 35 qua tài khoản``."""
    found = _PAIR.match(text.strip())
    whole, part = (int(one.replace(".", "")[:9] or 0) for one in found.groups()) if found else (-1, 0)
    if not 0 <= whole <= _MOST:
        return Wrong(_NOT_TWO)
    return Parsed([whole, part]) if part <= whole else Wrong(_PART_ABOVE)


def _show(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    if isinstance(value, list):
        return talk.say(
            "{total} people, {paid} by account", total=talk.say.number(value[0]), paid=talk.say.number(value[1])
        )
    return show_common(step, value, talk)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    area = str(answers["area"])
    refused = await refusal(talk, area, "monthly counts")
    if refused:
        return refused
    month = talk.today if answers["month"] == "this" else month_before(talk.today)
    counts = {scheme: Count(*answers[scheme]) for scheme, _ in SCHEMES if answers.get(scheme)}
    if await talk.store.roster.figures(area):
        text = talk.say(
            "{place} has a roster: the figures are counted from it, and need not be entered.",
            place=talk.mind.area_name(area),
        )
        return Reply(text, (talk.choice("report", "Report of a month"), talk.choice("officer", "For officers")))
    if not counts:
        return Reply(talk.say("Nothing was entered, so nothing was kept."), (talk.choice("counts", "Enter figures"),))
    before = await talk.store.monthly.of(month_before(month), area)
    odd = [scheme for scheme, count in counts.items() if _jumps(before.get((area, scheme)), count)]
    if odd:
        return _ask_again(area, month, counts, odd, talk)
    return await _keep(area, month, counts, talk)


def _jumps(before: Count | None, now: Count) -> bool:
    if before is None:
        return False
    pairs = ((before.total, now.total), (before.paid, now.paid))
    return any(abs(new - old) > max(JUMP * old, _FEW) for old, new in pairs)


def _ask_again(area: str, month: date, counts: dict[str, Count], odd: list[str], talk: Talk) -> Reply:
    schemes = ", ".join(talk.say(dict(SCHEMES)[scheme]) for scheme in odd)
    text = talk.say("That is very different from the month before ({schemes}). Are the figures right?", schemes=schemes)
    written = ",".join(f"{scheme[0]}{count.total}.{count.paid}" for scheme, count in counts.items())
    yes = talk.choice(f"counts_yes:{area}:{month:%Y-%m}:{written}", "Right, keep it")
    return Reply(text, (yes, talk.choice("counts", "Enter them again"), talk.choice("officer", "For officers")))


async def confirmed(message: Incoming, talk: Talk) -> Reply:
    """``counts_yes:<area>:<month>:<counts>``: the figures are right although they jump."""
    area, _, rest = argument(message).partition(":")
    month, _, written = rest.partition(":")
    refused = await refusal(talk, area, "monthly counts")
    if refused:
        return refused
    parts = {part[:1]: two_counts(part[1:].replace(".", "/"), talk.mind) for part in written.split(",")}
    counts = {
        scheme: Count(*parsed.value) for scheme, _ in SCHEMES if isinstance(parsed := parts.get(scheme[0]), Parsed)
    }
    known = {f"{one:%Y-%m}": one for one in (talk.today, month_before(talk.today))}
    if month not in known or not counts:
        return Reply(
            talk.say("That form is too old. Please enter the figures again."), (talk.choice("counts", "Enter figures"),)
        )
    return await _keep(area, known[month], counts, talk)


async def _keep(area: str, month: date, counts: dict[str, Count], talk: Talk) -> Reply:
    await talk.store.monthly.enter(area, month, counts, talk.contact.id, talk.now)
    await talk.store.officers.audit(talk.contact.id, "monthly counts entered", area, talk.now, f"{month:%Y-%m}")
    text = talk.say(
        "Kept: {place}, month {month}.", place=talk.mind.area_name(area), month=f"{month.month}/{month.year}"
    )
    return Reply(text, (talk.choice("report", "Report of a month"), talk.choice("officer", "For officers")))


FORM = Form(
    name="counts",
    intro=N_("Skip an allowance of which there is nobody."),
    steps=(
        area_step(),
        Step("month", N_("Month"), N_("For which month?"), _MONTHS),
        *(
            Step(
                scheme,
                label,
                _QUESTIONS[scheme],
                parse=two_counts,
                optional=True,
                figures=True,
            )
            for scheme, label in SCHEMES
        ),
    ),
    show=_show,
    submit=_submit,
    confirm=N_("Right, keep it"),
)


async def begin_counts(message: Incoming, talk: Talk) -> Reply:
    """An officer of a commune is not asked where."""
    area = talk.contact.officer_area
    if area or message.choice is not None:
        return await begin(FORM, talk, {"area": area} if area else None)
    return await begin_with(FORM, talk, argument(message))
