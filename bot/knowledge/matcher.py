"""Decides what a message is about: answer, offer up to three questions, or hand over to an officer.

Pure: text (and the intent of the last answer) in, a decision out. The dangerous reading wins: where
money may be leaving, no harmless answer is given alone. What each intent says is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bot.knowledge import follow_up
from bot.knowledge.calling import only_calls
from bot.knowledge.examples import OUT_OF_SCOPE
from bot.knowledge.features import Reading, excerpt, read
from bot.knowledge.model import Model
from bot.knowledge.sentences import parts
from bot.knowledge.urgent import Urgency, urgent

CERTAIN = 0.78
"""Least probability of an answer given outright."""
GAP = 0.60
"""Least distance to the second: nearer than that, the person chooses."""
OUTSIDE = 0.78
"""Least probability of a question that is none of ours."""
WORTH_OFFERING = 0.02
MOST_CHOICES = 3
SUSPICION = 0.12
"""Probability of a swindle from which on no harmless answer is given without offering that one too."""
_DANGERS = ("scam_victim", "scam_check")
_APPROACHES = frozenset({"stranger"})
_DEMANDS = frozenset({"otp", "hyperlink", "threat", "prize"})
_INTENT_OF_URGENCY = {
    "scam_victim": "scam_victim",
    "deceased": "deceased",
    "stop": "reminder_settings",
    "death_wish": OUT_OF_SCOPE,
    "violence": OUT_OF_SCOPE,
    "neglect": OUT_OF_SCOPE,
    "child_violence": OUT_OF_SCOPE,
}


@dataclass(frozen=True)
class Decision:
    """What to do with a message. ``also``: a second intent when one message holds two questions."""

    decision: Literal["answer", "choose", "hand_over"]
    intent: str | None
    choices: tuple[str, ...]
    score: float
    also: tuple[str, ...] = ()


_NOTHING = Decision("hand_over", None, (), 0.0)


@dataclass(frozen=True)
class Matcher:
    """The model and the rules around it. Loading takes some milliseconds; deciding less than one."""

    model: Model

    @classmethod
    def load(cls) -> Matcher:
        """The matcher with the shipped model."""
        return cls(Model.load())

    def decide(self, text: str, context: str | None = None) -> Decision:
        """What ``text`` is about; ``context`` is the intent of the answer that was given just before."""
        reading = read(text)
        if not any(character.isalnum() for character in reading.folded):
            return _NOTHING
        if emergency := urgent(text):
            return self._with_what_is_asked(_of_urgency(emergency), reading)
        if only_calls(reading.folded):
            return Decision("answer", "greeting", (), 1.0)
        if context and (intent := follow_up.continued(reading, context)):
            return Decision("answer", intent, (), 1.0)
        decision = self._judge(reading)
        return self._with_second_question(text, decision)

    def rank(self, reading: Reading) -> list[tuple[str, float]]:
        """All intents with their probabilities, the likeliest first."""
        likely = self.model.probabilities(reading)
        return [(self.model.labels[position], float(likely[position])) for position in np.argsort(-likely)]

    def _judge(self, reading: Reading) -> Decision:
        ranked = self.rank(reading)
        (best, score), (_, second) = ranked[:2]
        suspicious = _suspicious(ranked, best) or (best not in _DANGERS and _tells_of_a_swindle(reading))
        least = OUTSIDE if best == OUT_OF_SCOPE else CERTAIN
        sure = score >= least and score - second >= GAP and not suspicious and self._is_language(reading)
        return Decision("answer", best, (), score) if sure else _offer(ranked, suspicious=suspicious)

    def _with_what_is_asked(self, decision: Decision, reading: Reading) -> Decision:
        """A death is told on the way to a question as well: "my son died, what can I get for his children?"."""
        if decision.intent != "deceased":
            return decision
        asked = self._judge(reading)
        is_other = asked.decision == "answer" and asked.intent not in {"deceased", *_DANGERS, *_NEVER_SECOND}
        return replace(decision, also=(str(asked.intent),)) if is_other else decision

    def _is_language(self, reading: Reading) -> bool:
        """Whether at least half of the words were ever heard: keys struck at random answer nothing."""
        said = reading.folded.split()
        return 2 * sum(f"w {word}" in self.model.rows for word in said) >= len(said)

    def _with_second_question(self, text: str, whole: Decision) -> Decision:
        pieces = parts(excerpt(text))
        if len(pieces) < 2 or whole.intent == OUT_OF_SCOPE:  # noqa: PLR2004 - two questions need two parts
            return whole
        found = [piece for piece in map(self._judge, map(read, pieces)) if piece.decision == "answer"]
        asked = list(dict.fromkeys(piece.intent for piece in found if piece.intent not in _NEVER_SECOND))
        likely = {whole.intent, *whole.choices}
        both = tuple(intent for intent in asked if intent in likely or whole.decision == "answer")
        if whole.intent in both:
            others = tuple(intent for intent in both if intent and intent != whole.intent)
            return replace(whole, also=others[:1])
        if whole.decision == "choose" and len(both) == 2:  # noqa: PLR2004 - two questions, both among the choices
            return Decision("answer", both[0], (), found[0].score, (str(both[1]),))
        return whole


_NEVER_SECOND = frozenset({OUT_OF_SCOPE, "greeting", "thanks_bye"})


def _of_urgency(emergency: Urgency) -> Decision:
    return Decision("answer", _INTENT_OF_URGENCY[emergency.kind], (), 1.0)


def _suspicious(ranked: list[tuple[str, float]], best: str) -> bool:
    """Whether a graver reading than ``best`` is plausible: money that is gone, or a swindle."""
    graver = {"scam_victim": (), "scam_check": ("scam_victim",)}.get(best, _DANGERS)
    return sum(score for intent, score in ranked if intent in graver) >= SUSPICION


def _tells_of_a_swindle(reading: Reading) -> bool:
    """Somebody called or came, and asked for a code, a link or money: never a harmless question alone."""
    found = set(reading.concepts)
    return bool(found & _APPROACHES) and bool(found & _DEMANDS)


def _offer(ranked: list[tuple[str, float]], *, suspicious: bool) -> Decision:
    """The likeliest questions of ours; a suspected swindle is always one of them."""
    ours = [(intent, score) for intent, score in ranked if intent != OUT_OF_SCOPE]
    choices = [intent for intent, score in ours[:MOST_CHOICES] if score >= WORTH_OFFERING]
    danger = max(_DANGERS, key=dict(ranked).__getitem__)
    if suspicious and not set(choices) & set(_DANGERS):
        choices = [*choices[: MOST_CHOICES - 1], danger]
    if not choices:
        return Decision("hand_over", None, (), ranked[0][1])
    return Decision("choose", None, tuple(choices), ours[0][1])
