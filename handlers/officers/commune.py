"""``/thongtinxa``: what officers say about their commune, for the answers to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Step, begin, begin_with
from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.arguments import argument
from handlers.fields import area_step, show_common, words_up_to
from handlers.officers.scope import refusal

if TYPE_CHECKING:
    from bot.talk import Talk

FACTS = (
    ("office", N_("Office"), N_("Where is the commune's public service office?")),
    ("phone", N_("Phone"), N_("Which phone number answers questions about allowances?")),
    ("bank", N_("Bank"), N_("Which bank does the commune work with?")),
    ("fees", N_("Fees"), N_("Which fees does that bank waive?")),
    ("cash_points", N_("Cash"), N_("Where can cash be drawn nearby?")),
    ("hours", N_("Hours"), N_("When is the office open?")),
)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    area = str(answers["area"])
    back = (talk.choice("officer", "For officers"),)
    refused = await refusal(talk, area, "facts")
    if refused:
        return refused
    entered = {key: str(answers[key]) for key, _, _ in FACTS if answers.get(key)}
    for key, value in entered.items():
        await talk.store.areas.set_fact(area, key, value, talk.contact.id, talk.now)
    await talk.store.officers.audit(talk.contact.id, "commune facts", area, talk.now, " ".join(entered))
    return Reply(talk.say("Kept. Answers for {place} use it from now on.", place=talk.mind.area_name(area)), back)


FORM = Form(
    name="commune",
    intro=N_("Skip what has not changed."),
    steps=(
        area_step(),
        *(Step(key, title, question, parse=words_up_to(120), optional=True) for key, title, question in FACTS),
    ),
    show=show_common,
    submit=_submit,
    confirm=N_("Right, keep it"),
)


async def begin_facts(message: Incoming, talk: Talk) -> Reply:
    area = talk.contact.officer_area
    if area or message.choice is not None:
        return await begin(FORM, talk, {"area": area} if area else None)
    return await begin_with(FORM, talk, argument(message))
