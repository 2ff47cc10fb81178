"""First meeting, form of address, menus, invitations, and what is said in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import HONORIFICS, N_
from bot.knowledge.vietnamese import fold, standardise
from bot.messages import Choice, Incoming, Reply
from handlers import phrases
from handlers.arguments import argument
from storage.people import Role

if TYPE_CHECKING:
    from bot.talk import Talk

_INTRODUCTION = N_(
    "Hello. This is Trợ lý An Sinh, an automatic assistant for families who receive social allowances.\n"
    "It answers questions about accounts and allowances, checks messages for scams, and reminds of pay days.\n"
    "It never asks for an OTP, PIN, password, card number or identity number.\n"
    "Asking needs no name. Before it notes anything down, it will ask for permission."
)
_SHORT_INTRODUCTION = N_(
    "This is Trợ lý An Sinh, an automatic assistant. It never asks for an OTP, PIN, password, card or identity number."
)
_LABELS = {"bac": N_("Bác"), "co_chu": N_("Cô, chú"), "anh_chi": N_("Anh, chị")}
_NAMED = {"bac": "bac", "co": "co_chu", "chu": "co_chu", "co chu": "co_chu", "anh": "anh_chi", "chi": "anh_chi"}
_MENU = (
    ("ask", N_("Ask about accounts and allowances")),
    ("scam", N_("Is this message a scam?")),
    ("remind", N_("Pay days and reminders")),
    ("enrol", N_("Report the family's wish")),
    ("human", N_("Ask a commune officer")),
    ("data", N_("My data")),
)
_FROM_GROUP = "nhom"
_CITY_MENU = (("missing", N_("Answers that are missing")), ("invite", N_("Invite an officer")))
_OFFICER_MENU = (
    ("work", N_("Work to do")),
    ("figures", N_("Figures")),
    ("list", N_("The roster")),
    ("roster", N_("Bring in a list")),
    ("report", N_("Report of a month")),
    ("desk", N_("Open questions")),
    ("payday", N_("Pay days")),
    ("facts", N_("About the commune")),
    ("leaflet", N_("Leaflet with a QR code")),
    ("alert", N_("Warn of a scam")),
    ("announce", N_("Write an announcement")),
    ("colleagues", N_("Officers")),
    ("log", N_("Who did what")),
    ("menu", N_("Main menu")),
)


def menu_choices(talk: Talk) -> tuple[Choice, ...]:
    """The main menu: six buttons at most, and one more for officers."""
    officer = [talk.choice("officer", "For officers")] if talk.contact.role is not Role.PUBLIC else []
    return (*officer, *(talk.choice(key, label) for key, label in _MENU))


def short_introduction(talk: Talk) -> str:
    return talk.say(_SHORT_INTRODUCTION)


async def start(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """Greet; with a code, do what the code is for."""
    code = message.start_code or argument(message)
    if code and code != _FROM_GROUP:
        return await _with_code(code, talk)
    if talk.contact.honorific is None:
        return _first_meeting(talk)
    return await menu(message, talk)


def _first_meeting(talk: Talk) -> Reply:
    talk.introduced = True
    text = talk.say(_INTRODUCTION) + "\n" + talk.say("How may Trợ lý An Sinh address you?")
    return Reply(text, _honorific_choices(talk))


def _honorific_choices(talk: Talk) -> tuple[Choice, ...]:
    return tuple(talk.choice(f"you:{key}", _LABELS[key]) for key in HONORIFICS)


async def _with_code(code: str, talk: Talk) -> Reply:
    area = talk.mind.areas.get(code.removeprefix("xa")) if code.startswith("xa") else None
    if area:
        await talk.store.people.set_area(talk.contact.id, area.code)
        return _first_meeting(talk)
    appointment = await talk.store.officers.redeem(code, talk.contact.id, talk.now)
    if appointment is None:
        await talk.store.officers.audit(talk.contact.id, "invitation refused", None, talk.now)
        lead = talk.say("This invitation is not valid, was used before, or has expired. Please ask for a new one.")
        return Reply(lead, menu_choices(talk))
    await talk.store.officers.audit(talk.contact.id, f"appointed {appointment.role}", appointment.area_code, talk.now)
    talk.introduced = True
    place = talk.mind.area_name(appointment.area_code) or talk.say("Đà Nẵng city")
    return Reply(talk.say("Welcome. You are now an officer for {place}.", place=place), officer_choices(talk))


async def set_honorific(message: Incoming, talk: Talk) -> Reply:
    """Keep the form of address; without one, ask for it."""
    chosen = argument(message) or _wished(message.text)
    if chosen not in HONORIFICS:
        return Reply(talk.say("How may Trợ lý An Sinh address you?"), _honorific_choices(talk))
    await talk.store.people.set_honorific(talk.contact.id, chosen)
    talk.say = talk.mind.catalogues.speech(talk.contact.locale, chosen)
    return Reply(
        talk.say("Thank {you}. What does {you} need? Press a button, type its number, or simply ask."),
        menu_choices(talk),
    )


def _wished(text: str) -> str:
    """The form of address that was named; empty if none, or one that is not wanted."""
    named = phrases.ADDRESSING.search(fold(standardise(text)))
    return _NAMED.get(named["as"].replace("anh chi", "anh"), "") if named and not named["no"] else ""


async def menu(_message: Incoming, talk: Talk) -> Reply:
    return Reply(talk.say("What does {you} need? Press a button, type its number, or simply ask."), menu_choices(talk))


def officer_choices(talk: Talk) -> tuple[Choice, ...]:
    more = _CITY_MENU if talk.contact.role is Role.CITY else ()
    return tuple(talk.choice(key, label) for key, label in (*more, *_OFFICER_MENU))


async def officer_menu(_message: Incoming, talk: Talk) -> Reply:
    return Reply(talk.say("What an officer can do here:"), officer_choices(talk))


def officers_by_invitation(talk: Talk) -> Reply:
    """Somebody says that they are an officer: nobody is one by saying so, but a real one hears the way in."""
    return Reply(
        talk.say(
            "Anybody could say so, therefore Trợ lý An Sinh opens an officer's work to an invitation alone. "
            "Please ask a city officer for one; it is for one person and good for 72 hours."
        ),
        menu_choices(talk),
    )


def number_without_list(talk: Talk) -> Reply:
    """A number that answers nothing: show what can be chosen."""
    return Reply(
        talk.say("There is no such number in the list. Please choose below:"),
        talk.turn.choices or menu_choices(talk),
    )


def in_group(talk: Talk) -> Reply:
    """In a group, only how to reach the bot in private: questions there would be read by all."""
    link = talk.links(_FROM_GROUP) or ""
    return Reply(
        talk.say(
            "For the privacy of everybody, Trợ lý An Sinh answers only in a private chat. {link}", link=link
        ).strip()
    )
