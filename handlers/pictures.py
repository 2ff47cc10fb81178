"""What is said about a picture: what its codes ask for, or its text, shown to be confirmed before it is judged.

Everything read in a picture is masked before it is said or kept; of an identity card nothing is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.urgent import urgent
from bot.masking import mask
from bot.messages import Incoming, Reply
from bot.scams.advice import verify
from bot.scams.judge import Judgement, Verdict
from bot.scams.qr import Code, Identity, Link, Payment, is_lure, read_code
from handlers.scam import RETYPE, verdict_on
from handlers.scam_verdict import PAID, further, untappable
from handlers.start import menu_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages import Choice
    from bot.pictures import Picture
    from bot.talk import Talk

MOST_TEXT = 1_000
MOST_OF_CODE = 300
CONFIRM = "seen:yes"
_SHOW = "picture"
_ABOUT = frozenset({_SHOW, "seen"})
_SECRETS = frozenset({"code", "card", "id"})
"""What makes a picture one to take out of the chat; an account number stands in many an honest message."""
_OUTDATED = N_("That button is from an older version. Please choose again.")
_SEND_AWAY = {
    Verdict.SCAM: N_(
        "🔴 Very much like a scam. This code SENDS money away, it receives none. Please neither scan nor send."
    ),
    Verdict.UNSURE: N_("🟡 This code SENDS money away, it receives none. Please do not scan it yet."),
}


def parts(message: Incoming, talk: Talk) -> tuple[Incoming, ...]:
    """``message`` as it is to be worked through: what its picture shows as a request of its own, then its words."""
    picture = talk.picture
    if not picture:
        return (message,)
    kept = message.masked or _secrets_in(picture)
    if message.text and (not picture.codes or urgent(message.text)):
        return (replace(message, masked=kept),)
    shown = replace(message, text="", choice=_SHOW, masked=kept, cut=False)
    return (shown, replace(message, masked=())) if message.text else (shown,)


def is_about(choice: str) -> bool:
    """Whether a button belongs to a picture, or stands for one."""
    return choice.partition(":")[0] in _ABOUT


def is_asking(choices: Sequence[Choice]) -> bool:
    """Whether what was said last asks about a picture: until that is answered, it asks for nothing else."""
    keys = tuple(choice.key for choice in choices)
    return CONFIRM in keys or keys == RETYPE


def _secrets_in(picture: Picture) -> tuple[str, ...]:
    if any(isinstance(read_code(text), Identity) for text in picture.codes):
        return ("id",)
    return tuple(kind for kind in mask(picture.text or "").kinds if kind in _SECRETS)


async def shown(_message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """What the picture of this message shows."""
    if not talk.picture:
        return Reply(talk.say(_OUTDATED), menu_choices(talk))
    codes = [read_code(text) for text in talk.picture.codes]
    if any(isinstance(code, Identity) for code in codes):
        return _identity(talk)
    if codes:
        return [await _code(code, talk) for code in codes]
    return _text(talk.picture.text or "", talk)


def _text(text: str, talk: Talk) -> Reply:
    """The text as it was read, for the person to say whether it is right. It is kept for this one turn."""
    talk.asked = mask(text).text[:MOST_TEXT]
    return Reply(
        talk.say(
            "The text read in the picture: «{text}».\nDid Trợ lý An Sinh read it right?", text=untappable(talk.asked)
        ),
        (talk.choice(CONFIRM, "Right, look at it"), talk.choice("seen:no", "Not right, I will type it")),
    )


async def confirmed(message: Incoming, talk: Talk) -> Reply:
    """The person has seen what was read: judge it, or let them type it."""
    is_last = any(choice.key == CONFIRM for choice in talk.turn.choices)
    if message.choice != CONFIRM:
        text = talk.say("Please type what the picture says, a few words are enough.")
        return Reply(text, (talk.choice(*PAID), talk.choice("menu", "Main menu")))
    if not (is_last and talk.turn.asked):
        return Reply(talk.say(_OUTDATED), menu_choices(talk))
    return await verdict_on(talk.turn.asked, talk)


def _identity(talk: Talk) -> Reply:
    text = talk.say(
        "That is a picture of an identity card. Nothing of it was kept. Please send it to nobody, "
        "not even to somebody who claims to be an officer."
    )
    return Reply(text, menu_choices(talk))


async def _code(code: Code, talk: Talk) -> Reply:
    if isinstance(code, Payment):
        return await _payment(code, talk)
    if isinstance(code, Link):
        return await _link(code, talk)
    text = _one_line(code.text if not isinstance(code, Identity) else "")
    if not text:
        return Reply(
            talk.say(
                "The code in the picture is neither a link nor a proper payment. Please do not scan it. "
                "If somebody asks for that, please tell what they said."
            ),
            (talk.choice("human", "Ask a commune officer"), talk.choice("menu", "Main menu")),
        )
    return _with_second_line(
        await verdict_on(text, talk), talk.say("The code in the picture says: «{text}».", text=untappable(text))
    )


async def _link(link: Link, talk: Talk) -> Reply:
    """The verdict on the link, and the host where it really leads."""
    reply = await verdict_on(mask(link.url).text[:MOST_OF_CODE], talk)
    line = talk.say("The code in the picture opens a link.")
    host = mask(link.host).text[:MOST_OF_CODE]
    if host not in reply.text and untappable(host) not in reply.text:
        leads = talk.say("The link leads to: {host}", host=untappable(host))
        line = f"{line} {leads}"
    return _with_second_line(reply, line)


async def _payment(payment: Payment, talk: Talk) -> Reply:
    """To whom the money would go, how much and what for; never better than 🟡."""
    judgement = _judged(payment, talk)
    whom, what = _whom(payment, talk), _what(payment, talk)
    lines = [
        talk.say(_SEND_AWAY[judgement.verdict]),
        talk.say("The money would go to: {whom}.", whom=whom),
        what,
        talk.say("Who receives money scans no code and pays nothing first."),
        talk.worded(verify(_place(judgement.kind, talk))),
    ]
    await talk.store.questions.count_check(
        talk.contact.area_code, judgement.verdict, judgement.kind, "scan_qr", talk.now
    )
    talk.intent, talk.asked = "scam_check", "\n".join(line for line in lines[1:3] if line)
    return Reply("\n".join(line for line in lines if line), further(judgement, talk))


def _judged(payment: Payment, talk: Talk) -> Judgement:
    """A payment asked for by a code is doubtful at best; what its note says can make it worse."""
    note = _one_line(payment.note)
    judged = talk.mind.judge.judge(f"chuyển khoản {note}")
    is_scam = judged.verdict is Verdict.SCAM or is_lure(note)
    return replace(judged, verdict=Verdict.SCAM if is_scam else Verdict.UNSURE, ask=None)


def _whom(payment: Payment, talk: Talk) -> str:
    known = [_one_line(payment.name)]
    known += [talk.say("bank {bank}", bank=payment.bank)] if payment.bank else []
    known += [talk.say("account ending in {digits}", digits=payment.account_end)] if payment.account_end else []
    return ", ".join(part for part in known if part) or talk.say("somebody whom the code does not name")


def _what(payment: Payment, talk: Talk) -> str:
    amount, note = payment.amount, _one_line(payment.note)
    known = [talk.say("Amount: {amount} đồng.", amount=talk.say.number(amount))] if amount else []
    known += [talk.say("Its note: «{note}».", note=note)] if note else []
    return " ".join(known)


def _place(kind: str | None, talk: Talk) -> str:
    lesson = talk.mind.lessons.get(kind or "")
    return lesson.verify if lesson else "family"


def _with_second_line(reply: Reply, line: str) -> Reply:
    first, _, rest = reply.text.partition("\n")
    return replace(reply, text=f"{first}\n{line}\n{rest}")


def _one_line(text: str) -> str:
    """``text`` of a code as it may be said: masked, bounded, in one line."""
    return mask(" ".join(text.split())).text[:MOST_OF_CODE]
