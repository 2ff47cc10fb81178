"""A form with every kind of question, and somebody who fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.forms import (
    Answers,
    Form,
    Parsed,
    Step,
    Unclear,
    Wrong,
    advance,
    begin,
)
from bot.messages import Address, Incoming, Reply
from storage.turns import LastTurn

if TYPE_CHECKING:
    from bot.talk import Mind, Talk
    from storage.turns import Flow

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
WHO = Address("web", "a")


def place_named(text: str, _mind: Mind) -> Parsed | Unclear | Wrong:
    if text == "Tam Kỳ":
        return Unclear((("1", "Tam Kỳ Bắc"), ("2", "Tam Kỳ Nam")))
    return Parsed(text) if text[:1].isupper() else Wrong("No such place.")


def words(text: str, _mind: Mind) -> Parsed:
    return Parsed(text)


def show(_step: Step, value: Any, _talk: Talk) -> str:
    return f"<{value}>"


async def submit(answers: Answers, _talk: Talk) -> Reply:
    return Reply(f"submitted {dict(answers)}")


FORM = Form(
    name="test",
    intro="",
    steps=(
        Step("agree", "", "Agree?", (("yes", "I agree"),)),
        Step("colour", "Colour", "Which colour?", (("red", "Red"), ("blue", "Blue"))),
        Step("why", "Why", "Why {colour}?", parse=words, when=lambda answers: answers.get("colour") == "red"),
        Step("place", "Place", "Where?", parse=place_named),
        Step("note", "Note", "Anything else?", parse=words, optional=True),
    ),
    show=show,
    submit=submit,
)


@dataclass
class Filling:
    """Somebody who fills the form in."""

    talk: Talk
    reply: Reply | None = None
    wrong: str | None = None

    async def begin(self, answers: Answers | None = None) -> Filling:
        return await self._heard(await begin(FORM, self.talk, answers))

    async def say(self, text: str) -> Filling:
        return await self._advance(Incoming("e", WHO, NOW, text=text))

    async def press(self, choice: str) -> Filling:
        return await self._advance(Incoming("e", WHO, NOW, choice=choice))

    async def pick(self, value: str) -> Filling:
        """Press the button that carries ``value`` in the question shown."""
        assert self.reply
        return await self.press(next(one.key for one in self.reply.choices if one.key.endswith(f":{value}")))

    async def says(self, *texts: str) -> Filling:
        for text in texts:
            await self.say(text)
        return self

    async def flow(self) -> Flow | None:
        return (await self.talk.store.turns.load(self.talk.contact.id))[1]

    @property
    def values(self) -> list[str]:
        assert self.reply
        return [choice.key.rsplit(":", 1)[-1] for choice in self.reply.choices]

    @property
    def text(self) -> str:
        assert self.reply
        return self.reply.text

    async def _advance(self, message: Incoming) -> Filling:
        flow = await self.flow()
        assert flow
        return await self._heard(await advance(FORM, flow, message, self.talk))

    async def _heard(self, reply: Reply | Wrong) -> Filling:
        self.reply = reply if isinstance(reply, Reply) else None
        self.wrong = reply.message if isinstance(reply, Wrong) else None
        if self.reply:
            self.talk.turn = LastTurn(self.reply.choices)
        return self
