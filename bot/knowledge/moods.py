"""What people say that is no question: loneliness, anger, small talk, a cry for help, a relative named alone.

Pure, on folded text in common words. Asked only where no answer was found, so that a mood never hides a question.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal, cast

from bot.knowledge.vietnamese import fold, has_diacritics, standardise

Mood = Literal["cry", "chat", "relative", "lonely", "angry"]
_Patterns = tuple[tuple[Mood, re.Pattern[str]], ...]
_TRIMMED = re.compile(r"^(?:(?:da|a|oi|thoi|ma) )+| (?:a|nghe|hi|he|ha|nhi|do|vay|the|roi)$")
_SLEEPS = re.compile(r"\bngu\b")


def _load(path: Path) -> tuple[_Patterns, _Patterns]:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = {name: "|".join(listed) for name, listed in written["parts"].items()}

    def compiled(listed: list[str]) -> re.Pattern[str]:
        pattern = "|".join(listed)
        for name, part in parts.items():
            pattern = pattern.replace(f"<{name}>", f"(?:{part})")
        return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")

    whole = tuple((cast("Mood", kind), compiled(listed)) for kind, listed in written["said"].items())
    within = tuple((cast("Mood", kind), compiled(listed)) for kind, listed in written["within"].items())
    return whole, within


_WHOLE, _WITHIN = _load(Path(__file__).with_name("moods.toml"))


def mood(text: str, *, whole: bool) -> Mood | None:
    """What somebody feels or chats about; ``whole``: only if that is all that was said."""
    standard = standardise(text)
    said = _TRIMMED.sub("", " ".join(re.sub(r"[^a-z0-9]+", " ", fold(standard)).split()))
    found = next((kind for kind, pattern in _WHOLE if pattern.fullmatch(said)), None)
    if found or whole:
        return found
    spoken = _SLEEPS.sub("~", said) if has_diacritics(standard) and not _SLEEPS.search(standard) else said
    return next((kind for kind, pattern in _WITHIN if pattern.search(spoken)), None)
