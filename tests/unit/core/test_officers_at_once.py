"""Two officers at once: exactly one wins. And each hears what is new in their own language."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from bot.invitations import invite
from bot.schedule.escalation import Escalation
from bot.schedule.roles import Roles
from storage.officers import Appointment
from storage.payments import Rule
from storage.people import Role
from storage.questions import NewQuestion
from tests.unit.core.test_officers import AREA, CITY, HOA, LAN, NEW, number, role, told

if TYPE_CHECKING:
    from tests.fakes.room import Room

WHO, OTHER_CITY = "web:who", "web:city2"
HELD = "Đồng nghiệp đã nhận"


async def _asked(room: Room) -> int:
    await room.say(WHO, "/start")
    await room.heard(WHO)
    async with room.database.write() as store:
        question = NewQuestion(await number(room, WHO), AREA, "Sổ bị mối ăn", "asked")
        return await store.questions.add(question, room.clock(), room.clock())


@pytest.mark.parametrize("first", [HOA, LAN])
async def test_two_officers_take_one_question_at_once(room: Room, first: str) -> None:
    for who in (HOA, LAN):
        await room.officer(who, AREA)
    question = await _asked(room)
    order = (first, LAN if first == HOA else HOA)
    await asyncio.gather(*(room.tell(who, choice=f"reply:{question}") for who in order))
    heard = {who: (await told(room, who))[-1].text for who in order}
    (held,) = [who for who in order if HELD in heard[who]]
    (taken,) = set(order) - {held}
    assert "Sổ bị mối ăn" in heard[taken]
    assert "Sổ bị mối ăn" not in heard[held]
    async with room.database.read() as store:
        asked = await store.questions.one(question)
    assert asked
    assert asked.taken_by == await number(room, taken)


async def test_two_officers_answer_at_once_and_the_person_is_answered_once(room: Room) -> None:
    for who in (HOA, LAN):
        await room.officer(who, AREA)
    question = await _asked(room)
    for who in (HOA, LAN):
        await room.press(who, f"reply:{question}:over")
        await room.say(who, f"Mang sổ ra xã, {who}")
    await room.heard(WHO)
    await asyncio.gather(*(room.tell(who, "1") for who in (HOA, LAN)))
    (answer,) = await told(room, WHO)
    said = [(await told(room, who))[-1].text for who in (HOA, LAN)]
    assert sorted("đã gửi câu trả lời" in text for text in said) == [False, True]
    assert "Mang sổ ra xã" in answer.text
    async with room.database.read() as store:
        assert len(await store.questions.thread(question)) == 1


async def test_an_invitation_is_redeemed_and_withdrawn_at_once(room: Room) -> None:
    await room.officer(CITY, None)
    for _ in range(4):
        async with room.database.write() as store:
            code = await invite(store, Appointment(Role.COMMUNE, AREA), room.clock())
            (mark,) = [one.mark for one in await store.officers.invitations(room.clock())]
        await asyncio.gather(room.tell(NEW, start_code=code), room.tell(CITY, choice=f"uninvite:{mark}"))
        withdrawn = "đã được thu hồi" in (await told(room, CITY))[-1].text
        assert withdrawn == (await role(room, NEW) is Role.PUBLIC)
        async with room.database.write() as store:
            await store.officers.dismiss(await number(room, NEW))


async def test_one_invitation_makes_one_officer(room: Room) -> None:
    people = [f"web:p{at}" for at in range(6)]
    for who in people:
        await room.say(who, "/start")
    async with room.database.write() as store:
        code = await invite(store, Appointment(Role.COMMUNE, AREA), room.clock())
    await asyncio.gather(*(room.tell(who, start_code=code) for who in people))
    assert [await role(room, who) for who in people].count(Role.COMMUNE) == 1


async def test_two_who_remove_each_other_at_once(room: Room) -> None:
    for who in (CITY, OTHER_CITY):
        await room.officer(who, None)
    numbers = {who: await number(room, who) for who in (CITY, OTHER_CITY)}
    await asyncio.gather(
        room.tell(CITY, choice=f"colleague:{numbers[OTHER_CITY]}:sure"),
        room.tell(OTHER_CITY, choice=f"colleague:{numbers[CITY]}:sure"),
    )
    assert sorted([await role(room, CITY), await role(room, OTHER_CITY)]) == [Role.CITY, Role.PUBLIC]


async def test_who_is_appointed_and_removed_at_once_ends_as_the_last_deed_says(room: Room) -> None:
    await room.officer(CITY, None)
    await room.officer(HOA, AREA)
    key = f"colleague:{await number(room, HOA)}:sure"
    for _ in range(4):
        async with room.database.write() as store:
            code = await invite(store, Appointment(Role.COMMUNE, AREA), room.clock())
        await asyncio.gather(room.tell(HOA, start_code=code), room.tell(CITY, choice=key))
        async with room.database.read() as store:
            actions = [one.action for _, one in await store.officers.audit_page(None, 0, 2)]
        assert (await role(room, HOA) is Role.PUBLIC) == (actions[0] == "officer removed")
        await room.officer(HOA, AREA)
        await room.heard_by_all()


async def test_a_renewal_between_the_look_and_the_deed_counts(room: Room) -> None:
    """The look finds a role that is over; before it can be ended, a colleague renews it."""

    class Interrupted(Roles):
        async def _settle(self) -> None:
            async with room.database.write() as store:
                await store.officers.renew(hoa, room.clock())
            await super()._settle()

    await room.officer(HOA, AREA)
    hoa = await number(room, HOA)
    room.clock.advance(days=91)
    await Interrupted(room.database, room.mind, room.clock, lambda _channel: None).tick()
    assert await role(room, HOA) is Role.COMMUNE
    assert await told(room, HOA) == []


async def test_an_answer_between_the_look_and_the_deed_counts(room: Room) -> None:
    """The look finds a question that is late; before the city is told, somebody answers it."""

    class Interrupted(Escalation):
        async def _escalate(self, number: int) -> None:
            async with room.database.write() as store:
                assert await store.questions.answer(number, "Mang sổ ra xã", hoa, room.clock())
            await super()._escalate(number)

    await room.officer(HOA, AREA)
    await room.officer(CITY, None)
    hoa = await number(room, HOA)
    await _asked(room)
    await room.heard_by_all()
    room.clock.advance(days=5)
    await Interrupted(room.database, room.mind, room.clock, lambda _channel: None).tick()
    assert await told(room, CITY) == []


async def test_the_only_city_officer_does_not_hear_of_colleagues(room: Room) -> None:
    await room.officer(CITY, None)
    await room.officer(HOA, AREA)
    room.clock.advance(days=84)
    await room.roles.tick()
    own = [message.text for message in await told(room, CITY)]
    assert "chưa có đồng nghiệp" in own[0]
    assert "Đồng nghiệp sẽ" not in str(own)
    hoa = [message.text for message in await told(room, HOA)]
    assert "chưa có đồng nghiệp" not in str(hoa), "the city can renew a commune's officer"


async def _speak(room: Room, who: str, locale: str) -> None:
    async with room.database.write() as store:
        await store.connection.execute_fetchall(
            "UPDATE contact SET locale = ? WHERE id = ?", (locale, await number(room, who))
        )


@pytest.mark.parametrize(("officer", "person"), [("en", "vi"), ("vi", "en")])
async def test_officers_hear_in_their_own_language(room: Room, officer: str, person: str) -> None:
    vietnamese = re.compile("[ạảấầẩậắằẵặẹẻẽềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỵỷỹ]")
    await room.officer(HOA, AREA)
    await room.officer(CITY, None)
    await room.say(WHO, "/start")
    for who, locale in ((HOA, officer), (CITY, officer), (WHO, person)):
        await _speak(room, who, locale)
    await room.press(WHO, "human")
    for answer in ("Sổ của bà bị mối ăn mất rồi", "xã Tam Xuân", "skip" if person == "en" else "bỏ qua", "1"):
        await room.say(WHO, answer)
    question = (await told(room, HOA))[-1]
    room.clock.advance(days=6)
    await room.escalation.tick()
    late = (await told(room, CITY))[-1]
    async with room.database.write() as store:
        await store.payments.set_rule(Rule(AREA, "BTXH", 5, "8 giờ", "UBND"), await number(room, HOA), room.clock())
    await room.proposals.tick()
    proposed = (await told(room, HOA))[-1]
    room.clock.now = room.clock.now.replace(month=12, day=5, hour=3)
    await room.months.tick()
    offered = await told(room, HOA)
    assert len(offered) > 1
    for message in (question, late, proposed, *offered):
        labels = [choice.label for choice in message.choices]
        assert bool(vietnamese.search("".join(labels))) == (officer == "vi"), message
