"""Ends a process whose event loop stands still: nothing inside it could see that, or tell it.

The interpreter's own watchdog does it, which needs neither the loop nor the interpreter's lock. It writes where the
code stood, file and line, and no value. The supervisor starts the next process.
"""

from __future__ import annotations

import faulthandler

SECONDS = 100.0
"""So long nothing may stand still: recognised within two minutes."""


def alive(seconds: float = SECONDS) -> None:
    """The loop moves: begin to wait anew."""
    faulthandler.dump_traceback_later(seconds, exit=True)


def rest() -> None:
    """No more signs of life will come, and none are missed."""
    faulthandler.cancel_dump_traceback_later()
