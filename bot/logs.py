"""What the log shows: a line for each event, plain or JSON. Tracebacks can quote what people wrote: only --debug."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_NOISY = ("aiosqlite", "apscheduler", "asyncio", "fontTools", "httpcore", "httpx", "telegram")


class PlainFormatter(logging.Formatter):
    """A line with the kind of an exception, never its text or traceback."""

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
            "message": record.getMessage(),
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
