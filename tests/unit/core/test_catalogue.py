"""The words: every message in both languages, none too many, placeholders alike, and how they sound."""

from __future__ import annotations

import ast
import io
import re
import string
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from bot.i18n import HONORIFICS, Catalogues
from bot.messages import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
MODULES = [path for folder in ("bot", "handlers") for path in sorted((ROOT / folder).rglob("*.py"))]
POSITION = {"say": 0, "N_": 0, "choice": 1}
KEYWORDS = {"say": None, "N_": None, "choice": (2,)}
FREE = {"you", "You"}


@cache
def _used() -> dict[str, str]:
    """Every message in the code, and where; found in the syntax tree, so f-strings hide nothing."""
    return {text: place for path in MODULES for text, place in _messages(path)}


def _messages(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        position = POSITION.get(name)
        if position is None or len(node.args) <= position:
            continue
        argument = node.args[position]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value, f"{path.relative_to(ROOT)}:{node.lineno}"


@cache
def _catalogue(locale: str) -> dict[str, str]:
    source = (files("locales") / locale / "LC_MESSAGES" / "ansinh.po").read_bytes()
    return {
        str(message.id): str(message.string) for message in read_po(io.BytesIO(source), locale=locale) if message.id
    }


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} - FREE


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_message_in_the_code_is_in_the_catalogue(locale: str) -> None:
    missing = {text: place for text, place in _used().items() if not _catalogue(locale).get(text)}
    assert missing == {}


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_no_message_in_the_catalogue_is_unused(locale: str) -> None:
    assert set(_catalogue(locale)) - set(_used()) == set()


def test_babel_finds_what_the_code_says() -> None:
    """So that the catalogues can be brought up to date with pybabel; a call inside an f-string hides from it."""
    found = set()
    for path in MODULES:
        with path.open("rb") as source:
            found |= {message for _, message, _, _ in extract("python", source, KEYWORDS)}
    assert set(_used()) - found == set()


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_placeholders_are_alike(locale: str) -> None:
    wrong = {
        text: (_placeholders(text), _placeholders(said))
        for text, said in _catalogue(locale).items()
        if said and _placeholders(text) != _placeholders(said)
    }
    assert wrong == {}


@pytest.mark.parametrize("honorific", [None, *HONORIFICS])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_message_can_be_said_to_everybody(locale: str, honorific: str | None) -> None:
    say = Catalogues.load().speech(locale, honorific)
    for text in _used():
        said = say(text, **dict.fromkeys(_placeholders(text), "x"))
        assert said.strip()
        assert len(said) <= MAX_TEXT
        assert "{" not in said


@pytest.mark.parametrize(
    "wrong",
    [
        r"(?i)\ban toàn\b",
        r"!\s*!",
        r"(?i)\b(?:link|menu|click|form|online|web|bot|chat|user|ok|login|email)\b",
        r"(?i)(?<!không )\bbắt buộc phải\b",
        r"(?i)\bsẽ bị cắt\b|\bmất quyền\b|\bcưỡng chế\b",
        r"  ",
        r"\bTrợ Lý\b",
    ],
)
def test_vietnamese_words_that_are_never_said(wrong: str) -> None:
    bare = [re.sub(r"\{\w+\}", "x", said) for said in _catalogue("vi").values()]
    assert [said for said in bare if re.search(wrong, said)] == []


def test_vietnamese_is_written_in_composed_letters_with_its_marks() -> None:
    for said in _catalogue("vi").values():
        assert said == said.strip(" ")
        assert not re.search(r"[\u0300-\u036f]", said)
    marked = [said for said in _catalogue("vi").values() if re.search(r"[^\x00-\x7f]", said)]
    assert len(marked) > 0.95 * len(_catalogue("vi"))


def test_nothing_is_said_twice_politely() -> None:
    assert [said for said in _catalogue("vi").values() if said.count("Dạ") > 1] == []


def test_one_opening_however_many_parts() -> None:
    say = Catalogues.load().speech("vi", "bac")
    assert (
        say.polite("Dạ, chào bác.\n\nDạ, đây là câu trả lời.\nDạ thưa.")
        == "Dạ, chào bác.\n\nĐây là câu trả lời.\nDạ thưa."
    )


def test_days_numbers_and_shares_as_people_write_them() -> None:
    from datetime import date  # noqa: PLC0415 - only this test needs it

    vi, en = Catalogues.load().speech("vi"), Catalogues.load().speech("en")
    assert (vi.day(date(2026, 11, 24)), vi.number(171230), vi.share(1, 8)) == (
        "thứ Ba, 24/11/2026",
        "171.230",
        "12,5 %",
    )
    assert (en.day(date(2026, 11, 24)), en.number(171230)) == ("Tuesday, 24 November 2026", "171,230")
    assert vi.share(0, 0) == "–"


def test_an_unknown_language_is_vietnamese() -> None:
    assert Catalogues.load().speech("fr")("Main menu") == Catalogues.load().speech("vi")("Main menu")
