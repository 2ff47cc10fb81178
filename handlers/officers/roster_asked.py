"""The part of the roster that the words behind ``/danhsach`` or ``/xuat`` ask for, or what is said if there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import fold
from bot.messages import Incoming, Reply
from handlers.arguments import argument
from handlers.officers.roster_view import View, parse, said
from handlers.officers.scope import default_area, named_area

if TYPE_CHECKING:
    from bot.talk import Talk


async def asked(message: Incoming, key: str, route: str, talk: Talk) -> View | Reply:
    """The view of a button's ``key``, or of the words: ``Tam Xuân``, ``thôn 2 tiền mặt``; else a question."""
    own = View(default_area(talk.contact))
    text = argument(message)
    if message.choice is not None or not text:
        return parse(key) if message.choice is not None and key else own
    view = await _in_hamlet(said(text, own.area), text, talk)
    if view != own and not talk.mind.areas.find(text).areas:
        return view
    area = named_area(text, "", lambda code: said(text, code).key(route), talk)
    if isinstance(area, Reply):
        return area if talk.mind.areas.find(text).areas else _not_understood(text, talk)
    return await _in_hamlet(replace(view, area=area, hamlet=0), text, talk)


async def _in_hamlet(view: View, text: str, talk: Talk) -> View:
    """The view of the hamlet that the words name, if the area has one of that name."""
    spoken = f" {fold(text)} "
    hamlets = await talk.store.roster.hamlets(view.area) if view.area else []
    named = [one for one in hamlets if one.name and any(f" {name} " in spoken for name in _names(one.name))]
    return replace(view, hamlet=max(named, key=lambda one: len(one.name)).id) if named else view


def _names(hamlet: str) -> tuple[str, ...]:
    """A hamlet that is written as a bare number is spoken of with its kind."""
    plain = fold(hamlet)
    return (f"thon {plain}", f"khoi {plain}", f"to {plain}") if plain.isdigit() else (plain,)


def _not_understood(text: str, talk: Talk) -> Reply:
    said_back = talk.say(
        "The list cannot be narrowed by «{text}». For example: /danhsach thôn 2, /danhsach tiền mặt.", text=text[:60]
    )
    ways = (talk.choice("list", "The roster"), talk.choice("find", "Look for a name"))
    return Reply(said_back, (*ways, talk.choice("officer", "For officers")))


def no_list(place: str, talk: Talk) -> Reply:
    """The whole of a place's roster, where there is none."""
    text = talk.say("{place} has no list here yet. Send the Excel file into this chat.", place=place)
    choices = (talk.choice("template", "A file to fill in"), talk.choice("counts", "Enter figures"))
    return Reply(text, (*choices, talk.choice("officer", "For officers")))
