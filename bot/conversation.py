"""Who hears a message: the order of precedence, from what can never wait to what is merely said.

Stop words and emergencies come before any form; a button before what was typed; a form before a new
question. Which handler takes which request is the table in ``handlers.routes``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.render import pieces
from bot.choices import declined, resolve
from bot.forms import NOT_UNDERSTOOD, advance, again, picks
from bot.i18n import N_
from bot.knowledge.urgent import urgent
from bot.knowledge.vietnamese import words
from bot.masking import without_placeholders
from bot.messages import Erase, Incoming, Kind, Media, Reply
from bot.scams.judge import Verdict
from handlers import ask, emergency, media, pictures, routes, said, scam, start, stopping
from handlers.answers import text_of
from handlers.officers.pin import SECRET_FORMS

if TYPE_CHECKING:
    from bot.talk import Talk

_WARN_MASKED = N_(
    "{You} just sent a secret number. Trợ lý An Sinh covered it and never needs it. Please show it to nobody."
)
MOST_WORDS_BESIDE_SECRET = 4
"""A secret with no more words than these asks nothing: the warning is the answer."""
_FILE_WAITS = N_(
    "The file was not read, since a form is open. Please finish or cancel the form, and send the file again."
)
_WARN_CUT = N_("The text was very long, only its first part was read.")


async def converse(message: Incoming, talk: Talk) -> list[Reply]:
    """All that is said in answer to ``message``; its effects are in the talk's transaction."""
    if message.kind is Kind.BLOCKED:
        await talk.store.people.mark_unreachable(message.address, "blocked")
        return []
    if message.kind is Kind.UNBLOCKED:
        return []
    if message.kind is Kind.GROUP:
        return [start.in_group(talk)]
    is_secret = bool(message.masked) or (talk.flow is not None and talk.flow.form in SECRET_FORMS and message.text)
    if is_secret and message.message_ref:
        await talk.send(Erase(message.message_ref))
    replies = _listed(await _answer(message, talk))
    return _worded(_introduced(_warned(replies, message, talk), talk), talk)


async def resumed(replies: list[Reply], talk: Talk) -> list[Reply]:
    """The open form's question once more, after ``replies`` to what was no answer to it."""
    if not (talk.beside and talk.flow and replies) or pictures.is_asking(replies[-1].choices):
        return []
    _, flow = await talk.store.turns.load(talk.contact.id)
    form = routes.form_of(flow) if flow and flow.token == talk.flow.token else None
    return _worded([await again(form, flow, talk)], talk) if form and flow else []


def _worded(replies: list[Reply], talk: Talk) -> list[Reply]:
    polite = [replace(reply, text=talk.say.polite(reply.text)) for reply in replies]
    return [piece for reply in polite for piece in pieces(reply)]


async def _answer(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    if message.start_code is not None:
        return await start.start(message, talk)
    if message.choice is None:
        now = await _cannot_wait(message, talk)
        if now is not None:
            return now
    if message.kind is Kind.EDITED and talk.flow:
        return await _in_form(replace(message, text=""), talk)
    talk.beside = talk.beside or _is_beside(message, talk)
    message = said.spelled(message)
    route = routes.pressed(message) or routes.commanded(message)
    if route:
        return await routes.run(route, message, talk)
    return said.unknown(message, talk) or await _unrouted(message, talk)


async def _unrouted(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """What names no route: an answer to the form that is open, or free words."""
    if message.choice is not None and not message.choice.startswith("f:"):
        return _unknown_button(talk)
    if _numbers_another_list(message, talk):
        return await _said(message, talk)
    if (talk.flow and not talk.beside) or message.choice is not None:
        return await _in_form(message, talk)
    return await _free(message, talk)


async def _cannot_wait(message: Incoming, talk: Talk) -> Reply | list[Reply] | None:
    """What comes before everything else: stop, money leaving now, a life in danger, a death."""
    urgency = urgent(message.text) if message.text and message.kind is not Kind.FORWARDED else None
    if urgency is None:
        return None
    if urgency.kind == "stop":
        return await stopping.stop(message, talk)
    if urgency.kind == "scam_victim":
        return await scam.first_hour(message, talk)
    if urgency.kind == "deceased":
        if talk.mind.judge.judge(message.text).verdict is Verdict.SCAM:
            return None  # somebody died in the story, but the story is of a trick
        return await emergency.deceased(message, talk)
    return emergency.help_now(urgency.kind, message, talk)


def _is_beside(message: Incoming, talk: Talk) -> bool:
    """Whether ``message`` is no answer to the open form: somebody else's words, a picture, what was asked about one."""
    form = routes.form_of(talk.flow) if talk.flow else None
    if talk.flow is None or form is None or talk.flow.expires_at <= talk.now:
        return False
    if message.choice is not None:
        return pictures.is_about(message.choice)
    if message.text and pictures.is_asking(talk.turn.choices):
        return True
    step = form.step(talk.flow.step)
    is_foreign = message.kind is Kind.FORWARDED and not (step and step.foreign)
    return is_foreign and routes.filed_instead(form, message, talk) is None


def _numbers_another_list(message: Incoming, talk: Talk) -> bool:
    """Whether ``message`` is a number of a list that a command showed while a form is open."""
    shown = talk.turn.choices
    if talk.flow is None or message.choice is not None or message.kind is Kind.FORWARDED or not shown:
        return False
    ours = any(choice.key.startswith("f:") for choice in shown)
    return not ours and _is_number(message.text) and resolve(message.text, shown) is not None


async def _in_form(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """A message while a form is open, or a form's button."""
    form = routes.form_of(talk.flow) if talk.flow else None
    if talk.flow is None or form is None or talk.flow.expires_at <= talk.now:
        return await _form_is_gone(message, talk)
    sent = routes.filed_instead(form, message, talk)
    if sent:
        await talk.store.turns.end_flow(talk.contact.id)
        return await routes.run(sent, message, talk)
    if routes.filed(message, talk):
        return await again(form, talk.flow, talk, lead=talk.say(_FILE_WAITS))
    reply = await advance(form, talk.flow, message, talk)
    if isinstance(reply, Reply):
        return reply
    lead = None if reply.answers else await _aside(message, talk)
    if lead is None and reply is not NOT_UNDERSTOOD:
        return await again(form, talk.flow, talk, instead=talk.say(reply.message))
    lead = lead or talk.say(reply.message)
    if message.attachment and not message.text:
        lead = talk.say("A picture or recording cannot be read here. Please type the answer.")
    return await again(form, talk.flow, talk, lead=lead)


async def _form_is_gone(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """The form is finished, expired, or no longer known; what was written meanwhile is answered all the same."""
    await talk.store.turns.end_flow(talk.contact.id)
    if talk.flow is None:
        text = talk.say("That form has been sent or closed. There is nothing more to do with it.")
    else:
        text = talk.say("That form was left open too long. It was closed, and nothing was sent. Please start it again.")
    if talk.flow is None or message.kind is Kind.EDITED or picks(message, talk.flow, talk) or _is_number(message.text):
        return Reply(text, start.menu_choices(talk))
    talk.flow = None
    return _with_lead(text, _listed(await _free(message, talk)))


async def _aside(message: Incoming, talk: Talk) -> str | None:
    """The answer to a question asked in the middle of a form, so that the form need not be left for it."""
    if len(words(message.text)) < 3:  # noqa: PLR2004 - two words are a slip at the form, not a question
        return None
    decision = talk.mind.matcher.decide(message.text)
    if decision.decision != "answer" or decision.intent in {None, "out_of_scope", "greeting", "thanks_bye"}:
        return None
    return await text_of(str(decision.intent), talk, text=message.text) + "\n"


async def _free(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """What is neither a button nor for a form."""
    sent = routes.filed(message, talk)
    if sent:
        return await routes.run(sent, message, talk)
    attachment = message.attachment
    if attachment is not None and (not message.text or attachment.media is Media.CONTACT):
        return media.received(message, talk)
    if message.masked and len(words(without_placeholders(message.text))) <= MOST_WORDS_BESIDE_SECRET:
        return await start.menu(message, talk)
    if not words(message.text):
        return media.nothing_readable(talk)
    if message.kind is Kind.FORWARDED:  # what somebody else wrote chooses nothing
        return await ask.understand(message, talk)
    return await _said(message, talk)


async def _said(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """The person's own words: a choice from the list shown last, a phrase, or a question."""
    if message.text.startswith("/"):
        return await start.menu(message, talk)
    choice = resolve(message.text, talk.turn.choices)
    route = routes.by_key(choice.key) if choice else routes.spoken(message, talk)
    if route:
        return await routes.run(route, replace(message, choice=choice.key if choice else None), talk)
    if declined(message.text, talk.turn.choices):
        return await start.menu(message, talk)
    meant = said.meant(message, talk)
    route = (routes.pressed(meant) or routes.commanded(meant)) if meant else None
    if meant and route:
        return await routes.run(route, meant, talk)
    if _is_number(message.text):
        return start.number_without_list(talk)
    return await ask.understand(message, talk)


def _is_number(text: str) -> bool:
    return text.strip().isdecimal() and len(text.strip()) <= 2  # noqa: PLR2004 - "12" answers a list, "1945" does not


def _unknown_button(talk: Talk) -> Reply:
    return Reply(talk.say("That button is from an older version. Please choose again."), start.menu_choices(talk))


def _listed(replies: Reply | list[Reply]) -> list[Reply]:
    return replies if isinstance(replies, list) else [replies]


def _warned(replies: list[Reply], message: Incoming, talk: Talk) -> list[Reply]:
    warnings = [talk.say(_WARN_MASKED)] if message.masked else []
    warnings += [talk.say(_WARN_CUT)] if message.cut else []
    return _with_lead("\n".join(warnings), replies) if warnings else replies


def _introduced(replies: list[Reply], talk: Talk) -> list[Reply]:
    """Who comes here first with a question gets the answer, and hears in the same breath who answers."""
    if not talk.is_new or talk.introduced:
        return replies
    return _with_lead(start.short_introduction(talk), replies)


def _with_lead(lead: str, replies: list[Reply]) -> list[Reply]:
    first, *rest = replies
    return [replace(first, text=f"{lead}\n\n{first.text}"), *rest]
