"""How somebody can tell that this is the real Trợ lý An Sinh, and not one who pretends to be it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Reply

if TYPE_CHECKING:
    from bot.talk import Talk

_HOW = N_(
    "Good that {you} asks. Take the code from the leaflet at the commune office or the hamlet's house of culture, "
    "or ask an officer there in person.\n"
    "The real Trợ lý An Sinh never asks for an OTP, PIN, password, card or identity number, takes no money, "
    "has nothing installed, calls nobody, and threatens nobody.\n"
    "Whoever does one of these only pretends. Please stop there, and ask at the commune."
)


async def show(_message: Incoming, talk: Talk) -> Reply:
    """The signs of the real one, and of the others."""
    return Reply(
        talk.say(_HOW),
        (
            talk.choice("scam", "Is this message a scam?"),
            talk.choice("human", "Ask a commune officer"),
            talk.choice("menu", "Main menu"),
        ),
    )
