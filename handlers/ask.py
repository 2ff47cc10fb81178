"""Free text: understand it and answer, offer up to three questions, or pass it on. Never guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.examples import OUT_OF_SCOPE
from bot.knowledge.vietnamese import fold, words
from bot.messages import Incoming, Kind, Reply
from bot.scams.judge import Verdict
from handlers import emergency, moods, numbers, place, scam, start
from handlers.answers import answer, area_named, next_choices, now_called, question_choice, text_of, title_choice
from handlers.arguments import argument
from storage.people import Role

if TYPE_CHECKING:
    from bot.knowledge.matcher import Decision
    from bot.talk import Talk

MOST_WORDS_OF_A_PLACE = 6
_INVITATION = N_("What does {you} want to know? Ask in {you}'s own words, or choose:")
_CLAIMS_OFFICE = re.compile(
    r"^(?:(?:da|chao|a|xin)\W+)*(?:toi|tui|em|minh|chi|anh|chau|con) (?:la|lam)"
    r" (?:can bo|cong chuc|lanh dao|chu tich|bi thu)\b"
)
_SMALL_TALK = frozenset({"greeting", "thanks_bye"})
_NOT_ABOUT_PLACES = frozenset({None, OUT_OF_SCOPE, "admin_units"})
_OF_A_PLACE = ("payment_day", "contact_hotline", "admin_units")
_STARTERS = ("voluntary_or_cash", "open_account_documents", "bedridden_home", "pin_forgotten", "payment_day")


async def invite(_message: Incoming, talk: Talk) -> Reply:
    """The button "ask": a few questions that many people have."""
    return Reply(talk.say(_INVITATION), tuple(question_choice(intent, talk) for intent in _STARTERS))


async def understand(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """The answer to free text."""
    decision = talk.mind.matcher.decide(message.text, talk.context)
    verdict = numbers.whose(message, talk) or await scam.judged(message, decision, talk)
    if verdict is not None:
        return verdict
    said = _about_nothing(message, decision, talk)
    if said is not None:
        return said
    if decision.intent in _NOT_ABOUT_PLACES and place.is_all_that_was_said(message.text, talk):
        return _about_place(message.text, talk)
    if decision.decision == "answer" and decision.intent:
        return await _answers((decision.intent, *decision.also), message, talk)
    if "amount_rate" in decision.choices and talk.mind.library.facts.superseded_in(message.text):
        return await answer("amount_rate", talk, message.text)
    if len(words(message.text)) <= MOST_WORDS_OF_A_PLACE and area_named(message.text, talk):
        return await answer("admin_units", talk, message.text)
    if decision.decision == "choose":
        return _offer(decision.choices, message, talk)
    return _hand_over(message, talk)


def _about_nothing(message: Incoming, decision: Decision, talk: Talk) -> Reply | None:
    """What asks nothing: a claim to be an officer, a mood."""
    if _claims_office(message.text, decision, talk):
        return start.officers_by_invitation(talk)
    return None if message.kind is Kind.FORWARDED else moods.soothe(message.text, decision, talk)


def _about_place(text: str, talk: Talk) -> Reply:
    """Somebody names where they live: what it belongs to now, and what can be asked about it."""
    talk.asked = text
    found = talk.mind.areas.find(text).areas
    choices = (*(title_choice(intent, talk) for intent in _OF_A_PLACE), talk.choice("human", "Ask a commune officer"))
    return Reply(f"{now_called(found, talk)}\n{talk.say(_INVITATION)}", choices)


def _claims_office(text: str, decision: Decision, talk: Talk) -> bool:
    """Somebody says that they are an officer, and asks nothing that has an answer."""
    answered = decision.decision == "answer" and decision.intent != OUT_OF_SCOPE
    return not answered and talk.contact.role is Role.PUBLIC and bool(_CLAIMS_OFFICE.search(fold(text)))


async def _answers(intents: tuple[str, ...], message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """One answer, or two when the message held two questions."""
    if intents == ("greeting",):
        return await start.start(message, talk)
    if place.is_needed(intents[0], message.text, talk):
        return await place.ask(message.text, talk)
    replies = [await answer(intent, talk, message.text) for intent in intents]
    talk.asked = message.text if intents == (OUT_OF_SCOPE,) else None
    reply = Reply("\n\n".join(reply.text for reply in replies), replies[0].choices)
    return await emergency.grief(intents[0], reply, talk)


async def chosen(message: Incoming, talk: Talk) -> Reply:
    """A question or a case that was picked by button."""
    intent, _, option = argument(message).partition(":")
    if intent not in talk.mind.library.intents:
        return await invite(message, talk)
    if intent == "scam_victim":
        return await scam.first_hour(message, talk)
    asked = talk.turn.asked or ""
    if place.is_needed(intent, asked, talk):
        return await place.ask(asked, talk)
    found = talk.mind.library.answer(intent)
    if option not in {one.key for one in found.options}:
        return await emergency.grief(intent, await answer(intent, talk, asked), talk)
    talk.intent = intent
    choices = next_choices(found, talk, without_options=True)
    if intent == "report_unwilling":
        choices = (talk.choice(f"enrol:no:{option}", "Note down the worry"), *choices[1:])
    return Reply(await text_of(intent, talk, option=option), choices)


async def plainer(message: Incoming, talk: Talk) -> Reply:
    """``nói lại``, ``không hiểu``: where the last answer begins and what it ends with, and somebody who explains it."""
    intent = talk.context
    if intent is None or intent not in talk.mind.library.intents:
        return await start.menu(message, talk)
    talk.intent = intent
    lines = (await text_of(intent, talk)).splitlines()
    said = lines[:-1] if talk.mind.library.answer(intent).asks else lines
    opening = said[:2] if said[0].endswith(":") else said[:1]
    heart = "\n".join(dict.fromkeys((*opening, said[-1])))
    text = talk.say("In short: {heart}\nIf it is still not clear, an officer explains it to {you}.", heart=heart)
    return Reply(text, (talk.choice("human", "Ask a commune officer"), title_choice(intent, talk)))


async def source(message: Incoming, talk: Talk) -> Reply:
    """Where an answer comes from, and as of when."""
    intent = argument(message) or talk.context or ""
    if intent not in talk.mind.library.intents:
        return await invite(message, talk)
    talk.intent = intent
    text = talk.mind.library.sources_text(intent)
    return Reply(text, (title_choice(intent, talk), talk.choice("menu", "Main menu")))


def _offer(intents: tuple[str, ...], message: Incoming, talk: Talk) -> Reply:
    worth_asking = [intent for intent in intents if intent not in _SMALL_TALK]
    if not worth_asking:
        return _hand_over(message, talk)
    talk.asked = message.text
    questions = tuple(question_choice(intent, talk) for intent in worth_asking)
    none = talk.choice("pass", "None of these, ask an officer")
    doubtful = "scam_check" in intents or talk.mind.judge.judge(message.text).verdict is not Verdict.NO_SIGN
    foreign = [talk.choice(scam.JUDGE, "Somebody else sent that, is it a scam?")] if doubtful else []
    return Reply(talk.say("Which of these does {you} mean?"), (*questions, *foreign, none))


def _hand_over(message: Incoming, talk: Talk) -> Reply:
    talk.asked = message.text
    text = talk.say(
        "Trợ lý An Sinh is not sure and does not want to answer wrongly. Shall it pass the question to an officer?"
    )
    return Reply(text, (talk.choice("pass", "Yes, ask an officer"), *start.menu_choices(talk)[:4]))
