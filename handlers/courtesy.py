"""The words of courtesy around what is asked for. Pure."""

from __future__ import annotations

_LEADING = frozenset(
    {"a", "da", "cho", "toi", "tui", "con", "chau", "em", "minh", "co", "chu", "anh", "chi", "bac", "ba", "ong"}
    | {"xin", "muon", "can", "duoc", "nho", "lam", "on"}
)
_TRAILING = frozenset({"voi", "nha", "nhe", "a", "di", "duoc", "khong", "xa", "phuong", "giup", "hi", "nghe"})


def without_courtesy(said: str) -> str:
    """``cho tui gặp cán bộ với`` as ``gặp cán bộ``."""
    words = said.split()
    while words and words[0] in _LEADING:
        del words[0]
    while len(words) > 1 and words[-1] in _TRAILING:
        del words[-1]
    return " ".join(words)
