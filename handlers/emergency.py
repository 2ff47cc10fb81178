"""What cannot wait: a life in danger, a death. A number to call and a human, nothing that delays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.answers import answer

if TYPE_CHECKING:
    from bot.talk import Talk

_TEXTS = {
    "death_wish": N_(
        "{You}'s life matters, and {you} need not carry this alone.\n"
        "Please call {ambulance} or the nearest health station now, or let a neighbour sit with {you}.\n"
        "Trợ lý An Sinh can ask a commune officer to call. Shall it?"
    ),
    "violence": N_(
        "Nobody may hit or threaten {you}.\n"
        "If it is happening now, call {police}. A neighbour can call for {you}.\n"
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
_NUMBERS = ("police", "ambulance", "child_line")


def help_now(kind: str, message: Incoming, talk: Talk) -> Reply:
    """A life in danger."""
    talk.introduced = True
    talk.intent, talk.asked = "out_of_scope", message.text
    numbers = {key: talk.mind.library.facts[key].value for key in _NUMBERS}
    text = talk.say(_TEXTS[kind], **numbers)
    return Reply(text, (talk.choice("pass", "Yes, ask an officer to call"), talk.choice("menu", "Main menu")))


async def deceased(message: Incoming, talk: Talk) -> Reply:
    """Condolences and what to do; reminders and an open form end at once."""
    talk.introduced = True
    reply = await answer("deceased", talk, message.text)
    await talk.store.turns.end_flow(talk.contact.id)
    ended = await _ended(talk)
    return (
        replace(reply, text=f"{reply.text}\n{ended.text}", choices=(*ended.choices, *reply.choices)) if ended else reply
    )


async def grief(intent: str, reply: Reply, talk: Talk) -> Reply:
    """``reply`` to a question about a death that nobody told outright: whether reminders are to end is asked."""
    if intent != "deceased" or not await talk.store.wishes.subscriptions(talk.contact.id):
        return reply
    asked = talk.say("Pay day reminders still come. If the person who received the money has died, they can be ended:")
    end = talk.choice("mourned", "End the reminders")
    return replace(reply, text=f"{reply.text}\n{asked}", choices=(end, *reply.choices))


async def mourned(_message: Incoming, talk: Talk) -> Reply:
    """The button: reminders end at once."""
    ended = await _ended(talk)
    return ended or Reply(talk.say("{You} has no reminder yet."), (talk.choice("menu", "Main menu"),))


async def _ended(talk: Talk) -> Reply | None:
    """All reminders are ended, and this says so; ``None`` if there were none."""
    if not await talk.store.wishes.subscriptions(talk.contact.id):
        return None
    await talk.store.wishes.unsubscribe_all(talk.contact.id, talk.now)
    text = talk.say("All pay day reminders have been ended. They can be set again for somebody else at any time.")
    return Reply(text, (talk.choice("resume", "Set reminders again"),))
