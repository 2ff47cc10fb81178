"""Every transcript is what the bot says today, word for word. ``UPDATE_TRANSCRIPTS=1`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes.transcripts import Player, read

if TYPE_CHECKING:
    from tests.fakes.room import Room

TRANSCRIPTS = {path.stem: path for path in sorted((Path(__file__).parent / "transcripts").glob("*.txt"))}


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_transcript(name: str, room: Room) -> None:
    kept = _kept(name)
    played = await Player(read(kept), room).play()
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        _keep(name, played)
    else:
        assert played == kept


def test_there_are_transcripts_of_the_main_dialogues() -> None:
    assert len(TRANSCRIPTS) >= 30


def _kept(name: str) -> str:
    return TRANSCRIPTS[name].read_text("utf-8")


def _keep(name: str, text: str) -> None:
    TRANSCRIPTS[name].write_text(text, "utf-8")
