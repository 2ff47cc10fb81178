"""What a person types in place of a command or a button: spelled otherwise, without its stroke, or nearly right.

Rewrites the message to the command that is meant, or says which commands there are; runs nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.i18n import N_
from bot.knowledge.vietnamese import fold, words
from bot.messages import Choice, Incoming, Kind, Reply
from handlers import start
from handlers.officers.months_said import month_said
from handlers.officers.roster_view import View, said
from handlers.routes import OFFICERS, ROUTES, Route

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

_ALL = {command: route for route in ROUTES for command in route.commands}
_LONGEST_COMMAND = 3
"""Words that a command is written with: «/thống kê», «/tải danh sách»."""
_MOST_WORDS = 5
_A_COMMAND = re.compile(r"/\s*[a-z]")
_NEAR, _MOST_NEAR = 70, 3
_UNKNOWN = N_("There is no command {command}. Which one does {you} mean?")
_NOT_NAMES = frozenset({"hieu", "so", "cach", "duong", "viec", "cho", "gium", "giup"})
"""«tìm hiểu», «tìm số điện thoại»: no search for a person."""


def spelled(message: Incoming) -> Incoming:
    """``/thống kê Quế Sơn`` as ``/thongke Quế Sơn``: a command is one word, however it is spaced and marked."""
    if message.choice is not None or message.kind is Kind.FORWARDED or not message.text.startswith("/"):
        return message
    parts = message.text[1:].split()
    for length in range(1, min(len(parts), _LONGEST_COMMAND) + 1):
        command = "".join(fold(part) for part in parts[:length]).partition("@")[0].replace("_", "").replace("-", "")
        if command in _ALL:
            return replace(message, text=" ".join((f"/{command}", *parts[length:])))
    return message


def meant(message: Incoming, talk: Talk) -> Incoming | None:
    """An officer's words without the stroke, as the command: ``thongke``, a button's label, ``tìm bà Sáu``."""
    if talk.contact.role not in OFFICERS:
        return None
    typed = words(message.text)
    labelled = next((one.key for one in start.officer_choices(talk) if words(one.label) == typed), None)
    if labelled:
        return replace(message, choice=labelled)
    route = _ALL.get("".join(typed))
    if route and route.roles <= OFFICERS:
        return replace(message, text=f"/{route.commands[0]}")
    return _with_words(message, talk.mind)


def _with_words(message: Incoming, mind: Mind) -> Incoming | None:
    """A phrase and what it is about, where that is understood."""
    parts = message.text.split()
    for length in range(min(len(parts) - 1, _LONGEST_COMMAND), 0, -1):
        phrase, rest = fold(" ".join(parts[:length])), " ".join(parts[length:])
        route = next((one for one in ROUTES if phrase in (*one.phrases, *one.commands) and one.key in _TAKES), None)
        if route and len(parts) - length <= _MOST_WORDS and _TAKES[route.key](rest, mind):
            return replace(message, text=f"/{route.commands[0]} {rest}")
    return None


def _is_place(text: str, mind: Mind) -> bool:
    return bool(mind.areas.find(text).areas)


def _is_name(text: str, _mind: Mind) -> bool:
    return not _NOT_NAMES & set(words(text)[:1])


def _is_month_or_place(text: str, mind: Mind) -> bool:
    return month_said(text) is not None or _is_place(text, mind)


def _is_part(text: str, mind: Mind) -> bool:
    """A place, or something that the roster can be narrowed by."""
    return _is_place(text, mind) or said(text, None) != View(None)


_TAKES = {
    "find": _is_name,
    "figures": _is_place,
    "list": _is_part,
    "export": _is_part,
    "work": _is_place,
    "leaflet": _is_place,
    "payday": _is_place,
    "report": _is_month_or_place,
}


def unknown(message: Incoming, talk: Talk) -> Reply | None:
    """To an officer's command that there is not: those that are nearly it, or where all of them stand."""
    is_command = message.choice is None and message.kind is not Kind.FORWARDED and _A_COMMAND.match(fold(message.text))
    if not is_command or talk.contact.role not in OFFICERS:
        return None
    typed = message.text.split()[0][:30]
    known = [command for command, route in _ALL.items() if route.about and talk.contact.role in route.roles]
    near = process.extract(fold(message.text)[1:].replace(" ", ""), known, scorer=fuzz.ratio, limit=_MOST_NEAR)
    choices = [_suggested(_ALL[command], talk) for command, score, _ in near if score >= _NEAR]
    text = talk.say(_UNKNOWN, command=typed)
    return Reply(text, (*choices, talk.choice("help", "All commands"), talk.choice("officer", "For officers")))


def _suggested(route: Route, talk: Talk) -> Choice:
    return Choice(route.key, f"/{route.commands[0]} – {talk.say(route.about)}")
