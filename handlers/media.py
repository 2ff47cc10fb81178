"""What is said to things that cannot be read: pictures, recordings, stickers, places, empty messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply
from handlers.start import menu_choices
from storage.people import Role

if TYPE_CHECKING:
    from bot.talk import Talk

_ANSWERS = {
    Media.PHOTO: N_(
        "Trợ lý An Sinh cannot read pictures yet. Please type what the message says. Please "
        "send no picture of a card or an identity card."
    ),
    Media.VOICE: N_("Trợ lý An Sinh cannot listen yet. Please type a few words, without diacritics is fine."),
    Media.VIDEO: N_("Trợ lý An Sinh cannot watch videos. Please type what it is about."),
    Media.STICKER: N_("Thank {you}. What does {you} need? Press a button, type its number, or simply ask."),
    Media.DOCUMENT: N_("Trợ lý An Sinh cannot read files. Please type what it is about."),
    Media.CONTACT: N_(
        "Trợ lý An Sinh keeps no phone numbers of others. If {you} doubts that number, type it "
        "and say what they asked for."
    ),
    Media.LOCATION: N_("Trợ lý An Sinh does not use places on a map. Please type the name of the commune."),
    Media.OTHER: N_("Trợ lý An Sinh cannot read that. Please type a few words."),
}


_NO_LIST = N_(
    "Trợ lý An Sinh reads lists from Excel (.xlsx, .xls) or .csv only. Please save the list as Excel and send it again."
)


def received(message: Incoming, talk: Talk) -> Reply:
    """A kind answer to what came without words."""
    media = message.attachment.media if message.attachment else Media.OTHER
    if media is Media.DOCUMENT and talk.contact.role is not Role.PUBLIC:
        return Reply(talk.say(_NO_LIST), (talk.choice("template", "A file to fill in"), *menu_choices(talk)))
    return Reply(talk.say(_ANSWERS[media]), menu_choices(talk))


def nothing_readable(talk: Talk) -> Reply:
    """An empty message, only emoji, only marks."""
    return Reply(
        talk.say("Trợ lý An Sinh sees no words in this message. Please type a few words, or choose below:"),
        menu_choices(talk),
    )
