"""Which areas an officer reaches. Fails closed: without a clear area there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Reply
from storage.people import Role

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.people import Contact

_NOWHERE = "none"


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
