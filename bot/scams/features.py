"""What the model weighs of a text, by name, in three blocks: what it means, its words, and words near each other.

The same code reads learning texts and live messages. Must not decide anything.
"""

from __future__ import annotations

import itertools
from itertools import islice
from typing import TYPE_CHECKING

from bot.scams.framing import framing
from bot.scams.links import Host, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.scams.lexicon import Lexicon
    from bot.scams.reading import Reading, Token
    from bot.scams.signals import Match

Blocks = tuple[frozenset[str], ...]
"""The names of the features in each block; a block counts as a whole, however many it holds."""
_DANGER = 6.0
_GRAMMAR = frozenset({"then", "notyet", "code"})
"""Concepts that only serve patterns."""
_MAX_CONCEPTS = 60
_REACH = 6
_LONGEST_GRAM = 3
_NEAR = 5
"""Words up to this distance within a sentence are a pair."""


def meaning(
    reading: Reading, symbols: str, matches: Iterable[Match], hosts: Iterable[Host], lexicon: Lexicon
) -> frozenset[str]:
    """Signals, concepts and who does what to whom, and the very words that the person wrote."""
    found = {f"s:{'!' if match.negated else ''}{match.flag}" for match in matches}
    found.update(f"h:{host.standing}" for host in hosts)
    concepts = [name for symbol in symbols if (name := lexicon.name(symbol)) and name not in _GRAMMAR]
    found.update(f"c:{concept}" for concept in concepts)
    found.update(f"cc:{first}>{second}" for first, second in itertools.pairwise(concepts))
    found.update(_pairs(symbols, lexicon))
    found.update(f"w:{gram}" for gram in _grams([token.fold for token in reading.tokens]))
    found.update(_sizes(reading, matches))
    found.update(_together(matches, hosts, concepts))
    found.update(framing(reading, [lexicon.name(symbol) for symbol in symbols]))
    return frozenset(found)


def wording(tokens: Sequence[Token]) -> frozenset[str]:
    """Up to three words that follow one another, signs among them."""
    words = [token.fold for token in tokens]
    parts = (words[start : start + size] for size in range(1, _LONGEST_GRAM + 1) for start in range(len(words)))
    return frozenset(f"v:{' '.join(part)}" for part in parts)


def nearness(tokens: Sequence[Token]) -> frozenset[str]:
    """Two words of one sentence with others between them: "tôi … quầy", "không … tiền"."""
    return frozenset(
        f"p:{first} {second}"
        for sentence in _sentences(tokens)
        for place, first in enumerate(sentence)
        for second in sentence[place + 2 : place + _NEAR]
    )


def _sentences(tokens: Sequence[Token]) -> Iterator[list[str]]:
    for is_end, part in itertools.groupby(tokens, key=lambda token: token.fold == "|"):
        if not is_end:
            yield [token.fold for token in part if token.fold.isalnum()]


def _together(matches: Iterable[Match], hosts: Iterable[Host], concepts: list[str]) -> set[str]:
    """What only counts in company: a danger with nothing genuine beside it, and the other way round."""
    dangers = {match.flag for match in matches if match.weight >= _DANGER and not match.negated}
    hard = {match.flag for match in matches if match.hard and not match.negated}
    genuine = {match.flag for match in matches if match.weight == 0 and not match.negated}
    denied = {match.flag for match in matches if match.weight >= _DANGER and match.negated}
    news = sum(concept in {"news", "thirdnews"} for concept in concepts)
    doubtful = any(host.standing in {Standing.UNKNOWN, Standing.SHORTENER} for host in hosts)
    asked = {"click", "give", "secret", "install", "transfer"} & set(concepts)
    told = {"phone_in", "stranger", "they"} & set(concepts)
    named = {
        "k:hard": bool(hard) and not genuine and not news,
        "k:hard beside genuine": bool(hard) and bool(genuine or news),
        "k:no danger": not dangers and not doubtful,
        "k:only denied": bool(denied) and not dangers,
        "k:only genuine": bool(genuine) and not dangers,
        "k:news": news > 1 and not told,
        "k:doubtful link, asked": doubtful and bool(asked) and "optout" not in concepts,
        "k:harm": "harm" in concepts and bool(told),
    }
    named |= {f"k:dangers{size}": len(dangers) >= size and not genuine and not news for size in (1, 2, 3, 4)}
    return {name for name, there in named.items() if there}


def _pairs(symbols: str, lexicon: Lexicon) -> set[str]:
    """Concepts that follow one another inside one sentence, with others between."""
    pairs: set[str] = set()
    for sentence in symbols.split("|"):
        named = (name for symbol in sentence if (name := lexicon.name(symbol)) and name not in _GRAMMAR)
        names = list(islice(named, _MAX_CONCEPTS))
        for place, first in enumerate(names):
            pairs.update(f"cp:{first}..{second}" for second in names[place + 2 : place + _REACH])
    return pairs


def _grams(words: list[str]) -> Iterator[str]:
    for size in range(1, _LONGEST_GRAM + 1):
        for start in range(len(words) - size + 1):
            part = words[start : start + size]
            if all(word.isalnum() for word in part):
                yield " ".join(part)


def _sizes(reading: Reading, matches: Iterable[Match]) -> set[str]:
    count = sum(token.fold.isalnum() for token in reading.tokens)
    asked = len({match.flag for match in matches if not (match.negated or match.flag.startswith("g_"))})
    return {f"n:words{min(count // 8, 6)}", *(f"n:signals{size}" for size in range(1, min(asked, 6) + 1))}
