"""What a handler is given: the person, the open transaction, the clock, the words, and what the bot knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.messages import Address, Choice, Erase, Incoming, Priority, Reply
from storage.people import Role
from storage.times import local_day
from storage.turns import LastTurn

if TYPE_CHECKING:
    from bot.i18n import Catalogues, Speech
    from bot.knowledge.areas import AreaIndex
    from bot.knowledge.library import Library
    from bot.knowledge.matcher import Matcher
    from bot.pictures import Picture
    from bot.scams.judge import Judge
    from bot.scams.lessons import Lessons
    from storage.people import Contact
    from storage.store import Store
    from storage.turns import Flow

CONTEXT_LASTS = timedelta(minutes=10)
"""For how long a follow-up question is understood with the answer before it."""


@dataclass(slots=True)
class Mind:
    """Everything the bot knows without asking the store. Pure; shared by all talks."""

    catalogues: Catalogues
    areas: AreaIndex
    library: Library
    matcher: Matcher
    judge: Judge
    lessons: Lessons

    def speech(self, contact: Contact) -> Speech:
        """Words for ``contact``, with the form of address that they chose; officers are colleagues until then."""
        colleague = None if contact.role is Role.PUBLIC else "anh_chi"
        return self.catalogues.speech(contact.locale, contact.honorific or colleague)

    def area_name(self, code: str | None) -> str:
        """``xã Thăng Bình``, as within a sentence; an empty text for no area."""
        area = self.areas.get(code) if code else None
        return area.full_name[:1].lower() + area.full_name[1:] if area else ""


@dataclass(slots=True)
class Talk:
    """One message's conversation. Valid until its transaction ends."""

    contact: Contact
    store: Store
    now: datetime
    say: Speech
    mind: Mind
    links: Callable[[str], str | None]
    """The chat's link for a start code, on the person's own channel."""
    turn: LastTurn
    flow: Flow | None = None
    picture: Picture | None = None
    """What was read in the picture that came with the message, before the transaction."""
    is_new: bool = False
    beside: bool = False
    """Something was dealt with that is no answer to the open form: its question is to be asked again."""
    introduced: bool = False
    """This turn has said who answers."""
    intent: str | None = None
    """What this turn answers, for the follow-up to come."""
    asked: str | None = None
    """The person's (masked) question, kept one turn so that it can be passed on if they agree."""
    woken: set[str] = field(default_factory=set)
    """Channels that got something to send."""
    work: list[int] = field(default_factory=list)
    """Long work that was queued."""

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def context(self) -> str | None:
        """The intent answered a moment ago."""
        recent = self.turn.at is not None and self.now - self.turn.at < CONTEXT_LASTS
        return self.turn.intent if recent else None

    def worded(self, text: str) -> str:
        """A text of a lesson or an advice, with the person's form of address and the facts put in."""
        return self.say.fill(self.mind.library.facts.fill(text))

    def choice(self, key: str, label: str, **values: object) -> Choice:
        """A choice with its label in the person's language."""
        return Choice(key, self.say(label, **values))

    async def speech_at(self, address: Address) -> Speech:
        """Words for whoever reads at ``address``, in their own language and form of address."""
        contact = await self.store.people.by_address(address)
        return self.mind.speech(contact) if contact else self.mind.catalogues.speech("vi")

    async def begin_work(self, kind: str, **arguments: Any) -> None:  # noqa: ANN401 - what JSON can hold
        """Queue long work in this transaction. Its conclusion reaches the person in this chat."""
        job = await self.store.jobs.add(kind, self.contact.id, self.contact.address, arguments, self.now)
        self.work.append(job)

    async def send(
        self,
        message: Reply | Erase,
        *,
        address: Address | None = None,
        contact_id: int | None = None,
        priority: Priority = Priority.REPLY,
    ) -> None:
        """Queue ``message`` to ``address`` (the person's own unless given) in this transaction.

        Another contact's next number or word then answers the choices of this message.
        """
        target = address or self.contact.address
        await self.store.outbox.add(
            target, message, self.now, contact_id=contact_id or self.contact.id, priority=priority
        )
        if contact_id is not None and contact_id != self.contact.id and isinstance(message, Reply):
            await self.store.turns.save(contact_id, LastTurn(message.choices), self.now)
        self.woken.add(target.channel)


Handler = Callable[[Incoming, Talk], Awaitable[Reply | list[Reply]]]


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears what came of a message or of long work, once it is committed."""

    outgoing: Callable[[str], None]
    """A channel got something to send."""
    work: Callable[[int], None]
    """Long work was queued."""
    given_up: Callable[[str], None]
    """A row of this part could not be worked through."""

    def committed(self, talk: Talk) -> None:
        """What ``talk`` set going begins."""
        for channel in talk.woken:
            self.outgoing(channel)
        for job_id in talk.work:
            self.work(job_id)
