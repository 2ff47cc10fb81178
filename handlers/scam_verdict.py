"""How a verdict is worded: first what to do, then why, whose the link is, where to verify, and the one question.

Must not judge, and keeps nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.scams.judge import Judgement, Verdict, advice, explain
from bot.scams.links import Standing, gravest

if TYPE_CHECKING:
    from bot.scams.advice import Advice
    from bot.scams.judge import Reason
    from bot.scams.links import Host
    from bot.talk import Talk

PAID = ("paid", N_("Money or a code was already given"))
_KIND = {Verdict.SCAM: N_("This goes like the trick: {title}."), Verdict.UNSURE: N_("It may be the trick: {title}.")}
_WHOSE = {
    Standing.OFFICIAL: N_("That is where the link really leads. It belongs to {owner}."),
    Standing.KNOWN: N_("That is where the link really leads. It belongs to {owner}."),
    Standing.LOOKALIKE: N_("That is where the link really leads. It does not belong to {owner}."),
    Standing.GOV_MISPLACED: N_("That is where the link really leads. It does not belong to the State."),
    Standing.CHAT: N_("That is a place to chat. Anybody can open one there."),
    Standing.APK: N_("That is an application from outside the official store."),
}
_NOBODY = N_("That is where the link really leads. Nobody knows whose it is.")
_OWNED = {Standing.OFFICIAL, Standing.KNOWN, Standing.LOOKALIKE}
_DOT_IN_ADDRESS = re.compile(r"(?<=[^\W_])\.(?=[^\W_])|(?<=:)//")
_JOINER = "\u2060"


def verdict_reply(judgement: Judgement, talk: Talk) -> Reply:
    """The verdict on one text."""
    advised = advice(judgement)
    lines = [talk.worded(advised.todo), *_named_kind(judgement, talk)]
    lines += [_because(reason, talk) for reason in judgement.reasons]
    lines += link_lines(judgement.hosts, talk)
    lines.append(talk.worded(advised.verify))
    lines += [talk.worded(advised.question.text)] if advised.question else []
    return Reply("\n".join(lines), (*_answers(judgement, advised), *further(judgement, talk)))


def _named_kind(judgement: Judgement, talk: Talk) -> list[str]:
    lesson = talk.mind.lessons.get(judgement.kind or "")
    return [talk.say(_KIND[judgement.verdict], title=lesson.title)] if lesson and judgement.verdict in _KIND else []


def _because(reason: Reason, talk: Talk) -> str:
    return f"• «{untappable(reason.quote)}»: {talk.worded(explain(reason.flag))}"


def link_lines(hosts: tuple[Host, ...], talk: Talk) -> list[str]:
    """The real host of the gravest link on a line of its own, and whose it is; a shortened one says neither."""
    host = gravest(hosts)
    if host is None or host.standing is Standing.SHORTENER:
        return []
    said = _WHOSE.get(host.standing, _NOBODY)
    is_told = bool(host.owner) or host.standing not in _OWNED
    whose = talk.say(said if is_told else _NOBODY, owner=host.owner or "")
    trusted = host.standing in {Standing.OFFICIAL, Standing.KNOWN}
    return [f"🔗 {host.host if trusted else untappable(host.host)}", whose]


def untappable(text: str) -> str:
    """``text`` with addresses that no chat turns into a link: a slip of the finger must not open a swindler's page."""
    return _DOT_IN_ADDRESS.sub(lambda match: _JOINER + match[0] + _JOINER, text)


def _answers(judgement: Judgement, advised: Advice) -> list[Choice]:
    """The answers to the one question that would decide it."""
    asked = advised.question
    key = f"{asked.key}:{{}}:{judgement.kind or ''}" if asked else ""
    return [Choice(f"check:{key.format(option.key)}", option.label) for option in asked.options] if asked else []


def further(judgement: Judgement, talk: Talk) -> tuple[Choice, ...]:
    """What can be done with a verdict; while a question is open, the text for the family waits for its answer."""
    kind = judgement.kind or ""
    lesson = [talk.choice(f"lesson:{kind}", "How this trick goes")] if kind in talk.mind.lessons else []
    is_settled = judgement.ask is None and judgement.verdict is not Verdict.NO_SIGN
    share = [talk.choice(f"share:{kind}", "Text for the family")] if is_settled else []
    return (
        *lesson,
        *share,
        talk.choice(*PAID),
        talk.choice("human", "Ask a commune officer"),
        talk.choice(f"dispute:{judgement.verdict}", "The bot is wrong"),
    )
