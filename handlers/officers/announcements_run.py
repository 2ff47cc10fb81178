"""An announcement from its preview to its end: test, confirm, a second officer, pause, resume, stop.

Buttons can be edited, so each one asks again who presses it, for which area, and in which state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.messages import Incoming, Priority, Reply
from handlers.arguments import row_number
from handlers.officers.announcements_texts import facts, hour_of, hours
from handlers.officers.scope import reaches, refusal
from storage.people import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.messages import Choice
    from bot.talk import Talk
    from storage.announcements import Announcement, Draft

MANY = 10_000
"""More people than this only with a second officer, of the city."""


async def show_draft(draft: Draft, talk: Talk) -> Reply:
    """Keep the draft and show the exact text, whom it reaches, and what can be done."""
    row_id = await talk.store.announcements.add(draft, talk.contact.id, talk.contact.address, talk.now)
    one = await talk.store.announcements.one(row_id)
    if one is None:
        raise LookupError("a draft that was just kept is gone")
    await talk.store.officers.audit(
        talk.contact.id, "announcement drafted", one.segment.area_code, talk.now, f"announcement {row_id}"
    )
    await talk.send(replace(await _text(one, talk), choices=()))
    go = talk.choice(f"ann_go:{row_id}", "Yes, send it to these people")
    test = talk.choice(f"ann_test:{row_id}", "Send it to {you} as a test")
    return await _preview(one, talk, (go, test, talk.choice("officer", "For officers")))


async def _preview(one: Announcement, talk: Talk, choices: tuple[Choice, ...]) -> Reply:
    reach = await talk.store.announcements.reach(one, talk.now)
    lines = [talk.say("That is the text as people will read it."), *facts(one, reach, talk)]
    if reach.people > MANY:
        lines.append(talk.say("For so many people, a second officer of the city has to agree."))
    return Reply("\n".join(lines), choices)


async def _text(one: Announcement, talk: Talk) -> Reply:
    found = await talk.store.announcements.text(one.id, talk.say.locale, talk.say.honorific)
    if found is None:
        raise LookupError("an announcement without a text")
    return found


async def _mine(message: Incoming, talk: Talk, what: str) -> Announcement | Reply:
    """The announcement of a button, if the officer reaches its area; else a refusal, written down."""
    one = await talk.store.announcements.one(row_number(message))
    if one is not None and reaches(talk.contact, one.segment.area_code):
        return one
    refused = await refusal(talk, one.segment.area_code, what) if one else None
    return refused or Reply(talk.say("There is no such announcement."), (talk.choice("officer", "For officers"),))


async def test(message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """The announcement to the officer alone."""
    one = await _mine(message, talk, "announcement test")
    if isinstance(one, Reply):
        return one
    again = talk.choice(f"ann_go:{one.id}", "Yes, send it to these people")
    text = talk.say("This test went to {you} alone.")
    return [replace(await _text(one, talk), choices=()), Reply(text, (again, talk.choice("officer", "For officers")))]


async def go(message: Incoming, talk: Talk) -> Reply:
    """The second tap of who wrote it."""
    one = await _mine(message, talk, "announcement")
    if isinstance(one, Reply):
        return one
    people = (await talk.store.announcements.reach(one, talk.now)).people
    send_at = hour_of(one, talk)
    second = people > MANY
    if not await talk.store.announcements.confirm(one.id, talk.contact.id, send_at, second=second):
        return _before(talk)
    await _audit(one, "announcement confirmed", talk, f", {people} people")
    if second:
        return await _ask_second(one, talk)
    return _begun(one, talk)


async def _ask_second(one: Announcement, talk: Talk) -> Reply:
    others = await talk.store.announcements.other_city_officers(talk.contact.id)
    words = (await _text(one, talk)).text
    for contact_id, address in others:
        agree = talk.choice(f"ann_ok:{one.id}", "I agree, send it")
        refuse = talk.choice(f"ann_stop:{one.id}", "End it for good")
        text = talk.say("A colleague wants to send this to many people. Does it go out?") + f"\n\n{words}"
        await talk.send(Reply(text, (agree, refuse)), address=address, contact_id=contact_id, priority=Priority.ALERT)
    halt = talk.choice(f"ann_stop:{one.id}", "End it for good")
    if not others:
        return Reply(
            talk.say("A second officer of the city has to agree, but no other one uses this chat yet."), (halt,)
        )
    return Reply(talk.say("It waits until a second officer of the city agrees."), (halt,))


async def agree(message: Incoming, talk: Talk) -> Reply:
    """The second officer: of the city, and another one than wrote it."""
    one = await _mine(message, talk, "announcement approval")
    if isinstance(one, Reply):
        return one
    if talk.contact.role is not Role.CITY or one.created_by == talk.contact.id:
        await _audit(one, "refused announcement approval", talk)
        return Reply(talk.say("Another officer of the city has to agree."), (talk.choice("officer", "For officers"),))
    send_at = hour_of(one, talk)
    if not await talk.store.announcements.approve(one.id, talk.contact.id, send_at):
        return _before(talk)
    await _audit(one, "announcement approved", talk)
    return _begun(one, talk)


def _begun(one: Announcement, talk: Talk) -> Reply:
    lines = [talk.say("Confirmed."), *hours(one, talk)]
    halt = talk.choice(f"ann_stop:{one.id}", "End it for good")
    return Reply("\n".join(lines), (halt, talk.choice("officer", "For officers")))


def _before(talk: Talk) -> Reply:
    text = talk.say("That was done before. Nothing happens twice.")
    return Reply(text, (talk.choice("officer", "For officers"),))


async def _audit(one: Announcement, what: str, talk: Talk, more: str = "") -> None:
    area = one.segment.area_code
    await talk.store.officers.audit(talk.contact.id, what, area, talk.now, f"announcement {one.id}{more}")


async def _switch(message: Incoming, talk: Talk, what: str, change: Callable[[int], Awaitable[bool]]) -> Reply | None:
    one = await _mine(message, talk, what)
    if isinstance(one, Reply):
        return one
    if not await change(one.id):
        return _before(talk)
    await _audit(one, what, talk)
    return None


async def pause(message: Incoming, talk: Talk) -> Reply:
    refused = await _switch(message, talk, "announcement paused", talk.store.announcements.pause)
    go_on = talk.choice(f"ann_resume:{row_number(message)}", "Go on sending")
    halt = talk.choice(f"ann_stop:{row_number(message)}", "End it for good")
    return refused or Reply(talk.say("It is paused. Who has not got it yet waits."), (go_on, halt))


async def resume(message: Incoming, talk: Talk) -> Reply:
    refused = await _switch(message, talk, "announcement resumed", talk.store.announcements.resume)
    hold = talk.choice(f"ann_pause:{row_number(message)}", "Pause sending")
    return refused or Reply(talk.say("It goes on."), (hold, talk.choice("officer", "For officers")))


async def stop(message: Incoming, talk: Talk) -> Reply:
    refused = await _switch(message, talk, "announcement stopped", talk.store.announcements.stop)
    text = talk.say("It is ended. Nobody else gets it; who has it already keeps it.")
    return refused or Reply(text, (talk.choice("officer", "For officers"),))


async def again(message: Incoming, talk: Talk) -> Reply:
    """Those of whom nobody knows whether it arrived get it once more: the officer decides that."""
    refused = await _switch(message, talk, "announcement repeated", talk.store.announcements.send_again)
    text = talk.say("It goes once more to those of whom nobody knows. Some may read it twice.")
    return refused or Reply(text, (talk.choice("officer", "For officers"),))
