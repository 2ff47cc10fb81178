"""The one table of long work: what each kind of job runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.work import Work

WORKS: dict[str, Work] = {}
