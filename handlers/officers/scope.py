"""Which areas an officer reaches. Fails closed: without a clear area there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import fold
from bot.messages import Choice, Reply
from storage.people import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.talk import Talk
    from storage.people import Contact

_NOWHERE = "none"
_WHOLE_CITY = frozenset({"thanh pho", "toan thanh pho", "ca thanh pho", "da nang", "tp da nang", "thanh pho da nang"})
MOST_NAMED = 8


def reaches(contact: Contact, area_code: str | None) -> bool:
    """Whether the officer may see and change ``area_code``; ``None`` is the whole city."""
    if contact.role is Role.CITY:
        return True
    return contact.role is Role.COMMUNE and area_code is not None and contact.officer_area == area_code


async def refusal(talk: Talk, area_code: str | None, what: str) -> Reply | None:
    """A kind refusal, written down, if the officer does not reach the area; ``None`` if they do."""
    if reaches(talk.contact, area_code):
        return None
    await talk.store.officers.audit(talk.contact.id, f"refused {what}", area_code, talk.now)
    place = talk.mind.area_name(area_code) or talk.say("Đà Nẵng city")
    text = talk.say("Sorry, {place} is outside {you}'s area.", place=place)
    return Reply(text, (talk.choice("officer", "For officers"),))


def default_area(contact: Contact) -> str | None:
    """The area of a query that names none: the commune, or the whole city for a city officer."""
    if contact.role is Role.CITY:
        return None
    return contact.officer_area or _NOWHERE


def named_area(named: str, command: str, key: Callable[[str], str], talk: Talk) -> str | Reply | None:
    """The area that the words behind ``command`` name, the officer's own without any; a question if it is in doubt.

    ``key`` makes the button of an area's code. Whether the officer reaches the area is still to be asked.
    """
    if not named:
        return default_area(talk.contact)
    if talk.mind.areas.get(named):
        return named
    if fold(named).strip(" .") in _WHOLE_CITY:
        return None
    found = talk.mind.areas.find(named)
    codes = [area.code for area in found.areas]
    if found.certain or talk.contact.officer_area in codes:
        return codes[0] if found.certain else talk.contact.officer_area
    choices = tuple(Choice(key(area.code), area.full_name) for area in found.areas[:MOST_NAMED])
    example = talk.say(
        "That place was not found. Please type a commune or ward, for example: {command} Tam Xuân", command=command
    )
    text = talk.say("Which one is it?") if choices else example
    return Reply(text, (*choices, talk.choice("officer", "For officers")))
