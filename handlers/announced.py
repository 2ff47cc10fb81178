"""What somebody who got an announcement asks about it: to the officers' desk, with what it was about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import begin
from handlers import questions
from handlers.arguments import row_number

if TYPE_CHECKING:
    from bot.messages import Incoming, Reply
    from bot.talk import Talk


async def respond(message: Incoming, talk: Talk) -> Reply:
    """Ask an officer about the announcement of the button, or the last one; only about one's own."""
    row_id = row_number(message) or await talk.store.announcements.last_got(talk.contact.id)
    one = await talk.store.announcements.one(row_id) if row_id else None
    if one is None or not await talk.store.announcements.got(one.id, talk.contact.id):
        return await questions.human(message, talk)
    area = one.segment.area_code or talk.contact.area_code
    known = {"origin": questions.ASKED, "about": one.subject}
    return await begin(questions.FORM, talk, known | ({"area": area} if area else {}))
