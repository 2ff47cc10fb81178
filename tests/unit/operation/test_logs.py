"""Lines of the log: an event each, as JSON for a collector, and never what somebody wrote."""

from __future__ import annotations

import json
import logging
import sys

from bot.logs import JsonFormatter

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
