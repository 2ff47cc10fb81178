"""Judges whether a text is a scam: reads it, finds what is asked, weighs it, and says why.

Pure: a text in, a judgement out. Nothing is fetched, nothing is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bot.knowledge.numbers import tells_nothing
from bot.knowledge.vietnamese import standardise
from bot.scams.advice import Advice, advise
from bot.scams.advice import explain as explain_flag
from bot.scams.features import meaning, nearness, wording
from bot.scams.kinds import Kinds
from bot.scams.kinds import features as kind_features
from bot.scams.lessons import Lessons
from bot.scams.lexicon import Lexicon
from bot.scams.links import Host, Hosts, Standing, gravest
from bot.scams.model import Model
from bot.scams.reading import Reading, read, window
from bot.scams.rules import SCAM_FROM, UNSURE_FROM, Found, adjust, only_introduces
from bot.scams.signals import Match, Signals

MAX_REASONS = 3
WEIGHED = 1_000
"""Characters whose wording is weighed; writing them in common words is the dearest step."""
_ANY_LINK = "phishing_link"
_URL_TOKEN = {
    Standing.OFFICIAL: "urlofficial",
    Standing.KNOWN: "urlknown",
    Standing.UNKNOWN: "urlunknown",
    Standing.SHORTENER: "urlshort",
    Standing.CHAT: "urlchat",
}
_HOST_FLAG = {
    Standing.LOOKALIKE: "link_lookalike",
    Standing.GOV_MISPLACED: "link_gov_misplaced",
    Standing.APK: "link_apk",
    Standing.IP: "link_ip",
    Standing.SHORTENER: "link_shortener",
    Standing.UNKNOWN: "link_unknown",
}


_NUMBER = re.compile(r"(?:\+\d|\(?0\d|84\d|1[89]00)[\d\s.\-()]{4,18}\d")
_SENDER = re.compile(r"[A-Z][A-Za-z0-9_.\-]{3,10}")
"""As telephone networks show one: Latin letters, at most eleven."""
_LONGEST_ALONE = 120


class Verdict(StrEnum):
    """The only three things that are ever said; never that a message is safe."""

    SCAM = "scam"
    UNSURE = "unsure"
    NO_SIGN = "no_sign"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in the person's own words: ``quote`` is a verbatim slice of what was sent."""

    flag: str
    quote: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one text. ``ask`` is the key of the one question that would decide it."""

    verdict: Verdict
    kind: str | None
    reasons: tuple[Reason, ...]
    score: float
    ask: str | None
    hosts: tuple[Host, ...] = field(default=())


class Judge:
    """Everything that is needed to judge, loaded once."""

    def __init__(
        self,
        lexicon: Lexicon,
        signals: Signals,
        hosts: Hosts,
        model: Model,
        lessons: Lessons,
        kinds: Kinds | None = None,
    ) -> None:
        self._lexicon, self._signals, self._hosts = lexicon, signals, hosts
        self._model, self._lessons, self._kinds = model, lessons, kinds or Kinds({}, {})
        lexicon.know(" ".join(name[2:] for name in model.rows if name.startswith("w:")).split())

    @classmethod
    def load(cls) -> Judge:
        """A judge with the shipped data."""
        lexicon = Lexicon.load()
        return cls(lexicon, Signals.load(lexicon), Hosts.load(), Model.load(), Lessons.load(), Kinds.load())

    def judge(self, text: str) -> Judgement:
        """The verdict on ``text``, in bounded time whatever it holds."""
        if (alone := _alone(text)) is not None:
            return Judgement(Verdict.UNSURE, None, (alone,), UNSURE_FROM, "asked_what")
        found = self.find(text)
        score = adjust(self._model.score(found.blocks), found)
        verdict = _verdict(score)
        kind = None if verdict is Verdict.NO_SIGN else self._kind(found)
        reasons = () if verdict is Verdict.NO_SIGN else self._reasons(found)
        ask = _question(found, kind) if verdict is Verdict.UNSURE else None
        return Judgement(verdict, kind, reasons, round(score, 3), ask, found.hosts)

    def find(self, text: str) -> Found:
        """What stands in ``text``, before anything is decided."""
        shown = window(text)
        hosts = self._hosts.find(shown)
        links = [(host.start, host.end, _URL_TOKEN.get(host.standing, "urlbad")) for host in hosts]
        reading = read(shown, self._lexicon.known, links)
        symbols = self._lexicon.mark(reading)
        matches = self._signals.find(symbols)
        concepts = frozenset(name for symbol in symbols if (name := self._lexicon.name(symbol)))
        common = read(standardise(_edges(text)), self._lexicon.known).tokens
        blocks = meaning(reading, symbols, matches, hosts, self._lexicon), wording(common), nearness(common)
        return Found(reading, matches, hosts, concepts, blocks)

    def _kind(self, found: Found) -> str | None:
        """What the words say; else whose address is imitated; else a link, if there is one."""
        kind = self._kinds.likeliest(kind_features(found, self._lessons))
        if kind is None or kind == _ANY_LINK:
            imitated = (self._hosts.kind_of(host) for host in found.hosts if host.dangerous)
            kind = next((one for one in imitated if one), kind)
        is_known = (kind or _ANY_LINK) in self._lessons
        return (kind or (_ANY_LINK if found.hosts else None)) if is_known else None

    def _reasons(self, found: Found) -> tuple[Reason, ...]:
        """At most three, the strongest first, no two with the same words."""
        ranked = sorted(
            (match for match in found.matches if not (match.negated or self._signals.by_flag[match.flag].genuine)),
            key=lambda match: -self._signals.by_flag[match.flag].weight,
        )
        worst = gravest(found.hosts)
        is_bad = worst is not None and worst.standing in _HOST_FLAG
        reasons = [Reason(_HOST_FLAG[worst.standing], _cut(worst.quote))] if worst and is_bad else []
        spans: list[Match] = []
        for match in ranked:
            quote = found.reading.quote(match.first, match.last)
            is_said = worst is not None and is_bad and worst.quote in quote
            if quote and not is_said and all(match.first > one.last or match.last < one.first for one in spans):
                reasons.append(Reason(match.flag, quote))
                spans.append(match)
        if not reasons and (words := _opening(found)):
            reasons.append(Reason("introduces" if only_introduces(found) else "resembles", words))
        return tuple(sorted(reasons, key=self._rank)[:MAX_REASONS])

    def _rank(self, reason: Reason) -> float:
        signal = self._signals.by_flag.get(reason.flag)
        return -(signal.weight if signal else 9.5)


def _opening(found: Found) -> str:
    """The first sentence, for a verdict that rests on the whole rather than on one request."""
    tokens = found.reading.tokens
    ends = (place for place, token in enumerate(tokens) if token.fold == "|" and place)
    last = next(ends, len(tokens)) - 1
    return found.reading.quote(0, last) if tokens and last >= 0 else ""


def _alone(text: str) -> Reason | None:
    """A number or a sender's name without a word of what they want: both can be forged, so neither decides."""
    bare = text.strip()
    number = _NUMBER.search(bare) if len(bare) <= _LONGEST_ALONE else None
    if number and tells_nothing(bare[: number.start()] + " " + bare[number.end() :]):
        return Reason("number_alone", _cut(bare))
    if _SENDER.fullmatch(bare) and sum(letter.isupper() for letter in bare) > 1:
        return Reason("name_alone", bare)
    return None


def _edges(text: str) -> str:
    """The part of ``text`` whose wording is weighed: of a long one the beginning and the end."""
    return text if len(text) <= WEIGHED else f"{text[: WEIGHED * 2 // 3]} {text[-WEIGHED // 3 :]}"


def _cut(quote: str) -> str:
    return quote[:80]


def _verdict(score: float) -> Verdict:
    if score >= SCAM_FROM:
        return Verdict.SCAM
    return Verdict.UNSURE if score >= UNSURE_FROM else Verdict.NO_SIGN


def _question(found: Found, kind: str | None) -> str:
    """The one question whose answer would decide it."""
    if kind in {"relative", "school_emergency", "hacked_account"}:
        return "called_back"
    if found.hosts:
        return "link_from_whom"
    if "office" in found.concepts or "invite" in found.concepts:
        return "asked_beside_coming"
    return "asked_what"


def explain(flag: str) -> str:
    """Why ``flag`` matters, in a plain sentence with ``{you}`` in it."""
    return explain_flag(flag)


def advice(judgement: Judgement) -> Advice:
    """What to do, where to verify, and the question to ask, for ``judgement``."""
    return advise(judgement.verdict.value, judgement.kind, judgement.ask)


__all__ = ["Advice", "Judge", "Judgement", "Reading", "Reason", "Verdict", "advice", "explain"]
