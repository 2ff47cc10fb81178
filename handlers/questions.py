"""Passing a question on to the officers in charge, with the person's agreement and nothing they do not see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.messages import Choice, Incoming, Priority, Reply
from bot.scams.judge import Verdict
from bot.schedule import office
from handlers.arguments import argument, row_number
from handlers.fields import area_step, phone_step, show_common
from handlers.start import menu_choices
from storage.people import Purpose
from storage.questions import NewQuestion

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

TEXT_VERSION = "2026-11"
MOST_TEXT = 800
ASKED = "asked"
VICTIM, DISPUTE = "victim", "dispute"
_NEWS = {
    ASKED: N_("A new question from {place} waits for an answer."),
    VICTIM: N_("Urgent: somebody from {place} was just swindled and asks to be called back."),
    DISPUTE: N_("Somebody from {place} thinks that the bot judged a message wrongly. Please look at it again."),
}
_ABOUT_SCAMS = frozenset({"scam_victim", "scam_check"})
_SWINDLED = N_("I was swindled and ask to be called back.")
_BANK_FIRST = N_("Please do not wait for that: call the bank now.")
_SAID = {
    Verdict.SCAM: N_("the bot said: very like a scam"),
    Verdict.UNSURE: N_("the bot said: not certain"),
    Verdict.NO_SIGN: N_("the bot said: no bad sign"),
}


def _question(text: str, _mind: Mind) -> Parsed | Wrong:
    cleaned = text.strip()
    if not 3 <= len(cleaned) <= MOST_TEXT:  # noqa: PLR2004 - shorter than "sao?" says nothing
        return Wrong(N_("Please write the question in a few sentences."))
    return Parsed(cleaned)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    area = str(answers["area"])
    await talk.store.people.record_consent(
        talk.contact, Purpose.PASS_ON, given=True, text_version=TEXT_VERSION, now=talk.now
    )
    await talk.store.people.set_area(talk.contact.id, area)
    origin = str(answers.get("origin", ASKED))
    question = NewQuestion(talk.contact.id, area, _about(answers) + str(answers["text"]), origin, answers.get("phone"))
    row_id = await talk.store.questions.add(question, talk.now, office.due(talk.now))
    officers = await talk.store.officers.in_charge(area)
    for contact_id, address in officers:
        await _tell(row_id, area, contact_id, address, talk, origin)
    where = [_with_officers(area, talk), _when(talk)] if officers else [_with_nobody(area, talk)]
    lines = [*where, talk.say(_BANK_FIRST) if origin == VICTIM else ""]
    return Reply("\n".join(line for line in lines if line), menu_choices(talk))


def _with_nobody(area: str, talk: Talk) -> str:
    return talk.say(
        "The question is kept, but no officer of {place} uses this chat yet. Please also call the commune office.",
        place=talk.mind.area_name(area),
    )


def _with_officers(area: str, talk: Talk) -> str:
    return talk.say(
        "The question is with the officers of {place}. The answer will come here. If it is "
        "urgent, please call the commune office.",
        place=talk.mind.area_name(area),
    )


def _when(talk: Talk) -> str:
    """Out of office hours: from when somebody can be expected to read it."""
    if office.is_open(talk.now):
        return ""
    day = office.next_day(talk.now)
    if day == talk.today:
        return talk.say("Officers answer in office hours, today at the earliest.")
    return talk.say("Officers answer in office hours, on {day} at the earliest.", day=talk.say.day(day))


def _about(answers: Answers) -> str:
    """What announcement the question is about, if any: before the question, for the desk."""
    return f"[{answers['about']}] " if answers.get("about") else ""


async def _tell(
    row_id: int,
    area: str,
    contact_id: int,
    address: Any,  # noqa: ANN401 - an Address
    talk: Talk,
    origin: str = ASKED,
) -> None:
    say = await talk.speech_at(address)
    text = say(_NEWS.get(origin, _NEWS[ASKED]), place=talk.mind.area_name(area))
    choice = Choice(f"reply:{row_id}", say("Read and answer"))
    await talk.send(Reply(text, (choice,)), address=address, contact_id=contact_id, priority=Priority.ALERT)


FORM = Form(
    name="passon",
    intro=N_("An officer will see the question, the commune, and the phone number if one is given. No name."),
    steps=(
        Step(
            "text",
            N_("Question"),
            N_("What should the officer know? Please write no identity, card or account number."),
            parse=_question,
        ),
        area_step(),
        phone_step(),
    ),
    show=show_common,
    submit=_submit,
    confirm=N_("I agree, send it to the officer"),
)


DISPUTED = replace(
    FORM,
    name="disputed",
    intro=N_("An officer will see the message, the commune, and the phone number if one is given. No name."),
    steps=(
        Step(
            "text",
            N_("Message"),
            N_("Which message was it? Please paste it again, or tell what they said."),
            parse=_question,
            foreign=True,
        ),
        *FORM.steps[1:],
    ),
)


async def pass_on(message: Incoming, talk: Talk) -> Reply:
    """Pass on the question that was just asked, if the person agrees; ``pass:victim`` asks for help at once."""
    if argument(message) == VICTIM or talk.turn.intent == "scam_victim":
        told = talk.turn.asked if talk.turn.intent in _ABOUT_SCAMS else None
        return await begin(FORM, talk, _known(talk, told or talk.say(_SWINDLED)) | {"origin": VICTIM})
    origin = "not_understood" if talk.turn.intent is None else ASKED
    return await begin(FORM, talk, _known(talk, talk.turn.asked) | {"origin": origin})


async def dispute(message: Incoming, talk: Talk) -> Reply:
    """The person holds a verdict for wrong: an officer looks at the text again, if they agree to show it."""
    said = argument(message)
    about = {"about": talk.say(_SAID[Verdict(said)])} if said in set(Verdict) else {}
    return await begin(DISPUTED, talk, _known(talk, talk.turn.asked) | about | {"origin": DISPUTE})


async def human(_message: Incoming, talk: Talk) -> Reply:
    """Somebody wants to talk with a person."""
    return await begin(FORM, talk, _known(talk, None))


def _known(talk: Talk, asked: str | None) -> dict[str, str]:
    known = {"text": asked[:MOST_TEXT]} if asked and len(asked) > 2 else {}  # noqa: PLR2004 - as in the form
    return known | ({"area": talk.contact.area_code} if talk.contact.area_code else {})


async def ask_back(message: Incoming, talk: Talk) -> Reply:
    """``askback:<question>``: the person asks something more about an answer; only about their own question."""
    asked = await talk.store.questions.one(row_number(message))
    if asked is None or asked.asker.id != talk.contact.id:
        return await human(message, talk)
    return await begin(BACK, talk, {"question": asked.id})


async def _submit_back(answers: Answers, talk: Talk) -> Reply:
    asked = await talk.store.questions.one(int(answers["question"]))
    if asked is None or asked.asker.id != talk.contact.id or asked.area_code is None:
        return Reply(talk.say("That question is closed. Please ask it anew."), menu_choices(talk))
    await talk.store.questions.ask_back(asked.id, str(answers["text"]), talk.contact.id, talk.now, office.due(talk.now))
    officers = await talk.store.officers.in_charge(asked.area_code)
    same = [one for one in officers if one[0] == asked.taken_by]
    for contact_id, address in same or officers:
        await _tell(asked.id, asked.area_code, contact_id, address, talk)
    return Reply(f"{_with_officers(asked.area_code, talk)}\n{_when(talk)}".strip(), menu_choices(talk))


BACK = Form(
    name="askback",
    intro="",
    steps=(
        Step(
            "text",
            N_("Question"),
            N_("What else should the officer know? Please write no identity, card or account number."),
            parse=_question,
        ),
    ),
    show=show_common,
    submit=_submit_back,
    confirm=N_("Yes, send it"),
)
