"""What relatives are told when something happens to their report. Kind, short, and never an officer's note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.knowledge.vietnamese import words
from bot.messages import Choice, Reply
from storage.follow_up_status import Status
from storage.people import Contact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.i18n import Speech
    from bot.talk import Talk
    from storage.follow_up import Case, Teller
    from storage.wishes import Subscription

_TOLD = {
    Status.CONTACTED: N_(
        "The officers of {place} are seeing to the report about {who}. {You} need not do anything for now. "
        "Officers never ask for an OTP or a PIN."
    ),
    Status.VISIT_PLANNED: N_(
        "The officers of {place} mean to visit {who} at home on {day}. Please have somebody of the family there. "
        "Officers never ask for an OTP or a PIN, and take no money."
    ),
    Status.ACCOUNT_OPENED: N_(
        "The officers of {place} say that {who} has an account now. "
        "Cash goes on until the first money comes by account. Please keep the PIN to yourselves."
    ),
    Status.PAID_BY_ACCOUNT: N_(
        "From now on {who} is paid by account, say the officers of {place}. "
        "If money is missing, please ask here or at the commune."
    ),
    Status.STAYS_CASH: N_("The officers of {place} noted that {who} stays with cash. {You} can ask again at any time."),
    Status.MOVED: N_(
        "The officers of {place} noted that {who} has moved away. "
        "At the new place, please tell the commune there, so that the allowance follows."
    ),
}
_STANDING = {
    Status.REPORTED: N_("The officers of {place} will see to it."),
    Status.CONTACTED: N_("The officers of {place} are seeing to it."),
    Status.VISIT_PLANNED: N_("The officers of {place} mean to visit at home on {day}."),
    Status.ACCOUNT_OPENED: N_("The officers of {place} say that there is an account now."),
    Status.PAID_BY_ACCOUNT: N_("The officers of {place} say that the money comes by account now."),
    Status.STAYS_CASH: N_("The officers of {place} noted: stays with cash, as wished."),
    Status.MOVED: N_("The officers of {place} noted: has moved away."),
    Status.DECEASED: N_("The officers of {place} share the sorrow of the family."),
}
"""How far a report is, for who made it."""
_CONDOLENCES = N_(
    "Trợ lý An Sinh has heard that {who} is no more, and shares the sorrow of {you} and the family.\n"
    "When the family has time, the officers of {place} will help with what remains to be done."
)
_ENDED = N_("Reminders for {name} have ended.")
_ASK_WHICH = N_("Should a reminder end as well? Please press below; if not, nothing need be done.")
_OBJECTED = N_(
    "The officers of {place} asked {who}, who does not wish to be reported just now. The report was taken back, "
    "and the name and phone number in it were deleted. Thank {you} for caring. It can be reported anew at any time."
)
_CORRECTED = N_(
    "Sorry, the last message about {who} was sent by mistake. Please take no notice of it. All is as before."
)
_MOST_ASKED = 3


async def tell(case: Case, became: Status, visit_on: date | None, talk: Talk) -> int:
    """Tell everybody who reported what happened; how many were told."""
    tellers = await talk.store.follow_ups.tellers(case)
    for teller in tellers:
        if became is Status.DECEASED:
            await _condole(teller, talk)
        elif became in _TOLD:
            await _send(teller, _text(_TOLD[became], teller, talk, visit_on), (), talk)
    return len(tellers)


async def standing(report_id: int, talk: Talk) -> str:
    """How far one's own report is, in kind words."""
    case = await talk.store.follow_ups.one(report_id)
    if case is None or case.status not in _STANDING:
        return ""
    day = talk.say.day(case.visit_on) if case.visit_on else ""
    return talk.say(_STANDING[case.status], place=talk.mind.area_name(case.area_code), day=day)


async def tell_objection(tellers: Sequence[Teller], talk: Talk) -> None:
    """Tell, without a reproach, that the report was taken back at the beneficiary's wish."""
    for teller in tellers:
        await _send(teller, _text(_OBJECTED, teller, talk), (), talk)


async def tell_correction(case: Case, undone: Status, talk: Talk) -> None:
    """Whoever was told of a step hears that it was a mistake."""
    for teller in await talk.store.follow_ups.tellers(case):
        say = _speech(teller, talk)
        again = (Choice("subscribe", say("Set a reminder")),) if undone is Status.DECEASED else ()
        await _send(teller, _text(_CORRECTED, teller, talk), again, talk)


async def _condole(teller: Teller, talk: Talk) -> None:
    """Condolences; the reminder for that person ends if it is clear which one it is, otherwise the family is asked."""
    say = _speech(teller, talk)
    # From the person's own chat, somebody else reads it now.
    who = say("a member of the family") if teller.relation == "self" else _who(teller, say)
    lines, choices = [say(_CONDOLENCES, who=who, place=talk.mind.area_name(teller.area_code))], []
    there = [
        one for one in await talk.store.wishes.subscriptions(teller.contact_id) if one.area_code == teller.area_code
    ]
    same = [one for one in there if _is_for(one, teller)]
    if len(same) == 1:
        await talk.store.wishes.unsubscribe(same[0].id, teller.contact_id, talk.now)
        lines.append(say(_ENDED, name=same[0].nickname))
    elif there:
        lines.append(say(_ASK_WHICH))
        choices = [
            Choice(f"unsubscribe:{one.id}", say("End reminders for {name}", name=one.nickname))
            for one in there[:_MOST_ASKED]
        ]
        choices += [Choice("remind", say("Pay days and reminders"))] if len(there) > _MOST_ASKED else []
    await _send(teller, "\n".join(lines), tuple(choices), talk)


def _is_for(one: Subscription, teller: Teller) -> bool:
    known = words(teller.name)
    return bool(known) and words(one.nickname) == known and teller.scheme in {None, one.scheme}


def _text(message: str, teller: Teller, talk: Talk, visit_on: date | None = None) -> str:
    say = _speech(teller, talk)
    return say(
        message,
        who=_who(teller, say),
        place=talk.mind.area_name(teller.area_code),
        day=say.day(visit_on) if visit_on else "",
    )


def _who(teller: Teller, say: Speech) -> str:
    """The name that the relative gave; the roster's is never shown to them."""
    if teller.relation == "self":
        return say.you
    return teller.name or say("the relative of {you}")


def _speech(teller: Teller, talk: Talk) -> Speech:
    return talk.mind.speech(Contact(teller.contact_id, teller.address, teller.locale, teller.honorific))


async def _send(teller: Teller, text: str, choices: tuple[Choice, ...], talk: Talk) -> None:
    say = _speech(teller, talk)
    ways = (
        *choices,
        Choice("mine", say("See or change my reports")),
        Choice("human", say("Ask a commune officer")),
        Choice("menu", say("Main menu")),
    )
    await talk.send(Reply(say.polite(text), ways), address=teller.address, contact_id=teller.contact_id)
