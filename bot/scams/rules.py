"""What no learned weight may overrule: the few rules that raise or lower a score.

Rules know requests and circumstances, never topics.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.scams.links import Host, Standing
from bot.scams.reading import Reading
from bot.scams.signals import Match

SCAM_FROM = 0.62
UNSURE_FROM = 0.30


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


def adjust(score: float, found: Found) -> float:
    """``score`` after the rules."""
    return max(score, _floor(found))


def _floor(found: Found) -> float:
    """The least that this must be: nobody honest sends such a link, or asks such a thing."""
    standings = {host.standing for host in found.hosts}
    if standings & {Standing.APK, Standing.IP, Standing.GOV_MISPLACED} and not found.concepts & {"news"}:
        return 0.7
    if Standing.LOOKALIKE in standings and not found.concepts & {"news"}:
        return 0.65
    if "call_forward" in found.flags and "news" not in found.concepts:
        return 0.7
    if Standing.SHORTENER in standings or Standing.UNKNOWN in standings:
        return UNSURE_FROM if _only_a_link(found) else 0.0
    return 0.0


def _only_a_link(found: Found) -> bool:
    return sum(token.fold.isalnum() for token in found.reading.tokens) <= 3  # noqa: PLR2004 - a link and hardly a word
