"""What part of the roster an officer looks at: as it stands in a button, and in words. Shows nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from handlers.arguments import number
from handlers.enrolment import REASONS
from handlers.fields import SCHEMES
from storage.roster import Filter

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from bot.talk import Talk
    from storage.roster import Hamlet
    from storage.store import Store

OPEN = "-"
PAYMENTS = {"c": ("cash", N_("In cash")), "a": ("account", N_("By account"))}
STATES = {
    "r": ("reported", N_("Reported, nobody has called yet")),
    "t": ("contacted", N_("The family was reached")),
    "v": ("visit_planned", N_("A visit is planned")),
    "o": ("account_opened", N_("The account is open")),
    "p": ("paid_by_account", N_("Paid by account")),
    "s": ("stays_cash", N_("Stays with cash")),
    "m": ("moved", N_("Has moved away")),
    "d": ("deceased", N_("Has died")),
    "l": ("listed", N_("No report yet")),
}
WHY = dict(zip("hfmpkwidteuo", REASONS, strict=True))
"""Letters of a button for reasons."""
_SCHEMES = {code[0].lower(): (code, label) for code, label in SCHEMES}
_SPOKEN = (
    ("scheme", "n", ("ncc", "co cong")),
    ("scheme", "b", ("btxh", "bao tro", "khuyet tat")),
    ("scheme", "h", ("htxh", "huu tri xa hoi", "cao tuoi")),
    ("paid", "c", ("tien mat",)),
    ("paid", "a", ("chuyen khoan", "tai khoan", "qua the")),
    ("paid", "c", ("chua co tai khoan", "chua mo tai khoan", "khong co tai khoan", "chua qua tai khoan")),
    ("state", "l", ("chua bao",)),
    ("state", "s", ("giu tien mat", "o lai tien mat")),
)


@dataclass(frozen=True, slots=True)
class View:
    """``area`` ``None`` is the whole city; ``hamlet`` is the number of somebody there; ``after`` the last one seen."""

    area: str | None
    scheme: str = OPEN
    paid: str = OPEN
    state: str = OPEN
    why: str = OPEN
    hamlet: int = 0
    after: int = 0

    def key(self, route: str = "list", **changed: object) -> str:
        """The button that shows this, with some of it ``changed``. Another filter begins on the first page."""
        one = replace(self, **({"after": 0} | changed))  # type: ignore[arg-type]  # names and types of the fields
        return f"{route}:{one.area or 'all'}:{one.scheme}{one.paid}{one.state}{one.why}:{one.hamlet}:{one.after}"


def parse(key: str) -> View:
    """The view of a button's argument; what is not understood is left open. The area is to be checked."""
    area, letters, hamlet, after, *_ = [*key.split(":"), "", "", "", ""]
    scheme, paid, state, why = tuple((letters + OPEN * 4)[:4])
    return View(
        None if area == "all" else area,
        scheme if scheme in _SCHEMES else OPEN,
        paid if paid in PAYMENTS else OPEN,
        state if state in STATES else OPEN,
        why if why in WHY else OPEN,
        number(hamlet),
        number(after),
    )


def said(text: str, area: str | None) -> View:
    """The view of the words behind the command: ``NCC tiền mặt``."""
    plain, view = fold(text), View(area)
    for name, letter, phrases in _SPOKEN:
        if any(phrase in plain for phrase in phrases):
            view = replace(view, **{name: letter})  # type: ignore[arg-type]  # three fields of one letter
    return view


async def filtered(view: View, store: Store) -> Filter:
    """What the store is asked for."""
    someone = await store.roster.person(view.hamlet) if view.hamlet else None
    hamlet = (someone.hamlet or "") if someone and someone.area_code == view.area else None
    return Filter(
        view.area,
        hamlet,
        _SCHEMES[view.scheme][0] if view.scheme in _SCHEMES else None,
        STATES[view.state][0] if view.state in STATES else None,
        PAYMENTS[view.paid][0] if view.paid in PAYMENTS else None,
        WHY[view.why][0] if view.why in WHY else None,
    )


def words(view: View, wanted: Filter, talk: Talk) -> str:
    """``xã Tam Xuân, thôn 2, NCC, tiền mặt``."""
    parts = [talk.mind.area_name(view.area) or talk.say("Đà Nẵng city")]
    parts += [wanted.hamlet or talk.say("hamlet not known")] if wanted.hamlet is not None else []
    parts += [wanted.scheme] if wanted.scheme else []
    parts += [talk.say(PAYMENTS[view.paid][1]).lower()] if view.paid in PAYMENTS else []
    parts += [talk.say(STATES[view.state][1]).lower()] if view.state in STATES else []
    parts += [talk.say(WHY[view.why][1]).lower()] if view.why in WHY else []
    return ", ".join(parts)


def filters(view: View, hamlets: Sequence[Hamlet], reasons: Container[str], talk: Talk) -> list[tuple[str, str]]:
    """Ways to narrow the view, as (key, label); one by one, what is set can be opened again."""
    ways: list[tuple[str, str]] = []
    for name, offered in (("scheme", _SCHEMES), ("paid", PAYMENTS), ("state", STATES)):
        if getattr(view, name) == OPEN:
            ways += [(view.key(**{name: letter}), talk.say(label)) for letter, (_, label) in offered.items()]
    if view.why == OPEN:
        ways += [(view.key(why=letter), talk.say(label)) for letter, (why, label) in WHY.items() if why in reasons]
    if not view.hamlet:
        ways += [(view.key(hamlet=one.id), f"{one.name}: {talk.say.number(one.people)}") for one in hamlets if one.name]
    if replace(view, after=0) != View(view.area):
        ways.append((View(view.area).key(), talk.say("Everybody again")))
    return ways
