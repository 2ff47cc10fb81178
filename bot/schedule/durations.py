"""How long a large sending takes. Pure."""

from __future__ import annotations

import math

RATE = 28.0
"""Messages a second that an estimate reckons with: a little less than Telegram lets everybody send."""


def minutes(people: int) -> int:
    """How long so many messages take, in full minutes."""
    return math.ceil(people / RATE / 60)
