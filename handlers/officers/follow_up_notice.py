"""The quiet notice to a commune's officers that a report came in: one message, however many wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Choice, Priority, Reply

if TYPE_CHECKING:
    from bot.i18n import Speech
    from bot.talk import Talk


async def notify(area_code: str, report_id: int, talk: Talk) -> None:
    """Tell the officers in charge; a later notice takes the place of the one before."""
    count = await talk.store.follow_ups.unseen(area_code)
    for contact_id, address in await talk.store.officers.in_charge(area_code):
        officer = await talk.store.people.by_address(address)
        if officer is None or officer.stopped or contact_id == talk.contact.id:
            continue
        notice = _notice(count, area_code, report_id, talk.mind.speech(officer), talk)
        await talk.send(notice, address=address, contact_id=contact_id, priority=Priority.ALERT)


def _notice(count: int, area_code: str, report_id: int, say: Speech, talk: Talk) -> Reply:
    place = talk.mind.area_name(area_code)
    if count > 1:
        text = say("{count} reports by families of {place} wait for an officer.", count=count, place=place)
    else:
        text = say("A family of {place} has sent a report.", place=place)
    choices = (Choice(f"follow:{report_id}", say("Open the report")), Choice("work", say("Work to do")))
    return Reply(text, choices, slot=f"follow:{area_code}")
