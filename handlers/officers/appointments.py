"""``/moi`` and ``/dscanbo``: who is an officer; the city's officers invite, renew and remove."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Step, begin
from bot.i18n import N_
from bot.invitations import invite
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument, number
from handlers.fields import area_step, show_common
from handlers.officers.scope import default_area, reaches, refusal
from handlers.pages import onward, page
from storage.officers import Appointment
from storage.people import Role
from storage.times import local_day

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.officers import Officer

LASTS = timedelta(days=90)
"""A role ends so long after it was given or renewed."""
MOST_SHOWN = 12
_ROLES = (("commune", N_("Officer of a commune or ward")), ("city", N_("Officer of the city")))


async def begin_invitation(message: Incoming, talk: Talk) -> Reply:
    """Open invitations, which can be withdrawn; then for whom a new one is. ``invite:<skip>``: more of those."""
    open_ones = await talk.store.officers.invitations(talk.now)
    shown = page(open_ones, argument(message) if message.choice else "", MOST_SHOWN)
    said = talk.say("Invitations that nobody used yet: {count}", count=len(open_ones))
    taken_back = [
        Choice(f"uninvite:{one.mark}", talk.say("Withdraw: {who}", who=_who(one.appointment, talk)))
        for one in shown.rows
    ]
    ways = (*taken_back, *onward("invite", shown, talk))
    if shown.before:
        return Reply(said, (*ways, *_ways(talk)))
    reply = await begin(FORM, talk, {})
    return Reply(f"{said}\n{reply.text}", (*reply.choices, *ways)) if open_ones else reply


async def _submit(answers: Answers, talk: Talk) -> Reply:
    refused = await refusal(talk, None, "invitation")
    if refused:
        return refused
    role = Role(str(answers["role"]))
    appointment = Appointment(role, str(answers["area"]) if role is Role.COMMUNE else None)
    code = await invite(talk.store, appointment, talk.now, talk.contact.id)
    text = talk.say(
        "The invitation for: {who}. It is good for one person and 72 hours. Please send it to that person alone:\n"
        "{link}\nIn Telegram they can also write: /start {code}",
        who=_who(appointment, talk),
        link=talk.links(code) or "",
        code=code,
    )
    return Reply(text, _ways(talk))


FORM = Form(
    name="invite",
    intro="",
    steps=(
        Step("role", N_("Role"), N_("Whom is the invitation for?"), _ROLES),
        replace(area_step(), when=lambda answers: answers.get("role") == "commune"),
    ),
    show=show_common,
    submit=_submit,
    confirm=N_("Right, make the invitation"),
)


async def withdraw(message: Incoming, talk: Talk) -> Reply:
    """``uninvite:<mark>``: nobody can use it any more."""
    gone = await talk.store.officers.withdraw(argument(message)[:12], talk.now)
    if gone is None:
        return Reply(talk.say("That invitation was used or withdrawn before."), _ways(talk))
    await talk.store.officers.audit(talk.contact.id, "invitation withdrawn", gone.area_code, talk.now)
    return Reply(talk.say("The invitation was withdrawn: {who}.", who=_who(gone, talk)), _ways(talk))


async def listed(message: Incoming, talk: Talk) -> Reply:
    """``colleagues:<skip>``: the officers of one's area, with until when each role lasts."""
    area = default_area(talk.contact)
    officers = await talk.store.officers.all(area)
    await talk.store.officers.audit(talk.contact.id, "officers listed", area, talk.now)
    lines = [talk.say("Officers: {count}", count=len(officers))]
    shown = page(officers, argument(message) if message.choice else "", MOST_SHOWN)
    lines += [f"• {_line(one, talk)}" for one in shown.rows]
    others = [one for one in shown.rows if one.contact.id != talk.contact.id]
    choices = [Choice(f"colleague:{one.contact.id}", _short(one, talk)) for one in others]
    return Reply("\n".join(lines), (*choices, *onward("colleagues", shown, talk), *_ways(talk)))


async def colleague(message: Incoming, talk: Talk) -> Reply:
    """``colleague:<number>``: one officer, to be renewed or removed; ``:renew``, ``:remove`` and ``:sure`` do it."""
    named, _, wish = argument(message).partition(":")
    one = next((one for one in await talk.store.officers.all() if one.contact.id == number(named)), None)
    if one is None or not reaches(talk.contact, one.contact.officer_area) or one.contact.id == talk.contact.id:
        await talk.store.officers.audit(talk.contact.id, "refused colleague", talk.contact.officer_area, talk.now)
        return Reply(talk.say("That officer is not in {you}'s area, or is no officer any more."), _ways(talk))
    if wish == "renew":
        return await _renew(one, talk)
    if wish in {"remove", "sure"} and talk.contact.role is Role.CITY:
        return await _remove(one, talk, sure=wish == "sure")
    remove = talk.choice(f"colleague:{one.contact.id}:remove", "Remove from the officers")
    choices = [talk.choice(f"colleague:{one.contact.id}:renew", "Renew for 90 days")]
    choices += [remove] if talk.contact.role is Role.CITY else []
    return Reply(_line(one, talk), (*choices, *_ways(talk)))


async def _renew(one: Officer, talk: Talk) -> Reply:
    await talk.store.officers.renew(one.contact.id, talk.now)
    await talk.store.officers.audit(
        talk.contact.id, "role renewed", one.contact.officer_area, talk.now, f"officer {one.contact.id}"
    )
    until = talk.say.day(local_day(talk.now + LASTS))
    return Reply(talk.say("Renewed until {day}.", day=until), _ways(talk))


async def _remove(one: Officer, talk: Talk, *, sure: bool) -> Reply:
    if not sure:
        text = talk.say(
            "Remove this officer? The role and all that goes with it end at once: {who}", who=_line(one, talk)
        )
        return Reply(text, (talk.choice(f"colleague:{one.contact.id}:sure", "Yes, remove"), *_ways(talk)))
    await talk.store.officers.dismiss(one.contact.id)
    await talk.store.officers.withdraw_of(one.contact.id, talk.now)
    await talk.store.turns.end_flow(one.contact.id)
    await talk.store.officers.audit(
        talk.contact.id, "officer removed", one.contact.officer_area, talk.now, f"officer {one.contact.id}"
    )
    say = talk.mind.speech(one.contact)
    told = Reply(
        say("{You} is no longer an officer here. Questions are answered as before."),
        (Choice("menu", say("Main menu")),),
    )
    await talk.send(told, address=one.contact.address, contact_id=one.contact.id)
    return Reply(talk.say("Removed, and told so."), _ways(talk))


def _line(one: Officer, talk: Talk) -> str:
    """``Cán bộ số 7, xã Tam Xuân, đến thứ Hai, 22/2/2027``."""
    return talk.say("{who}, until {day}", who=_short(one, talk), day=talk.say.day(local_day(one.since + LASTS)))


def _short(one: Officer, talk: Talk) -> str:
    place = talk.mind.area_name(one.contact.officer_area) or talk.say("Đà Nẵng city")
    return talk.say("Officer {number}, {place}", number=one.contact.id, place=place)


def _who(appointment: Appointment, talk: Talk) -> str:
    place = talk.mind.area_name(appointment.area_code) or talk.say("Đà Nẵng city")
    return talk.say("officer of {place}", place=place)


def _ways(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("colleagues", "Officers"), talk.choice("officer", "For officers"))
