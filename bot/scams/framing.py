"""How a text is told, beside what is asked: how it opens and ends, its very words, and who does what to whom.

Only names features for the model. Must not decide anything.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.scams.reading import Reading, Token

_EDGE = 3
_SENDER = 6
"""A sender's name stands within so many tokens of the beginning, before a colon."""
_ELDER = frozenset(
    ["tui", "toi", "minh", "me", "ma", "ba", "ong", "bac", "cu", "chong", "vo", "noi", "ngoai", "co", "chu", "cha"]
)
_DENIES = frozenset(["khong", "ko", "k", "hong", "hok", "chang", "cha", "chua", "dung", "khoi"])
_AGENTS = {
    "they": "they",
    "stranger": "they",
    "phone_in": "they",
    "family": "family",
    "police": "office",
    "bank": "office",
    "commune": "office",
    "bhxh": "office",
    "shipper": "office",
    "telco": "office",
    "utility": "office",
}
_ACTS = frozenset(
    {
        "transfer",
        "give",
        "click",
        "install",
        "secret",
        "ask",
        "need",
        "face",
        "idcard",
        "account",
        "card",
        "link",
        "url",
    }
    | {"remote", "zalo", "fee", "money"}
)


def framing(reading: Reading, names: Sequence[str | None]) -> set[str]:
    """Features of ``reading``, of whose tokens ``names`` are the concepts."""
    return {*_marks(reading.tokens), *_edges(reading, names), *_roles(reading.tokens, names)}


def _marks(tokens: Sequence[Token]) -> Iterator[str]:
    """The very words with their diacritics, which tell a mother from a code."""
    yield from (f"m:{token.mark}" for token in tokens if not token.bare)
    for first, second in itertools.pairwise(tokens):
        if first.fold.isalnum() and second.fold.isalnum() and not (first.bare and second.bare):
            yield f"m:{first.mark} {second.mark}"


def _edges(reading: Reading, names: Sequence[str | None]) -> Iterator[str]:
    """How it opens and ends: a sender's name, a story, a question."""
    words = [token.fold for token in reading.tokens if token.fold.isalnum()]
    yield from (f"o:{word}" for word in words[:_EDGE])
    yield from (f"e:{word}" for word in words[-_EDGE:])
    yield "o:" + " ".join(words[:2])
    yield "e:" + " ".join(words[-2:])
    concepts = [name for name in names if name]
    yield from (f"oc:{name}" for name in concepts[:2])
    yield from (f"ec:{name}" for name in concepts[-2:])
    if any(reading.text[token.start] == ":" for token in reading.tokens[:_SENDER]):
        yield "k:sender"
    if reading.tokens and "?" in reading.text[reading.tokens[-1].start : reading.tokens[-1].end]:
        yield "k:asked"
    if any(token.fold == '"' for token in reading.tokens):
        yield "k:quoted"


def _roles(tokens: Sequence[Token], names: Sequence[str | None]) -> Iterator[str]:
    """For each thing done or asked: who was named last, whether they were told to, and whether it is denied."""
    agent, denial, told = "none", "", ""
    for token, name in zip(tokens, names, strict=True):
        if not token.fold.isalnum():
            denial = ""
            agent = "none" if token.fold == "|" else agent
            continue
        agent = _AGENTS.get(name or "", agent)
        if name in {"ask", "need"}:
            told = "told"
        elif token.fold in _ELDER and not told:
            agent = "elder"
        denial = token.fold if token.fold in _DENIES else denial
        if name in _ACTS:
            yield f"r:{agent} {denial or '+'} {name}"
            yield f"r:{agent} {told} {name}"
            yield f"r:{denial or '+'} {name}"
        elif token.fold in {"roi", "xong"}:
            yield f"r:done {agent}"
    if denial:
        yield "r:ends denied"
