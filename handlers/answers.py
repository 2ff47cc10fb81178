"""An answer in full: its words with what the commune entered, and what people ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from bot.messages import Choice, Reply
from handlers.fields import day_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.answers import Answer
    from bot.knowledge.areas import Area
    from bot.talk import Talk

MOST_RELATED = 3
MOST_PLACES = 4
MOST_DAYS = 3
_ASKING = frozenset(
    [
        "bay",
        "gio",
        "nay",
        "chu",
        "la",
        "thuoc",
        "ve",
        "xa",
        "phuong",
        "huyen",
        "nao",
        "mo",
        "gi",
        "chi",
        "cu",
        "moi",
        "o",
        "dau",
        "rua",
        "vay",
        "ha",
        "hoi",
        "cho",
    ]
)
_REMINDERS = "reminder_settings"
_ACTIONS = {
    "report_willing": (("enrol:yes", N_("Note down the wish")),),
    "report_unwilling": (("enrol:no", N_("Note down the worry")),),
    _REMINDERS: (("subscribe", N_("Set a reminder")), ("stop", N_("Stop all messages"))),
    "payment_day": (("remind", N_("Pay days and reminders")),),
    "privacy_data": (("data", N_("My data")),),
    "scam_check": (
        ("scam", N_("Is this message a scam?")),
        ("paid", N_("Money or a code was already given")),
    ),
}


async def answer(intent: str, talk: Talk, text: str = "") -> Reply:
    """The answer to ``intent``. ``text``, the person's words, may name a place or an old figure."""
    talk.intent = intent
    places = _places_asked_about(text, talk) if intent == "admin_units" else ()
    said = [now_called(places, talk)] if places else []
    said.append(await text_of(intent, talk, text=text))
    said += talk.mind.library.corrections(intent, text)
    return Reply("\n".join(said), next_choices(talk.mind.library.answer(intent), talk))


def _places_asked_about(text: str, talk: Talk) -> tuple[Area, ...]:
    """Where the place is that ``text`` asks about: the sentence, or what is left of it without the question."""
    bare = " ".join(word for word in text.split() if fold(word).strip("?.,!") not in _ASKING)
    return talk.mind.areas.find(text).areas or (talk.mind.areas.find(bare).areas if bare else ())


def now_called(places: Sequence[Area], talk: Talk) -> str:
    """Which communes a place belongs to now."""
    names = ", ".join(talk.mind.area_name(place.code) for place in places[:MOST_PLACES])
    return talk.say("That place now belongs to: {places} (Đà Nẵng city).", places=names)


async def text_of(intent: str, talk: Talk, *, text: str = "", option: str | None = None) -> str:
    """The words of an answer, with what the commune named in ``text``, or else the person's, has entered."""
    found = talk.mind.library.answer(intent)
    area = (area_named(text, talk) or talk.contact.area_code) if found.names_commune else None
    commune = await commune_facts(area, talk) if area else {}
    return found.render(you=talk.say.you, commune=commune, option=option)


def area_named(text: str, talk: Talk) -> str | None:
    """The one commune that ``text`` names; ``None`` if there is none, or a doubt."""
    found = talk.mind.areas.find(text) if text else None
    return found.areas[0].code if found and found.certain else None


async def commune_facts(area_code: str, talk: Talk) -> dict[str, str]:
    """What a commune's officers entered that answers name: its phone, its office, and its next pay days."""
    facts = await talk.store.areas.facts(area_code)
    coming = await talk.store.payments.coming(area_code, talk.today)
    if coming:
        facts["pay_day"] = "; ".join(day_line(day, talk) for day in coming[:MOST_DAYS])
    return facts


def next_choices(found: Answer, talk: Talk, *, without_options: bool = False) -> tuple[Choice, ...]:
    """The cases of an answer, or what people ask after it, with its source and a human at the end."""
    options = [] if without_options else [Choice(f"a:{found.intent}:{one.key}", one.label) for one in found.options]
    actions = [talk.choice(key, label) for key, label in _ACTIONS.get(found.intent, ())]
    related = [] if options else [one for one in found.related if not (actions and one == _REMINDERS)]
    return (
        *options,
        *actions,
        *(title_choice(intent, talk) for intent in related[:MOST_RELATED]),
        talk.choice(f"source:{found.intent}", "Where is this from?"),
        talk.choice("human", "Ask a commune officer"),
    )


def title_choice(intent: str, talk: Talk) -> Choice:
    """A button with an answer's short title."""
    return Choice(f"a:{intent}", talk.mind.library.title(intent))


def question_choice(intent: str, talk: Talk) -> Choice:
    """A button with the question that an answer is for."""
    return Choice(f"a:{intent}", talk.mind.library.question(intent))
