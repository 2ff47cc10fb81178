"""Short messages that only make sense after an answer: ``ở đâu?``, ``còn mẹ tui thì sao``, ``mấy ngày``.

Knows which intent such a message leads to from the one answered last. Must not score or guess.
"""

from __future__ import annotations

import re

from bot.knowledge.features import Reading

_ASPECTS = {
    "where": r"(?:o|tai|den|di|ra|len|lam o|nop o|cho)? ?(?:dau|cho nao|noi nao)|dia chi(?: o dau)?|gan nhat(?: o dau)?|lam cho nao",
    "how_long": r"(?:mat |lam |doi |cho |trong )?(?:bao lau|may ngay|may hom|may thang|lau khong)(?: (?:thi )?(?:xong|co|duoc))?|khi nao (?:xong|co)|bao gio (?:xong|co)|co lau khong",
    "cost": r"(?:co |het |mat |ton |phi )*(?:bao nhieu|bao nhieu tien|ton tien khong|mat phi khong|ton phi khong|phi khong|mat tien khong|mien phi khong|tien khong)",
    "papers": r"(?:can|mang|dem|can mang|mang theo|can dem)(?: theo| nhung)? (?:gi|giay to gi|nhung gi|giay gi|gi theo)|giay to gi|thu tuc sao",
    "who": r"gap ai|hoi ai|goi ai|lien he ai|noi voi ai|nop (?:cho )?ai|bao (?:cho )?ai|so (?:dien thoai|may)|goi so (?:may|nao)",
    "when": r"khi nao|bao gio|ngay nao|hom nao|luc nao|may gio|ngay may|chung nao",
    "how": r"(?:lam )?(?:sao|the nao|cach nao|lam sao|nhu the nao|ra sao|gi tiep|gi nua)|lam gi(?: tiep| nua)?|roi sao(?: nua)?|sao nua|huong dan(?: toi| di)?|roi lam gi|noi ro hon|cu the hon|chi ro hon",
    "same": r"con (?:bacu|chong|vo|con|chau|anh|chi|em|co|chu|bac|di|nguoi khac|nguoi nha|toi)(?: toi| em| minh| noi| ngoai| trai| gai)?(?: thi)?(?: sao| the nao| co duoc khong| duoc khong| nhu the nao)|bacu(?: toi| em)? (?:thi )?sao|co duoc khong|duoc khong|that khong|chac khong|tai sao|vi sao",
}
_PATTERNS = {aspect: re.compile(rf"(?:{pattern})(?: \?)*") for aspect, pattern in _ASPECTS.items()}
_TRIMMED = re.compile(r"^(?:(?:roi|the|vay|con|ma|thi|ua|a|la|day) )+(?=\S)|(?: (?:vay|a|the|nhi|ha|day|do|ban|em|bot|roi))+$")
_LONGEST = 9

_OPENING = frozenset(
    {"open_account_who", "open_account_documents", "open_account_where", "open_account_online", "report_willing",
     "benefits_of_account", "illiterate_disabled", "register_switch"}
)  # fmt: skip
_BANKING = frozenset({"pin_forgotten", "card_lost_swallowed", "card_issue_activate", "account_blocked", "change_account"})
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
