"""Telling families what a list showed: that somebody they reported is paid by account now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.arguments import row_number
from handlers.officers.follow_up_told import tell
from handlers.officers.scope import reaches
from storage.follow_up import Step
from storage.follow_up_status import Status

if TYPE_CHECKING:
    from bot.talk import Talk

_NOTE = N_("as the list of the month says")


async def tell_families(message: Incoming, talk: Talk) -> Reply:
    """``roster_tell:<list>``: each matter goes a step on, and the families hear of it, once however often pressed."""
    back = (talk.choice("roster", "Bring in a list"), talk.choice("officer", "For officers"))
    one = await talk.store.roster_imports.one(row_number(message))
    if one is None or one.state != "done" or not reaches(talk.contact, one.area_code):
        await talk.store.officers.audit(talk.contact.id, "refused roster import", None, talk.now)
        return Reply(talk.say("That list is not in force."), back)
    families = 0
    for report in await talk.store.roster_imports.newly_by_account(one.id):
        families += await _step_on(report, talk)
    await talk.store.officers.audit(
        talk.contact.id, "families told of payment by account", one.area_code, talk.now, f"list {one.id}, {families}"
    )
    return Reply(talk.say("{count} families were told.", count=talk.say.number(families)), back)


async def _step_on(report: int, talk: Talk) -> int:
    case = await talk.store.follow_ups.one(report)
    if case is None:
        return 0
    step = Step(Status.PAID_BY_ACCOUNT, talk.say(_NOTE))
    if await talk.store.follow_ups.change(case, step, talk.contact.id, talk.now) is None:
        return 0
    return await tell(case, Status.PAID_BY_ACCOUNT, None, talk)
