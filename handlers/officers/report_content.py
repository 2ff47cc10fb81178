"""A month's report as texts and tables, in the words of one language: what the files are then written from.

Pure: figures come in, nothing is counted here. Areas and roles are the handlers' business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.i18n import N_
from handlers.enrolment import REASONS, WILLING
from handlers.fields import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.i18n import Speech
    from bot.reports.progress import Progress, Standing

MOST_REASONS = 5
_REQUESTS = {
    "habit_cash": N_("Communes: go on paying cash to who wants it; let neighbours with an account tell of it."),
    "fear_scam_loss": N_("Commune police: explain the usual tricks at each pay day, with a number to call."),
    "family_objects": N_("Communes: talk with the whole family, not with the beneficiary alone."),
    "forget_pin": N_("Banks: show the steps at the counter and in the hamlet, as often as it takes."),
    "no_trust_card_handover": N_("Banks and communes: explain authorisation, so that nobody hands over card and PIN."),
    "away": N_("Communes: look through the list and settle where people who moved are paid."),
    "id_problem": N_("Commune police: make identity cards at home for who cannot come."),
    "ill_disabled": N_("Banks and payers: open accounts and pay out at home for the ill and the disabled."),
    "atm_far": N_("Banks: more places to draw cash near the hamlets."),
    "fees": N_("Banks: waive all fees of allowance accounts, and say so in writing."),
}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a report is made of."""

    place: str
    is_city: bool
    month: date
    """Its last day, or today for the running month."""
    progress: Progress
    wishes: Mapping[str, int]
    reasons: Mapping[str, int]
    waiting: int
    visits: int
    questions: int
    checks: int
    scams: int
    tricks: tuple[str, ...]
    counted_on: date | None = None
    """The day of ``waiting``, ``visits`` and ``questions``, if the month is over."""


def five_lines(material: Material, say: Speech) -> list[str]:
    """The report for the phone."""
    whole = material.progress.whole
    return [
        say(
            "Report {month}, {place}, as of {day}",
            month=_month(material),
            place=material.place,
            day=say.day(material.month),
        ),
        paid_line(whole, say),
        say("By allowance: {parts}", parts="; ".join(_scheme_part(one, say) for one in material.progress.by_scheme))
        if whole.now.total
        else "",
        _reported(material, say),
        _waiting(material, say),
    ]


def _waiting(material: Material, say: Speech) -> str:
    figures = {
        "waiting": say.number(material.waiting),
        "visits": say.number(material.visits),
        "questions": say.number(material.questions),
    }
    if material.counted_on is None:
        return say("Waiting: {waiting} who want an account, {visits} visits, {questions} questions", **figures)
    return say(
        "Waiting on {day}, not at the end of the month: {waiting} who want an account, {visits} visits, "
        "{questions} questions",
        day=say.day(material.counted_on),
        **figures,
    )


def paid_line(one: Standing, say: Speech) -> str:
    """``Nhận qua tài khoản: 12 trên 200 người, 6,0 % (thêm 3)``."""
    if not one.now.total:
        return say("There is no roster yet, and no figures were entered.")
    text = say(
        "Paid by account: {paid} of {total}, {share}",
        paid=say.number(one.now.paid),
        total=say.number(one.now.total),
        share=say.share(one.now.paid, one.now.total),
    )
    if one.gained is None:
        return text
    since = say("({gained} since the month before)", gained=f"{one.gained:+d}")
    return f"{text} {since}"


def _scheme_part(one: Standing, say: Speech) -> str:
    return f"{one.name} {say.number(one.now.paid)}/{say.number(one.now.total)}"


def _reported(material: Material, say: Speech) -> str:
    total = sum(material.wishes.values())
    text = say(
        "Reports by families: {total}, of these want an account: {wanting}",
        total=say.number(total),
        wanting=say.number(material.wishes.get("yes", 0)),
    )
    first = next(iter(material.reasons), None)
    if first is None:
        return text
    often = say("most often: {reason}", reason=say(dict(REASONS)[first]).lower())
    return f"{text}; {often}"


def content(material: Material, say: Speech, area_name: Callable[[str], str]) -> dict[str, Any]:
    """What the files are written from, as JSON can hold it."""
    found = material.progress
    districts = [(one.name or say(N_("Đà Nẵng before July 2025")), one) for one in found.by_district]
    return {
        "place": material.place,
        "is_city": material.is_city,
        "month": _month(material),
        "date": [material.month.day, material.month.month, material.month.year],
        "lines": [line for line in five_lines(material, say) if line],
        "headings": [say(heading) for heading in _HEADINGS],
        "areas": [cells(area_name(one.name), one) for one in found.by_area],
        "schemes": [cells(say(dict(SCHEMES)[one.name]), one) for one in found.by_scheme],
        "districts": [cells(name, one) for name, one in districts],
        "whole": cells(say(N_("Total")), found.whole),
        "not_started": [area_name(one.name) for one in found.not_started],
        "wishes": [(say(label), material.wishes.get(key, 0)) for key, label in WILLING],
        "reasons": [(say(dict(REASONS)[key]), count) for key, count in material.reasons.items()],
        "requests": [say(_REQUESTS[key]) for key in list(material.reasons)[:MOST_REASONS] if key in _REQUESTS],
        "work": _work(material, say),
        "words": {key: say(text) for key, text in _WORDS.items()},
        "subject": say(N_("On paying social allowances by account, {month}"), month=_month(material)),
    }


_HEADINGS = (N_("Unit"), N_("People"), N_("By account"), N_("Rate"), N_("Since the month before"))
_WORDS = {
    "by_area": N_("By commune"),
    "by_scheme": N_("By allowance"),
    "by_district": N_("By former district"),
    "reasons": N_("Reasons"),
    "wishes": N_("Wishes reported by families"),
    "chart_areas": N_("Paid by account, by commune"),
    "chart_reasons": N_("Why people keep to cash"),
    "not_started": N_("Not started yet"),
    "nobody": N_("Nothing was reported."),
    "work": N_("Work under way"),
    "requests": N_("What is asked for"),
    "no_requests": N_("Nothing is asked for this month."),
    "results": N_("Results"),
    "difficulties": N_("Why people do not enrol, and difficulties"),
    "report": N_("Report"),
}


def _month(material: Material) -> str:
    return f"{material.month.month}/{material.month.year}"


def cells(name: str, one: Standing) -> list[Any]:
    """One line of a table: name, people, by account, rate, more than the month before."""
    rate = float(one.now.rate) if one.now.rate is not None else None
    return [name, one.now.total, one.now.paid, rate, one.gained]


def _work(material: Material, say: Speech) -> list[str]:
    late = material.counted_on
    lead = [say("of {day}, not of the end of the month:", day=say.day(late))] if late else []
    return [
        *lead,
        say("{count} people want an account and wait", count=say.number(material.waiting)),
        say("{count} need a visit at home", count=say.number(material.visits)),
        say("{count} questions are open", count=say.number(material.questions)),
        *([say("in the month itself:")] if late else []),
        say(
            "{count} messages were checked, {scams} of them very like a scam",
            count=say.number(material.checks),
            scams=say.number(material.scams),
        ),
        *([say("the tricks met most often: {tricks}", tricks="; ".join(material.tricks))] if material.tricks else []),
    ]
