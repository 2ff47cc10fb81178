"""How far the matter of a report can be, and which step may follow which: the one table.

Pure; whoever changes a status asks ``allowed``. What a family tells anew begins at ``REPORTED`` again, whatever was
before: that is no officer's step, and not in the table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Status(StrEnum):
    """How far the matter of one report is."""

    REPORTED = "reported"
    CONTACTED = "contacted"
    VISIT_PLANNED = "visit_planned"
    ACCOUNT_OPENED = "account_opened"
    PAID_BY_ACCOUNT = "paid_by_account"
    STAYS_CASH = "stays_cash"
    MOVED = "moved"
    DECEASED = "deceased"
    WITHDRAWN = "withdrawn"


_WAY = (Status.REPORTED, Status.CONTACTED, Status.VISIT_PLANNED)
UNDER_WAY = frozenset(_WAY)
"""Where an officer still has something to do: what the work lists show, and what a new report can join."""
_LEAVING = {Status.MOVED, Status.DECEASED, Status.WITHDRAWN}
_REACHED = {Status.VISIT_PLANNED, Status.ACCOUNT_OPENED, Status.PAID_BY_ACCOUNT, Status.STAYS_CASH}

ALLOWED: Mapping[Status, frozenset[Status]] = {
    Status.REPORTED: frozenset({Status.CONTACTED} | _REACHED | _LEAVING),
    Status.CONTACTED: frozenset(_REACHED | _LEAVING),
    # A visit can be put off to another day, and so follow itself.
    Status.VISIT_PLANNED: frozenset({Status.CONTACTED} | _REACHED | _LEAVING),
    Status.ACCOUNT_OPENED: frozenset({Status.PAID_BY_ACCOUNT, Status.STAYS_CASH} | _LEAVING),
    Status.PAID_BY_ACCOUNT: frozenset({Status.STAYS_CASH} | _LEAVING),
    # Who stays with cash today may want an account tomorrow.
    Status.STAYS_CASH: frozenset({Status.CONTACTED, Status.VISIT_PLANNED, Status.ACCOUNT_OPENED} | _LEAVING),
    Status.MOVED: frozenset({Status.CONTACTED, Status.DECEASED, Status.WITHDRAWN}),
    # A death that was recorded by mistake, and found out too late to be undone.
    Status.DECEASED: frozenset({Status.CONTACTED, Status.WITHDRAWN}),
    # What is personal has been dropped: nothing can follow.
    Status.WITHDRAWN: frozenset(),
}


def allowed(was: Status, becomes: Status) -> bool:
    """Whether ``becomes`` may follow ``was``."""
    return becomes in ALLOWED[was]


def further(one: Status, other: Status) -> bool:
    """Whether of two that are under way ``one`` is further than ``other``."""
    return _WAY.index(one) > _WAY.index(other)
