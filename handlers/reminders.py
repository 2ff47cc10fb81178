"""Pay days that officers entered, and who wants to be reminded of them. No date is ever guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Step, begin
from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument, row_number
from handlers.fields import SCHEMES, area_step, day_line, scheme_step, show_common, who
from storage.payments import Subscription
from storage.people import Purpose

if TYPE_CHECKING:
    from bot.talk import Talk

TEXT_VERSION = "2026-11"
MOST_DAYS = 3
WHEN = (
    ("both", N_("The evening before and that morning")),
    ("evening", N_("The evening before")),
    ("morning", N_("That morning")),
)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    wish = Subscription(
        area_code=str(answers["area"]),
        scheme=str(answers["scheme"]),
        nickname=str(answers["nickname"]),
        evening=answers["when"] in {"both", "evening"},
        morning=answers["when"] in {"both", "morning"},
    )
    await talk.store.people.record_consent(
        talk.contact, Purpose.REMINDERS, given=True, text_version=TEXT_VERSION, now=talk.now
    )
    await talk.store.people.set_area(talk.contact.id, wish.area_code)
    await talk.store.people.resume(talk.contact.id)
    await talk.store.payments.subscribe(talk.contact.id, wish, talk.now)
    done = talk.say("Done. {You} will be reminded for {name}.", name=wish.nickname)
    return Reply(f"{done}\n{await _coming(wish.area_code, wish.scheme, talk)}", _after(talk))


def _after(talk: Talk) -> tuple[Choice, ...]:
    return (talk.choice("remind", "Pay days and reminders"), talk.choice("menu", "Main menu"))


async def _coming(area_code: str, scheme: str | None, talk: Talk) -> str:
    """The next pay days, or that the commune has not said any."""
    days = await talk.store.payments.coming(area_code, talk.today, scheme)
    place = talk.mind.area_name(area_code)
    if not days:
        return talk.say("{place} has not announced a day yet. Please ask the commune office.", place=place)
    lines = [f"• {day_line(day, talk)}" for day in days[:MOST_DAYS]]
    return "\n".join([talk.say("Pay days announced by {place}:", place=place), *lines])


FORM = Form(
    name="reminder",
    intro="",
    steps=(
        Step(
            "agree",
            "",
            N_(
                "To remind {you}, Trợ lý An Sinh notes down the commune, the allowance and what "
                "{you} calls the person.\n"
                "A short warning of a scam comes with it; it can be turned off alone.\n"
                "Write DỪNG at any time and all messages stop. Does {you} agree?"
            ),
            (("yes", N_("I agree")),),
        ),
        area_step(),
        scheme_step(unknown=False),
        Step(
            "nickname",
            N_("For"),
            N_("For whom is the reminder? For example: grandmother, or myself."),
            parse=who,
        ),
        Step("when", N_("When"), N_("When should the reminder come?"), WHEN),
    ),
    show=show_common,
    submit=_submit,
    confirm=N_("Yes, remind me"),
)


async def begin_subscription(_message: Incoming, talk: Talk) -> Reply:
    return await begin(FORM, talk)


async def overview(_message: Incoming, talk: Talk) -> Reply:
    """The coming pay days, and one's own reminders with a button to end each."""
    subscriptions = await talk.store.payments.subscriptions(talk.contact.id)
    lines = []
    if talk.contact.area_code:
        lines.append(await _coming(talk.contact.area_code, None, talk))
    if subscriptions:
        lines.append(talk.say("{You} is reminded for:"))
        lines += [f"• {_line(one, talk)}" for one in subscriptions]
    else:
        lines.append(talk.say("{You} has no reminder yet."))
    ends = [
        talk.choice(f"unsubscribe:{one.id}", "End reminders for {name}", name=one.nickname) for one in subscriptions[:4]
    ]
    choices: list[Choice] = [
        talk.choice("subscribe", "Set a reminder"),
        *ends,
        talk.choice("menu", "Main menu"),
    ]
    return Reply("\n".join(lines), tuple(choices))


def _line(one: Subscription, talk: Talk) -> str:
    when = "both" if one.evening and one.morning else "evening" if one.evening else "morning"
    scheme = talk.say(dict(SCHEMES)[one.scheme])
    return f"{one.nickname}, {talk.mind.area_name(one.area_code)}, {scheme}: {talk.say(dict(WHEN)[when])}"


async def unsubscribe(message: Incoming, talk: Talk) -> Reply:
    """End one reminder at once."""
    done = await talk.store.payments.unsubscribe(row_number(message), talk.contact.id, talk.now)
    text = N_("That reminder has ended.") if done else N_("That reminder had ended before.")
    return Reply(talk.say(text), _after(talk))


async def switch_tips(message: Incoming, talk: Talk) -> Reply:
    """Turn the warnings that ride with reminders off, or on again; reminders go on."""
    on = argument(message) == "on"
    await talk.store.people.set_tips(talk.contact.id, on=on)
    text = (
        N_("Warnings of scams will come again.") if on else N_("No more warnings of scams will come. Reminders go on.")
    )
    other = talk.choice("tips:off", "No more warnings") if on else talk.choice("tips:on", "Send warnings again")
    return Reply(talk.say(text), (*_after(talk), other))


async def resume(message: Incoming, talk: Talk) -> Reply:
    """After a stop: ask again for a reminder, from the consent on."""
    return await begin_subscription(message, talk)
