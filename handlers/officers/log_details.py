"""What a note holds besides its action, in the officer's language: the store keeps its own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import N_
from handlers.officers.commune import FACTS
from handlers.officers.desk_texts import VERDICTS
from handlers.officers.work_lists import list_name

if TYPE_CHECKING:
    from bot.talk import Talk

_WORDS = {
    "announcement": N_("announcement"),
    "drop": N_("taken away"),
    "file": N_("file"),
    "list": N_("list"),
    "messages": N_("messages"),
    "officer": N_("officer no."),
    "pay day": N_("pay day no."),
    "people": N_("people"),
    "person": N_("person no."),
    "question": N_("question"),
    "report": N_("report"),
    "rows": N_("rows"),
}
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_TOLD = re.compile(r"(\d+) told")
_DAY = re.compile(r"day (\d+)")
_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
_TITLES = {key: title for key, title, _ in FACTS}


def in_words(action: str, detail: str, talk: Talk) -> str:
    """``ngày trả số 7, báo 3 người`` of ``pay day 7, 3 told``."""
    if action == "commune facts":
        return ", ".join(talk.say(_TITLES.get(key, key)).lower() for key in detail.split())
    return ", ".join(_part(part, talk) for part in detail.split(", ") if part)


def _part(part: str, talk: Talk) -> str:
    if title := list_name(part) or VERDICTS.get(part):
        return talk.say(title).lower()
    if month := _MONTH.fullmatch(part):
        return talk.say("month {month}", month=f"{int(month[2])}/{month[1]}")
    if told := _TOLD.fullmatch(part):
        return talk.say("{count} people told", count=told[1])
    if day := _DAY.fullmatch(part):
        return talk.say("day {number}", number=day[1])
    return _WORD.sub(lambda found: talk.say(_WORDS[found[0]]), part)
