"""Questions that several forms ask: the commune, the scheme, a name, a phone number, a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.forms import Parsed, Parser, Step, Unclear, Wrong
from bot.i18n import N_
from bot.knowledge.vietnamese import compose, fold, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.forms import Answers
    from bot.i18n import Speech
    from bot.talk import Mind, Talk
    from storage.payments import PayDay

MOST_CANDIDATES = 8
SCHEMES = (
    ("NCC", N_("People with merit (NCC)")),
    ("BTXH", N_("Social assistance (BTXH)")),
    ("HTXH", N_("Social pension, 75 and older (HTXH)")),
)
_ONESELF = frozenset({"tui", "toi", "minh", "ban than", "ban than toi", "chinh toi", "cho toi", "cho tui", "tao", "em"})
_YEAR = re.compile(r"(?<!\d)(19\d\d|20[012]\d)(?!\d)")
_PHONE = re.compile(r"^(?:\+?84|0)\d{8,10}$")


def area(text: str, mind: Mind) -> Parsed | Unclear | Wrong:
    """A commune or ward, from its present or any former name."""
    found = mind.areas.find(text)
    if found.certain:
        return Parsed(found.areas[0].code)
    if found.areas:
        return Unclear(tuple((one.code, one.full_name) for one in found.areas[:MOST_CANDIDATES]))
    return Wrong(N_("Trợ lý An Sinh does not know that place. Please type the commune or ward, old or new name."))


def words_up_to(most: int) -> Parser:
    """A parser for a short text of at most ``most`` characters."""

    def parse(text: str, _mind: Mind) -> Parsed | Wrong:
        cleaned = compose(text)
        if not words(cleaned):
            return Wrong(N_("Please answer in words."))
        if len(cleaned) > most:
            return Wrong(N_("That is too long. Please write it shorter."))
        return Parsed(cleaned)

    return parse


def who(text: str, mind: Mind) -> Parsed | Unclear | Wrong:
    """What a person is called; "tui", "tôi" and the like are oneself."""
    if fold(text).strip(" .") in _ONESELF:
        return Parsed("mình")
    if not any(character.isalpha() for character in text):
        return Wrong(N_("Please answer in words."))
    return words_up_to(40)(text, mind)


def phone(text: str, _mind: Mind) -> Parsed | Wrong:
    digits = re.sub(r"[\s.\-()]", "", compose(text))
    if not _PHONE.match(digits):
        return Wrong(N_("That does not look like a phone number. Please type 10 digits that begin with 0, or skip."))
    return Parsed(digits)


def area_step() -> Step:
    question = N_("Which commune or ward? The old name is fine, too.")
    return Step("area", N_("Commune"), question, parse=area, suggest=_known_area)


def _known_area(talk: Talk) -> tuple[tuple[str, str], ...]:
    code = talk.contact.area_code
    area = talk.mind.areas.get(code) if code else None
    return ((area.code, area.full_name),) if area else ()


def phone_step() -> Step:
    question = N_("At which number may the officer call? It can be left out.")
    return Step("phone", N_("Phone"), question, parse=phone, optional=True, figures=True)


def birth_year(text: str, _mind: Mind) -> Parsed | Wrong:
    """A year of birth; a whole date is fine, an age is not: it would have to be guessed."""
    years = [int(year) for year in _YEAR.findall(text)]
    if len(years) != 1:
        return Wrong(N_("Please type the year with four digits, for example 1945, or skip."))
    return Parsed(years[0])


def birth_year_step(when: Callable[[Answers], bool]) -> Step:
    question = N_("In which year was the person born? If {you} does not know, just skip it.")
    return Step("birth_year", N_("Year of birth"), question, parse=birth_year, optional=True, figures=True, when=when)


def scheme_step(*, unknown: bool) -> Step:
    options = (*SCHEMES, ("unknown", N_("Do not know"))) if unknown else SCHEMES
    return Step("scheme", N_("Allowance"), N_("Which allowance is it?"), options)


def show_common(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    """An answer in words: a commune's name, an option's label, or the text itself."""
    if step.key == "area":
        area = talk.mind.areas.get(str(value))
        return area.full_name if area else ""
    label = dict(step.options).get(str(value))
    return talk.say(label) if label else str(value)


def day_line(pay_day: PayDay, talk: Talk) -> str:
    """A pay day as an officer entered it, in one line."""
    scheme = talk.say(dict(SCHEMES)[pay_day.scheme])
    line = talk.say(
        "{scheme}: {day}, {hours}, at {place}",
        scheme=scheme,
        day=days_in_words(pay_day, talk.say),
        hours=pay_day.hours,
        place=pay_day.place,
    )
    more = [part for part in (pay_day.hamlets, pay_day.payer, pay_day.note) if part]
    return f"{line} ({'; '.join(more)})" if more else line


def days_in_words(pay_day: PayDay, say: Speech) -> str:
    """``thứ Hai, 24/11/2026``, or from one day to another."""
    if pay_day.last_day is None:
        return say.day(pay_day.day)
    return say("from {first} to {last}", first=say.day(pay_day.day), last=say.day(pay_day.last_day))


def more_lines(pay_day: PayDay, say: Speech) -> str:
    """For which hamlets, who pays, and the note, each on a line that begins with its break."""
    lines = []
    if pay_day.hamlets:
        lines.append(say("For: {hamlets}", hamlets=pay_day.hamlets))
    if pay_day.payer:
        lines.append(say("Paid by: {payer}", payer=pay_day.payer))
    if pay_day.note:
        lines.append(say("Note: {note}", note=pay_day.note))
    return "".join(f"\n{line}" for line in lines)


def warning(day: date, name: str, talk: Talk) -> str:
    """That offices are closed on a day."""
    reason = name or talk.say("weekend")
    return talk.say("{day} is a day off ({reason})", day=talk.say.day(day), reason=reason)
