"""What the log shows: a line for each event, plain or JSON, and nothing of people.

What our own parts say is held by a test to numbers, names of errors and places. Libraries put anything into their
lines (an address, the error of a task with its text): of theirs only the first line is shown, with nothing filled in.
Tracebacks can quote what people wrote: only --debug shows these, and all of every line.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

_NOISY = (
    *(
        "aiohttp",
        "aiosqlite",
        "apscheduler",
        "asyncio",
        "filelock",
        "fontTools",
        "httpcore",
        "httpx",
        "PIL",
        "telegram",
    ),
    *("tldextract", "tzlocal", "urllib3"),
)
_OWN = frozenset({"__main__", "bot", "handlers", "storage"})
_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
"""What a bot's token looks like, wherever it comes from."""


def message_of(record: logging.LogRecord) -> str:
    """What ``record`` may say: all of our own lines, the fixed words of others'; never a token."""
    is_ours = record.name.partition(".")[0] in _OWN
    text = record.getMessage() if is_ours else str(record.msg).partition("\n")[0]
    return _TOKEN.sub("[token]", text)


class PlainFormatter(logging.Formatter):
    """A line with the kind of an exception, never its text or traceback."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = message_of(record)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        kind = ei[0] if isinstance(ei, tuple) else None
        return f"({kind.__name__})" if isinstance(kind, type) else ""

    def formatStack(self, stack_info: str) -> str:  # noqa: ARG002, N802 - logging's name and signature
        return ""


class JsonFormatter(PlainFormatter):
    """The same as a JSON object a line, for collectors: ``time`` (UTC), ``level``, ``part``, ``message``, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "message": message_of(record),
        }
        if record.exc_info and record.exc_info[0]:
            row["error"] = record.exc_info[0].__name__
        return json.dumps(row, ensure_ascii=False)


def set_up(*, debug: bool) -> None:
    """Log to standard error; ``debug`` shows everything but what libraries chat about."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter if debug else PlainFormatter
    handler.setFormatter(formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if debug else logging.INFO, handlers=[handler])
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def as_json() -> None:
    """From now on each line is a JSON object."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonFormatter())
