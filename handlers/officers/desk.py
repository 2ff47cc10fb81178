"""``/cauhoi``: questions that people passed on, read and answered by the officers of the area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.arguments import row_number
from handlers.fields import show_common
from handlers.officers.scope import default_area, reaches

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

MOST_SHOWN = 5
MOST_ANSWER = 1_500


async def waiting(_message: Incoming, talk: Talk) -> Reply:
    """The oldest open questions of the officer's area."""
    area = default_area(talk.contact)
    rows = await talk.store.questions.waiting(area, MOST_SHOWN)
    await talk.store.officers.audit(talk.contact.id, "questions listed", area, talk.now)
    back = talk.choice("officer", "For officers")
    if not rows:
        return Reply(talk.say("No question waits for an answer."), (back,))
    lines = [talk.say("Question {number}: {text}", number=row.id, text=row.text[:200]) for row in rows]
    choices = [talk.choice(f"reply:{row.id}", "Answer question {number}", number=row.id) for row in rows]
    return Reply("\n".join([talk.say("Waiting for an answer, the oldest first:"), *lines]), (*choices, back))


async def missing(_message: Incoming, talk: Talk) -> Reply:
    """The latest questions without an answer of the bot's own: what the answers lack."""
    rows = await talk.store.questions.missing(MOST_SHOWN * 2)
    await talk.store.officers.audit(talk.contact.id, "missing answers listed", None, talk.now)
    back = (talk.choice("desk", "Open questions"), talk.choice("officer", "For officers"))
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
    asked = await talk.store.questions.one(int(answers["question"]))
    back = (talk.choice("desk", "Open questions"), talk.choice("officer", "For officers"))
    if asked is None or not reaches(talk.contact, asked.area_code):
        await talk.store.officers.audit(talk.contact.id, "refused reply", talk.contact.officer_area, talk.now)
        return Reply(talk.say("That question is not open to {you}."), back)
    if not await talk.store.questions.answer(asked.id, str(answers["answer"]), talk.contact.id, talk.now):
        return Reply(talk.say("Somebody answered that question before. Nothing was sent."), back)
    await talk.store.officers.audit(
        talk.contact.id, "question answered", asked.area_code, talk.now, f"question {asked.id}"
    )
    text = talk.say(
        "An officer of {place} answers:\n{answer}\nThe question was: {question}",
        place=talk.mind.area_name(asked.area_code),
        answer=answers["answer"],
        question=asked.text[:200],
    )
    await talk.send(
        Reply(text, (talk.choice("human", "Ask a commune officer"), talk.choice("menu", "Main menu"))),
        address=asked.address,
        contact_id=asked.contact_id,
    )
    return Reply(talk.say("The answer was sent."), back)


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


async def begin_reply(message: Incoming, talk: Talk) -> Reply:
    """Show one question and ask for the answer to it."""
    asked = await talk.store.questions.one(row_number(message))
    if asked is None or asked.state != "open" or not reaches(talk.contact, asked.area_code):
        await talk.store.officers.audit(talk.contact.id, "refused reply", talk.contact.officer_area, talk.now)
        return await waiting(message, talk)
    await talk.store.officers.audit(talk.contact.id, "question read", asked.area_code, talk.now, f"question {asked.id}")
    reply = await begin(FORM, talk, {"question": asked.id})
    shown = [talk.say("Question {number}: {text}", number=asked.id, text=asked.text)]
    if asked.origin == "dispute":
        shown.append(talk.say("The person thinks that the bot judged this wrongly. Is it a scam or not, and why?"))
    shown += [talk.say("Phone: {phone}", phone=asked.phone)] if asked.phone else []
    return Reply("\n".join([*shown, reply.text]), reply.choices)
