"""The roster, or a part of it, as an Excel file: read page by page, written in a process of its own.

Serves the chat and the command line. Who may have it is decided elsewhere.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.apart import apart
from bot.i18n import N_
from bot.reports import table_writing
from storage.roster import CHUNK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from storage.database import Database
    from storage.roster import Beneficiary, Filter

COLUMNS = (
    (N_("No."), 6),
    (N_("Full name"), 28),
    (N_("Year of birth"), 10),
    (N_("Hamlet"), 22),
    (N_("Commune"), 24),
    (N_("Scheme"), 8),
    (N_("Category"), 30),
    (N_("Amount"), 12),
    (N_("Way of payment"), 14),
    (N_("Bank"), 16),
    (N_("End of the account"), 10),
    (N_("How far"), 24),
)
PAYMENTS = {"cash": "tiền mặt", "account": "chuyển khoản"}
"""In the words that an import understands, whatever the language: what goes out can come in again."""
MEGABYTES = 400
SECONDS = 300.0


async def export(
    database: Database,
    wanted: Filter,
    folder: Path,
    *,
    say: Callable[[str], str],
    place: Callable[[str], str],
    statuses: Mapping[str, str],
    mark: str,
    on_people: Callable[[int], Awaitable[None]] | None = None,
) -> tuple[Path, int]:
    """The file in ``folder``, and how many people are in it.

    ``place`` names an area, ``statuses`` how far somebody's matter is; ``mark`` says who took the file.
    """
    columns = [(say(heading), width) for heading, width in COLUMNS]
    table = {"title": say(N_("Beneficiaries")), "mark": mark, "columns": columns}
    (folder / table_writing.TABLE).write_text(json.dumps(table, ensure_ascii=False), "utf-8")
    after = count = 0
    with (folder / table_writing.ROWS).open("w", encoding="utf-8") as rows:
        while chunk := await _page(database, wanted, after):
            for one in chunk:
                count += 1
                rows.write(json.dumps(_cells(count, one, place, statuses), ensure_ascii=False) + "\n")
            after = chunk[-1].id
            if on_people:
                await on_people(count)
    await apart("bot.reports.table_writing", str(folder), megabytes=MEGABYTES, seconds=SECONDS)
    return folder / table_writing.WRITTEN, count


async def _page(database: Database, wanted: Filter, after: int) -> list[Beneficiary]:
    async with database.read() as store:
        return await store.roster.page(wanted, after, CHUNK)


def _cells(number: int, one: Beneficiary, place: Callable[[str], str], statuses: Mapping[str, str]) -> list[Any]:
    return [
        number,
        one.full_name,
        one.birth_year,
        one.hamlet,
        place(one.area_code),
        one.scheme,
        one.category,
        one.amount,
        PAYMENTS[one.paid_by],
        one.bank,
        one.account_tail,
        statuses.get(one.status, ""),
    ]
