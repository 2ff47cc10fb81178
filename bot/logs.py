"""What the log shows: one plain line for each event. Tracebacks can quote what people wrote, so only for --debug."""

from __future__ import annotations

import logging
import sys

_NOISY = ("aiosqlite", "apscheduler", "asyncio", "fontTools", "httpcore", "httpx", "telegram")


class PlainFormatter(logging.Formatter):
    """A line with the kind of an exception, never its text or traceback."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        kind = ei[0] if isinstance(ei, tuple) else None
        return f"({kind.__name__})" if isinstance(kind, type) else ""

    def formatStack(self, stack_info: str) -> str:  # noqa: ARG002, N802 - logging's name and signature
        return ""


def set_up(*, debug: bool) -> None:
    """Log to standard error; ``debug`` shows everything but what libraries chat about."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter if debug else PlainFormatter
    handler.setFormatter(formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if debug else logging.INFO, handlers=[handler])
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
