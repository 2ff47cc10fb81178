"""People of the roster as rows: names sealed, words folded, look-ups digested.

Knows no connection: a whole list is made ready beside the transactions that write it. ``left_at`` and the list that
somebody came with are the caller's business.
"""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from bot.knowledge.hamlets import hamlet_key
from storage.roster_names import match_words, name_words
from storage.times import stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from storage.vault import Vault

COLUMNS = (
    "id, area_code, full_name, match_key, birth_year, hamlet, hamlet_key, scheme, category, amount, paid_by, bank, "
    "account_tail, status, left_at, import_id, added_at, changed_at"
)
"""Of a new row."""


class Beneficiary(NamedTuple):
    """One person who draws an allowance. ``paid_by`` is ``cash`` or ``account``; ``id`` is 0 until it is kept."""

    area_code: str
    full_name: str
    birth_year: int | None
    hamlet: str | None
    scheme: str
    paid_by: str
    category: str = ""
    amount: int | None = None
    bank: str = ""
    account_tail: str = ""
    status: str = "listed"
    left_at: str | None = None
    id: int = 0


class Named(NamedTuple):
    """Somebody with the folded words of the name, and the digest of ``match_text``."""

    person: Beneficiary
    words: tuple[str, ...]
    digest: str


class Ready(NamedTuple):
    """Somebody to be written down: all of ``COLUMNS`` but the number."""

    row: tuple[object, ...]
    words: tuple[str, ...]
    area_code: str


_paid = attrgetter("scheme", "category", "amount", "paid_by", "bank", "account_tail", "status")
_values = itemgetter(*Beneficiary._fields)


def named(vault: Vault, person: Beneficiary) -> Named:
    words = name_words(person.full_name)
    return Named(person, words, vault.digest(match_words(words, person.birth_year, person.area_code)))


def made_ready(
    vault: Vault,
    people: Iterable[Named],
    now: datetime,
    *,
    left_at: str | None = None,
    import_id: int | None = None,
) -> list[Ready]:
    """``people`` as new rows, still without their numbers."""
    end = (left_at, import_id, stamp(now), stamp(now))
    ready = []
    for person, words, digest in people:
        place = (person.hamlet, hamlet_key(person.hamlet or ""))
        row = (person.area_code, vault.seal(person.full_name), digest, person.birth_year, *place, *_paid(person), *end)
        ready.append(Ready(row, words, person.area_code))
    return ready


def as_kept(row: sqlite3.Row, vault: Vault) -> Beneficiary:
    """Somebody of the roster."""
    area, sealed, *others = _values(row)
    return Beneficiary(area, vault.open(sealed), *others)


def all_as_kept(rows: Sequence[sqlite3.Row], vault: Vault) -> list[Beneficiary]:
    """The same of the rows of one query, whose columns are looked for once."""
    if not rows:
        return []
    names = rows[0].keys()
    values = itemgetter(*map(names.index, Beneficiary._fields))
    return [Beneficiary(area, vault.open(sealed), *others) for area, sealed, *others in map(values, rows)]


def changed(vault: Vault, person: Beneficiary, now: datetime) -> dict[str, object]:
    """The columns of somebody who is kept already, by name."""
    return person._asdict() | {
        "full_name": vault.seal(person.full_name),
        "match_key": named(vault, person).digest,
        "hamlet_key": hamlet_key(person.hamlet or ""),
        "now": stamp(now),
    }
