"""Which areas an officer reaches. Fails closed: without a clear area there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.people import Role

if TYPE_CHECKING:
    from storage.people import Contact

_NOWHERE = "none"


def reaches(contact: Contact, area_code: str | None) -> bool:
    """Whether the officer may see and change ``area_code``; ``None`` is the whole city."""
    if contact.role is Role.CITY:
        return True
    return contact.role is Role.COMMUNE and area_code is not None and contact.officer_area == area_code


def default_area(contact: Contact) -> str | None:
    """The area of a query that names none: the commune, or the whole city for a city officer."""
    if contact.role is Role.CITY:
        return None
    return contact.officer_area or _NOWHERE
