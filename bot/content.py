"""Takes up an operator's corrections of facts and answers while the bot runs.

A broken file changes nothing: the last good version stays in use, and the log says what is wrong.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.knowledge.facts import ContentError
from bot.knowledge.library import load_shipped

if TYPE_CHECKING:
    from pathlib import Path

    from bot.talk import Mind

_log = logging.getLogger(__name__)

_Stamp = frozenset[tuple[str, int, int]]


class Corrections:
    """The folder of corrections, and what it looked like when it was last read."""

    def __init__(self, folder: Path, mind: Mind) -> None:
        self._folder = folder
        self._mind = mind
        self._seen = _stamp(folder)

    def refresh(self, *, force: bool = False) -> bool:
        """Read the folder again if it has changed; ``True`` if the new version is in use."""
        try:
            now = _stamp(self._folder)
            if now == self._seen and not force:
                return False
            self._seen = now
            self._mind.library = load_shipped(self._folder)
        except OSError as error:  # a file that is being changed just now, say
            _log.error("corrections not read: %s", error.strerror)
            return False
        except ContentError as error:
            for mistake in error.mistakes:
                _log.error("corrections not taken: %s", mistake)
            return False
        _log.info("corrections of facts and answers are in use")
        return True


def _stamp(folder: Path) -> _Stamp:
    """Name, time and size of every file below ``folder``."""
    found = [(path, path.stat()) for path in folder.rglob("*") if path.is_file()]
    return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)
