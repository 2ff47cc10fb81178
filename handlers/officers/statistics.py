"""``/thongke``: an area's figures. Counts only, never a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.arguments import argument
from handlers.enrolment import REASONS, WILLING
from handlers.officers.scope import default_area, reaches

if TYPE_CHECKING:
    from bot.talk import Talk

_REFUSED = N_("{place} is outside {you}'s area.")


async def figures(message: Incoming, talk: Talk) -> Reply:
    """Reports by wish and reason, open questions, who is paid how; for one area or all."""
    area_code, problem = _area(message, talk)
    if problem:
        return Reply(problem, (talk.choice("figures", "Figures"), talk.choice("officer", "For officers")))
    await talk.store.officers.audit(talk.contact.id, "figures", area_code, talk.now)
    lines = [talk.say("Figures of {place}, {day}:", place=_place(area_code, talk), day=talk.say.day(talk.today))]
    lines += await _people(area_code, talk)
    lines += await _reports(area_code, talk)
    lines += await _work(area_code, talk)
    return Reply("\n".join(lines), (talk.choice("desk", "Open questions"), talk.choice("officer", "For officers")))


def _area(message: Incoming, talk: Talk) -> tuple[str | None, str]:
    """The area asked for, or a sentence that says why not."""
    named = argument(message)
    if not named:
        return default_area(talk.contact), ""
    found = talk.mind.areas.find(named)
    if not found.certain:
        return None, talk.say("Which commune is it? For example: /thongke Tam Xuân")
    code = found.areas[0].code
    if not reaches(talk.contact, code):
        return None, talk.say(_REFUSED, place=found.areas[0].full_name)
    return code, ""


def _place(area_code: str | None, talk: Talk) -> str:
    return talk.mind.area_name(area_code) or talk.say("Đà Nẵng city")


async def _people(area_code: str | None, talk: Talk) -> list[str]:
    counts = await talk.store.roster.by_payment(area_code)
    total, by_account = sum(counts.values()), counts.get("account", 0)
    if not total:
        return [talk.say("There is no roster yet.")]
    return [
        talk.say(
            "On the roster: {total}; paid by account: {part} ({share})",
            total=talk.say.number(total),
            part=talk.say.number(by_account),
            share=talk.say.share(by_account, total),
        )
    ]


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
    checks = await talk.store.questions.checks(area_code)
    missed = await talk.store.payments.missed(area_code)
    lines = [
        talk.say("Open questions: {count}", count=await talk.store.questions.open(area_code)),
        talk.say(
            "Messages checked for scams: {count}, of these very like a scam: {scams}",
            count=sum(checks.values()),
            scams=checks.get("scam", 0),
        ),
    ]
    return lines + ([talk.say("Reminders that came too late to be sent: {count}", count=missed)] if missed else [])
