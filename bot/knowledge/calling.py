"""Whether a message only calls somebody: ``con ơi``, ``alo em ơi cho chị hỏi tí``. It asks nothing yet.

Pure, on folded words. One word beside these, and the message is a question of its own.
"""

from __future__ import annotations

_CALLS = frozenset(["alo", "oi", "chao", "hello", "hoi"])
_PEOPLE = frozenset(
    [
        *("con", "chau", "em", "anh", "chi", "co", "chu", "bac", "ong", "ba", "me", "cha", "bo", "di", "cau", "thim"),
        *("tui", "toi", "minh", "ban", "ad", "can"),
    ]
)
_BESIDE = frozenset(
    [
        *("a", "lo", "xin", "da", "thua", "cho", "nho", "lam", "phien", "giup", "gium", "voi", "ti", "chut", "xiu"),
        *("cai", "mot", "viec", "nay", "ni", "nghe", "nhe", "nha"),
    ]
)
_LONGEST = 9


def only_calls(folded: str) -> bool:
    """Whether nothing is said but to whom, and that something will be asked."""
    said = folded.replace("?", " ").replace(",", " ").replace(".", " ").split()
    known = _CALLS | _PEOPLE | _BESIDE
    return len(said) <= _LONGEST and not _CALLS.isdisjoint(said) and all(word in known for word in said)
