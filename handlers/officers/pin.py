"""A sentence that only the officer knows, asked for before personal data leaves as a file.

Letters, not figures: figures that somebody types are covered as a possible OTP before anything sees them. What is
typed is taken out of the chat, and kept as an argon2 hash alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.knowledge.vietnamese import compose
from bot.messages import Incoming, Reply

if TYPE_CHECKING:
    from bot.talk import Mind, Talk
    from storage.officers import Pin

OPEN_FOR, LOCKED_FOR = timedelta(minutes=10), timedelta(minutes=15)
MOST_TRIES = 5
SHORTEST, LONGEST = 8, 80
# OWASP's smallest recommended parameters: some 20 ms, for which the others can wait.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_TOO_SHORT = N_("Please choose at least eight letters, such as three words that only {you} thinks of.")


async def required(talk: Talk, then: str) -> Reply | None:
    """What has to be asked before the button ``then`` may do its work; ``None`` if it may do it now."""
    pin = await talk.store.officers.pin(talk.contact.id)
    if pin.locked_until and pin.locked_until > talk.now:
        return _locked(_minutes(pin, talk), talk)
    if pin.hashed is None:
        return await begin(CHOOSE, talk, {"then": then})
    if pin.open_until and pin.open_until > talk.now:
        return None
    return await begin(ASK, talk, {"then": then})


def _minutes(pin: Pin, talk: Talk) -> int:
    left = (pin.locked_until or talk.now) - talk.now
    return int(left.total_seconds() // 60) + 1


def _sentence(text: str, _mind: Mind) -> Parsed | Wrong:
    said = _plain(text)
    return Parsed(said) if SHORTEST <= len(said) <= LONGEST else Wrong(_TOO_SHORT)


def _plain(text: str) -> str:
    return " ".join(compose(text).lower().split())


def _show(_step: Step, _value: Any, _talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    return "••••••••"


async def _choose(answers: Answers, talk: Talk) -> Reply:
    hashed = _HASHER.hash(str(answers["sentence"]))
    await talk.store.officers.set_pin(talk.contact.id, hashed, talk.now + OPEN_FOR)
    await talk.store.officers.audit(talk.contact.id, "sentence chosen", talk.contact.officer_area, talk.now)
    return _go_on(answers, talk, talk.say("Kept. It is asked for before a file with personal data is given out."))


async def _check(answers: Answers, talk: Talk) -> Reply:
    pin = await talk.store.officers.pin(talk.contact.id)
    try:
        _HASHER.verify(pin.hashed or "", str(answers["sentence"]))
    except VerificationError:
        return await _wrong(pin, answers, talk)
    await talk.store.officers.pin_right(talk.contact.id, talk.now + OPEN_FOR)
    return _go_on(answers, talk, talk.say("Right."))


async def _wrong(pin: Pin, answers: Answers, talk: Talk) -> Reply:
    tries = pin.tries + 1
    locked = talk.now + LOCKED_FOR if tries >= MOST_TRIES else None
    await talk.store.officers.pin_wrong(talk.contact.id, 0 if locked else tries, locked)
    await talk.store.officers.audit(talk.contact.id, "refused sentence", talk.contact.officer_area, talk.now)
    if locked:
        return _locked(int(LOCKED_FOR.total_seconds() // 60), talk)
    asked = await begin(ASK, talk, {"then": answers["then"]})
    return replace(asked, text=talk.say("That is not the sentence. Nothing was given out.") + "\n" + asked.text)


def _locked(minutes: int, talk: Talk) -> Reply:
    text = talk.say("Too many wrong tries. Files can be taken again in {minutes} minutes.", minutes=minutes)
    return Reply(text, (talk.choice("officer", "For officers"),))


def _go_on(answers: Answers, talk: Talk, text: str) -> Reply:
    back = talk.choice("officer", "For officers")
    if answers["then"] == back.key:  # nothing waited for the sentence
        return Reply(text, (back,))
    return Reply(text, (talk.choice(str(answers["then"]), "Go on"), back))


CHOOSE = Form(
    name="pin_choose",
    intro="",
    steps=(
        Step(
            "sentence",
            "",
            N_(
                "Before files with personal data, a sentence is asked for that only {you} knows. "
                "Please choose one now, in letters, such as three words. It is taken out of the chat at once."
            ),
            parse=_sentence,
        ),
    ),
    show=_show,
    submit=_choose,
    confirm=None,
)
ASK = Form(
    name="pin_ask",
    intro="",
    steps=(Step("sentence", "", N_("Please type {you}'s sentence."), parse=_sentence),),
    show=_show,
    submit=_check,
    confirm=None,
)
SECRET_FORMS = frozenset({CHOOSE.name, ASK.name})
"""What is typed into these is taken out of the chat."""


async def change(_message: Incoming, talk: Talk) -> Reply:
    """``/khoa``: choose another sentence; the one before is asked for first."""
    has_one = (await talk.store.officers.pin(talk.contact.id)).hashed is not None
    asked = await required(talk, "pin" if has_one else "officer")
    return asked or await begin(CHOOSE, talk, {"then": "officer"})
