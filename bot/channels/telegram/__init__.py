"""The Telegram channel: the only package that imports ``telegram`` (python-telegram-bot).

It turns updates into ``Incoming`` and replies into Bot API calls. It holds no conversation, no timer
and no stored state: those are the core's.
"""

import os

# The library's announced next default: durations are timedeltas. Without it, every answer that asks to
# wait warns about the change, and a warning is an error in our tests. Read at each use, so set first.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from bot.channels.telegram.channel import Settings, TelegramChannel
from bot.channels.telegram.health import TOKEN_REFUSED

__all__ = ["TOKEN_REFUSED", "Settings", "TelegramChannel"]
