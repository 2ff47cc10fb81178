"""Whom of a list the roster holds already, and what the list would change about them.

Pure. An empty cell takes nothing away, and a name without its marks does not replace one that has them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.knowledge.hamlets import hamlet_key
from bot.knowledge.vietnamese import fold
from storage.roster import Beneficiary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Pair = tuple[Beneficiary, Beneficiary | None]
"""As it would be kept, and as it is kept; ``None`` for somebody new."""

_SAID = Beneficiary._fields.index("status")
"""So many fields a list says; how far somebody is, it does not."""
_COMPARED = ("full_name", "hamlet", "scheme", "category", "amount", "paid_by", "bank", "account_tail")


@dataclass(slots=True)
class Comparison:
    """What a list would do to the roster."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    back: int = 0
    """Of the changed, those who were listed no more and are again."""
    by_account: int = 0
    to_account: int = 0
    """Of the changed, those who move from cash to an account."""
    fields: Counter[str] = field(default_factory=Counter)
    areas: dict[str, Counter[str]] = field(default_factory=dict)
    """People of the list by area and scheme."""

    def count(self, pairs: Iterable[Pair]) -> None:
        pairs = list(pairs)
        for (area, scheme), people in Counter((person.area_code, person.scheme) for person, _ in pairs).items():
            self.areas.setdefault(area, Counter())[scheme] += people
        for person, kept in pairs:
            self.by_account += person.paid_by == "account"
            if kept is None:
                self.new += 1
                continue
            if kept == person:
                self.unchanged += 1
                continue
            differing = changes(kept, person)
            self.fields.update(differing)
            self.changed += 1
            self.back += kept.left_at is not None
            self.to_account += (kept.paid_by, person.paid_by) == ("cash", "account")


class Pairing:
    """Finds for each person of a list the one who is kept, and nobody twice."""

    def __init__(self, twins: Iterable[str]) -> None:
        """``twins``: texts of ``match_text`` that the list holds more than once."""
        self.paired: set[int] = set()
        self._twins = frozenset(twins)

    def pair(self, key: str, person: Beneficiary, kept: Sequence[Beneficiary]) -> Pair:
        """``kept``: everybody with this name, year and area."""
        free = [one for one in kept if one.id not in self.paired] if kept else []
        if key in self._twins:
            free = [one for one in free if one.scheme == person.scheme]
        if not free:
            return person, None
        best = free[0] if len(free) == 1 else max(free, key=lambda one: _likeness(one, person))
        self.paired.add(best.id)
        return best if _says_the_same(best, person) else merged(best, person), best


def _likeness(kept: Beneficiary, person: Beneficiary) -> tuple[bool, bool, bool, int]:
    same_place = hamlet_key(kept.hamlet or "") == hamlet_key(person.hamlet or "")
    return kept.scheme == person.scheme, kept.left_at is None, same_place, -kept.id


def _says_the_same(kept: Beneficiary, person: Beneficiary) -> bool:
    """Whether a list says what is kept, as it does of nearly everybody when it is sent again."""
    by_account = person.paid_by == "account" or not (person.bank or person.account_tail)
    return by_account and kept.left_at is None and kept[:_SAID] == person[:_SAID]


def merged(kept: Beneficiary, person: Beneficiary) -> Beneficiary:
    """``kept`` with what the list says."""
    by_account = person.paid_by == "account"
    same_bank = not (person.bank and kept.bank) or fold(person.bank) == fold(kept.bank)
    kept_tail = kept.account_tail if same_bank else ""
    return kept._replace(
        full_name=_fuller_name(kept.full_name, person.full_name),
        hamlet=person.hamlet or kept.hamlet,
        scheme=person.scheme,
        category=person.category or kept.category,
        amount=person.amount or kept.amount,
        paid_by=person.paid_by,
        bank=person.bank or kept.bank if by_account else "",
        account_tail=person.account_tail or kept_tail if by_account else "",
        left_at=None,
    )


def _fuller_name(kept: str, listed: str) -> str:
    if kept == listed:
        return kept
    return kept if fold(listed) == listed.lower() and fold(kept) == fold(listed) else listed


def changes(kept: Beneficiary, person: Beneficiary) -> tuple[str, ...]:
    """The names of the fields that differ."""
    return tuple(name for name in _COMPARED if getattr(kept, name) != getattr(person, name))
