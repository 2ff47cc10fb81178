"""Kind words for what is no question: loneliness, anger, small talk, a cry for help, a relative named alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.examples import OUT_OF_SCOPE
from bot.knowledge.moods import mood
from bot.messages import Choice, Reply
from handlers.start import menu_choices

if TYPE_CHECKING:
    from bot.knowledge.matcher import Decision
    from bot.knowledge.moods import Mood
    from bot.talk import Talk

_TEXTS: dict[Mood, str] = {
    "cry": N_(
        "Trợ lý An Sinh is listening. If somebody is hurt or very ill, call {ambulance}; "
        "threatened or robbed, {police}.\n"
        "Was money or a code given away? Press the button. Otherwise, say in a few words what happened."
    ),
    "lonely": N_(
        "It is hard to be alone. A machine cannot take the place of people, but {you} need not keep it to yourself.\n"
        "Perhaps call a child or a neighbour now, or look in at the association of the elderly in the hamlet.\n"
        "Trợ lý An Sinh can also ask a commune officer to call. Shall it?"
    ),
    "angry": N_(
        "Trợ lý An Sinh is sorry not to have helped well. A machine does not understand everything.\n"
        "Please say it in other words, or ask an officer, a human."
    ),
    "chat": N_("Thank {you} for asking. Trợ lý An Sinh is a machine and always here. What does {you} need?"),
    "relative": N_("What does {you} want to ask for that person? Please say it in a few words, or choose:"),
}


def soothe(text: str, decision: Decision, talk: Talk) -> Reply | None:
    """The answer to a mood; ``None`` if there is none, or an answer about something else was found."""
    nothing = decision.intent == OUT_OF_SCOPE or decision.decision == "hand_over"
    found = mood(text, whole=not nothing)
    answered = decision.decision == "answer" and not nothing
    if found is None or (answered and found != "relative"):
        return None
    talk.asked = text
    facts = talk.mind.library.facts
    said = talk.say(_TEXTS[found], ambulance=facts["ambulance"].value, police=facts["police"].value)
    return Reply(said, _ways(found, talk))


def _ways(found: Mood, talk: Talk) -> tuple[Choice, ...]:
    menu = talk.choice("menu", "Main menu")
    if found == "cry":
        return (
            talk.choice("paid", "Money or a code was already given"),
            talk.choice("pass", "Ask an officer to call"),
            menu,
        )
    if found == "lonely":
        return (talk.choice("pass", "Yes, ask an officer to call"), menu)
    if found == "angry":
        return (talk.choice("human", "Ask a commune officer"), menu)
    return menu_choices(talk)
