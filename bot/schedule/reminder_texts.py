"""What a reminder says: to whom the money comes by hand, and to whom by account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.scams.practice import in_season, next_tip
from handlers.fields import SCHEMES, days_in_words, more_lines
from storage.mail import NAME, NUMBER

if TYPE_CHECKING:
    from datetime import date

    from bot.i18n import Speech
    from bot.talk import Mind
    from storage.payments import PayDay
    from storage.planning import Kind

_CASH = N_(
    "A reminder for {you}: {name} is paid on {day}, {hours}, at {place}.\n"
    "{scheme}. As announced by {commune}.{more}\n"
    "Please bring the identity card.\n"
    "Nobody needs a code or a fee to pay it out. Who asks for one is a swindler."
)
_ACCOUNT = N_(
    "A reminder for {you}: {commune} announced that {name} is paid by account on {day}.\n"
    "{scheme}.{more}\n"
    "There is no need to go anywhere, and nobody needs a code for it. Who asks for one is a swindler."
)


class Texts:
    """The texts of one round of planning: the same for everybody but the name, so made once for each kind."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind
        self._kinds: dict[date, tuple[str, ...]] = {}

    def message(self, kind: Kind, pay_day: PayDay, tip: str | None) -> Reply:
        """What everybody of this kind hears, with ``NAME`` and ``NUMBER`` where they differ."""
        say = self._mind.catalogues.speech(kind.locale, kind.honorific)
        text = self._text(kind.paid_by, pay_day, say) + self._warning(tip, say)
        end = Choice(f"unsubscribe:{NUMBER}", say("End reminders for {name}", name=NAME))
        return Reply(text, (Choice("menu", say("Main menu")), end))

    def tip(self, kind: Kind, day: date) -> str | None:
        """The kind of the tip that rides along: another one each time; none for who wants none."""
        if not kind.tips:
            return None
        if day not in self._kinds:
            self._kinds[day] = in_season(self._mind.lessons.values(), day)
        return next_tip(self._kinds[day], kind.last_tip)

    def _warning(self, tip: str | None, say: Speech) -> str:
        if tip is None:
            return ""
        lesson = self._mind.lessons[tip]
        words = say.fill(self._mind.library.facts.fill(f"{lesson.title}. {lesson.recognise}"))
        return "\n" + say("Beware of this trick: {tip}", tip=words)

    def _text(self, paid_by: str, pay_day: PayDay, say: Speech) -> str:
        return say(
            _ACCOUNT if paid_by == "account" else _CASH,
            name=NAME,
            day=days_in_words(pay_day, say),
            hours=pay_day.hours,
            place=pay_day.place,
            scheme=say(dict(SCHEMES)[pay_day.scheme]),
            commune=self._mind.area_name(pay_day.area_code),
            more=more_lines(pay_day, say),
        )
