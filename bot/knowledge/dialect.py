"""Words of Quảng Nam and the centre, and of the south, put into the common ones.

Works on text whose short forms are already written out. Without marks several words of the
centre look like common ones (``mo`` is ``mô`` or ``mở``); neighbours decide, and when they do
not, the word stays as it is.
"""

from __future__ import annotations

import re

from bot.knowledge.neighbours import TABLES, Rules


def _compiled(phrases: list[list[str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])"), common) for pattern, common in phrases)


_PHRASES = {
    marked: _compiled(TABLES[f"{name}_phrases"]["list"]) for marked, name in ((True, "marked"), (False, "plain"))
}
_RULES = {True: Rules(TABLES["marked"]), False: Rules(TABLES["plain"])}


def to_common(text: str, *, marked: bool) -> str:
    """``text`` (lower case, words parted by single spaces) in common words.

    ``marked`` says that the writer used diacritics, so that an unmarked ``chi`` really is one.
    """
    for pattern, common in _PHRASES[marked]:
        text = pattern.sub(common, text)
    return " ".join(_RULES[marked].written_out(text).split())
