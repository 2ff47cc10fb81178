"""A leaflet with the commune's QR code to print, and a text to read over the loudspeaker in a minute."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Media, Reply
from bot.reports.leaflet import Leaflet, pdf
from handlers.arguments import argument
from handlers.officers.scope import named_area, refusal

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.work import Job

KIND = "leaflet"
START = "xa"
"""Before the commune's code: who comes by this link needs not say where they live."""

SENTENCES = (
    N_("Questions about allowances and accounts? Ask Trợ lý An Sinh, free of charge, at any hour."),
    N_("A strange call or message? Ask first, then decide. Never tell anybody an OTP or a PIN."),
    N_("Cash or account is your own choice. Nobody loses the allowance for it."),
)
_TITLE = N_("Trợ lý An Sinh, {place}")
_SCAN = N_("Hold the phone's camera here")
_FOOT = N_("Trợ lý An Sinh never asks for an OTP, PIN, password, card or identity number, and takes no money.")
_LOUDSPEAKER = N_(
    "Loudspeaker, {place}. To all who receive social allowances, and their families.\n"
    "{Place} has an automatic assistant called Trợ lý An Sinh. It answers questions about allowances, accounts and "
    "pay days on the phone, free of charge, at any hour. Children and grandchildren can ask for their elders.\n"
    "Cash or account is your own choice. Nobody loses the allowance for it.\n"
    "If somebody calls and says they are police, a bank or an officer, and asks for an OTP, a PIN, money, or to "
    "install something: hang up, and ask at the commune or ask Trợ lý An Sinh.\n"
    "The code to scan hangs at the commune office and at the hamlet's house of culture.\n"
    "Trợ lý An Sinh never asks for an OTP, a PIN, a card or an identity number. Thank you for listening."
)


def leaflet_of(place: str, link: str, say: Speech) -> Leaflet:
    """The leaflet of a commune. ``place`` begins a name: ``Xã Tam Xuân``."""
    return Leaflet(
        title=say(_TITLE, place=place),
        sentences=[say(sentence) for sentence in SENTENCES],
        link=link,
        scan=say(_SCAN),
        foot=say(_FOOT),
    )


def loudspeaker(place: str, say: Speech) -> str:
    """What is read out, in about a minute."""
    return say(_LOUDSPEAKER, place=place[:1].lower() + place[1:])


async def begin(message: Incoming, talk: Talk) -> Reply:
    """``leaflet``: of one's own commune; a city officer names one behind the command."""
    area = named_area(argument(message), "/toroi", lambda code: f"leaflet:{code}", talk)
    if isinstance(area, Reply):
        return area
    if area is None:
        text = talk.say("Which commune is the leaflet for? For example: /toroi Tam Xuân")
        return Reply(text, (talk.choice("officer", "For officers"),))
    refused = await refusal(talk, area, "leaflet")
    if refused:
        return refused
    link = talk.links(f"{START}{area}")
    if not link:
        text = talk.say("This channel has no link yet. Please try again in some minutes.")
        return Reply(text, (talk.choice("officer", "For officers"),))
    await talk.begin_work(KIND, area=area, link=link)
    return Reply(
        talk.say("The leaflet is being made. It comes here in a moment."), (talk.choice("officer", "For officers"),)
    )


async def make(job: Job, bench: Bench) -> Conclusion:
    """Draw the leaflet; it holds nothing personal."""
    area = str(job.arguments["area"])
    found = bench.mind.areas.get(area)
    place = found.full_name if found else area
    content = await asyncio.to_thread(pdf, leaflet_of(place, str(job.arguments["link"]), bench.say))

    async def hand_over(talk: Talk) -> Reply | list[Reply]:
        refused = await refusal(talk, area, "leaflet")
        if refused:
            return refused
        kept = await talk.store.files.add(Media.DOCUMENT, f"to-roi-{area}.pdf", "application/pdf", content, talk.now)
        await talk.store.officers.audit(talk.contact.id, "leaflet made", area, talk.now)
        text = talk.say("The leaflet to print (A5). Its code leads to Trợ lý An Sinh, with the commune chosen already.")
        return [
            Reply(text, attachment=kept),
            Reply(loudspeaker(place, talk.say), (talk.choice("officer", "For officers"),)),
        ]

    return hand_over
