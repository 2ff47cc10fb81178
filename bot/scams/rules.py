"""What no learned weight may overrule: the few rules that raise or lower a score.

Rules know requests and circumstances, never topics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.scams.links import Host, Standing

if TYPE_CHECKING:
    from bot.scams.reading import Reading
    from bot.scams.signals import Match

SCAM_FROM = 0.63
UNSURE_FROM = 0.28


@dataclass(frozen=True, slots=True)
class Found:
    """All that was read in one text."""

    reading: Reading
    matches: tuple[Match, ...]
    hosts: tuple[Host, ...]
    concepts: frozenset[str]
    features: frozenset[str]

    @property
    def flags(self) -> frozenset[str]:
        """Signals that are there and not negated."""
        return frozenset(match.flag for match in self.matches if not match.negated)

    @property
    def negated(self) -> frozenset[str]:
        """Signals whose opposite is there."""
        return frozenset(match.flag for match in self.matches if match.negated)

    @property
    def words(self) -> str:
        """The folded words, for looking up phrases."""
        return " ".join(token.fold for token in self.reading.tokens if token.fold.isalnum())


_DECISIVE = frozenset(
    [
        "demands_secret",
        "asks_card",
        "safe_account",
        "verify_money",
        "remote",
        "call_forward",
        "stay_on_line",
        "secrecy",
        "isolation",
        "lie_to_teller",
        "sell_all",
        "rent_account",
        "upfront_fee",
        "recovery",
        "press_key",
        "easy_money",
        "romance",
        "blackmail",
        "lottery",
    ]
)
"""Requests that nobody honest makes, when nothing in the text takes them back."""
_DANGER = 6.0
_SHORT = 22
_OPENING = 8
_TOLD = frozenset({"phone_in", "stranger", "they", "url", "zalo"})
_LED_ON = frozenset({"lawyer", "harm", "lost", "url", "upfront"})
_TAKES_BACK = frozenset({"news", "thirdnews", "hangup", "notasked", "question", "checkcall", "otpsms", "userinit"})
_REPORTED = frozenset({"poses", "move_channel"})


def adjust(score: float, found: Found) -> float:
    """``score`` after the rules."""
    if _only_asks(found) or _only_warns(found):
        return min(score, UNSURE_FROM - 0.05)
    score = max(score, _link_floor(found), _request_floor(found))
    if not _dangers(found) and found.flags & _REPORTED and not _taken_back(found) and not _links(found):
        return min(max(score, UNSURE_FROM), SCAM_FROM - 0.01)
    return score


def _only_asks(found: Found) -> bool:
    """A short question of the person's own: nobody is said to have called, no link."""
    return "question" in found.concepts and not (found.concepts & _TOLD or _links(found)) and _length(found) <= _SHORT


def _only_warns(found: Found) -> bool:
    """News or advice: it opens as such, or denies each danger it names, and wants nothing of the reader."""
    if found.concepts & _LED_ON or found.flags & {"demands_secret", "click_link", "only_here"}:
        return False
    opens = any(match.flag == "g_news" and not match.negated and match.first < _OPENING for match in found.matches)
    advises = "g_conditional" in found.flags and bool(found.concepts & {"hangup"})
    denies = bool(found.negated & _DECISIVE) and not _dangers(found)
    return (opens or advises or denies) and not _links(found)


def _length(found: Found) -> int:
    return sum(token.fold.isalnum() for token in found.reading.tokens)


def _dangers(found: Found) -> frozenset[str]:
    return frozenset(match.flag for match in found.matches if match.weight >= _DANGER and not match.negated)


def _taken_back(found: Found) -> bool:
    """It warns, asks, or tells of a thing that is settled."""
    return bool(found.concepts & _TAKES_BACK) or any(flag.startswith("g_") for flag in found.flags)


def _links(found: Found) -> bool:
    return any(host.standing not in {Standing.OFFICIAL, Standing.KNOWN} for host in found.hosts)


def _request_floor(found: Found) -> float:
    if _taken_back(found):
        return 0.0
    wants_code = "asks_secret" in found.flags and bool(
        found.concepts & _TOLD or found.flags & {"threat", "hurry", "poses"}
    )
    return SCAM_FROM if found.flags & _DECISIVE or wants_code else 0.0


def _link_floor(found: Found) -> float:
    """Nobody honest sends such a link; a link on no list is to be asked about."""
    if "news" in found.concepts or "notasked" in found.concepts:
        return 0.0
    standings = {host.standing for host in found.hosts}
    if standings & {Standing.APK, Standing.IP, Standing.GOV_MISPLACED, Standing.LOOKALIKE}:
        return SCAM_FROM + 0.05
    doubtful = standings & {Standing.SHORTENER, Standing.UNKNOWN}
    if doubtful and "optout" not in found.concepts and "click_link" in found.flags and len(_dangers(found)) > 1:
        return SCAM_FROM
    return UNSURE_FROM if doubtful and "optout" not in found.concepts else 0.0
