"""The README is true: every command and every variable is in it, and what it shows exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.config import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def _commands(group: click.Command, prefix: str = "") -> dict[str, click.Command]:
    """Every command by its full name: ``eval answers``."""
    if not isinstance(group, click.Group):
        return {prefix.strip(): group}
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found |= _commands(command, f"{prefix} {name}")
    return found


@pytest.mark.parametrize("command", _commands(main))
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"^ansinh {command}\b", README, re.MULTILINE)


@pytest.mark.parametrize("line", re.findall(r"^ansinh ([^\n]+)$", README, re.MULTILINE))
def test_every_documented_command_exists(line: str) -> None:
    words = re.split(r"\s{2,}", line)[0]
    name = next((name for name in _commands(main) if f"{words} ".startswith(f"{name} ")), None)
    assert name, f"no such command: {line}"
    options = {option for parameter in _commands(main)[name].params for option in parameter.opts}
    assert set(re.findall(r"--\w+", words)) <= options


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert f"`{PREFIX}{field.upper()}`" in README


def test_no_other_setting_is_documented() -> None:
    documented = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", README))
    assert documented <= {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) - targets <= {"up"}


def test_every_link_into_the_project_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
