"""What else can become of a question: a verdict overturned, an answer put forward for everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.masking import mask
from bot.messages import Incoming, Media, Reply
from handlers.arguments import argument, number, row_number
from handlers.officers.desk import back, open_to
from handlers.officers.desk_texts import VERDICTS, overturned
from handlers.pages import onward, page

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.questions import Proposal

MOST_PROPOSALS = 50
_LONG_NUMBER = re.compile(r"\+?\d[\d .-]{6,}\d")
_MIME = "text/markdown"
_NOTE = N_("The verdict was changed to: {verdict}")


async def overturn(message: Incoming, talk: Talk) -> Reply:
    """``overturn:<question>:<verdict>``: the officer's verdict stands, and the person who asked is told."""
    named, _, verdict = argument(message).partition(":")
    asked = await open_to(number(named), talk)
    if isinstance(asked, Reply):
        return asked
    if asked.origin != "dispute" or verdict not in VERDICTS:
        return Reply(talk.say("That button is from an older version. Please choose again."), back(talk))
    note = talk.say(_NOTE, verdict=talk.say(VERDICTS[verdict]))
    await talk.store.turns.end_flow(talk.contact.id)
    if not await talk.store.questions.answer(asked.id, note, talk.contact.id, talk.now):
        return Reply(talk.say("Somebody answered that question before. Nothing was sent."), back(talk))
    await talk.store.officers.audit(
        talk.contact.id, "verdict looked at again", asked.area_code, talk.now, f"question {asked.id}, {verdict}"
    )
    await talk.send(overturned(asked, verdict, talk), address=asked.asker.address, contact_id=asked.asker.id)
    return Reply(talk.say("The person was told: {verdict}.", verdict=talk.say(VERDICTS[verdict]).lower()), back(talk))


async def propose(message: Incoming, talk: Talk) -> Reply:
    """``propose:<question>``: its last answer, masked, for the city's officers to look at."""
    asked = await open_to(row_number(message), talk)
    if isinstance(asked, Reply):
        return asked
    answers = [said.text for said in await talk.store.questions.thread(asked.id) if said.side == "officer"]
    if not answers:
        return Reply(talk.say("That question has no answer yet."), back(talk))
    await talk.store.questions.propose(asked.id, _bare(asked.text), _bare(answers[-1]), talk.contact.id, talk.now)
    await talk.store.officers.audit(
        talk.contact.id, "answer put forward", asked.area_code, talk.now, f"question {asked.id}"
    )
    return Reply(
        talk.say("It was put forward. The city's officers look at it before anybody else reads it."), back(talk)
    )


def _bare(text: str) -> str:
    """``text`` without secrets and without telephone numbers."""
    return _LONG_NUMBER.sub("…", mask(text).text)


async def proposals(message: Incoming, talk: Talk) -> Reply:
    """``proposals:<skip>``: answers put forward, one at a time.

    ``proposals:drop:<number>`` takes one away, ``proposals:file`` gives all as a draft.
    """
    what, _, which = argument(message).partition(":") if message.choice is not None else ("", "", "")
    if what == "drop":
        await talk.store.questions.drop_proposal(number(which))
    found = await talk.store.questions.proposals(MOST_PROPOSALS)
    await talk.store.officers.audit(talk.contact.id, "proposals listed", None, talk.now, what)
    if not found:
        return Reply(talk.say("No answer was put forward."), back(talk))
    if what == "file":
        text = "\n\n".join(_draft(one) for one in found)
        kept = await talk.store.files.add(Media.DOCUMENT, "de-xuat.md", _MIME, text.encode(), talk.now)
        return Reply(talk.say("A draft of answers, to be looked over before it is shipped."), back(talk), kept)
    shown = page(found, what, 1)
    first = shown.rows[0]
    text = talk.say(
        "Put forward: {count}. Number {number}:\n{question}\n{answer}",
        count=len(found),
        number=shown.before + 1,
        question=first.question[:300],
        answer=first.answer[:1_000],
    )
    choices = (
        talk.choice("proposals:file", "All as a file"),
        talk.choice(f"proposals:drop:{first.id}", "Take this one away"),
    )
    return Reply(text, (*choices, *onward("proposals", shown, talk), *back(talk)))


def _draft(one: Proposal) -> str:
    """One proposal in the form of an answer file, with what the office still has to fill in."""
    question = one.question.replace('"', "'").replace("\n", " ")
    return (
        f'---\nintent: \ntitle: "{question[:80]}"\nquestions:\n  - "{question}"\n'
        f"related: []\nsources: []\nchecked_on: \n---\n{one.answer}"
    )
