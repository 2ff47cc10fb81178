"""What people answer when they are asked whether the money came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import begin
from bot.messages import Choice, Incoming, Reply
from handlers import questions
from handlers.arguments import argument
from storage.retention import IN_A_ROW

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.wishes import Subscription

_ANSWERS = frozenset({"yes", "not_yet", "trouble"})


async def received(message: Incoming, talk: Talk) -> Reply:
    """Keep the answer about one's own; help with what is missing."""
    subscription_id, pay_day_id, answer = _read(argument(message))
    own = {one.id: one for one in await talk.store.wishes.subscriptions(talk.contact.id)}
    about = own.get(subscription_id)
    if about is None or answer not in {*_ANSWERS, "tell"}:
        return Reply(talk.say("That reminder had ended before."), (talk.choice("menu", "Main menu"),))
    if answer == "tell":
        return await _tell(about, talk)
    kept = await talk.store.wishes.answer(subscription_id, pay_day_id, talk.contact.id, answer, talk.now)
    if not kept:
        return Reply(talk.say("That question has been closed."), (talk.choice("menu", "Main menu"),))
    if answer == "yes":
        return Reply(talk.say("Thank you. That is good to hear."), (talk.choice("menu", "Main menu"),))
    return await _missing(about, f"{subscription_id}:{pay_day_id}", talk)


def _read(text: str) -> tuple[int, int, str]:
    first, _, rest = text.partition(":")
    second, _, answer = rest.partition(":")
    numbers = [int(one) if one.isascii() and one.isdigit() and len(one) < 18 else 0 for one in (first, second)]  # noqa: PLR2004 - SQLite's integers end there
    return numbers[0], numbers[1], answer


async def _missing(about: Subscription, key: str, talk: Talk) -> Reply:
    """What to do when the money did not come; three times in a row, what that can mean."""
    last = await talk.store.wishes.last_answers(about.id, IN_A_ROW)
    lines = [talk.say("Please ask the commune office first: the list, the day, or the papers may have changed.")]
    if about.scheme == "BTXH" and last == ["not_yet"] * IN_A_ROW:
        lines.append(
            talk.worded(
                talk.say(
                    "A social assistance allowance that is not collected for {months} is suspended. Suspended is not "
                    "lost: the commune can look at it again.",
                    months="{{fact.btxh_uncollected}}",
                )
            )
        )
    tell = talk.choice(f"received:{key}:tell", "Tell the commune's officer")
    why = Choice("a:payment_missing", talk.mind.library.title("payment_missing"))
    return Reply("\n".join(lines), (tell, why, talk.choice("menu", "Main menu")))


async def _tell(about: Subscription, talk: Talk) -> Reply:
    """A question to the officers that says it all; the person still looks it over and agrees."""
    text = talk.say("The allowance of {name} has not arrived.", name=about.nickname)
    return await begin(questions.FORM, talk, {"text": text, "area": about.area_code, "origin": questions.ASKED})
