"""What cannot be worked through, however often it is tried: what is said of it, and where it failed.

Knows no kind of row, and gives nothing up itself.
"""

from __future__ import annotations

from bot.i18n import N_

SORRY = N_(
    "Sorry, something went wrong here and {you} got no answer. Please write it again in other words, "
    "or call the commune office."
)


def place(error: BaseException) -> str:
    """File and line where ``error`` was raised: enough to find it, without anybody's words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
