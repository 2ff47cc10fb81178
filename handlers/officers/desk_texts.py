"""What is read at the desk and sent from it: a line of the list, the thread of a question, answers at hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from handlers.answers import commune_facts
from handlers.scam_verdict import untappable
from storage.times import VIETNAM

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.talk import Talk
    from storage.questions import Asked, OpenQuestion, Said

MOST_IN_LINE = 160
MOST_IN_THREAD = 400
MOST_CANNED = 3
_FOR_THE_DESK = re.compile(r"^\[[^\]]*\] ")
"""What stands before a question so that the desk knows what it is about."""
VERDICTS = {
    "scam": N_("It is very like a scam"),
    "unsure": N_("It is doubtful"),
    "no_sign": N_("There is no bad sign in it"),
}
_OVERTURNED = {
    "scam": N_(
        "An officer of {place} looked at it again: it is very like a scam. Please do nothing that it asks for. "
        "Sorry that the bot said something else."
    ),
    "unsure": N_(
        "An officer of {place} looked at it again: it is not certain. Please ask in person before doing anything. "
        "Sorry that the bot said something else."
    ),
    "no_sign": N_(
        "An officer of {place} looked at it again, and knows who sent it: there is no bad sign in it. Sorry that the "
        "bot frightened {you}. OTP and PIN stay with {you} all the same."
    ),
}


def line(row: OpenQuestion, talk: Talk) -> str:
    """``Câu hỏi 7 (24/11, đã có người nhận): …``."""
    marks = [f"{row.asked_at.astimezone(VIETNAM):%d/%m %H:%M}"]
    if row.taken_by is not None:
        marks.append(
            talk.say("taken by {you}") if row.taken_by == talk.contact.id else talk.say("taken by a colleague")
        )
    text = talk.say("Question {number}: {text}", number=row.id, text=_short(row.text, MOST_IN_LINE))
    return f"{text} ({', '.join(marks)})"


def thread(asked: Asked, said: list[Said], talk: Talk) -> list[str]:
    """The question and all that was said behind it."""
    text = untappable(_short(asked.text, MOST_IN_THREAD * 2))
    lines = [talk.say("Question {number}: {text}", number=asked.id, text=text)]
    for one in said[-4:]:
        who = talk.say("Officer") if one.side == "officer" else talk.say("The person")
        lines.append(f"{who}: {_short(one.text, MOST_IN_THREAD)}")
    if asked.origin == "dispute":
        lines.append(talk.say("The person thinks that the bot judged this wrongly. Is it a scam or not, and why?"))
    return lines + ([talk.say("Phone: {phone}", phone=asked.phone)] if asked.phone else [])


def ways(asked: Asked, said: list[Said], talk: Talk) -> list[Choice]:
    """Answers at hand, and leaving it to others."""
    choices = []
    if asked.origin == "dispute":
        choices = [Choice(f"overturn:{asked.id}:{verdict}", talk.say(label)) for verdict, label in VERDICTS.items()]
    else:
        latest = [one.text for one in said if one.side == "person"] or [asked.text]
        decision = talk.mind.matcher.decide(latest[-1])
        known = talk.mind.library.intents
        intents = [intent for intent in (decision.intent, *decision.choices) if intent in known]
        for intent in list(dict.fromkeys(intents))[:MOST_CANNED]:
            title = talk.mind.library.question(str(intent))
            choices.append(talk.choice(f"canned:{asked.id}:{intent}", "Answer with: {title}", title=title))
    return [*choices, talk.choice(f"release:{asked.id}", "Leave it to a colleague")]


async def canned(intent: str, asked: Asked, talk: Talk) -> str | None:
    """One of the bot's own answers, as the person would read it; ``None`` if there is none of that name."""
    if intent not in talk.mind.library.intents:
        return None
    commune = await commune_facts(asked.area_code, talk) if asked.area_code else {}
    return talk.mind.library.answer(intent).render(you=_speech(asked, talk).you, commune=commune)


def answer(asked: Asked, text: str, talk: Talk) -> Reply:
    """What the person gets; they can ask back."""
    say = _speech(asked, talk)
    message = say(
        "An officer of {place} answers:\n{answer}\nThe question was: {question}",
        place=talk.mind.area_name(asked.area_code),
        answer=text,
        question=untappable(_short(_FOR_THE_DESK.sub("", asked.text), MOST_IN_LINE)),
    )
    return Reply(message, _person_ways(asked, say))


def overturned(asked: Asked, verdict: str, talk: Talk) -> Reply:
    """What the person hears of a verdict that an officer looked at again."""
    say = _speech(asked, talk)
    text = say(_OVERTURNED[verdict], place=talk.mind.area_name(asked.area_code))
    message = _FOR_THE_DESK.sub("", asked.text)
    return Reply(f"{text}\n«{untappable(_short(message, MOST_IN_LINE))}»", _person_ways(asked, say))


def _person_ways(asked: Asked, say: Speech) -> tuple[Choice, ...]:
    return (
        Choice(f"askback:{asked.id}", say("Ask something more about it")),
        Choice("menu", say("Main menu")),
    )


def _speech(asked: Asked, talk: Talk) -> Speech:
    return talk.mind.speech(asked.asker)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
