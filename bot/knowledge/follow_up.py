"""Short messages that only make sense after an answer: ``ở đâu?``, ``còn mẹ tui thì sao``, ``mấy ngày``.

Knows which intent such a message leads to from the one answered last. Must not score or guess.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.knowledge.features import Reading

_ASPECTS_FILE = Path(__file__).with_name("follow_up.toml")
_PATTERNS = {
    aspect: re.compile(rf"(?:{'|'.join(alternatives)})(?: \?)*")
    for aspect, alternatives in tomllib.loads(_ASPECTS_FILE.read_text(encoding="utf-8")).items()
}
_TRIMMED = re.compile(
    r"^(?:(?:roi|the|vay|con|ma|thi|ua|a|la|day) )+(?=\S)|(?: (?:vay|a|the|nhi|ha|day|do|ban|em|bot|roi))+$"
)
_LONGEST = 9

_OPENING = frozenset(
    {"open_account_who", "open_account_documents", "open_account_where", "open_account_online", "report_willing",
     "benefits_of_account", "illiterate_disabled", "register_switch"}
)  # fmt: skip
_BANKING = frozenset(
    {"pin_forgotten", "card_lost_swallowed", "card_issue_activate", "account_blocked", "change_account"}
)
_NO_FOLLOW_UP = frozenset({"out_of_scope", "thanks_bye", "greeting", "reminder_settings"})


def continued(reading: Reading, context: str) -> str | None:
    """The intent that a short follow-up leads to after ``context``; ``None`` if it stands on its own."""
    bare = " ".join(reading.core.replace("?", " ? ").split())
    if context in _NO_FOLLOW_UP or len(bare.split()) > _LONGEST:
        return None
    for candidate in (bare, _TRIMMED.sub("", bare.rstrip(" ?"))):
        for aspect, pattern in _PATTERNS.items():
            if pattern.fullmatch(candidate.strip()):
                return _lead(aspect, context)
    return None


def _lead(aspect: str, context: str) -> str:
    if context in _OPENING:
        by_aspect = {
            "where": "open_account_where",
            "papers": "open_account_documents",
            "cost": "fees_min_balance",
            "who": "contact_hotline",
            "when": "open_account_where",
            "how_long": "card_issue_activate",
        }
        return by_aspect.get(aspect, context)
    if aspect == "who":
        return "contact_hotline" if context not in {"scam_victim", "deceased", "register_switch"} else context
    if aspect == "cost" and context in {*_BANKING, "withdraw_cash", "use_existing_account"}:
        return "fees_min_balance"
    if aspect == "when" and context in {"amount_rate", "balance_check"}:
        return "payment_day"
    if aspect == "cost" and context in {"payment_day", "eligibility_allowance", "payment_missing"}:
        return "amount_rate"
    return context
