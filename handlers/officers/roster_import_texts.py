"""What an officer reads about a list that came in: questions about its columns, and what it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.i18n import N_
from bot.messages import Choice, Reply
from bot.reports.headings import NONE
from handlers.fields import SCHEMES
from storage.times import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.talk import Talk
    from storage.roster_import import Import

_COLUMNS = {
    "name": N_("Which column holds the full name?"),
    "born": N_("Which column holds the year of birth?"),
    "commune": N_("Which column holds the commune or ward?"),
    "category": N_("Which column says what allowance it is?"),
    "scheme": N_("Which column says what allowance it is?"),
    "amount": N_("Which column holds the amount of a month?"),
    "paid_by": N_("Which column says how the person is paid?"),
    "account_mark": N_("Which column says how the person is paid?"),
    "bank": N_("Which column holds the bank?"),
    "account": N_("Which column holds the account number?"),
}
_WHOLE = {
    "scheme": N_("No column says which allowance it is. Which one is the whole list about?"),
    "paid_by": N_("No column says how people are paid. How are all of this list paid?"),
    "blank": N_("Where nothing is written about the way of payment, what does that mean?"),
    "tail": N_("The list holds account numbers. They are not kept. Should the last four figures be kept?"),
}
_VALUE = N_("Which allowance is «{about}»?")
_COLUMN = N_("Which column holds what is looked for ({about})?")
_WORDS = {
    NONE: N_("None of these columns"),
    "cash": N_("In cash"),
    "account": N_("By account"),
    "mistake": N_("It is a mistake"),
    "no": N_("No, keep nothing"),
    "yes": N_("Yes, the last four"),
    "-": N_("No column does"),
    **dict(SCHEMES),
}
_FIELDS = {
    "amount": N_("amount"),
    "paid_by": N_("way of payment"),
    "hamlet": N_("hamlet"),
    "full_name": N_("spelling of the name"),
    "scheme": N_("allowance"),
    "category": N_("category"),
    "bank": N_("bank"),
    "account_tail": N_("end of the account"),
}
_MOST_AREAS = 4


def question(one: Import, talk: Talk) -> Reply:
    """The first open question about a list."""
    key, options, about = one.questions[0]
    kind, _, name = key.partition(".")
    if kind == "column":
        text = talk.say(_COLUMNS.get(name, _COLUMN), about=name)
    elif kind == "value":
        text = talk.say(_VALUE, about=about)
    else:
        text = talk.say(_WHOLE[key])
    choices = [
        Choice(f"roster_say:{one.id}:{number}", label or talk.say(_WORDS.get(value, value)))
        for number, (value, label) in enumerate(options)
    ]
    return Reply(text, (*choices, talk.choice(f"roster_drop:{one.id}", "Put the list away")))


def preview(one: Import, talk: Talk, *, changed_meanwhile: bool = False) -> Reply:
    """What the list would change; nothing is written yet."""
    figures = one.figures
    lead = [talk.say("The roster changed meanwhile. This is how it looks now.")] if changed_meanwhile else []
    return Reply("\n".join([*lead, *_lines(figures, talk)]), ways(one, talk))


def ways(one: Import, talk: Talk) -> tuple[Choice, ...]:
    """What can be done with a list that was looked at."""
    figures = one.figures
    choices = []
    if _changes(figures):
        if figures["missing"]:
            label = talk.say("Write it, the {count} missing stay", count=talk.say.number(figures["missing"]))
            choices = [
                Choice(f"roster_go:{one.id}:stay", label),
                Choice(
                    f"roster_go:{one.id}:leave",
                    talk.say("Write it, take the {count} missing off", count=talk.say.number(figures["missing"])),
                ),
            ]
        else:
            choices = [talk.choice(f"roster_go:{one.id}:stay", "Right, write it")]
    if figures["mistakes"] or figures["notes"]:
        choices.append(talk.choice(f"roster_mark:{one.id}", "My file with what is wrong"))
    return (*choices, talk.choice(f"roster_drop:{one.id}", "Put the list away"))


def done(one: Import, told: int, talk: Talk) -> str:
    """What was written."""
    figures = one.figures
    lines = [
        talk.say(
            "The list was written: {new} new, {changed} changed, {unchanged} as before.",
            new=talk.say.number(figures["new"]),
            changed=talk.say.number(figures["changed"]),
            unchanged=talk.say.number(figures["unchanged"]),
        )
    ]
    if figures.get("leave") and figures["missing"]:
        lines.append(talk.say("{count} are listed no more.", count=talk.say.number(figures["missing"])))
    if figures["mistakes"]:
        lines.append(
            talk.say(
                "{count} rows were left out, because something is wrong in them.",
                count=talk.say.number(figures["mistakes"]),
            )
        )
    if told:
        lines.append(
            talk.say("{count} families reported somebody who is now paid by account.", count=talk.say.number(told))
        )
    return "\n".join(lines)


def last(one: Import, talk: Talk) -> str:
    """One line about a list that was written."""
    when = one.done_at.astimezone(VIETNAM) if one.done_at else None
    return talk.say(
        "The last list: {when}, {new} new, {changed} changed.",
        when=f"{when:%H:%M %d/%m/%Y}" if when else "",
        new=talk.say.number(one.figures.get("new", 0)),
        changed=talk.say.number(one.figures.get("changed", 0)),
    )


def _changes(figures: Mapping[str, Any]) -> bool:
    return bool(figures["people"] and (figures["new"] or figures["changed"] or figures["missing"]))


def _lines(figures: Mapping[str, Any], talk: Talk) -> list[str]:
    number = talk.say.number
    areas = [talk.mind.area_name(code) for code in figures["areas"]]
    lines = [
        talk.say(
            "The list was read: {people} people, {place}. Nothing is written yet.",
            people=number(figures["people"]),
            place=_places(areas, talk),
        ),
        talk.say(
            "{new} new, {changed} changed, {unchanged} as before, {missing} on the roster but not in the list.",
            new=number(figures["new"]),
            changed=number(figures["changed"]),
            unchanged=number(figures["unchanged"]),
            missing=number(figures["missing"]),
        ),
    ]
    if figures["fields"]:
        changed = [f"{talk.say(_FIELDS[name])} {number(count)}" for name, count in figures["fields"].items()]
        lines.append(talk.say("What changes: {changed}.", changed=", ".join(changed)))
    lines += _doubts(figures, talk)
    if not _changes(figures):
        lines.append(talk.say("There is nothing to write."))
    elif figures["missing"]:
        lines.append(talk.say("Is it the whole list, or a part of it? Those who are missing can stay or be taken off."))
    return lines


def _doubts(figures: Mapping[str, Any], talk: Talk) -> list[str]:
    number, lines = talk.say.number, []
    if figures["mistakes"]:
        lines.append(talk.say("{count} rows with mistakes will be left out.", count=number(figures["mistakes"])))
    if figures["notes"]:
        lines.append(talk.say("{count} rows are taken, but please look at them again.", count=number(figures["notes"])))
    if figures["unread_sheets"]:
        names = ", ".join(figures["unread_sheets"][:_MOST_AREAS])
        lines.append(talk.say("Sheets without a list of people: {names}.", names=names))
    return lines


def _places(areas: list[str], talk: Talk) -> str:
    if len(areas) > _MOST_AREAS:
        return talk.say("{count} communes and wards", count=len(areas))
    return ", ".join(areas) or talk.say("no commune")
