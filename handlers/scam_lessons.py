"""Warning ahead of time: the most common tricks, one lesson each, a short practice, a text for the family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from bot.scams.advice import verify
from bot.scams.practice import Exercise, common, exercises
from handlers.arguments import argument
from handlers.scam import judged_before, verdict_on
from handlers.scam_verdict import PAID

if TYPE_CHECKING:
    from bot.talk import Talk

ROUND = 3
MOST_DIGITS = 4
_INVITATION = N_(
    "Please paste or forward the message, or tell what they said and what they want {you} to do.\n"
    "Until it is clear: press no link, give no code, send no money."
)


async def invite(message: Incoming, talk: Talk) -> Reply:
    """``/luadao``: judge what follows the command, or show the common tricks and the practice."""
    text = argument(message)
    if text:
        return await verdict_on(text, talk)
    lessons = [Choice(f"lesson:{kind}", talk.mind.lessons[kind].title) for kind in common()]
    return Reply(
        talk.say(_INVITATION),
        (
            talk.choice(*PAID),
            *lessons,
            talk.choice("practice", "Practise: real or scam?"),
            talk.choice("menu", "Main menu"),
        ),
    )


async def lesson(message: Incoming, talk: Talk) -> Reply:
    """How a trick goes, how to recognise it, what to say."""
    found = talk.mind.lessons.get(argument(message))
    if found is None:
        return await invite(message, talk)
    stay(talk)
    lines = (
        found.title,
        found.how,
        talk.say("How to recognise it: {text}", text=found.recognise),
        talk.say("What to answer: {text}", text=found.refuse),
    )
    return Reply(
        "\n".join(talk.worded(line) for line in lines),
        (talk.choice(f"share:{found.kind}", "Text for the family"), talk.choice("menu", "Main menu")),
    )


async def share(message: Incoming, talk: Talk) -> Reply:
    """A short text that the person can send to the family, if they wish."""
    stay(talk)
    found = talk.mind.lessons.get(argument(message))
    title = found.title if found else talk.say("messages that ask for a code, money or a link")
    place = talk.worded(verify(found.verify if found else "commune"))
    text = talk.say(
        "Beware, everybody: {title}. Give no code, send no money, press no link. {place}",
        title=title,
        place=_unaddressed(place, talk),
    )
    return Reply(text, (talk.choice("menu", "Main menu"),))


def stay(talk: Talk) -> None:
    """The verdict that this belongs to can still be disputed or passed on."""
    if (text := judged_before(talk)) is not None:
        talk.intent, talk.asked = "scam_check", text


def _unaddressed(text: str, talk: Talk) -> str:
    """``text`` for others to read: it calls nobody by a form of address."""
    you = talk.say.you
    bare = text.replace(f"{you[:1].upper()}{you[1:]} ", "").replace(f"{you} ", "")
    return bare[:1].upper() + bare[1:]


async def practice(message: Incoming, talk: Talk) -> Reply:
    """Three situations, one after the other; each answer is explained. Nothing is kept."""
    begin, _, rest = argument(message).partition(":")
    number, _, answer = rest.partition(":")
    pool = exercises()
    if not (begin.isdecimal() and number.isdecimal() and int(begin) < len(pool) and 0 <= int(number) < ROUND):
        wished = int(begin) if begin.isdecimal() and len(begin) < MOST_DIGITS else talk.today.toordinal() * ROUND
        return _ask(wished % len(pool), 0, "", talk)
    exercise = pool[(int(begin) + int(number)) % len(pool)]
    explained = _explain(exercise, answer, talk)
    if int(number) + 1 < ROUND:
        return _ask(int(begin), int(number) + 1, explained, talk)
    done = talk.say("That was the practice. When in doubt, {you} did right to ask.")
    more = talk.choice(f"practice:{(int(begin) + ROUND) % len(pool)}", "Three more")
    check = talk.choice("scam", "Is this message a scam?")
    return Reply(f"{explained}\n{done}", (more, check, talk.choice("menu", "Main menu")))


def _explain(exercise: Exercise, answer: str, talk: Talk) -> str:
    right = (answer == "scam") == exercise.scam
    verdict = N_("Right, it is a scam.") if exercise.scam else N_("Right, this one is genuine.")
    if not right:
        verdict = N_("No, this one is a scam.") if exercise.scam else N_("No, this one is genuine.")
    return f"{talk.say(verdict)} {exercise.why}"


def _ask(begin: int, number: int, lead: str, talk: Talk) -> Reply:
    exercise = exercises()[(begin + number) % len(exercises())]
    question = talk.say("Situation {number} of {total}: {text}", number=number + 1, total=ROUND, text=exercise.text)
    choices = (
        talk.choice(f"practice:{begin}:{number}:scam", "It is a scam"),
        talk.choice(f"practice:{begin}:{number}:real", "It is genuine"),
        talk.choice("menu", "Main menu"),
    )
    return Reply("\n".join(part for part in (lead, question, talk.say("What does {you} think?")) if part), choices)
