"""One follow-up: its card, whom on the roster it is about, and taking the last step back.

Every button names a report; its commune is looked up and checked anew each time, since buttons can be edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument, number
from handlers.enrolment import REASONS, RELATIONS, WILLING
from handlers.fields import SCHEMES
from handlers.officers.follow_up_told import tell_correction
from handlers.officers.scope import reaches
from storage.follow_up_status import ALLOWED, UNDER_WAY, Status
from storage.times import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.talk import Talk
    from storage.follow_up import Case, Change
    from storage.follow_up_match import Candidate

STATUSES = {
    Status.REPORTED: N_("Reported, nobody has called yet"),
    Status.CONTACTED: N_("The family was reached"),
    Status.VISIT_PLANNED: N_("A visit is planned"),
    Status.ACCOUNT_OPENED: N_("The account is open"),
    Status.PAID_BY_ACCOUNT: N_("Paid by account"),
    Status.STAYS_CASH: N_("Stays with cash"),
    Status.MOVED: N_("Has moved away"),
    Status.DECEASED: N_("Has died"),
    Status.WITHDRAWN: N_("Taken back"),
}
_STEPS = (
    (Status.CONTACTED, N_("Family reached")),
    (Status.VISIT_PLANNED, N_("Plan a visit")),
    (Status.ACCOUNT_OPENED, N_("Account opened")),
    (Status.PAID_BY_ACCOUNT, N_("First money came by account")),
    (Status.STAYS_CASH, N_("Stays with cash, as they wish")),
    (Status.MOVED, N_("Moved away")),
    (Status.DECEASED, N_("Died")),
)
_PAID_BY = {"cash": N_("cash"), "account": N_("account")}
_NOBODY = "none"
_ACT = "act"
_MOST_HISTORY = 4
_MOST_ALIKE = 4


async def opened(report_id: int, talk: Talk, what: str) -> Case | Reply:
    """The follow-up of a report; a refusal, written down, if there is none that the officer reaches.

    Which numbers exist elsewhere is nobody's business: both are refused in the same words.
    """
    case = await talk.store.follow_ups.one(report_id)
    if case is not None and reaches(talk.contact, case.area_code):
        return case
    await talk.store.officers.audit(talk.contact.id, f"refused {what}", talk.contact.officer_area, talk.now)
    text = talk.say("There is no such report in {you}'s area, or it was taken back.")
    return Reply(text, (talk.choice("work", "Work to do"), talk.choice("officer", "For officers")))


async def show(message: Incoming, talk: Talk) -> Reply:
    """``follow:7``: the card, with a look at the roster first; ``follow:7:act``: with the steps."""
    report, _, wish = argument(message).partition(":")
    case = await opened(number(report), talk, "report")
    if isinstance(case, Reply):
        return case
    await talk.store.officers.audit(talk.contact.id, "report shown", case.area_code, talk.now, f"report {case.id}")
    return await card(case, talk, steps=wish == _ACT)


async def card(case: Case, talk: Talk, lead: str = "", *, steps: bool = False) -> Reply:
    """Everything about one follow-up, and what can be done."""
    lines = [lead] if lead else []
    lines += _about(case, talk)
    alike = (await talk.store.follow_ups.alike(case))[-_MOST_ALIKE:]
    if alike:
        lines.append(talk.say("Perhaps about the same person:"))
        lines += [f"• {_other(one, talk)}" for one in alike]
    found = await talk.store.follow_ups.candidates(case) if case.match == "open" else ()
    if found and not steps:
        lines.append(talk.say("Who is it on the list?"))
        lines += [f"• {_person(one, talk)}" for one in found]
        return Reply("\n".join(lines), _matching(case, found, talk))
    changes = await talk.store.follow_ups.changes(case.id)
    lines += _history(changes, talk)
    return Reply("\n".join(lines), (*_likening(case, alike, talk), *await _actions(case, talk, look=bool(found))))


def _other(one: Case, talk: Talk) -> str:
    return talk.say(
        "Report {number}: {name}, {status}", number=one.id, name=title(one, talk), status=status_words(one, talk)
    )


def _likening(case: Case, alike: Sequence[Case], talk: Talk) -> list[Choice]:
    """A look at each that may be about the same person; those that wait as well can be put together."""
    looks = [talk.choice(f"follow:{one.id}:{_ACT}", "Open report {number}", number=one.id) for one in alike]
    both = [one for one in alike if {case.status, one.status} <= UNDER_WAY]
    return [
        *looks,
        *(talk.choice(f"same:{case.id}:{one.id}", "Same person as report {number}", number=one.id) for one in both),
    ]


def title(case: Case, talk: Talk) -> str:
    """How a person is called in a list: ``Nguyễn Thị Sáu, thôn 2``."""
    name = case.person.full_name if case.person else case.name
    return ", ".join(part for part in (name or talk.say("Report {number}", number=case.id), case.place) if part)


def _about(case: Case, talk: Talk) -> list[str]:
    say = talk.say
    wish = [say(dict(WILLING)[case.willing]), say(dict(REASONS)[case.reason]) if case.reason else ""]
    agreed = N_("The person agrees to the report") if case.confirmed else N_("The person was not asked yet")
    place = ", ".join(part for part in (case.hamlet or "", talk.mind.area_name(case.area_code)) if part)
    lines = [
        say("Report {number}: {name}", number=case.id, name=_called(case, talk)),
        place,
        say("Told by: {relation}", relation=say(dict(RELATIONS).get(case.relation, case.relation))),
        say("Wish: {wish}", wish=" – ".join(part for part in wish if part)),
        say(agreed),
        say("Now: {status}", status=status_words(case, talk)),
    ]
    lines += [say("Phone: {phone}", phone=case.phone)] if case.phone else []
    lines += [say("On the list: {person}", person=_person(case.person, talk))] if case.person else []
    lines += [say("{count} more of the family reported the same person.", count=case.others)] if case.others else []
    return lines


def _called(case: Case, talk: Talk) -> str:
    name = case.name or talk.say("no name given")
    return f"{name}, {case.birth_year}" if case.birth_year else name


def status_words(case: Case, talk: Talk) -> str:
    """The status, with the day of a visit."""
    text = talk.say(STATUSES[case.status])
    return f"{text}, {talk.say.day(case.visit_on)}" if case.visit_on else text


def _person(one: Candidate, talk: Talk) -> str:
    known = [one.full_name, str(one.birth_year or ""), one.hamlet or ""]
    known += [talk.say(dict(SCHEMES)[one.scheme]), talk.say(_PAID_BY[one.paid_by])]
    return ", ".join(part for part in known if part)


def _matching(case: Case, found: Sequence[Candidate], talk: Talk) -> tuple[Choice, ...]:
    taps = [
        Choice(f"match:{case.id}:{one.id}", ", ".join(filter(None, (one.full_name, str(one.birth_year or "")))))
        for one in found
    ]
    return (
        *_distinct(taps, found),
        talk.choice(f"match:{case.id}:{_NOBODY}", "None of these"),
        talk.choice(f"follow:{case.id}:{_ACT}", "Later, show the steps"),
        talk.choice("work", "Work to do"),
    )


def _distinct(taps: list[Choice], found: Sequence[Candidate]) -> list[Choice]:
    """Two people of one name and year are told apart by their hamlets."""
    labels = [tap.label for tap in taps]
    return [
        Choice(tap.key, f"{tap.label}, {one.hamlet}") if labels.count(tap.label) > 1 and one.hamlet else tap
        for tap, one in zip(taps, found, strict=True)
    ]


def _history(changes: list[Change], talk: Talk) -> list[str]:
    if len(changes) < 2:  # noqa: PLR2004 - that it was reported is said above
        return []
    return [talk.say("What was done:"), *(f"• {_change(one, talk)}" for one in changes[-_MOST_HISTORY:])]


def _change(one: Change, talk: Talk) -> str:
    parts = [f"{local_day(one.at):%d/%m}", talk.say(STATUSES[one.became])]
    parts += [talk.say.day(one.visit_on)] if one.visit_on else []
    by_officer = one.became not in {Status.REPORTED, Status.WITHDRAWN} and one.contact_id is not None
    parts += [talk.say("officer {number}", number=one.contact_id)] if by_officer else []
    parts += [one.note] if one.note else []
    parts += [talk.say("undone")] if one.undone else []
    return ", ".join(parts)


async def _actions(case: Case, talk: Talk, *, look: bool) -> tuple[Choice, ...]:
    steps = [
        talk.choice(f"step:{case.id}:{status}", label) for status, label in _STEPS if status in ALLOWED[case.status]
    ]
    last = await talk.store.follow_ups.undoable(case, talk.now)
    undone = [talk.choice(f"undo:{case.id}:{last.id}", "Undo the last step")] if last else []
    more = [] if case.status is Status.DECEASED else [talk.choice(f"object:{case.id}", "The person does not agree")]
    more += [talk.choice(f"follow:{case.id}", "Look at the list again")] if look else []
    return (*undone, *steps, *more, talk.choice("work", "Work to do"))


async def match(message: Incoming, talk: Talk) -> Reply:
    """``match:7:123``: the report is about that person of the roster; ``match:7:none``: about nobody on it."""
    report, _, chosen = argument(message).partition(":")
    case = await opened(number(report), talk, "match")
    if isinstance(case, Reply):
        return case
    if chosen != _NOBODY and not number(chosen):
        return await card(case, talk)
    tied = await talk.store.follow_ups.match(case, None if chosen == _NOBODY else number(chosen))
    if tied is None:
        await talk.store.officers.audit(talk.contact.id, "refused match", case.area_code, talk.now)
        return await card(case, talk, talk.say("That person is not on the commune's list."), steps=True)
    await talk.store.officers.audit(talk.contact.id, "report matched", case.area_code, talk.now, f"report {case.id}")
    done = N_("Kept: nobody on the list.") if chosen == _NOBODY else N_("Kept: the report belongs to this person.")
    after = await talk.store.follow_ups.one(tied)
    return await card(after or case, talk, talk.say(done), steps=True)


async def same(message: Incoming, talk: Talk) -> Reply:
    """``same:7:5``: the officer is certain that both reports are about one person."""
    report, _, other = argument(message).partition(":")
    case = await opened(number(report), talk, "same person")
    if isinstance(case, Reply):
        return case
    lead = await talk.store.follow_ups.same(case, number(other))
    if lead is None:
        return await card(case, talk, talk.say("These two reports cannot be put together."), steps=True)
    await talk.store.officers.audit(
        talk.contact.id, "reports joined", case.area_code, talk.now, f"report {case.id}, report {number(other)}"
    )
    after = await talk.store.follow_ups.one(lead)
    return await card(after or case, talk, talk.say("Kept: both reports are about this person."), steps=True)


async def undo(message: Incoming, talk: Talk) -> Reply:
    """``undo:7:31``: take the last step back, if it is still that one and fresh; who was told hears of it."""
    report, _, change = argument(message).partition(":")
    case = await opened(number(report), talk, "undo")
    if isinstance(case, Reply):
        return case
    last = await talk.store.follow_ups.undoable(case, talk.now)
    if last is None or last.id != number(change):
        return await card(
            case, talk, talk.say("There is nothing left to undo. The next step can be entered."), steps=True
        )
    await talk.store.follow_ups.undo(case, talk.contact.id, talk.now)
    await talk.store.officers.audit(talk.contact.id, "step undone", case.area_code, talk.now, f"report {case.id}")
    await tell_correction(case, last.became, talk)
    after = await talk.store.follow_ups.one(case.id)
    return await card(after or case, talk, talk.say("Undone. It is as it was before."), steps=True)
