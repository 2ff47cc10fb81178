"""``/thongke``: an area's figures. Counts only, never a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument
from handlers.enrolment import REASONS, WILLING
from handlers.fields import MOST_CANDIDATES
from handlers.officers.scope import default_area, reaches

if TYPE_CHECKING:
    from bot.knowledge.areas import Area
    from bot.talk import Talk

_REFUSED = N_("Sorry, {place} is outside {you}'s area.")


async def figures(message: Incoming, talk: Talk) -> Reply:
    """Reports by wish and reason, open questions, who is paid how; for one area or all."""
    named = argument(message)
    area_code = default_area(talk.contact)
    if named:
        found = _find(named, talk)
        if len(found) != 1:
            return _which(found, talk)
        area_code = found[0].code
    if not reaches(talk.contact, area_code):
        return await _refused(area_code, talk)
    await talk.store.officers.audit(talk.contact.id, "figures", area_code, talk.now)
    lines = [talk.say("Figures of {place}, {day}:", place=_place(area_code, talk), day=talk.say.day(talk.today))]
    lines += await _people(area_code, talk)
    lines += await _reports(area_code, talk)
    lines += await _work(area_code, talk)
    return Reply("\n".join(lines), (talk.choice("desk", "Open questions"), talk.choice("officer", "For officers")))


def _find(named: str, talk: Talk) -> tuple[Area, ...]:
    """The areas that a code or a name may mean."""
    area = talk.mind.areas.get(named)
    if area:
        return (area,)
    found = talk.mind.areas.find(named)
    return found.areas[:1] if found.certain else found.areas[:MOST_CANDIDATES]


def _which(areas: tuple[Area, ...], talk: Talk) -> Reply:
    choices = tuple(Choice(f"figures:{area.code}", area.full_name) for area in areas)
    text = talk.say("Which one is it?") if areas else talk.say("Which commune is it? For example: /thongke Tam Xuân")
    return Reply(text, (*choices, talk.choice("officer", "For officers")))


async def _refused(area_code: str | None, talk: Talk) -> Reply:
    await talk.store.officers.audit(talk.contact.id, "refused figures", area_code, talk.now)
    place = _place(area_code, talk)
    return Reply(
        talk.say(_REFUSED, place=place), (talk.choice("figures", "Figures"), talk.choice("officer", "For officers"))
    )


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
