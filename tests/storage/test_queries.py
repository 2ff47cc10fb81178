"""The named queries: each can be run, each is asked by somebody, and what they share stands once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage import sql

if TYPE_CHECKING:
    from storage.database import Database

STORAGE = Path(__file__).parents[2] / "storage"
FILES = sorted(path.stem for path in (STORAGE / "queries").glob("*.sql"))
PARTS = sorted(path.stem for path in (STORAGE / "queries" / "parts").glob("*.sql"))


def _queries(file: str) -> dict[str, str]:
    """The text of each query of ``file``, parts put in."""
    loaded = sql.load(file)
    names = [name for name in loaded.available_queries if not name.endswith("_cursor")]
    return {name: getattr(loaded, name).sql for name in names}


@pytest.mark.parametrize("file", FILES)
async def test_the_store_understands_every_query(database: Database, file: str) -> None:
    async with database.write() as store:
        await store.planning.begin()  # makes the tables of its own that its queries name
        for query in _queries(file).values():
            named = dict.fromkeys(re.findall(r"(?<!:):(\w+)", query))
            assert await store.connection.execute_fetchall(f"EXPLAIN {query}", named or [None] * query.count("?"))


@pytest.mark.parametrize("file", FILES)
def test_every_query_is_asked(file: str) -> None:
    modules = [path.read_text("utf-8") for path in STORAGE.glob("*.py")]
    asking = [text for text in modules if f'sql.load("{file}")' in text]
    asked = {name for text in asking for name in re.findall(r"\b_queries\.(\w+)", text)}
    assert set(_queries(file)) - asked == set()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_shared_and_whole(part: str) -> None:
    """Put in where it is named, without its heading; what one query alone needs stands in that query."""
    text = (STORAGE / "queries" / "parts" / f"{part}.sql").read_text("utf-8")
    heading, condition = text.split("\n", 1)
    holding = [query for file in FILES for query in _queries(file).values() if condition.strip() in query]
    assert heading.startswith("-- ")
    assert len(holding) > 1
    assert not [query for query in holding if heading in query]
