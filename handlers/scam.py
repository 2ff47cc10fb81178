"""Is this a scam? The verdict in plain words, the first-hour card, the lessons. Nothing of a text is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.vietnamese import words
from bot.messages import Choice, Incoming, Kind, Reply
from bot.scams.advice import question
from bot.scams.judge import Judgement, Verdict, advice, explain
from handlers.arguments import argument
from handlers.start import menu_choices

if TYPE_CHECKING:
    from bot.knowledge.matcher import Decision
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
PAID = ("paid", N_("Money or a code was already given"))


async def judged(message: Incoming, decision: Decision, talk: Talk) -> Reply | None:
    """The verdict, if ``message`` is something to be judged; ``None`` if it is a question."""
    if decision.intent == "scam_victim" and message.kind is not Kind.FORWARDED:
        return await first_hour(message, talk)
    handed_in = _handed_in(message.text)
    if handed_in:
        return await verdict_on(handed_in, talk)
    if message.kind is not Kind.FORWARDED and _is_surely_a_question(message.text, decision):
        return None
    judgement = talk.mind.judge.judge(message.text)
    if not _is_to_be_judged(message, decision, judgement):
        return None
    return await _counted(judgement, message.text, talk)


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
    return _verdict(judgement, talk)


def _is_surely_a_question(text: str, decision: Decision) -> bool:
    """A short question about something harmless, understood at once: there is nothing to judge."""
    understood = decision.decision == "answer" and decision.intent not in _WORN_BY_SWINDLERS
    return understood and len(text) <= SHORT_LENGTH and "://" not in text and "www" not in text


def _is_to_be_judged(message: Incoming, decision: Decision, judgement: Judgement) -> bool:
    """A forwarded text always is; otherwise a message or a story, not a question about the bot's subjects."""
    if message.kind is Kind.FORWARDED or judgement.hosts:
        return True
    if judgement.verdict is Verdict.SCAM:
        return True
    asked_about_scam = "scam_check" in {decision.intent, *decision.also, *decision.choices}
    if asked_about_scam and message.masked and len(message.text) > SHORT_LENGTH:
        return True  # a pasted message with a code in it, not somebody's own code
    not_a_question = decision.decision == "hand_over" or len(message.text) >= PASTED_LENGTH
    return judgement.verdict is Verdict.UNSURE and (asked_about_scam or not_a_question)


def _verdict(judgement: Judgement, talk: Talk) -> Reply:
    """First what to do, then why in the person's own words, then one place to verify."""
    advised = advice(judgement)
    lines = [talk.worded(advised.todo)]
    lines += [f"• «{reason.quote}»: {talk.worded(explain(reason.flag))}" for reason in judgement.reasons]
    lines += [talk.say("The link leads to: {host}", host=host.host) for host in judgement.hosts[:1]]
    lines.append(talk.worded(advised.verify))
    lines += [talk.worded(advised.question.text)] if advised.question else []
    return Reply("\n".join(lines), _verdict_choices(judgement, talk))


def _verdict_choices(judgement: Judgement, talk: Talk) -> tuple[Choice, ...]:
    asked = advice(judgement).question
    kind = judgement.kind or ""
    answers = (
        [Choice(f"check:{asked.key}:{option.key}:{kind}", option.label) for option in asked.options] if asked else []
    )
    lesson = [talk.choice(f"lesson:{kind}", "How this trick goes")] if kind in talk.mind.lessons else []
    return (
        *answers,
        *lesson,
        talk.choice(f"share:{kind}", "Text for the family"),
        talk.choice(*PAID),
        talk.choice("human", "Ask a commune officer"),
        talk.choice("dispute", "The bot is wrong"),
    )


async def answer(message: Incoming, talk: Talk) -> Reply:
    """The one question was answered: the verdict that follows."""
    key, option_key, kind = [*argument(message).split(":"), "", ""][:3]
    try:
        options = {option.key: option for option in question(key).options}
    except KeyError:
        options = {}
    if option_key not in options:
        return _nothing(talk)
    talk.intent, talk.asked = "scam_check", talk.turn.asked
    verdict = Verdict(options[option_key].verdict)
    return _verdict(Judgement(verdict, kind or None, (), 0.0, None), talk)


async def first_hour(message: Incoming, talk: Talk) -> Reply:
    """Money or a code is already gone: the steps in order, at once, before any analysis."""
    talk.introduced = True
    talk.intent = "scam_victim"
    talk.asked = message.text or None
    text = talk.mind.library.answer("scam_victim").render(you=talk.say.you, commune={})
    return Reply(
        text,
        (
            talk.choice("pass", "Ask an officer to call back"),
            talk.choice("a:contact_hotline", "Phone numbers"),
        ),
    )


def _nothing(talk: Talk) -> Reply:
    return Reply(talk.say("That button is from an older version. Please choose again."), menu_choices(talk))
