"""Is this a scam? What is judged, the answer to the one question, the first-hour card.

Of a text nothing is kept, but while the person stays at its verdict, in case it is disputed or passed on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.knowledge.vietnamese import fold, words
from bot.messages import Incoming, Kind, Reply
from bot.scams.advice import question
from bot.scams.judge import MAX_REASONS, Judgement, Reason, Verdict
from handlers.arguments import argument
from handlers.scam_verdict import PAID, verdict_reply
from handlers.start import menu_choices

if TYPE_CHECKING:
    from bot.knowledge.matcher import Decision
    from bot.scams.advice import Option
    from bot.talk import Talk

SHORT_LENGTH = 70
"""Characters up to which a question that was understood is a question and not a pasted message."""
_WORN_BY_SWINDLERS = frozenset(
    {
        "account_blocked",
        "link_vneid",
        "money_safety",
        "out_of_scope",
        "payment_tet_holiday",
        "scam_check",
        "scam_victim",
        "share_card_pin",
        "vneid_level2",
    }
)
"""What swindlers' texts are about: a text that seems to ask about these is judged all the same."""
PASTED_LENGTH = 140
"""Characters from which a text with a bad sign is taken for a pasted message rather than a question."""
_CHECK_THIS = ("kiem tra", "check", "xem giup", "coi giup", "xem dum", "coi dum", "lua dao khong", "co phai lua dao")
MOST_WORDS_BEFORE, FEWEST_WORDS_HANDED_IN = 12, 4
JUDGE = "judge"
"""The button of a text that may be somebody else's message."""
_ABOUT_SENDER = frozenset({"number_alone", "name_alone"})
_PRACTICE = "practice"
"""The button that stands below the invitation to paste a message, and below nothing else."""
RETYPE = (PAID[0], "menu")
"""The buttons below the request to type what a picture says."""
_CARRIES = re.compile(r"://|www|(?:\+84|\b0)[\s.]?\d(?:[\s.\-]?\d){7,9}\b")
"""A link or a telephone number: something that is to be judged."""
_TOLD = re.compile(
    r"\b(?:tu xung|xung (?:la|ben|danh|ngan|cong|can|o)|ho (?:keu|bieu|goi)"
    r"|co (?:nguoi|ai|ong|thang|mu|so la)\b.{0,20}\b(?:goi|nhan tin|xung|keu|bieu|toi nha|den nha)"
    r"|(?:con|em|chau) (?:la|ten)\b.{0,20}\b(?:ben|nhan vien))\b"
)
"""Somebody is said to have called or come, or says who they are: no question, however much it sounds like one."""
_SENDERS = re.compile(
    r"bank|vcb|bidv|acb|mb|vib|shb|bhxh|vneid|vssid|evn|dien|nuoc|viettel|vina|mobi|congan|csgt|thue|ubnd|gov|ghtk|momo|zalo"
)
_LONGEST_SENDER = 22
_BOOKED = re.compile(r"[+\-] ?\d{1,3}(?:[.,]\d{3})+ ?(?:vnd|d)\b")
"""An amount as a bank's notice of a booking writes it."""
_ASKS = re.compile(
    r"\?\s*$|\b(?:lam sao|the nao|o dau|bao nhieu|khi nao|bao gio|ngay nao|duoc khong|gi khong|giay to gi)\W*$"
)


async def judged(message: Incoming, decision: Decision, talk: Talk) -> Reply | None:
    """The verdict, if ``message`` is something to be judged; ``None`` if it is a question."""
    if decision.intent == "scam_victim" and message.kind is not Kind.FORWARDED:
        return await first_hour(message, talk)
    handed_in = _handed_in(message.text)
    if handed_in:
        return await verdict_on(handed_in, talk)
    invited = _invited(talk)
    if message.kind is not Kind.FORWARDED and _is_surely_a_question(message.text, decision, invited=invited):
        return None
    judgement = talk.mind.judge.judge(message.text)
    if not invited and not _is_to_be_judged(message, decision, judgement):
        return None
    return await _counted(judgement, message.text, talk)


def _invited(talk: Talk) -> bool:
    """The bot just asked for the message."""
    keys = tuple(choice.key for choice in talk.turn.choices)
    return _PRACTICE in keys or keys == RETYPE


def _handed_in(text: str) -> str:
    """The text behind "kiểm tra giúp:", which says itself what it wants; empty if nothing is handed in like that."""
    head, _, rest = text.partition("\n") if ":" not in text.partition("\n")[0] else text.partition(":")
    asked = f" {' '.join(words(head))} "
    is_asking = any(f" {phrase} " in asked for phrase in _CHECK_THIS) and len(words(head)) <= MOST_WORDS_BEFORE
    return rest.strip() if is_asking and len(words(rest)) >= FEWEST_WORDS_HANDED_IN else ""


async def verdict_on(text: str, talk: Talk) -> Reply:
    """The verdict on a text that was sent to be judged."""
    return await _counted(talk.mind.judge.judge(text), text, talk)


async def _counted(judgement: Judgement, text: str, talk: Talk) -> Reply:
    """Count the verdict. Of the text nothing is kept, but for one turn in case the verdict is disputed."""
    flags = " ".join(sorted({reason.flag for reason in judgement.reasons}))
    await talk.store.questions.count_check(talk.contact.area_code, judgement.verdict, judgement.kind, flags, talk.now)
    talk.intent, talk.asked = "scam_check", text
    return verdict_reply(judgement, talk)


def _is_surely_a_question(text: str, decision: Decision, *, invited: bool) -> bool:
    """A short question about something harmless, understood at once: there is nothing to judge.

    Who was invited to paste a message asks only with the words of a question.
    """
    asks = not invited or _ASKS.search(fold(text)) is not None
    is_story = _CARRIES.search(text) or _TOLD.search(fold(text))
    return _understood(decision) and asks and len(text) <= SHORT_LENGTH and not is_story


def _understood(decision: Decision) -> bool:
    """A question about something that swindlers' texts are not about."""
    return decision.decision == "answer" and decision.intent not in _WORN_BY_SWINDLERS


def _is_to_be_judged(message: Incoming, decision: Decision, judgement: Judgement) -> bool:
    """A forwarded text always is; otherwise a message or a story, not a question about the bot's subjects."""
    if message.kind is Kind.FORWARDED or judgement.hosts:
        return True
    if judgement.verdict is Verdict.SCAM or _names_only_a_sender(judgement, message, decision):
        return True
    asked_about_scam = "scam_check" in {decision.intent, *decision.also, *decision.choices}
    if asked_about_scam and message.masked and len(message.text) > SHORT_LENGTH:
        return True  # a pasted message with a code in it, not somebody's own code
    if not _understood(decision) and _is_a_notice(message.text):
        return True
    is_story = len(message.text) >= PASTED_LENGTH or _TOLD.search(fold(message.text)) is not None
    not_a_question = decision.decision == "hand_over" or is_story
    return judgement.verdict is Verdict.UNSURE and (asked_about_scam or not_a_question)


def _is_a_notice(text: str) -> bool:
    """It begins with a sender's name, or books an amount: a message as it came, not the person's own words."""
    sender, colon, _ = text.partition(":")
    is_sent = colon and len(sender) <= _LONGEST_SENDER and _SENDERS.search(fold(sender).replace(" ", ""))
    return bool(is_sent or _BOOKED.search(fold(text)))


def _names_only_a_sender(judgement: Judgement, message: Incoming, decision: Decision) -> bool:
    """A telephone number, or a name as networks show one that is no word of greeting in capitals."""
    flags = {reason.flag for reason in judgement.reasons}
    is_brand = any(letter.isdigit() for letter in message.text) or bool(_SENDERS.search(fold(message.text)))
    return "number_alone" in flags or ("name_alone" in flags and is_brand and decision.decision != "answer")


async def answer(message: Incoming, talk: Talk) -> Reply:
    """The one question was answered: the verdict that follows, with what the text itself gave reason for."""
    key, option_key, kind = [*argument(message).split(":"), "", ""][:3]
    try:
        options = {option.key: option for option in question(key).options}
    except KeyError:
        options = {}
    if option_key not in options:
        return _nothing(talk)
    talk.intent, talk.asked = "scam_check", judged_before(talk)
    return verdict_reply(_answered(options[option_key], kind or None, talk), talk)


def _answered(option: Option, kind: str | None, talk: Talk) -> Judgement:
    """The verdict of the answer; the text adds its reasons if it is still the one that was asked about."""
    verdict = Verdict(option.verdict)
    before = talk.mind.judge.judge(talk.asked) if talk.asked else None
    if before is None or before.kind != kind or verdict is Verdict.NO_SIGN:
        before = Judgement(verdict, kind, (), 0.0, None)
    said = [Reason(option.why, option.label)] if option.why else []
    reasons = [reason for reason in before.reasons if reason.flag not in _ABOUT_SENDER]
    return replace(before, verdict=verdict, reasons=(*said, *reasons)[:MAX_REASONS], ask=None)


def judged_before(talk: Talk) -> str | None:
    """The text that the verdict on the screen is about: it is kept while the person looks at what belongs to it."""
    return talk.turn.asked if talk.turn.intent == "scam_check" else None


async def judge_asked(_message: Incoming, talk: Talk) -> Reply:
    """What was taken for a question is somebody else's message: judge it."""
    if not (talk.turn.asked and any(choice.key == JUDGE for choice in talk.turn.choices)):
        return _nothing(talk)
    return await verdict_on(talk.turn.asked, talk)


async def first_hour(message: Incoming, talk: Talk) -> Reply:
    """Money or a code is already gone: the steps in order, at once, before any analysis."""
    talk.introduced = True
    talk.intent = "scam_victim"
    told = message.choice is None and not message.text.startswith("/")
    talk.asked = (message.text if told else "") or judged_before(talk)
    text = talk.mind.library.answer("scam_victim").render(you=talk.say.you, commune={})
    return Reply(
        text,
        (
            talk.choice("pass:victim", "Ask an officer to call back"),
            talk.choice("a:contact_hotline:bank", "Numbers of the banks"),
            talk.choice("a:contact_hotline", "Phone numbers"),
        ),
    )


def _nothing(talk: Talk) -> Reply:
    return Reply(talk.say("That button is from an older version. Please choose again."), menu_choices(talk))
