"""Stop, see, delete: what a person can always do about what is kept of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.i18n import HONORIFICS, N_
from bot.messages import Choice, Incoming, Media, Reply
from handlers.arguments import argument
from handlers.enrolment import summary
from handlers.officers.follow_up_told import standing
from handlers.start import menu_choices
from storage.forgetting import forget
from storage.people import Purpose, Role

if TYPE_CHECKING:
    from bot.talk import Talk

TEXT_VERSION = "2026-11"
FILE, FILE_KEPT = "du-lieu-cua-toi.txt", timedelta(days=1)
_PURPOSES = {
    "reports": N_("reports"),
    "reminders": N_("reminders"),
    "tips": N_("warnings of scams"),
    "pass_on": N_("passing questions on"),
}


async def show(message: Incoming, talk: Talk) -> Reply:
    """What the store holds about the person, in words; ``data:file``: every row of it, as a file."""
    if argument(message) == "file":
        return await _as_file(talk)
    lines = [talk.say("What Trợ lý An Sinh keeps about {you}:"), *await _kept(talk)]
    lines.append(talk.say("Only officers of the commune and of the city see reports."))
    return Reply(
        "\n".join(lines),
        (
            talk.choice("data:file", "All of it as a file"),
            talk.choice("consent", "What {you} agreed to"),
            talk.choice("mine", "See or change my reports"),
            talk.choice("remind", "Pay days and reminders"),
            talk.choice("genuine", "Is this the real one?"),
            talk.choice("you", "Change the form of address"),
            talk.choice("stop", "Stop all messages"),
            talk.choice("erase", "Delete my data"),
            talk.choice("menu", "Main menu"),
        ),
    )


async def _as_file(talk: Talk) -> Reply:
    """A copy of all rows, under the names that the store has for them. It is kept for a day."""
    found = await talk.store.personal.everything(talk.contact)
    lines = [talk.say("What Trợ lý An Sinh keeps about {you}:"), f"{talk.now:%Y-%m-%d %H:%M} UTC"]
    lines += await _reports(talk)
    for table, rows in found.items():
        lines += ["", f"== {table} ({len(rows)})"]
        for row in rows:
            lines += ["", *(f"{name}: {value}" for name, value in row.items())]
    content = "\n".join(lines).encode("utf-8")
    file = await talk.store.files.add(
        Media.DOCUMENT, FILE, "text/plain", content, talk.now, keep=FILE_KEPT, owner=talk.contact.id
    )
    text = talk.say("A full copy, word by word as it is kept. It can be opened on a phone.")
    return Reply(text, (talk.choice("data", "My data"), talk.choice("menu", "Main menu")), file)


async def consents(message: Incoming, talk: Talk) -> Reply:
    """``consent``: what was agreed to; ``consent:<purpose>``: take that back, with all that came of it, at once."""
    given = [key for key, agreed in (await talk.store.people.consents(talk.contact.id)).items() if agreed]
    wanted = argument(message)
    if wanted in given:
        await _take_back(Purpose(wanted), talk)
        given.remove(wanted)
    lines = [talk.say("Taken back: {purpose}.", purpose=talk.say(_PURPOSES[wanted]))] if wanted in _PURPOSES else []
    if not given:
        lines.append(talk.say("Nothing is agreed to. Asking goes on as before."))
    else:
        lines.append(talk.say("{You} agreed to this. What should be taken back?"))
    choices = [
        Choice(f"consent:{key}", talk.say("Take back: {purpose}", purpose=talk.say(_PURPOSES[key]))) for key in given
    ]
    return Reply("\n".join(lines), (*choices, talk.choice("data", "My data"), talk.choice("menu", "Main menu")))


async def _take_back(purpose: Purpose, talk: Talk) -> None:
    """End what the consent was for; silence was none, and its end needs no reason."""
    store, contact = talk.store, talk.contact
    await store.people.record_consent(contact, purpose, given=False, text_version=TEXT_VERSION, now=talk.now)
    if purpose is Purpose.REPORTS:
        for kept in await store.enrolments.own(contact.id):
            await store.enrolments.withdraw(kept.id, contact.id, talk.now)
    elif purpose is Purpose.REMINDERS:
        await store.wishes.unsubscribe_all(contact.id, talk.now)
        await store.outbox.drop_unasked(contact.id, talk.now)
    elif purpose is Purpose.TIPS:
        await store.people.set_tips(contact.id, on=False)
    else:
        await store.questions.forget(contact.id)


async def _kept(talk: Talk) -> list[str]:
    return [f"• {line}" for line in (*_about(talk), *await _entered(talk))]


def _about(talk: Talk) -> list[str]:
    contact, say = talk.contact, talk.say
    lines = [say("The number of this chat, so that it can answer")]
    if contact.honorific in HONORIFICS:
        lines.append(say("Form of address: {you}"))
    if contact.area_code:
        lines.append(say("Commune: {place}", place=talk.mind.area_name(contact.area_code)))
    if contact.role is not Role.PUBLIC:
        lines.append(say("Role: officer"))
    return lines


async def _entered(talk: Talk) -> list[str]:
    """What the person agreed to, reported, asked to be reminded of, and passed on."""
    store, say, contact_id = talk.store, talk.say, talk.contact.id
    agreed = [say(_PURPOSES[purpose]) for purpose, given in (await store.people.consents(contact_id)).items() if given]
    lines = [say("Agreed to: {purposes}", purposes=", ".join(agreed))] if agreed else []
    lines += await _reports(talk)
    for one in await store.wishes.subscriptions(contact_id):
        place = talk.mind.area_name(one.area_code)
        lines.append(say("Reminder for {name}, {place}", name=one.nickname, place=place))
    for question in await store.questions.own(contact_id):
        lines.append(say("Question to the officers: {text}", text=question.text[:80]))
    return lines


async def _reports(talk: Talk) -> list[str]:
    """One's own reports, and how far each is in the words in which families are told."""
    own = await talk.store.enrolments.own(talk.contact.id)
    return [f"{summary(kept.id, kept.report, talk)}. {await standing(kept.id, talk)}" for kept in own]


async def erase(message: Incoming, talk: Talk) -> Reply:
    """Delete what is kept about the person, after a second tap."""
    if argument(message) != "yes":
        return Reply(
            talk.say("Delete all of {you}'s reports, reminders, questions and choices? This cannot be undone."),
            (talk.choice("erase:yes", "Yes, delete everything"), talk.choice("data", "No, keep it")),
        )
    await forget(talk.store, talk.contact, talk.now)
    talk.say = talk.mind.catalogues.speech(talk.contact.locale)
    return Reply(talk.say("Everything has been deleted. Thank you for having written."), menu_choices(talk))
