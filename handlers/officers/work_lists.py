"""``/viec``: whose matter waits for an officer, by what is to be done; in chat, or as a sheet to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument
from handlers.enrolment import REASONS
from handlers.officers import follow_up_sheet
from handlers.officers.follow_up import title
from handlers.officers.scope import default_area, named_area, refusal

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.follow_up import Case

LISTS = {
    "match": N_("To be found on the list"),
    "wait": N_("Want an account and wait"),
    "visit": N_("Need a visit at home"),
    "id_problem": N_("Need an identity card"),
    "no_trust_card_handover": N_("Need an authorisation or a guardian"),
    "enrolled": N_("Say that they have an account"),
    "away": N_("Live elsewhere at present"),
    "reassure": N_("To be reassured"),
}
_ELSEWHERE = frozenset({"ill_disabled", *LISTS})
TO_REASSURE = {key: label for key, label in REASONS if key not in _ELSEWHERE}
_ALL = "all"
_OF = "of"
"""In place of a list: how many wait for what in an area."""
_PAGE = 6
_MOST_PAGES = 10_000


def list_name(key: str) -> str | None:
    """What a list is called; ``None`` if there is none of that key."""
    return LISTS.get(key) or TO_REASSURE.get(key)


async def overview(message: Incoming, talk: Talk) -> Reply:
    """``work``: how many wait for what; ``work:<list>:<area>:<page>``: one list."""
    name, _, rest = argument(message).partition(":")
    title = list_name(name)
    if message.choice is not None and title:
        return await _list(name, title, rest, talk)
    named = argument(message) if message.choice is None else rest if name == _OF else ""
    area = named_area(named, "/viec", lambda code: f"work:{_OF}:{code}", talk)
    if isinstance(area, Reply):
        return area
    refused = await refusal(talk, area, "work")
    if refused:
        return refused
    await talk.store.officers.audit(talk.contact.id, "work counted", area, talk.now)
    counts = {key: await talk.store.follow_ups.count(area, key) for key in LISTS}
    back = talk.choice("officer", "For officers")
    if not any(counts.values()):
        return Reply(talk.say("No report waits for an officer in {place}.", place=_place(area, talk)), (back,))
    choices = [
        Choice(f"work:{key}:{area or _ALL}:0", _counted(LISTS[key], count, talk))
        for key, count in counts.items()
        if count
    ]
    text = talk.say("Work to do in {place}. Which list?", place=_place(area, talk))
    return Reply(text, (*choices, back))


async def _list(name: str, title: str, rest: str, talk: Talk) -> Reply:
    named, _, page = rest.partition(":")
    area = None if named == _ALL else named or default_area(talk.contact)
    refused = await refusal(talk, area, "work")
    if refused:
        return refused
    number = min(int(page), _MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 6 else 0  # noqa: PLR2004 - no list is that long
    cases = await talk.store.follow_ups.listed(area, name, number * _PAGE, _PAGE + 1)
    total = await talk.store.follow_ups.count(area, name)
    await talk.store.officers.audit(talk.contact.id, "work listed", area, talk.now, name)
    text = talk.say(
        "{list} ({place}): {count}. Who waits longest comes first.",
        list=talk.say(title),
        place=_place(area, talk),
        count=total,
    )
    reasons = await _reasons(area, talk) if name == "reassure" and not number else []
    people = [Choice(f"follow:{case.id}", _titled(case, area, talk)) for case in cases[:_PAGE]]
    return Reply(text, (*reasons, *people, *_ways(name, area, number, talk, more=len(cases) > _PAGE)))


def _titled(case: Case, area: str | None, talk: Talk) -> str:
    """With the commune where all of them are looked at."""
    place = None if area else talk.mind.area_name(case.area_code)
    return ", ".join(filter(None, (title(case, talk), place)))


def _ways(name: str, area: str | None, page: int, talk: Talk, *, more: bool) -> list[Choice]:
    code = area or _ALL
    onward = [talk.choice(f"work:{name}:{code}:{page + 1}", "More of the list")] if more else []
    return [
        *onward,
        talk.choice(f"sheet:{name}:{code}", "Excel sheet to take along"),
        talk.choice("work", "Work to do"),
    ]


async def _reasons(area: str | None, talk: Talk) -> list[Choice]:
    counts = {key: await talk.store.follow_ups.count(area, key) for key in TO_REASSURE}
    return [
        Choice(f"work:{key}:{area or _ALL}:0", _counted(TO_REASSURE[key], count, talk))
        for key, count in counts.items()
        if count
    ]


def _counted(label: str, count: int, talk: Talk) -> str:
    return f"{talk.say(label)}: {talk.say.number(count)}"


def _place(area: str | None, talk: Talk) -> str:
    return talk.mind.area_name(area) or talk.say("Đà Nẵng city")


async def sheet(message: Incoming, talk: Talk) -> Reply:
    """``sheet:<list>:<area>``: the list as Excel, made in the background."""
    name, _, named = argument(message).partition(":")
    if list_name(name) is None:
        return await overview(message, talk)
    area = None if named == _ALL else named or default_area(talk.contact)
    refused = await refusal(talk, area, "work sheet")
    if refused:
        return refused
    return await follow_up_sheet.begin(name, area, talk)
