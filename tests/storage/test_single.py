"""One process for one store."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.single import AlreadyRunningError, is_taken, only_one

if TYPE_CHECKING:
    from pathlib import Path

_HOLDER = """
import pathlib, sys
from bot.single import only_one
with only_one(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - this test's own program
        [sys.executable, "-c", _HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_taken(tmp_path)
        with pytest.raises(AlreadyRunningError, match="Another bot already runs"), only_one(tmp_path):
            pass
        holder.kill()
        holder.wait()
        assert not is_taken(tmp_path)
        with only_one(tmp_path):
            pass


def test_the_folder_is_free_again_after_use(tmp_path: Path) -> None:
    for _ in range(2):
        with only_one(tmp_path):
            pass


def test_another_folder_is_another_store(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with only_one(tmp_path), only_one(tmp_path / "other"):
        pass
