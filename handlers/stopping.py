"""DỪNG, what exactly it ended, and how to take it up again; and announcements alone, off or on again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers import reminders
from handlers.arguments import argument
from storage.people import Purpose

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.wishes import Subscription

TEXT_VERSION = "2026-11b"
_STOPPED = N_(
    "Stopped. Trợ lý An Sinh will not write to {you} any more of its own accord. {You} can still ask at any time."
)


async def stop(_message: Incoming, talk: Talk) -> Reply:
    """Everything that the bot would send of its own accord ends at once; so does an open form.

    Which reminders they were is kept for a day, for who meant less than all.
    """
    store, contact = talk.store, talk.contact
    ended = await store.wishes.subscriptions(contact.id)
    given = await store.people.consents(contact.id)
    for purpose in (Purpose.REMINDERS, Purpose.TIPS):
        if given.get(purpose):
            await store.people.record_consent(contact, purpose, given=False, text_version=TEXT_VERSION, now=talk.now)
    await store.people.set_tips(contact.id, on=False)
    await store.people.stop(contact.id, talk.now)
    await store.wishes.put_away(contact.id, talk.now)
    await store.outbox.drop_unasked(contact.id, talk.now)
    await store.turns.end_flow(contact.id)
    return Reply(f"{talk.say(_STOPPED)}\n{_what(ended, talk)}", _ways(ended, talk))


def _what(ended: list[Subscription], talk: Talk) -> str:
    if not ended:
        return talk.say("What ended: announcements of the commune and warnings of scams.")
    return talk.say(
        "What ended: reminders for {names}; announcements of the commune; warnings of scams.", names=_names(ended)
    )


def _names(wishes: list[Subscription]) -> str:
    return ", ".join(dict.fromkeys(one.nickname for one in wishes))


def _ways(ended: list[Subscription], talk: Talk) -> tuple[Choice, ...]:
    again = (
        (
            talk.choice("takeup:reminders", "Only announcements end, reminders go on"),
            talk.choice("takeup:all", "Reminders and announcements again"),
        )
        if ended
        else (
            talk.choice("resume", "Set reminders again"),
            talk.choice("takeup:all", "Announcements again"),
        )
    )
    return (*again, talk.choice("data", "My data"), talk.choice("menu", "Main menu"))


async def take_up(message: Incoming, talk: Talk) -> Reply:
    """After a stop: ``takeup:reminders`` without announcements, ``takeup:all`` with them."""
    notices = argument(message) != "reminders"
    people, contact = talk.store.people, talk.contact
    await people.resume(contact.id)
    await people.set_notices(contact.id, on=notices)
    again = await talk.store.wishes.take_out(contact.id, talk.now)
    if again:
        await people.record_consent(
            contact, Purpose.REMINDERS, given=True, text_version=reminders.TEXT_VERSION, now=talk.now
        )
    wishes = await talk.store.wishes.subscriptions(contact.id)
    lines = [talk.say("Reminders for {names} go on.", names=_names(wishes))] if wishes else []
    lines.append(talk.say(_ON if notices else _OFF))
    set_one = () if wishes else (talk.choice("resume", "Set reminders again"),)
    tips = talk.choice("tips:on", "Send warnings again")
    return Reply("\n".join(lines), (*set_one, _other_way(talk, on=notices), tips, talk.choice("menu", "Main menu")))


_ON = N_("Announcements of the commune come again.")
_OFF = N_("Announcements of the commune have ended.")


async def switch_notices(message: Incoming, talk: Talk) -> Reply:
    """``notices:off``: no announcements any more, reminders go on; ``notices:on``: again."""
    on = argument(message) == "on"
    await talk.store.people.set_notices(talk.contact.id, on=on)
    wishes = await talk.store.wishes.subscriptions(talk.contact.id)
    lines = [talk.say(_ON if on else _OFF)]
    if on and talk.contact.stopped:
        await talk.store.people.resume(talk.contact.id)
    if not on and wishes:
        lines.append(talk.say("Reminders for {names} go on.", names=_names(wishes)))
    return Reply("\n".join(lines), (_other_way(talk, on=on), *reminders.after(talk)))


def _other_way(talk: Talk, *, on: bool) -> Choice:
    if on:
        return talk.choice("notices:off", "No more announcements")
    return talk.choice("notices:on", "Announcements again")
