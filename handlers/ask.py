"""Free text: understand it and answer, offer up to three questions, or pass it on. Never guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers import scam
from handlers.arguments import argument
from handlers.fields import day_line
from handlers.start import menu_choices

if TYPE_CHECKING:
    from bot.knowledge.answers import Answer
    from bot.talk import Talk

MOST_RELATED = 3
_FALLBACK = "out_of_scope"
_INVITATION = N_("What does {you} want to know? Ask in {you}'s own words, or choose:")
_STARTERS = ("voluntary_or_cash", "open_account_documents", "bedridden_home", "pin_forgotten", "payment_day")
_ACTIONS = {
    "report_willing": (("enrol:yes", N_("Note down the wish")),),
    "report_unwilling": (("enrol:no", N_("Note down the worry")),),
    "reminder_settings": (("remind", N_("Pay days and reminders")), ("stop", N_("Stop all messages"))),
    "payment_day": (("remind", N_("Pay days and reminders")),),
    "privacy_data": (("data", N_("My data")),),
    "scam_check": (
        ("scam", N_("Is this message a scam?")),
        ("paid", N_("Money or a code was already given")),
    ),
}
_EMERGENCIES = {
    "death_wish": N_(
        "{You}'s life matters, and {you} need not carry this alone.\n"
        "Please call {ambulance} or the nearest health station now, or let a neighbour sit with {you}.\n"
        "Trợ lý An Sinh can ask a commune officer to call. Shall it?"
    ),
    "violence": N_(
        "Nobody may hit or threaten {you}.\nIf it is happening now, call {police}. A neighbour can call for {you}.\n"
        "The commune can help as well. Shall Trợ lý An Sinh ask an officer to call?"
    ),
    "child_violence": N_(
        "A child must be protected at once.\n"
        "Please call {child_line} (for children, day and night, free) or {police}.\n"
        "The commune can help as well. Shall Trợ lý An Sinh ask an officer to call?"
    ),
    "neglect": N_(
        "Nobody should go hungry or be left alone.\n"
        "Please call the commune office, or {ambulance} if somebody is weak or ill.\n"
        "Shall Trợ lý An Sinh ask an officer to call?"
    ),
}


async def invite(_message: Incoming, talk: Talk) -> Reply:
    """The button "ask": a few questions that many people have."""
    return Reply(talk.say(_INVITATION), tuple(_question_choice(intent, talk) for intent in _STARTERS))


async def understand(message: Incoming, talk: Talk) -> Reply:
    """The answer to free text."""
    decision = talk.mind.matcher.decide(message.text, talk.context)
    verdict = await scam.judged(message, decision, talk)
    if verdict is not None:
        return verdict
    if decision.decision == "answer" and decision.intent:
        return await _answers((decision.intent, *decision.also), message, talk)
    if decision.decision == "choose":
        return _offer(decision.choices, message, talk)
    return _hand_over(message, talk)


async def _answers(intents: tuple[str, ...], message: Incoming, talk: Talk) -> Reply:
    """One answer, or two when the message held two questions."""
    replies = [await answer(intent, talk, message.text) for intent in intents]
    if intents == (_FALLBACK,):
        talk.asked = message.text
    return Reply("\n\n".join(reply.text for reply in replies), replies[0].choices)


async def answer(intent: str, talk: Talk, text: str = "") -> Reply:
    """The answer to ``intent`` with what people ask next. ``text`` may name a commune or an old figure."""
    talk.intent = intent
    found = talk.mind.library.answer(intent)
    said = [await text_of(intent, talk, text=text)]
    said += talk.mind.library.corrections(intent, text)
    return Reply("\n".join(said), _next_choices(found, talk))


async def text_of(intent: str, talk: Talk, *, text: str = "", option: str | None = None) -> str:
    """The words of an answer, with what the person's commune has entered."""
    area = _area_named(text, talk) or talk.contact.area_code
    commune = await _commune(area, talk) if area else {}
    return talk.mind.library.answer(intent).render(you=talk.say.you, commune=commune, option=option)


def _area_named(text: str, talk: Talk) -> str | None:
    found = talk.mind.areas.find(text) if text else None
    return found.areas[0].code if found and found.certain else None


async def _commune(area_code: str, talk: Talk) -> dict[str, str]:
    facts = await talk.store.areas.facts(area_code)
    coming = await talk.store.payments.coming(area_code, talk.today)
    if coming:
        facts["pay_day"] = "; ".join(day_line(day, talk) for day in coming[:3])
    return facts


def _next_choices(found: Answer, talk: Talk) -> tuple[Choice, ...]:
    options = [Choice(f"a:{found.intent}:{option.key}", option.label) for option in found.options]
    actions = [talk.choice(key, label) for key, label in _ACTIONS.get(found.intent, ())]
    related = [] if options else [_title_choice(intent, talk) for intent in found.related[:MOST_RELATED]]
    return (
        *options,
        *actions,
        *related,
        talk.choice(f"source:{found.intent}", "Where is this from?"),
        talk.choice("human", "Ask a commune officer"),
    )


def _title_choice(intent: str, talk: Talk) -> Choice:
    return Choice(f"a:{intent}", talk.mind.library.title(intent))


def _question_choice(intent: str, talk: Talk) -> Choice:
    return Choice(f"a:{intent}", talk.mind.library.question(intent))


async def chosen(message: Incoming, talk: Talk) -> Reply:
    """A question or a case that was picked by button."""
    intent, _, option = argument(message).partition(":")
    if intent not in talk.mind.library.intents:
        return await invite(message, talk)
    if intent == "scam_victim":
        return await scam.first_hour(message, talk)
    found = talk.mind.library.answer(intent)
    if option not in {one.key for one in found.options}:
        return await answer(intent, talk)
    talk.intent = intent
    actions = [talk.choice(f"enrol:no:{option}", "Note down the worry")] if intent == "report_unwilling" else []
    related = tuple(_title_choice(one, talk) for one in found.related[:MOST_RELATED])
    others = (
        talk.choice(f"source:{intent}", "Where is this from?"),
        talk.choice("human", "Ask a commune officer"),
    )
    return Reply(await text_of(intent, talk, option=option), (*actions, *related, *others))


async def source(message: Incoming, talk: Talk) -> Reply:
    """Where an answer comes from, and as of when."""
    intent = argument(message) or talk.context or ""
    if intent not in talk.mind.library.intents:
        return await invite(message, talk)
    talk.intent = intent
    return Reply(
        talk.mind.library.sources_text(intent),
        (_title_choice(intent, talk), talk.choice("menu", "Main menu")),
    )


def _offer(intents: tuple[str, ...], message: Incoming, talk: Talk) -> Reply:
    talk.asked = message.text
    questions = tuple(_question_choice(intent, talk) for intent in intents)
    return Reply(
        talk.say("Which of these does {you} mean?"),
        (*questions, talk.choice("pass", "None of these, ask an officer")),
    )


def _hand_over(message: Incoming, talk: Talk) -> Reply:
    talk.asked = message.text
    return Reply(
        talk.say(
            "Trợ lý An Sinh is not sure and does not want to answer wrongly. Shall it pass the question to an officer?"
        ),
        (talk.choice("pass", "Yes, ask an officer"), *menu_choices(talk)[:4]),
    )


def emergency(kind: str, talk: Talk) -> Reply:
    """A life in danger: a number to call and a human, nothing else."""
    facts = talk.mind.library.facts
    numbers = {key: facts[key].value for key in ("police", "ambulance", "child_line")}
    return Reply(
        talk.say(_EMERGENCIES[kind], **numbers),
        (talk.choice("human", "Yes, ask an officer"), talk.choice("menu", "Main menu")),
    )


async def deceased(message: Incoming, talk: Talk) -> Reply:
    """Condolences and what to do; reminders end at once."""
    subscriptions = await talk.store.payments.subscriptions(talk.contact.id)
    reply = await answer("deceased", talk, message.text)
    if not subscriptions:
        return reply
    await talk.store.payments.unsubscribe_all(talk.contact.id, talk.now)
    ended = talk.say("All pay day reminders have been ended. They can be set again for somebody else at any time.")
    return Reply(f"{reply.text}\n{ended}", reply.choices)
