"""What is shipped: the wheel's top-level names, and every data file that the program reads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "locales", "storage")
DATA = {".sql", ".po", ".md", ".toml", ".tsv", ".npz", ".json", ".html", ".css", ".js", ".svg", ".txt", ".typed", ".py"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(  # noqa: S603 - the project's own build
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _files() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix in DATA and "__pycache__" not in path.parts
    }


def test_the_top_level_names(names: set[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)
    assert len(top) == len(PACKAGES) + 1


def test_every_file_that_the_program_reads_is_shipped(names: set[str]) -> None:
    assert _files() - names == set()
    for suffix in (".sql", ".po", ".md", ".toml", ".tsv", ".npz", ".json", ".html", ".css", ".js"):
        assert any(name.endswith(suffix) for name in names), suffix


def test_nothing_else_is_shipped(names: set[str]) -> None:
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".sqlite3", ".env"))]


def test_the_command_is_installed(names: set[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)
