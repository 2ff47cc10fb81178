"""``/danhsach``, ``/tim`` and one person's card: who is on the roster. Each look is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.knowledge.vietnamese import fold, words
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument, row_number
from handlers.fields import SCHEMES
from handlers.officers import roster_view
from handlers.officers.follow_up import STATUSES
from handlers.officers.roster_asked import asked, no_list
from handlers.officers.scope import default_area, refusal
from handlers.pages import page
from storage.follow_up_status import Status
from storage.roster import FOUND, PAGE, Filter

if TYPE_CHECKING:
    from bot.talk import Mind, Talk
    from storage.roster import Beneficiary

_MOST_HAMLETS = 12
_FORMS_OF_ADDRESS = frozenset({"ba", "ong", "cu", "bac", "co", "chu", "di", "cau", "mo", "me", "anh", "chi", "o", "mu"})
_PAID_BY = dict(roster_view.PAYMENTS.values())


async def people(message: Incoming, talk: Talk) -> Reply:
    """``list:<view>``, or the command with words: a page of the roster."""
    view = await asked(message, argument(message), "list", talk)
    if isinstance(view, Reply):
        return view
    refused = await refusal(talk, view.area, "roster list")
    if refused:
        return refused
    wanted = await roster_view.filtered(view, talk.store)
    found = await talk.store.roster.page(wanted, view.after, PAGE + 1)
    total = await talk.store.roster.count(wanted)
    await talk.store.officers.audit(talk.contact.id, "roster listed", view.area, talk.now, f"{len(found[:PAGE])} rows")
    place = roster_view.words(view, wanted, talk)
    if not total and wanted == Filter(view.area):
        return no_list(place, talk)
    if not total:
        return Reply(talk.say("Nobody on the roster fits: {what}.", what=place), tuple(_ways(view, found, talk)))
    text = talk.say("{What}: {count} people.", what=place, count=talk.say.number(total))
    return Reply(text, (*(_tap(one, talk, view.area) for one in found[:PAGE]), *_ways(view, found, talk)))


async def narrow(message: Incoming, talk: Talk) -> Reply:
    """``narrow:<view>``: by what the list can be narrowed; the view's ``after`` are the hamlets that were shown."""
    view = roster_view.parse(argument(message))
    refused = await refusal(talk, view.area, "roster list")
    if refused:
        return refused
    hamlets = await talk.store.roster.hamlets(view.area) if view.area else []
    reasons = await talk.store.enrolments.by_reason(view.area)
    shown = page(hamlets, str(view.after), _MOST_HAMLETS)
    ways = roster_view.filters(view, shown.rows, reasons, talk)
    if shown.after and not view.hamlet:
        further = view.key("narrow", after=shown.before + len(shown.rows))
        ways.append((further, talk.say("More hamlets")))
    wanted = await roster_view.filtered(view, talk.store)
    text = talk.say("Now: {what}. Narrow it by:", what=roster_view.words(view, wanted, talk))
    return Reply(text, (*(Choice(key, label) for key, label in ways), talk.choice(view.key(), "Back to the list")))


async def person(message: Incoming, talk: Talk) -> Reply:
    """``who:<number>``: one person's card."""
    one = await talk.store.roster.person(row_number(message))
    refused = await refusal(talk, one.area_code if one else talk.contact.officer_area, "roster person")
    if refused:
        return refused
    if one is None or one.left_at is not None:
        return Reply(talk.say("That person is not on the roster any more."), _elsewhere(talk))
    await talk.store.officers.audit(talk.contact.id, "roster person shown", one.area_code, talk.now, f"person {one.id}")
    reports = await talk.store.roster.reports_about(one.id)
    follow = [talk.choice(f"follow:{report}", "The family's report") for report in reports[-1:]]
    return Reply("\n".join(_card(one, talk)), (*follow, *_elsewhere(talk)))


async def search(message: Incoming, talk: Talk) -> Reply:
    """``/tim Nguyễn Thị Lan``: any order of words, with or without marks; without a name, ask for it."""
    named = argument(message)
    return await found(named, talk) if named else await begin(FORM, talk, {})


async def found(name: str, talk: Talk) -> Reply:
    """Who has such a name, in the officer's area."""
    area = default_area(talk.contact)
    refused = await refusal(talk, area, "roster search")
    if refused:
        return refused
    met = await _named_so(name, area, talk)
    await talk.store.officers.audit(talk.contact.id, "roster searched", area, talk.now, f"{len(met)} rows")
    if not met:
        text = talk.say("Nobody of that name is on the roster. Please try fewer words, or only the given name.")
        return Reply(text, (talk.choice("find", "Look for a name"), *_elsewhere(talk)))
    text = talk.say("Found for «{name}»: {count}.", name=name[:60], count=len(met))
    more = talk.say("There may be more; one more word narrows it.") if len(met) == FOUND else ""
    return Reply("\n".join(filter(None, (text, more))), (*(_tap(one, talk, area) for one in met), *_elsewhere(talk)))


async def _named_so(name: str, area: str | None, talk: Talk) -> list[Beneficiary]:
    """Who is called ``name``; where nobody is, whom a relative calls so: «bà Sáu»."""
    areas = None if area is None else [area]
    met = await talk.store.roster.search(name, areas, FOUND)
    address, _, rest = name.strip().partition(" ")
    if met or fold(address) not in _FORMS_OF_ADDRESS or not words(rest):
        return met
    return await talk.store.roster.search(rest, areas, FOUND)


def _named(text: str, _mind: Mind) -> Parsed | Wrong:
    return Parsed(text.strip()) if words(text) else Wrong(N_("Please type at least one word of the name."))


async def _submit(answers: Answers, talk: Talk) -> Reply:
    return await found(str(answers["name"]), talk)


FORM = Form(
    name="find",
    intro="",
    steps=(
        Step(
            "name",
            N_("Full name"),
            N_("Whom is {you} looking for? Please type the name; without marks is fine."),
            parse=_named,
        ),
    ),
    show=lambda _step, value, _talk: str(value),
    submit=_submit,
    confirm=None,
)


def _ways(view: roster_view.View, met: list[Beneficiary], talk: Talk) -> list[Choice]:
    onward = [talk.choice(view.key(after=met[PAGE - 1].id), "More of the list")] if len(met) > PAGE else []
    first = [talk.choice(view.key(), "From the beginning")] if view.after else []
    return [
        *onward,
        *first,
        talk.choice(view.key("narrow"), "Narrow the list"),
        talk.choice(view.key("export"), "This list as Excel"),
        talk.choice("find", "Look for a name"),
        talk.choice("officer", "For officers"),
    ]


def _elsewhere(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("list", "The roster"), talk.choice("officer", "For officers"))


def _tap(one: Beneficiary, talk: Talk, area: str | None) -> Choice:
    """``Nguyễn Thị Lan, 1941, thôn 2, tiền mặt``; with the commune where all ``area``s are looked at."""
    place = "" if area else talk.mind.area_name(one.area_code) or ""
    paid = talk.say(_PAID_BY[one.paid_by]).lower()
    parts = (one.full_name, str(one.birth_year or ""), one.hamlet or "", place, paid)
    return Choice(f"who:{one.id}", ", ".join(filter(None, parts)))


def _card(one: Beneficiary, talk: Talk) -> list[str]:
    place = ", ".join(filter(None, (one.hamlet, talk.mind.area_name(one.area_code))))
    bank = " ".join(filter(None, (one.bank, f"…{one.account_tail}" if one.account_tail else "")))
    paid = talk.say(_PAID_BY[one.paid_by])
    lines = [
        ", ".join(filter(None, (one.full_name, str(one.birth_year or "")))),
        place,
        " – ".join(filter(None, (talk.say(dict(SCHEMES)[one.scheme]), one.category))),
        talk.say("Amount: {amount} đồng a month", amount=talk.say.number(one.amount)) if one.amount else "",
        talk.say("Way of payment: {paid}", paid=f"{paid} ({bank})" if bank else paid),
        talk.say("Now: {status}", status=talk.say(STATUSES[Status(one.status)])) if one.status != "listed" else "",
    ]
    return [line for line in lines if line]
