"""``/nhap``: an officer sends a list; it is looked at, asked about, shown in figures, and written once confirmed.

Holds the steps in chat. Reading and writing are long work (``roster_import_works``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Attachment, Incoming, Media, Reply
from handlers.arguments import argument, number
from handlers.officers import roster_import_texts
from handlers.officers.scope import default_area, reaches, refusal

if TYPE_CHECKING:
    from bot.messages import Choice
    from bot.talk import Talk
    from storage.roster_import import Import

READ, WRITE, MARK, TIDY = "roster.read", "roster.write", "roster.mark", "roster.tidy"
LISTS = frozenset({".xlsx", ".xls", ".xlsm", ".csv"})
UNDO_FOR = timedelta(days=30)
"""Behind that, too much else has happened to the people of a list."""

_HOW = N_(
    "Send the list here as an Excel file (.xlsx, .xls) or .csv. Headings may stand in any order. "
    "First {you} sees what would change; nothing is written before {you} confirms. "
    "Numbers of papers and accounts are not kept."
)
_WORKING = N_("The list is being read. This takes some seconds.")
_GONE = N_("That list is done or was put away. Please send the file once more.")


def is_list(attachment: Attachment | None) -> bool:
    """Whether a file can be a list of people, by its name."""
    if attachment is None or attachment.media is not Media.DOCUMENT:
        return False
    return PurePosixPath((attachment.name or "").lower()).suffix in LISTS


async def overview(message: Incoming, talk: Talk) -> Reply:
    """How to send a list; with the last one, which can be taken back."""
    if is_list(message.attachment):
        return await received(message, talk)
    area = default_area(talk.contact)
    last = await talk.store.roster_imports.last_done(area)
    lines, choices = [talk.say(_HOW)], [talk.choice("template", "A file to fill in")]
    if last and last.done_at:
        lines.append(roster_import_texts.last(last, talk))
        if await _can_undo(last, talk):
            choices.append(talk.choice(f"roster_undo:{last.id}", "Take the last list back"))
    return Reply("\n".join(lines), (*choices, talk.choice("officer", "For officers")))


async def received(message: Incoming, talk: Talk) -> Reply:
    """A file came: read it."""
    file = message.attachment
    if file is None or file.file_id is None or not is_list(file):
        return await overview(replace(message, attachment=None), talk)
    area = default_area(talk.contact)
    refused = await refusal(talk, area, "roster import")
    if refused:
        return refused
    kept = {"media": str(file.media), "file_id": file.file_id, "name": file.name, "mime": file.mime, "size": file.size}
    list_id = await talk.store.roster_imports.begin(talk.contact.id, area, kept, talk.now)
    await talk.begin_work(READ, list=list_id)
    return Reply(talk.say(_WORKING), (talk.choice("officer", "For officers"),))


async def said(message: Incoming, talk: Talk) -> Reply:
    """``roster_say:<list>:<option>``: the answer to the first open question; then the next, or the reading."""
    one = await _mine(message, talk, "asking")
    option = argument(message).rpartition(":")[2]
    if one is None or not one.questions:
        return _gone(talk)
    key, options, _ = one.questions[0]
    chosen = next((value for place, (value, _) in enumerate(options) if str(place) == option), None)
    if chosen is None:
        return roster_import_texts.question(one, talk)
    answers = {**one.answers, key: chosen}
    one = replace(one, answers=answers, questions=list(one.questions[1:]))
    if one.questions:
        await talk.store.roster_imports.keep(one)
        return roster_import_texts.question(one, talk)
    await talk.store.roster_imports.keep(replace(one, state="reading"))
    await talk.begin_work(READ, list=one.id)
    return Reply(talk.say(_WORKING), (_drop(one, talk),))


async def go(message: Incoming, talk: Talk) -> Reply:
    """``roster_go:<list>:<leave or stay>``: confirmed, and whether those who are not in the list stay on the roster."""
    one = await _mine(message, talk, "ready")
    if one is None:
        return _gone(talk)
    if not await talk.store.roster_imports.is_alone(one.id, talk.now):
        text = talk.say("Another list is being written just now. Please press again in a minute.")
        return Reply(text, roster_import_texts.ways(one, talk))
    figures = {**one.figures, "leave": argument(message).endswith(":leave")}
    await talk.store.roster_imports.keep(replace(one, state="writing", figures=figures))
    await talk.begin_work(WRITE, list=one.id)
    return Reply(talk.say("The list is being written. {You} hears when it is done."), ())


async def mark(message: Incoming, talk: Talk) -> Reply:
    """The file with a column that says what is wrong."""
    one = await _mine(message, talk, "ready")
    if one is None:
        return _gone(talk)
    await talk.begin_work(MARK, list=one.id)
    return Reply(talk.say("The file is being written. It comes here in a moment."), (_drop(one, talk),))


async def drop(message: Incoming, talk: Talk) -> Reply:
    """Put a list away before it was written."""
    one = await _mine(message, talk, "reading", "asking", "ready")
    if one is None:
        return _gone(talk)
    await talk.store.roster_imports.keep(replace(one, state="dropped", figures={}))
    await forget_file(one, talk)
    return Reply(talk.say("The list was put away. Nothing was changed."), _ways_on(talk))


async def undo(message: Incoming, talk: Talk) -> Reply:
    """``roster_undo:<list>``: ask; ``roster_undo:<list>:yes``: take the last list back."""
    named, _, sure = argument(message).partition(":")
    one = await talk.store.roster_imports.one(number(named))
    last = await talk.store.roster_imports.last_done(default_area(talk.contact))
    if one is None or last is None or one.id != last.id or not await _can_undo(one, talk):
        return Reply(talk.say("Only the last list can be taken back, by who may see all of it."), _ways_on(talk))
    if sure != "yes":
        text = talk.say(
            "Take this list back? The roster is then as it was before. {last}", last=roster_import_texts.last(one, talk)
        )
        yes = talk.choice(f"roster_undo:{one.id}:yes", "Yes, take it back")
        return Reply(text, (yes, talk.choice("roster", "No, leave it")))
    await talk.store.roster_imports.take_back(one.id, talk.now, talk.today)
    await talk.store.roster_imports.keep(replace(one, state="undone"))
    await talk.store.officers.audit(talk.contact.id, "roster import undone", one.area_code, talk.now, f"list {one.id}")
    await talk.begin_work(TIDY, lists=[one.id])
    return Reply(talk.say("The list was taken back. The roster is as it was before it."), _ways_on(talk))


async def forget_file(one: Import, talk: Talk) -> None:
    """What was uploaded is not kept longer than it is needed: it holds more than the roster may."""
    for file in one.kept_files:
        await talk.store.files.remove(file)


async def _mine(message: Incoming, talk: Talk, *states: str) -> Import | None:
    """The list of a button, if this officer sent it, still reaches its area, and it is that far."""
    await talk.store.roster_imports.release(talk.now)
    one = await talk.store.roster_imports.one(number(argument(message).partition(":")[0]))
    is_theirs = one is not None and one.contact_id == talk.contact.id and reaches(talk.contact, one.area_code)
    if one is not None and not is_theirs:
        await talk.store.officers.audit(talk.contact.id, "refused roster import", one.area_code, talk.now)
    return one if one is not None and is_theirs and one.state in states else None


async def _can_undo(one: Import, talk: Talk) -> bool:
    fresh = one.done_at is not None and talk.now - one.done_at < UNDO_FOR
    theirs = fresh and one.state == "done" and reaches(talk.contact, one.area_code)
    return theirs and await talk.store.roster_imports.is_newest(one)


def _drop(one: Import, talk: Talk) -> Choice:
    return talk.choice(f"roster_drop:{one.id}", "Put the list away")


def _gone(talk: Talk) -> Reply:
    return Reply(talk.say(_GONE), _ways_on(talk))


def _ways_on(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("roster", "Bring in a list"), talk.choice("officer", "For officers"))
