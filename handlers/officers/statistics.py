"""``/thongke``: an area's figures. Counts only, never a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.arguments import argument
from handlers.enrolment import REASONS, WILLING
from handlers.fields import SCHEMES
from handlers.officers import figures_chart
from handlers.officers.scope import named_area, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.talk import Talk
    from storage.roster import Figure


MOST_TRICKS = 3
MOST_AREAS = 5


async def figures(message: Incoming, talk: Talk) -> Reply:
    """Reports by wish and reason, open questions, who is paid how; for one area or all."""
    area_code = named_area(argument(message), "/thongke", lambda code: f"figures:{code}", talk)
    if isinstance(area_code, Reply):
        return area_code
    refused = await refusal(talk, area_code, "figures")
    if refused:
        return refused
    await talk.store.officers.audit(talk.contact.id, "figures", area_code, talk.now)
    lines = [talk.say("Figures of {place}, {day}:", place=_place(area_code, talk), day=talk.say.day(talk.today))]
    roster = await talk.store.roster.figures(area_code)
    lines += _people(roster, talk)
    lines += await _reports(area_code, talk)
    lines += await _work(area_code, talk)
    if roster:
        await talk.begin_work(figures_chart.KIND, area=area_code)
    return Reply("\n".join(lines), (talk.choice("desk", "Open questions"), talk.choice("officer", "For officers")))


def _place(area_code: str | None, talk: Talk) -> str:
    return talk.mind.area_name(area_code) or talk.say("Đà Nẵng city")


def _people(roster: Sequence[Figure], talk: Talk) -> list[str]:
    """Everybody on the roster, and each allowance."""
    if not roster:
        return [talk.say("There is no roster yet.")]
    total, by_account = _counted(roster)
    lines = [
        talk.say(
            "On the roster: {total}; paid by account: {part} ({share})",
            total=talk.say.number(total),
            part=talk.say.number(by_account),
            share=talk.say.share(by_account, total),
        )
    ]
    for scheme, label in SCHEMES:
        people, paid = _counted([one for one in roster if one.scheme == scheme])
        numbers = {"part": talk.say.number(paid), "total": talk.say.number(people)}
        if people:
            lines.append(talk.say("• {allowance}: {part} of {total} by account", allowance=talk.say(label), **numbers))
    return lines


def _counted(figures: Sequence[Figure]) -> tuple[int, int]:
    """How many people, and how many of them are paid by account."""
    return sum(one.people for one in figures), sum(one.people for one in figures if one.paid_by == "account")


async def _reports(area_code: str | None, talk: Talk) -> list[str]:
    by_willing = await talk.store.enrolments.by_willing(area_code)
    by_reason = await talk.store.enrolments.by_reason(area_code)
    total = sum(reports for reports, _ in by_willing.values())
    confirmed = sum(agreed for _, agreed in by_willing.values())
    lines = [
        talk.say(
            "Reports by families: {total}, confirmed by the person: {confirmed}",
            total=total,
            confirmed=confirmed,
        )
    ]
    wishes, reasons = dict(WILLING), dict(REASONS)
    lines += [f"• {talk.say(wishes[key])}: {reports}" for key, (reports, _) in by_willing.items()]
    if by_reason:
        lines.append(talk.say("Reasons:"))
        lines += [f"• {talk.say(reasons[key])}: {reports}" for key, reports in by_reason.items()]
    return lines


async def _work(area_code: str | None, talk: Talk) -> list[str]:
    missed = await talk.store.wishes.missed(area_code)
    lines = [
        talk.say("Open questions: {count}", count=await talk.store.questions.open(area_code)),
        *await _checks(area_code, talk),
    ]
    return lines + ([talk.say("Reminders that came too late to be sent: {count}", count=missed)] if missed else [])


async def _checks(area_code: str | None, talk: Talk) -> list[str]:
    """The month's scam checks: how many, which tricks, and for the city from where most."""
    checks = await talk.store.questions.checks(area_code, talk.today)
    text = N_("Messages checked for scams this month: {count}, of these very like a scam: {scams}")
    lines = [talk.say(text, count=checks.total, scams=checks.scams)]
    titles = [(talk.mind.lessons[kind].title, count) for kind, count in checks.kinds if kind in talk.mind.lessons]
    if titles:
        lines += [talk.say("The tricks met most often:"), *(f"• {title}: {n}" for title, n in titles[:MOST_TRICKS])]
    if area_code is None and checks.areas:
        places = [f"{talk.mind.area_name(code)} {count}" for code, count in checks.areas[:MOST_AREAS]]
        lines.append(talk.say("Most of them come from: {places}", places=", ".join(places)))
    return lines
