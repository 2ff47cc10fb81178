"""What an operator is told and given is true: settings, commands, containers. What is built is not run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import main
from bot.config import PREFIX, Settings
from tests.packaging.test_readme import _commands

ROOT = Path(__file__).parents[2]
GUIDES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("guide.*.md")}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SETTINGS = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
OF_THE_PROXY = {"ANSINH_DOMAIN", "ANSINH_UPSTREAM"}


def test_every_setting_reaches_the_container() -> None:
    bot = COMPOSE["services"]["bot"]
    assert bot["env_file"] == ".env"
    fixed = set(bot["environment"])
    assert fixed == {"ANSINH_DATA", "ANSINH_WEB_HOST", "ANSINH_WEB_PORT", "ANSINH_WEB_PUBLIC_URL"}
    assert fixed <= SETTINGS
    assert bot["environment"]["ANSINH_DATA"] in DOCKERFILE
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", DOCKERFILE)) <= SETTINGS


def test_containers_hold_no_more_rights_than_they_need() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert "ports" not in COMPOSE["services"]["bot"], "reached through the proxy alone"


@pytest.mark.parametrize("guide", GUIDES)
def test_the_guide_names_every_setting_and_no_other(guide: str) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", GUIDES[guide]))
    assert named - OF_THE_PROXY == SETTINGS


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_the_guide_exists(guide: str) -> None:
    commands = _commands(main)
    found = re.findall(r"(?<![\w/.])ansinh ([a-z-]+(?: [a-z]+)?)([^\n`]*)", GUIDES[guide])
    assert len(found) > 10
    for words, rest in found:
        name = next((name for name in (words, words.split()[0]) if name in commands), None)
        assert name, f"no such command: ansinh {words}"
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z]+", rest)) <= options


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_of_the_guide_exists(guide: str) -> None:
    named = re.findall(r"\b(deploy/\w+(?:\.\w+)?)", GUIDES[guide])
    assert {"deploy/ansinh.service", "deploy/ansinh", "deploy/Caddyfile"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_guides_give_the_same_commands() -> None:
    commands = [re.findall(r"^(?:docker|sudo|ansinh) .*$", text, re.MULTILINE) for text in GUIDES.values()]
    told = [[re.sub(r"\s+#.*", "", line) for line in lines] for lines in commands]
    assert told[0] == told[1]
    assert told[0]
