"""Nothing is stored twice: pressed twice, delivered twice, a week later."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Incoming

if TYPE_CHECKING:
    from bot.messages import Reply
    from tests.fakes.room import Room

WHO = "web:a"
REPORT = ("/dangky", "Đồng ý", "Cháu", "Bình Quý", "bỏ qua", "bà Năm", "Không rõ", "Muốn giữ tiền mặt", "Lý do khác")


async def _count(room: Room, table: str) -> int:
    async with room.database.read() as store:
        rows = await store.connection.execute_fetchall(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - this test's own
    return int(next(iter(rows))[0])


async def _to_the_summary(room: Room) -> Reply:
    for step in (*REPORT, "Chưa hỏi", "bỏ qua"):
        reply, *_ = await room.say(WHO, step)
    return reply


async def test_a_report_is_kept_once_however_often_it_is_sent(room: Room) -> None:
    send = (await _to_the_summary(room)).choices[0].key
    assert send.endswith(":yes")
    await asyncio.gather(*(room.tell(WHO, choice=send) for _ in range(4)))
    room.clock.advance(days=7)
    await room.press(WHO, send)
    assert await _count(room, "enrolment_report") == 1
    assert await _count(room, "consent") == 1


async def test_the_second_press_does_not_ask_to_begin_again(room: Room) -> None:
    """Who presses twice must not think that nothing was sent, and send a second report."""
    send = (await _to_the_summary(room)).choices[0].key
    await room.press(WHO, send)
    reply, *_ = await room.press(WHO, send)
    assert "mở lại phiếu" not in reply.text


async def test_an_event_delivered_twice_is_answered_once(room: Room) -> None:
    event = Incoming("same", Address.parse(WHO), room.clock(), text="quên mã pin")
    assert await room.intake.accept(event)
    assert not await room.intake.accept(event)
    await room.dialogue.idle()
    assert len(await room.heard(WHO)) == 1


async def test_a_subscription_is_kept_once(room: Room) -> None:
    for step in ("/nhac", "Đặt lời nhắc", "Đồng ý", "Bình Quý", "Người có công", "Tiền mặt", "bà nội", "Sáng hôm đó"):
        reply, *_ = await room.say(WHO, step)
    send = reply.choices[0].key
    await room.press(WHO, send)
    await room.press(WHO, send)
    assert await _count(room, "subscription") == 1


@pytest.mark.parametrize("pressed", ["withdraw:1", "unsubscribe:1", "change:1"])
async def test_what_is_somebody_else_s_is_not_reached(room: Room, pressed: str) -> None:
    await _to_the_summary(room)
    await room.say(WHO, "1")
    for step in (
        "/nhac",
        "Đặt lời nhắc",
        "Đồng ý",
        "Bình Quý",
        "Người có công",
        "Tiền mặt",
        "bà nội",
        "Sáng hôm đó",
        "1",
    ):
        await room.say(WHO, step)
    reply, *_ = await room.press("web:stranger", pressed)
    assert "bà Năm" not in reply.text
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(WHO))
        assert contact
        assert len(await store.enrolments.own(contact.id)) == 1
        assert len(await store.wishes.subscriptions(contact.id)) == 1


async def test_a_withdrawn_report_keeps_nothing_personal(room: Room) -> None:
    await _to_the_summary(room)
    await room.say(WHO, "1")
    await room.press(WHO, "withdraw:1")
    async with room.database.read() as store:
        rows = list(await store.connection.execute_fetchall("SELECT * FROM enrolment_report"))
        history = list(await store.connection.execute_fetchall("SELECT * FROM enrolment_history"))
    assert [row["state"] for row in rows] == ["withdrawn"]
    assert "bà Năm" not in str([tuple(row) for row in (*rows, *history)])


async def test_a_handful_of_people_at_once_get_their_own_answers(room: Room) -> None:
    people = [f"web:{number}" for number in range(30)]
    await asyncio.gather(*(room.tell(who, "/start") for who in people))
    await asyncio.gather(*(room.tell(who, str(number % 3 + 1)) for number, who in enumerate(people)))
    for number, who in enumerate(people):
        last = (await room.heard(who))[-1]
        assert ("bác", "cô chú", "anh chị")[number % 3] in getattr(last, "text", "")
