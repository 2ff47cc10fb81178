"""What no learned weight may overrule: the few rules that raise or lower a score.

Rules know requests and circumstances, never topics.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.scams.links import Host, Standing

if TYPE_CHECKING:
    from bot.scams.reading import Reading
    from bot.scams.signals import Match

SCAM_FROM = 0.6
UNSURE_FROM = 0.25


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
        "call_forward",
        "stay_on_line",
        "lie_to_teller",
        "isolation",
        "recovery",
        "blackmail",
    ]
)
"""Requests that nobody honest makes, when nothing in the text takes them back."""
_SERIOUS = _DECISIVE | {
    "asks_secret",
    "remote",
    "secrecy",
    "sell_all",
    "rent_account",
    "upfront_fee",
    "press_key",
    "easy_money",
    "romance",
    "lottery",
}
"""Requests that are at least to be asked about, in the same case."""
_DANGER = 6.0
_ENDS_AS_QUESTION = re.compile(
    r"\b(?:co|duoc|phai|nen|can)\b.{0,80}\bkhong(?: (?:con|bac|ha|vay|a|co|chu|anh|chi|em|chau|rua|he)){0,2}$"
)
_GENERAL = re.compile(
    r"^(?:cho (?:toi|tui|con|em|minh) hoi |hoi )?(?:ngan hang|cong an|xa|phuong|can bo|buu dien|bao hiem|bhxh|dien luc"
    r"|nha mang|toa an|uy ban|nguoi ta|ho|ai)(?: xa| phuong| xa hoi)?(?: that)? (?:co|duoc)\b(?! nguoi| mot).{1,90}"
    r"\bkhong(?: (?:con|bac|ha|vay|a|hay .{1,40}))?$"
)
_SHORT = 22
_PLAUSIBLE = 0.4
_LIKELY = 0.7
"""Above this the whole speaks for itself, without one request that stands out."""
_SURE = 0.85
"""Above this it does so even if the person says to have checked, or to be in doubt."""
_HESITATES = frozenset({"unsureword", "checkcall", "notasked", "userinit", "hangup", "familiar"})
_LOSS = frozenset({"lost", "harm"})
_PITCH = re.compile(
    r"\b(?:de (?:chau|em|minh|ben)|cho (?:chau|em|can bo|chuyen vien)|(?:chau|em) ben|minh chau|chung toi|duoi day"
    r"|trang (?:nay|sau)|duong (?:dan|link)|hay (?:dua|chuyen|doc|gui|dang nhap)|cai ngay|doc lien|vao trang)\b"
)
"""Said by one who wants something of the reader, however much he warns."""
_WANTED = frozenset({"asks_secret", "asks_transfer", "asks_id", "asks_card", "install", "remote", "click_link"})
_COMPANY = frozenset(
    {"phone_in", "stranger", "they", "url", "zalo", "threat", "lost", "emergency", "newnumber", "secrecy", "romance"}
    | {"profit", "home"}
)
_OPENING = 8
_TOLD = frozenset({"phone_in", "stranger", "they", "url", "zalo"})
_LED_ON = frozenset({"lawyer", "harm", "lost", "url", "upfront"})
_TAKES_BACK = frozenset({"news", "thirdnews", "hangup", "notasked", "question", "checkcall", "otpsms", "userinit"})
_REPORTED = frozenset({"poses", "move_channel"})


def adjust(score: float, found: Found) -> float:
    """``score`` after the rules."""
    if _only_asks(found) or _asks_in_general(found) or _only_warns(found):
        return min(score, UNSURE_FROM - 0.05)
    if (_nobody_asks(found) and score < _LIKELY) or (_better_asked(found) and score < _SURE):
        score = min(score, SCAM_FROM - 0.01)
    score = max(score, _link_floor(found), _request_floor(score, found), _pitch_floor(found))
    if not _dangers(found) and found.flags & _REPORTED and not _taken_back(found) and not _links(found):
        return min(max(score, UNSURE_FROM), SCAM_FROM - 0.01)
    return score


def _only_asks(found: Found) -> bool:
    """A short question of the person's own: nobody is said to have called, no link."""
    asks = "question" in found.concepts or _ENDS_AS_QUESTION.search(found.words)
    return bool(asks) and not (found.concepts & _TOLD or _links(found)) and _length(found) <= _SHORT


def _asks_in_general(found: Found) -> bool:
    """What an office does or may do, asked before anything has happened ("ngân hàng có xin mã không")."""
    return bool(_GENERAL.search(found.words)) and not _links(found) and _length(found) <= _SHORT


def _nobody_asks(found: Found) -> bool:
    """No request, no caller, no pressure and no link: at most something to be asked about."""
    return not (_dangers(found) or found.concepts & _COMPANY or _links(found))


def _better_asked(found: Found) -> bool:
    """The person does not know yet, or has checked or done it on their own: to be asked about, not to be called."""
    if found.flags & _DECISIVE or found.concepts & _LOSS or any(host.dangerous for host in found.hosts):
        return False
    return bool(found.concepts & _HESITATES)


def _only_warns(found: Found) -> bool:
    """News or advice: it opens as such, or denies each danger it names, and wants nothing of the reader."""
    if found.concepts & _LED_ON or found.flags & {"demands_secret", "click_link", "only_here"}:
        return False
    if _PITCH.search(found.words) and not found.concepts & {"hangup", "thirdnews"}:
        return False
    opens = any(match.flag == "g_news" and not match.negated and match.first < _OPENING for match in found.matches)
    advises = "g_conditional" in found.flags and bool(found.concepts & {"hangup"})
    denies = bool(found.negated & _SERIOUS) and not _dangers(found)
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


def _request_floor(score: float, found: Found) -> float:
    """What nobody honest asks for; only doubtful if all the rest of the text speaks for a genuine one."""
    if _taken_back(found):
        return 0.0
    if found.flags & _DECISIVE:
        return SCAM_FROM if score >= _PLAUSIBLE else UNSURE_FROM
    return UNSURE_FROM if found.flags & _SERIOUS and "office" not in found.concepts else 0.0


def _pitch_floor(found: Found) -> float:
    """A warning that ends in a request of its own."""
    warns = "news" in found.concepts or found.negated & _SERIOUS
    wants = bool(_PITCH.search(found.words)) and bool(found.flags & _WANTED)
    return UNSURE_FROM if warns and wants and "hangup" not in found.concepts else 0.0


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
