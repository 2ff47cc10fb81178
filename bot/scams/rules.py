"""What no learned weight may overrule: a link that nobody honest sends, a question that is only a question.

Rules know links and circumstances, never topics.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.scams.links import Host, Standing

if TYPE_CHECKING:
    from bot.scams.features import Blocks
    from bot.scams.reading import Reading
    from bot.scams.signals import Match

SCAM_FROM = 0.64
UNSURE_FROM = 0.28
"""Scores from which a text is called a scam, or doubtful; chosen on authors whose texts were not learned from."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that was read in one text."""

    reading: Reading
    matches: tuple[Match, ...]
    hosts: tuple[Host, ...]
    concepts: frozenset[str]
    blocks: Blocks

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
        "call_forward",
        "stay_on_line",
        "lie_to_teller",
        "isolation",
        "recovery",
        "blackmail",
    ]
)
"""Requests that nobody honest makes, when nothing in the text takes them back."""
_OFFICES = frozenset({"police", "commune", "bhxh", "bank"})
_UNDER_THREAT = frozenset({"asks_secret", "threat"})
_PLAUSIBLE = 0.3
_TAKES_BACK = frozenset({"news", "thirdnews", "hangup", "notasked", "question", "checkcall", "otpsms", "userinit"})
_CALLED = frozenset({"phone_in", "stranger", "they"})
_REPORTED = frozenset({"poses", "move_channel"})
_DANGER = 6.0
_ENDS_AS_QUESTION = re.compile(
    r"\b(?:co|duoc|phai|nen|can)\b.{0,80}\bkhong(?: (?:con|bac|ha|vay|a|co|chu|anh|chi|em|chau|rua|he)){0,2}$"
)
_GENERAL = re.compile(
    r"^(?:cho (?:toi|tui|con|em|minh) hoi |hoi )?(?:ngan hang|cong an|xa|phuong|can bo|buu dien|bao hiem|bhxh|dien luc"
    r"|nha mang|toa an|uy ban|nguoi ta|ho|ai)(?: xa| phuong| xa hoi)?(?: that)? (?:co|duoc)\b(?! nguoi| mot).{1,90}"
    r"\bkhong(?: (?:con|bac|ha|vay|a|hay .{1,40}))?$"
)
_INTRODUCES = re.compile(
    r"\b(?:con|em|chau|toi|tui|minh|anh|chi|day|co|chu) (?:la|ten|ten la|goi tu)(?: \w+){0,4}?"
    r" (?:ben|nhan vien|phong|tong dai|cong an|ngan hang|dien luc|bao hiem)\b"
)
_CLAIMED = frozenset({"bank", "police", "bhxh", "utility", "telco", "vneid", "tax"})
_MOST_WORDS_OF_OPENING = 14
_SHORT = 22
_TOLD = frozenset({"phone_in", "stranger", "they", "url", "zalo"})


def adjust(score: float, found: Found) -> float:
    """``score`` after the rules."""
    if score < SCAM_FROM and (_only_asks(found) or _asks_in_general(found)):
        return min(score, UNSURE_FROM - 0.05)
    return max(score, _link_floor(found), _terse_floor(score, found))


def _only_asks(found: Found) -> bool:
    """A short question of the person's own: no link, nobody is said to have called.

    One thing that swindlers want may stand in it ("có ai xin mã OTP không"), but none that nobody honest wants.
    """
    asks = "question" in found.concepts or _ENDS_AS_QUESTION.search(found.words)
    is_told = found.concepts & _TOLD or _links(found) or len(_dangers(found)) > 1 or found.flags & _DECISIVE
    return bool(asks) and not is_told and _length(found) <= _SHORT


def _asks_in_general(found: Found) -> bool:
    """What an office does or may do, asked before anything has happened ("ngân hàng có xin mã không")."""
    return bool(_GENERAL.search(found.words)) and not _links(found) and _length(found) <= _SHORT


def _terse_floor(score: float, found: Found) -> float:
    """Few words leave the weights in doubt: a plain request decides then; a caller who only poses is asked about."""
    if _length(found) > _SHORT or _taken_back(found):
        return 0.0
    decisive = found.flags & _DECISIVE or found.flags >= _UNDER_THREAT or _office_wants_money(found)
    if decisive and score >= _PLAUSIBLE:
        return SCAM_FROM
    called = found.concepts & _CALLED and found.flags & _REPORTED
    return UNSURE_FROM if (called and not _dangers(found)) or only_introduces(found) else 0.0


def only_introduces(found: Found) -> bool:
    """The first line of somebody who claims an office and has not said yet what they want."""
    claims = found.concepts & _CLAIMED and _INTRODUCES.search(found.words)
    return bool(claims) and _length(found) <= _MOST_WORDS_OF_OPENING


def _office_wants_money(found: Found) -> bool:
    """Somebody who telephones in an office's name wants money sent: no office does that."""
    by_phone = "phone_in" in found.concepts and found.concepts & _OFFICES
    return bool(by_phone) and "asks_transfer" in found.flags


def _taken_back(found: Found) -> bool:
    """It warns, asks, or tells of a thing that is settled."""
    return bool(found.concepts & _TAKES_BACK) or any(flag.startswith("g_") for flag in found.flags)


def _length(found: Found) -> int:
    return sum(token.fold.isalnum() for token in found.reading.tokens)


def _dangers(found: Found) -> frozenset[str]:
    return frozenset(match.flag for match in found.matches if match.weight >= _DANGER and not match.negated)


def _links(found: Found) -> bool:
    return any(host.standing not in {Standing.OFFICIAL, Standing.KNOWN} for host in found.hosts)


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
