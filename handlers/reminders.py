"""Pay days that officers entered, and who wants to be reminded of them. No date is ever guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from bot.messages import Choice, Incoming, Reply
from bot.schedule.paydays import EARLIEST_HOUR, LATEST_HOUR
from handlers.arguments import argument, row_number
from handlers.fields import SCHEMES, area_step, day_line, scheme_step, show_common, who, words_up_to
from handlers.pages import onward, page
from storage.people import Purpose
from storage.wishes import Subscription

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

TEXT_VERSION = "2026-11b"
MOST_DAYS = 3
MOST_SHOWN = 4
CHANGES = "changes"
"""The answer, of no step, that says which reminder is changed."""
DEFAULT_EVENING, DEFAULT_MORNING = "19:00", "06:30"
PAID_BY = (("cash", N_("In cash")), ("account", N_("To an account")))
_HOUR = re.compile(r"(?:luc )?(\d{1,2})(?:\s*(?:gio|h|g)(?:\s*00)?)?(?:\s*(sang|trua|chieu|toi))?")
_AFTER_NOON = frozenset({"chieu", "toi"})
WHEN = (
    ("both", N_("The evening before and that morning")),
    ("evening", N_("The evening before")),
    ("morning", N_("That morning")),
)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    wish = _wish(answers)
    await talk.store.people.record_consent(
        talk.contact, Purpose.REMINDERS, given=True, text_version=TEXT_VERSION, now=talk.now
    )
    await talk.store.people.set_area(talk.contact.id, wish.area_code)
    await talk.store.people.resume(talk.contact.id)
    if CHANGES not in answers:
        await talk.store.wishes.subscribe(talk.contact.id, wish, talk.now)
    elif not await talk.store.wishes.change(int(answers[CHANGES]), talk.contact.id, wish, talk.now):
        return Reply(talk.say("That reminder had ended before."), after(talk))
    done = talk.say("Done. {You} will be reminded for {name}.", name=wish.nickname)
    lines = [done, await _coming(wish.area_code, wish.scheme, talk)]
    if str(Purpose.TIPS) in await talk.store.people.consents(talk.contact.id):
        return Reply("\n".join(lines), after(talk))
    asked = talk.say("Should a sentence come along each time that helps against swindlers?")
    ways = (talk.choice("tips:on", "Yes, with that sentence"), talk.choice("tips:off", "No, only the day"))
    return Reply("\n".join([*lines, asked]), (*ways, *after(talk)))


def _wish(answers: Answers) -> Subscription:
    when, hour = answers["when"], answers.get("hour")
    at = f"{int(hour):02}:00" if hour is not None else None
    return Subscription(
        area_code=str(answers["area"]),
        scheme=str(answers["scheme"]),
        nickname=str(answers["nickname"]),
        evening=when in {"both", "evening"},
        morning=when in {"both", "morning"},
        hamlet=str(answers.get("hamlet") or ""),
        evening_at=at if at and when == "evening" else DEFAULT_EVENING,
        morning_at=at if at and when == "morning" else DEFAULT_MORNING,
        paid_by=str(answers["paid_by"]),
    )


def hour(text: str, _mind: Mind) -> Parsed | Wrong:
    """An hour of the day between six and twenty-one: "7", "7 giờ", "7h", "7 giờ tối"."""
    match = _HOUR.fullmatch(" ".join(fold(text).split()))
    if match:
        number = int(match[1]) + (12 if match[2] in _AFTER_NOON and int(match[1]) < 12 else 0)  # noqa: PLR2004 - noon
        if EARLIEST_HOUR.hour <= number <= LATEST_HOUR.hour:
            return Parsed(number)
    return Wrong(N_("Please type an hour between 6 and 21, for example: 7 giờ."))


def _changing(answers: Answers) -> bool:
    """What few need is asked when a reminder is changed, so that setting one stays short."""
    return CHANGES in answers


def _one_time(answers: Answers) -> bool:
    return CHANGES in answers and answers.get("when") in {"evening", "morning"}


def after(talk: Talk) -> tuple[Choice, ...]:
    """What one can do next."""
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
                "Write DỪNG at any time and all messages stop. Does {you} agree?"
            ),
            (("yes", N_("I agree")),),
        ),
        area_step(),
        scheme_step(unknown=False),
        Step(
            "hamlet",
            N_("Hamlet"),
            N_("Which hamlet? Some communes pay on another day in each. It can be left out."),
            parse=words_up_to(60),
            optional=True,
            figures=True,
            when=_changing,
        ),
        Step("paid_by", N_("Paid by"), N_("How does the money come?"), PAID_BY),
        Step(
            "nickname",
            N_("For"),
            N_("For whom is the reminder? For example: grandmother, or myself."),
            parse=who,
        ),
        Step("when", N_("When"), N_("When should the reminder come?"), WHEN),
        Step(
            "hour",
            N_("Hour"),
            N_("At what hour, between 6 and 21? Skip it for the usual hour."),
            parse=hour,
            optional=True,
            figures=True,
            when=_one_time,
        ),
    ),
    show=show_common,
    submit=_submit,
    confirm=N_("Yes, remind me"),
)


async def begin_subscription(_message: Incoming, talk: Talk) -> Reply:
    return await begin(FORM, talk)


async def overview(message: Incoming, talk: Talk) -> Reply:
    """``remind:<skip>``: the coming pay days, and one's own reminders with a button to end each."""
    subscriptions = await talk.store.wishes.subscriptions(talk.contact.id)
    skipped = argument(message) if (message.choice or "").startswith("remind:") else ""
    shown = page(subscriptions, skipped, MOST_SHOWN)
    lines = []
    if talk.contact.area_code and not shown.before:
        lines.append(await _coming(talk.contact.area_code, None, talk))
    if subscriptions:
        lines.append(talk.say("{You} is reminded for:"))
        lines += [f"• {_line(one, talk)}" for one in shown.rows]
    else:
        lines.append(talk.say("{You} has no reminder yet."))
    changes = [talk.choice(f"wish:{one.id}", "Change the reminder for {name}", name=one.nickname) for one in shown.rows]
    ends = [talk.choice(f"unsubscribe:{one.id}", "End reminders for {name}", name=one.nickname) for one in shown.rows]
    choices: list[Choice] = [
        talk.choice("subscribe", "Set a reminder"),
        *changes,
        *ends,
        *onward("remind", shown, talk),
        talk.choice("calendar", "Days for the phone's calendar"),
        talk.choice("menu", "Main menu"),
    ]
    return Reply("\n".join(lines), tuple(choices))


def _line(one: Subscription, talk: Talk) -> str:
    when = "both" if one.evening and one.morning else "evening" if one.evening else "morning"
    scheme = talk.say(dict(SCHEMES)[one.scheme])
    return f"{one.nickname}, {talk.mind.area_name(one.area_code)}, {scheme}: {talk.say(dict(WHEN)[when])}"


async def change(message: Incoming, talk: Talk) -> Reply:
    """Change one's own reminder: the hamlet, the hour, how the money comes."""
    number = row_number(message)
    own = {one.id: one for one in await talk.store.wishes.subscriptions(talk.contact.id)}
    if (one := own.get(number)) is None:
        return Reply(talk.say("That reminder had ended before."), after(talk))
    when = "both" if one.evening and one.morning else "evening" if one.evening else "morning"
    at = {"evening": one.evening_at, "morning": one.morning_at}.get(when, "")
    answers = {
        "agree": "yes",
        "area": one.area_code,
        "scheme": one.scheme,
        "hamlet": one.hamlet or None,
        "paid_by": one.paid_by,
        "nickname": one.nickname,
        "when": when,
        "hour": int(at[:2]) if at.endswith(":00") else None,
        CHANGES: one.id,
    }
    return await begin(FORM, talk, answers)


async def unsubscribe(message: Incoming, talk: Talk) -> Reply:
    """End one reminder at once."""
    done = await talk.store.wishes.unsubscribe(row_number(message), talk.contact.id, talk.now)
    text = N_("That reminder has ended.") if done else N_("That reminder had ended before.")
    return Reply(talk.say(text), after(talk))


async def switch_tips(message: Incoming, talk: Talk) -> Reply:
    """Turn the warnings that ride with reminders off, or on again; reminders go on."""
    on = argument(message) == "on"
    await talk.store.people.set_tips(talk.contact.id, on=on)
    await talk.store.people.record_consent(
        talk.contact, Purpose.TIPS, given=on, text_version=TEXT_VERSION, now=talk.now
    )
    text = (
        N_("Warnings of scams will come again.") if on else N_("No more warnings of scams will come. Reminders go on.")
    )
    other = talk.choice("tips:off", "No more warnings") if on else talk.choice("tips:on", "Send warnings again")
    return Reply(talk.say(text), (*after(talk), other))


async def resume(message: Incoming, talk: Talk) -> Reply:
    """After a stop: ask again for a reminder, from the consent on."""
    return await begin_subscription(message, talk)
