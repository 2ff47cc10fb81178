"""``/nhatky``: who did what in one's area, the latest first. Holds no person's data, so it can be shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.arguments import row_number
from handlers.officers.follow_up import STATUSES
from handlers.officers.log_details import in_words
from handlers.officers.scope import default_area
from storage.follow_up_status import Status
from storage.times import VIETNAM, moment

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.officers import AuditRow

PAGE = 12
ACTIONS = {
    "alert": N_("sent a warning"),
    "announcement approved": N_("approved an announcement"),
    "announcement confirmed": N_("confirmed an announcement"),
    "announcement drafted": N_("drafted an announcement"),
    "announcement list": N_("took the list of those not reached"),
    "announcement paused": N_("paused an announcement"),
    "announcement repeated": N_("sent an announcement once more to the uncertain"),
    "announcement resumed": N_("went on with an announcement"),
    "announcement stopped": N_("ended an announcement"),
    "answer put forward": N_("put an answer forward"),
    "appointed city": N_("became an officer of the city"),
    "appointed commune": N_("became an officer of the commune"),
    "commune facts": N_("changed what is said of the commune"),
    "erased own data": N_("erased their own data"),
    "held messages sent": N_("sent messages that a restored copy held"),
    "held messages dropped": N_("dropped messages that a restored copy held"),
    "families told of payment by account": N_("told families of payment by account"),
    "figures": N_("looked at figures"),
    "invitation withdrawn": N_("withdrew an invitation"),
    "invited city": N_("invited an officer of the city"),
    "invited commune": N_("invited an officer of a commune"),
    "leaflet made": N_("made a leaflet"),
    "missing answers listed": N_("looked at missing answers"),
    "month report": N_("took a month's report"),
    "monthly counts entered": N_("entered a month's figures"),
    "officer removed": N_("removed an officer"),
    "officers listed": N_("looked at the officers"),
    "pay day cancelled": N_("cancelled a pay day"),
    "pay day changed": N_("changed a pay day"),
    "pay day confirmed": N_("confirmed a pay day"),
    "pay day entered": N_("entered a pay day"),
    "pay rule set": N_("set a rule for pay days"),
    "proposals listed": N_("looked at answers put forward"),
    "question answered": N_("answered a question"),
    "question read": N_("read a question"),
    "question to the city": N_("a question went to the city"),
    "questions listed": N_("looked at open questions"),
    "report matched": N_("tied a report to the roster"),
    "reports joined": N_("put two reports about one person together"),
    "report objected": N_("took a report back at the person's wish"),
    "report shown": N_("looked at a report"),
    "role lapsed": N_("a role lapsed"),
    "role renewed": N_("renewed a role"),
    "roster exported": N_("took the roster as a file"),
    "roster import read": N_("sent a list"),
    "roster import undone": N_("took a list back"),
    "roster imported": N_("brought in a list"),
    "roster listed": N_("looked at the roster"),
    "roster mistakes exported": N_("took a list with its mistakes"),
    "roster person shown": N_("looked at a person's card"),
    "roster searched": N_("looked for a name"),
    "sentence chosen": N_("chose a sentence for files"),
    "step undone": N_("took a step back"),
    "verdict looked at again": N_("looked at a verdict again"),
    "work counted": N_("looked at the work to do"),
    "work listed": N_("looked at a work list"),
    "work sheet exported": N_("took a work list as a file"),
}
_REFUSED = N_("was refused")
_OTHER = N_("did something else")


async def log(message: Incoming, talk: Talk) -> Reply:
    """``log:<before>``: a page of the notes; a commune's officer sees the commune's."""
    area = default_area(talk.contact)
    rows = await talk.store.officers.audit_page(area, row_number(message), PAGE + 1)
    back = [talk.choice("officer", "For officers")]
    if not rows:
        return Reply(talk.say("Nothing more is noted."), tuple(back))
    if len(rows) > PAGE:
        back.insert(0, talk.choice(f"log:{rows[PAGE - 1][0]}", "More of the list"))
    lines = [_line(row, talk, with_area=area is None) for _, row in rows[:PAGE]]
    return Reply("\n".join([talk.say("Who did what, the latest first:"), *lines]), tuple(back))


def _line(row: AuditRow, talk: Talk, *, with_area: bool) -> str:
    who = talk.say("officer {number}", number=row.contact_id) if row.contact_id else talk.say("the bot or its operator")
    place = talk.mind.area_name(row.area_code) if with_area else ""
    detail = in_words(row.action, row.detail, talk)
    parts = (f"{moment(row.at).astimezone(VIETNAM):%d/%m %H:%M}", who, _deed(row.action, talk), place, detail)
    return "• " + ", ".join(part for part in parts if part)


def _deed(action: str, talk: Talk) -> str:
    if known := ACTIONS.get(action):
        return talk.say(known)
    if action.startswith("refused"):
        return talk.say(_REFUSED)
    about, _, becomes = action.partition(" ")
    if about == "report" and becomes in set(Status):
        return talk.say("noted: {what}", what=talk.say(STATUSES[Status(becomes)]).lower())
    return talk.say(_OTHER)
