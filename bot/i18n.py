"""What the bot says, in the person's language and with the form of address that they chose.

Catalogues are gettext files with English msgids, read once. No sentence of the product stands in code.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DEFAULT_LOCALE = "vi"
LOCALES = ("vi", "en")
HONORIFICS = ("bac", "co_chu", "anh_chi")


def N_(message: str) -> str:  # noqa: N802 - gettext's name for a message that is translated later
    """Mark ``message`` for extraction; it is translated where it is said."""
    return message


_OPENING = "Dạ, "
_YOU = {
    "bac": N_("you (elder)"),
    "co_chu": N_("you (aunt or uncle)"),
    "anh_chi": N_("you (brother or sister)"),
}
_YOU_UNKNOWN = N_("you (not chosen yet)")


@dataclass(frozen=True, slots=True)
class Speech:
    """A locale's catalogue bound to one person's form of address.

    A placeholder with a capital letter (``{You}``, ``{Place}``) is the same value at the start of a sentence.
    """

    locale: str
    catalogue: Mapping[str, str]
    honorific: str | None = None

    def __call__(self, message: str, **values: object) -> str:
        """``message`` in the person's language; ``{you}`` need not be given."""
        template = self.catalogue.get(message) or message
        named = {"you": self.you} | values
        capitals = {name.capitalize(): _capital(value) for name, value in named.items() if isinstance(value, str)}
        return template.format(**(capitals | named))

    def fill(self, text: str) -> str:
        """``text`` that is not in a catalogue (a lesson, an advice) with its ``{you}`` and ``{You}`` put in."""
        return text.replace("{you}", self.you).replace("{You}", _capital(self.you))

    @property
    def you(self) -> str:
        """How the person is called in the middle of a sentence."""
        message = _YOU.get(self.honorific or "", _YOU_UNKNOWN)
        return self.catalogue.get(message) or message

    def polite(self, text: str) -> str:
        """``text`` with one opening "Dạ" however many parts it was put together from."""
        first, *rest = text.split("\n")
        lines = [first]
        for line in rest:
            bare = line.removeprefix(_OPENING)
            lines.append(line if bare == line else _capital(bare))
        return "\n".join(lines)

    def day(self, day: date) -> str:
        """``thứ Hai, 24/11/2026``."""
        pattern = "EEEE, d/M/y" if self.locale == "vi" else "EEEE, d MMMM y"
        shown = format_date(day, pattern, locale=self.locale)
        return shown[:1].lower() + shown[1:] if self.locale == "vi" else shown

    def number(self, value: int) -> str:
        """``171.230``."""
        return format_decimal(value, locale=self.locale)

    def share(self, part: int, whole: int) -> str:
        """``5,12 %``; a dash where there is nothing to divide by."""
        if not whole:
            return "–"
        return format_decimal(100 * part / whole, format="0.0#", locale=self.locale) + " %"


class Catalogues:
    """The catalogues of all languages."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues

    @classmethod
    def load(cls) -> Catalogues:
        return cls({locale: _read(locale) for locale in LOCALES})

    def speech(self, locale: str, honorific: str | None = None) -> Speech:
        """Speech in ``locale``, or in Vietnamese if that is not one of ours."""
        known = locale if locale in self._catalogues else DEFAULT_LOCALE
        return Speech(known, self._catalogues[known], honorific)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(locale: str) -> dict[str, str]:
    source = files("locales") / locale / "LC_MESSAGES" / "ansinh.po"
    catalogue = read_po(BytesIO(source.read_bytes()), locale=locale)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
