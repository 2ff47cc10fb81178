"""People of the roster as rows: names sealed, words folded, look-ups digested.

Knows no connection: a whole list is made ready beside the transactions that write it. ``left_at`` and the list that
somebody came with are the caller's business.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.knowledge.vietnamese import fold, words
from storage.roster_names import match_words
from storage.times import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from storage.roster import Beneficiary
    from storage.vault import Vault


class Ready(NamedTuple):
    """Somebody to be written down, with the folded words of the name."""

    row: dict[str, object]
    words: tuple[str, ...]
    area_code: str


def made_ready(
    vault: Vault,
    people: Iterable[Beneficiary],
    now: datetime,
    *,
    left_at: str | None = None,
    import_id: int | None = None,
) -> list[Ready]:
    """``people`` as new rows, still without their numbers."""
    also = {"now": stamp(now), "import_id": import_id, "left_at": left_at}
    hamlets = lru_cache(maxsize=None)(fold)  # an area has few of them
    return [_ready(vault, one, hamlets(one.hamlet or ""), also) for one in people]


def changed(vault: Vault, person: Beneficiary, now: datetime) -> Ready:
    """Somebody who is kept already, as the row is to be."""
    return _ready(vault, person, fold(person.hamlet or ""), {"now": stamp(now)})


def columns(person: Beneficiary) -> dict[str, object]:
    """The fields by name; ``dataclasses.asdict`` would copy each value, which shows at a province's size."""
    return {name: getattr(person, name) for name in type(person).__slots__}


def _ready(vault: Vault, person: Beneficiary, hamlet_key: str, also: Mapping[str, object]) -> Ready:
    named = words(person.full_name)
    row = columns(person) | {
        "full_name": vault.seal(person.full_name),
        "match_key": vault.digest(match_words(named, person.birth_year, person.area_code)),
        "hamlet_key": hamlet_key,
    }
    return Ready({**row, **also}, named, person.area_code)
