"""Lines of the log: an event each, as JSON for a collector, and never what somebody wrote."""

from __future__ import annotations

import ast
import json
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.logs import JsonFormatter, PlainFormatter

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}

WRITTEN = "mẹ tôi tên Nguyễn Thị Lựu"


def record(message: str, *, fails: bool) -> logging.LogRecord:
    caught = None
    if fails:
        try:
            int(WRITTEN)
        except ValueError:
            caught = sys.exc_info()
    return logging.LogRecord("bot.dialogue", logging.ERROR, __file__, 1, message, ("row 7",), caught)


def test_a_line_is_one_object() -> None:
    row = json.loads(JsonFormatter().format(record("failed: %s\nagain", fails=False)))
    assert (row["level"], row["part"], row["message"]) == ("ERROR", "bot.dialogue", "failed: row 7\nagain")
    assert row["time"].endswith("+00:00")


def test_an_error_is_named_and_not_quoted() -> None:
    line = JsonFormatter().format(record("failed: %s", fails=True))
    assert json.loads(line)["error"] == "ValueError"
    assert WRITTEN not in line
    assert "\n" not in line


TOKEN = "987654321:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"


@pytest.mark.parametrize(
    "formatter", [JsonFormatter(), PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")]
)
def test_others_lines_are_shown_without_what_was_filled_in(formatter: logging.Formatter) -> None:
    """As a task's lost error, and a request that failed, come from libraries."""
    lost = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, f"Task exception\nfuture: {WRITTEN}", (), None)
    failed = logging.LogRecord("aiohttp.server", logging.ERROR, __file__, 1, "Error from %s", ("203.0.113.9",), None)
    assert "Task exception" in formatter.format(lost)
    assert WRITTEN not in formatter.format(lost)
    assert "Error from %s" in formatter.format(failed)


@pytest.mark.parametrize("name", ["bot.app", "telegram.ext"])
@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter("%(name)s: %(message)s")])
def test_no_line_shows_a_token(formatter: logging.Formatter, name: str) -> None:
    text = f"POST https://api.telegram.org/bot{TOKEN}/sendMessage; {TOKEN}"
    line = formatter.format(logging.LogRecord(name, logging.ERROR, __file__, 1, text, (), None))
    assert TOKEN.partition(":")[2] not in line


def test_every_line_of_our_own_says_numbers_names_of_errors_and_places_only() -> None:
    """Goes over all calls: what is filled in has to stand here, with why nobody's words can be in it."""
    unknown = [f"{where}: {said}" for where, said in _said() if said not in HARMLESS and not _ERROR.fullmatch(said)]
    assert unknown == []


_ERROR = re.compile(r"type\((error|result|one|self)\)\.__name__(\.lower\(\))?|place\((error|fault)\)|error\.strerror")
HARMLESS = {
    # numbers of rows and of processes
    *("waiting.id", "waiting.attempts", "letter.id", "row_id", "job_id", "job.id", "contact.id", "update.update_id"),
    "number",
    # names and settings of ours
    *("self._channel.name", "request.method", "request.path", "name", "copy.name", "self.settings.public_url"),
    *("expected - now", "wait"),
    # sentences of ours, whose parts are paths, figures, and what SQLite and Telegram say of a failure
    *("failure", "trouble", "self.trouble", "trouble(error)", "mistake", "reason", "error", "result"),
    "found.last_error_message",
}


def _said() -> Iterator[tuple[str, str]]:
    """Everything that a line of the log is filled with, and where; the words of a line are fixed."""
    for path in sorted(path for folder in ("bot", "handlers", "storage") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _logs(node.func):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                words, *filled = node.args
                assert isinstance(words, ast.Constant), f"{where}: the words of a line are fixed"
                assert not node.keywords, where
                yield from ((where, ast.unparse(one)) for one in filled)


def _logs(function: ast.expr) -> bool:
    is_call = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return is_call and function.value.id in {"_log", "logger", "logging"} and function.attr in LEVELS  # type: ignore[attr-defined]
