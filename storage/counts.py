"""Whether the roster's figures, which are kept beside its rows, are still what the rows say; and counting anew.

The triggers of migration 0017 keep them. This module only looks, for ``ansinh check``, and mends if told to.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FRESH = """
SELECT area_code, scheme, paid_by, status, COALESCE(import_id, 0) AS import_id, COUNT(*) AS people
  FROM beneficiary WHERE left_at IS NULL GROUP BY 1, 2, 3, 4, 5
"""
_KEPT = "SELECT area_code, scheme, paid_by, status, import_id, people FROM roster_count WHERE people > 0"
_DIFFERING = f"SELECT * FROM ({_FRESH} EXCEPT {_KEPT}) UNION ALL SELECT * FROM ({_KEPT} EXCEPT {_FRESH})"  # noqa: S608 - our own


def differing(path: Path) -> int:
    """How many kept figures are not what the rows of the store at ``path`` say; 0 where there is no store yet."""
    if not path.is_file():
        return 0
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return len(connection.execute(_DIFFERING).fetchall())


def recount(path: Path) -> None:
    """Count all rows anew, in one transaction."""
    with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
        connection.execute("DELETE FROM roster_count")
        connection.execute(f"INSERT INTO roster_count {_FRESH}")
