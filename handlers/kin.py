"""Who the writer is to the receiver, in people's own words: "mẹ tôi" draws it, so it is her child who writes. Pure."""

from __future__ import annotations

import re

from bot.forms import NOT_UNDERSTOOD, Parsed, Wrong
from bot.knowledge.vietnamese import fold, has_diacritics, standardise

SELF = "self"
_MINE = "(?: (?:toi|em|minh|con|chau|chong|vo|ruot|de|gia))"
_WAYS = (
    (SELF, r"(?:chinh )?(?:toi|tui|tau|tao|minh|ban than)(?: (?:nhan|huong|lanh|do|day))*|chinh chu"),
    ("child", rf"(?:me|ma|cha|bo|tia|thay){_MINE}*|(?:cha|me|bo) (?:me|cha){_MINE}*"),
    ("child", r"(?:con|dau|re)(?: (?:trai|gai|dau|re|ruot|ut|ca|nuoi|cua (?:ong|ba|me|cha)))+"),
    ("grandchild", r"chau(?: (?:noi|ngoai|trai|gai|ruot|dau|re))+"),
    ("grandchild", rf"(?:ong |ba )?(?:noi|ngoai){_MINE}*|ong{_MINE}+"),
    ("spouse", rf"(?:chong|vo){_MINE}*|(?:ong|ba) (?:xa|nha toi)"),
    ("other", r"hang xom|lang gieng|nguoi quen|ba con|(?:em|anh|chi) (?:trai|gai|ruot|toi)|truong thon"),
)
_NAMED = re.compile(r" (?:ten|ho ten) .*| (?:a|nhe|nha|nghe|nhan|huong|lanh).*")
_FIRST = re.compile(r"^(?:(?:da|a|la|thua|no|do|nhan cho|lanh cho|bao cho|toi la|em la|minh la) )+")


def relation(text: str, _mind: object) -> Parsed | Wrong:
    """The relation; a name behind it changes nothing. "ba toi" without marks is a father or a grandmother."""
    standard = standardise(text)
    if has_diacritics(standard):
        standard = re.sub(r"\bba (?=tôi|em|mình|con|cháu)", "cha ", standard)
        standard = re.sub(r"\bbà (?=tôi|em|mình|con|cháu)", "bà nội ", standard)
    said = re.sub(r"[^a-z0-9]+", " ", fold(standard)).strip()
    said = _FIRST.sub("", _NAMED.sub("", said)).strip()
    found = [key for key, pattern in _WAYS if re.fullmatch(pattern, said)]
    return Parsed(found[0]) if found else NOT_UNDERSTOOD
