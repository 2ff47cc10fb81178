"""Is this a scam? The verdict in plain words, the first-hour card, the lessons. Nothing of a text is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Kind, Reply
from bot.scams.advice import question, verify
from bot.scams.judge import Judgement, Verdict, advice, explain
from handlers.arguments import argument

if TYPE_CHECKING:
    from bot.knowledge.matcher import Decision
    from bot.talk import Talk

PASTED_LENGTH = 140
"""Characters from which a text with a bad sign is taken for a pasted message rather than a question."""
_INVITATION = N_(
    "Please paste or forward the message, or tell what they said and what they want {you} to do.\n"
    "Until it is clear: press no link, give no code, send no money."
)


async def invite(_message: Incoming, talk: Talk) -> Reply:
    return Reply(
        talk.say(_INVITATION),
        (talk.choice("paid", "Money or a code was already given"), talk.choice("menu", "Main menu")),
    )


async def judged(message: Incoming, decision: Decision, talk: Talk) -> Reply | None:
    """The verdict, if ``message`` is something to be judged; ``None`` if it is a question."""
    if decision.intent == "scam_victim" and message.kind is not Kind.FORWARDED:
        return await first_hour(message, talk)
    judgement = talk.mind.judge.judge(message.text)
    if not _is_to_be_judged(message, decision, judgement):
        return None
    flags = " ".join(sorted({reason.flag for reason in judgement.reasons}))
    await talk.store.questions.count_check(talk.contact.area_code, judgement.verdict, judgement.kind, flags, talk.now)
    talk.intent = "scam_check"
    return _verdict(judgement, talk)


def _is_to_be_judged(message: Incoming, decision: Decision, judgement: Judgement) -> bool:
    """A forwarded text always is; otherwise a message or a story, not a question about the bot's subjects."""
    if message.kind is Kind.FORWARDED or judgement.hosts:
        return True
    if judgement.verdict is Verdict.SCAM:
        return True
    asked_about_scam = "scam_check" in {decision.intent, *decision.also, *decision.choices}
    return judgement.verdict is Verdict.UNSURE and (asked_about_scam or len(message.text) >= PASTED_LENGTH)


def _verdict(judgement: Judgement, talk: Talk) -> Reply:
    """First what to do, then why in the person's own words, then one place to verify."""
    advised = advice(judgement)
    lines = [_filled(advised.todo, talk)]
    lines += [f"• «{reason.quote}»: {_filled(explain(reason.flag), talk)}" for reason in judgement.reasons]
    lines += [talk.say("The link leads to: {host}", host=host.host) for host in judgement.hosts[:1]]
    lines.append(_filled(advised.verify, talk))
    lines += [_filled(advised.question.text, talk)] if advised.question else []
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
        talk.choice("paid", "Money or a code was already given"),
        talk.choice("human", "Ask a commune officer"),
    )


async def answer(message: Incoming, talk: Talk) -> Reply:
    """The one question was answered: the verdict that follows."""
    key, option_key, kind = [*argument(message).split(":"), "", ""][:3]
    try:
        options = {option.key: option for option in question(key).options}
    except KeyError:
        return await invite(message, talk)
    if option_key not in options:
        return await invite(message, talk)
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


async def lesson(message: Incoming, talk: Talk) -> Reply:
    """How a trick goes, how to recognise it, what to say."""
    found = talk.mind.lessons.get(argument(message))
    if found is None:
        return await invite(message, talk)
    say = talk.say
    lines = (
        found.title,
        found.how,
        say("How to recognise it: {text}", text=found.recognise),
        say("What to answer: {text}", text=found.refuse),
    )
    return Reply(
        "\n".join(_filled(line, talk) for line in lines),
        (talk.choice(f"share:{found.kind}", "Text for the family"), talk.choice("menu", "Main menu")),
    )


async def share(message: Incoming, talk: Talk) -> Reply:
    """A short text that the person can send to the family, if they wish."""
    found = talk.mind.lessons.get(argument(message))
    title = found.title if found else talk.say("messages that ask for a code, money or a link")
    place = verify(found.verify) if found else verify("commune")
    text = talk.say(
        "Beware, everybody: {title}. Give no code, send no money, press no link. {place}",
        title=title,
        place=_unaddressed(place),
    )
    return Reply(text, (talk.choice("menu", "Main menu"),))


def _unaddressed(text: str) -> str:
    """``text`` for others to read: it calls nobody by a form of address."""
    bare = text.replace("{You} ", "").replace("{you} ", "")
    return bare[:1].upper() + bare[1:]


def _filled(text: str, talk: Talk) -> str:
    you = talk.say.you
    return text.replace("{you}", you).replace("{You}", you[:1].upper() + you[1:])
