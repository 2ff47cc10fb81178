"""``ansinh roster import`` within this process, with the store changing while the operator thinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from bot import roster_cli
from storage.database import Database, key_beside, open_vault
from storage.roster import Beneficiary, Filter
from storage.times import utc_now
from tests.fakes.lists import table

if TYPE_CHECKING:
    from pathlib import Path

AREA = "20971"
SAU = (1, "Lê Thị Sáu", 1939, "", "NCC", "", "tm")


async def test_a_roster_that_changed_while_the_operator_thought_is_shown_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom another list brought in meanwhile this one would take off, or leave as nobody confirmed it."""
    monkeypatch.setenv("ANSINH_DATA", str(tmp_path))
    file = tmp_path / "list.xlsx"
    file.write_bytes(table([SAU]))
    path = roster_cli.config.load().store
    begin = roster_cli._begin

    async def thought(database: Database, *given: object) -> object:
        async with database.write() as store:
            await store.roster.add([Beneficiary(AREA, "Võ Thị Tư", 1940, None, "NCC", "cash")], utc_now())
        return await begin(database, *given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(roster_cli, "_begin", thought)
    with pytest.raises(click.ClickException, match="has changed meanwhile"):
        await roster_cli._import(file, AREA, {}, None, yes=True)
    database = await Database.open(path, open_vault(key_beside(path), path))
    async with database.read() as store:
        assert [one.full_name for one in await store.roster.page(Filter(AREA))] == ["Võ Thị Tư"]
        [row] = await store.connection.execute_fetchall("SELECT state FROM roster_import")
        assert row["state"] == "dropped"
    await database.close()
