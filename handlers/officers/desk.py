"""``/cauhoi``: questions that people passed on. An officer takes one, reads the thread, and answers by writing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument, number
from handlers.fields import show_common
from handlers.officers import desk_texts
from handlers.officers.scope import default_area, reaches

if TYPE_CHECKING:
    from bot.talk import Mind, Talk
    from storage.questions import Asked

MOST_SHOWN = 5
MOST_ANSWER = 1_500
LATE = timedelta(days=1)
HELD_FOR = timedelta(hours=2)
"""So long a question that a colleague took is theirs."""
_OVER = "over"


async def waiting(message: Incoming, talk: Talk) -> Reply:
    """``desk:<all, mine or late>:<skip>``: open questions of the officer's area, the oldest first."""
    kind, _, skipped = argument(message).partition(":") if message.choice is not None else ("", "", "")
    area, skip = default_area(talk.contact), min(number(skipped), 10_000)
    rows = await talk.store.questions.waiting(
        area,
        MOST_SHOWN + 1,
        taken_by=talk.contact.id if kind == "mine" else None,
        asked_before=talk.now - LATE if kind == "late" else None,
        skip=skip,
    )
    await talk.store.officers.audit(talk.contact.id, "questions listed", area, talk.now)
    if not rows:
        return Reply(talk.say("No question waits for an answer."), tuple(_lists(talk)))
    shown = rows[:MOST_SHOWN]
    choices = [talk.choice(f"reply:{row.id}", "Answer question {number}", number=row.id) for row in shown]
    if len(rows) > MOST_SHOWN:
        choices.append(talk.choice(f"desk:{kind or 'all'}:{skip + MOST_SHOWN}", "More of the list"))
    lines = [desk_texts.line(row, talk) for row in shown]
    return Reply("\n".join([talk.say("Waiting for an answer, the oldest first:"), *lines]), (*choices, *_lists(talk)))


def _lists(talk: Talk) -> list[Choice]:
    return [
        talk.choice("desk:mine", "Those I took"),
        talk.choice("desk:late", "Waiting for more than a day"),
        talk.choice("officer", "For officers"),
    ]


async def missing(_message: Incoming, talk: Talk) -> Reply:
    """The latest questions without an answer of the bot's own: what the answers lack."""
    rows = await talk.store.questions.missing(MOST_SHOWN * 2)
    await talk.store.officers.audit(talk.contact.id, "missing answers listed", None, talk.now)
    back = (
        talk.choice("proposals", "Answers put forward"),
        talk.choice("desk", "Open questions"),
        talk.choice("officer", "For officers"),
    )
    if not rows:
        return Reply(talk.say("So far the bot had an answer to everything that was passed on."), back)
    lines = [f"• {row.text[:150]}" for row in rows]
    return Reply("\n".join([talk.say("Questions that the bot could not answer, the latest first:"), *lines]), back)


def _answer_text(text: str, _mind: Mind) -> Parsed | Wrong:
    cleaned = text.strip()
    if not 2 <= len(cleaned) <= MOST_ANSWER:  # noqa: PLR2004 - one letter answers nothing
        return Wrong(N_("Please write an answer of at most 1,500 characters."))
    return Parsed(cleaned)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    asked = await open_to(int(answers["question"]), talk)
    if isinstance(asked, Reply):
        return asked
    return await send(asked, str(answers["answer"]), talk)


FORM = Form(
    name="desk",
    intro="",
    steps=(
        Step(
            "answer",
            N_("Answer"),
            N_("Please write the answer. The person will see it as it is."),
            parse=_answer_text,
        ),
    ),
    show=show_common,
    submit=_submit,
    confirm=N_("Yes, send it"),
)


async def open_to(row_id: int, talk: Talk) -> Asked | Reply:
    """The question, if it may be read by this officer; else why not."""
    asked = await talk.store.questions.one(row_id)
    if asked is not None and reaches(talk.contact, asked.area_code):
        return asked
    await talk.store.officers.audit(talk.contact.id, "refused reply", talk.contact.officer_area, talk.now)
    return Reply(talk.say("That question is not open to {you}."), back(talk))


def back(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("desk", "Open questions"), talk.choice("officer", "For officers"))


async def begin_reply(message: Incoming, talk: Talk) -> Reply:
    """``reply:<question>``: take it, show the thread, and ask for the answer."""
    named, _, over = argument(message).partition(":")
    asked = await open_to(number(named), talk)
    if isinstance(asked, Reply):
        return asked
    if asked.state != "open":
        return Reply(talk.say("Somebody answered that question before. Nothing was sent."), back(talk))
    await talk.store.officers.audit(talk.contact.id, "question read", asked.area_code, talk.now, f"question {asked.id}")
    if _is_held(asked, talk) and over != _OVER:
        text = talk.say("A colleague took question {number} and is answering it.", number=asked.id)
        return Reply(text, (talk.choice(f"reply:{asked.id}:{_OVER}", "Answer it all the same"), *back(talk)))
    await talk.store.questions.take(asked.id, talk.contact.id, talk.now)
    reply = await begin(FORM, talk, {"question": asked.id})
    said = await talk.store.questions.thread(asked.id)
    shown = desk_texts.thread(asked, said, talk)
    return Reply("\n".join([*shown, reply.text]), (*desk_texts.ways(asked, said, talk), *reply.choices))


def _is_held(asked: Asked, talk: Talk) -> bool:
    by_other = asked.taken_by is not None and asked.taken_by != talk.contact.id
    return by_other and asked.taken_at is not None and talk.now - asked.taken_at < HELD_FOR


async def release(message: Incoming, talk: Talk) -> Reply:
    """``release:<question>``: leave it to a colleague."""
    asked = await open_to(number(argument(message)), talk)
    if isinstance(asked, Reply):
        return asked
    await talk.store.turns.end_flow(talk.contact.id)
    await talk.store.questions.release(asked.id, talk.contact.id)
    return Reply(talk.say("Question {number} is open to all colleagues again.", number=asked.id), back(talk))


async def canned(message: Incoming, talk: Talk) -> Reply:
    """``canned:<question>:<intent>``: one of the bot's own answers, shown; with ``:yes`` behind it, sent."""
    named, _, rest = argument(message).partition(":")
    intent, _, sure = rest.partition(":")
    asked = await open_to(number(named), talk)
    if isinstance(asked, Reply):
        return asked
    text = await desk_texts.canned(intent, asked, talk)
    if text is None:
        return Reply(talk.say("That button is from an older version. Please choose again."), back(talk))
    if sure == "yes":
        await talk.store.turns.end_flow(talk.contact.id)
        return await send(asked, text, talk)
    choices = (
        talk.choice(f"canned:{asked.id}:{intent}:yes", "Yes, send it"),
        talk.choice(f"reply:{asked.id}", "Write it myself"),
    )
    return Reply(talk.say("The person would get this:\n{text}", text=text[:MOST_ANSWER]), (*choices, *back(talk)))


async def send(asked: Asked, answer: str, talk: Talk) -> Reply:
    """Give the person the answer, once."""
    if not await talk.store.questions.answer(asked.id, answer, talk.contact.id, talk.now):
        return Reply(talk.say("Somebody answered that question before. Nothing was sent."), back(talk))
    await talk.store.officers.audit(
        talk.contact.id, "question answered", asked.area_code, talk.now, f"question {asked.id}"
    )
    await talk.send(desk_texts.answer(asked, answer, talk), address=asked.asker.address, contact_id=asked.asker.id)
    propose = talk.choice(f"propose:{asked.id}", "Put it forward as an answer for everybody")
    return Reply(talk.say("The answer was sent."), (*back(talk), propose))
