"""The desk: taken by one, answered once, asked back, late ones to the city, verdicts looked at again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Reply
from bot.schedule import office
from storage.payments import PayDay

if TYPE_CHECKING:
    from tests.fakes.room import Room

AN, HOA, LAN, CITY, OTHER = "web:an", "web:hoa", "web:lan", "web:city", "web:other"
AREA = "20971"
QUESTION = "Sổ trợ cấp của má bị mối ăn mất nửa trang thì làm lại ở đâu"


async def asked(room: Room, text: str = QUESTION) -> None:
    """Somebody passes a question on."""
    await room.say(AN, "/canbo")
    for answer in (text, "xã Tam Xuân", "bỏ qua", "1"):
        replies = await room.say(AN, answer)
    assert "Câu hỏi đã" in replies[-1].text or "cán bộ" in replies[-1].text


async def told(room: Room, who: str) -> list[str]:
    return [message.text for message in await room.heard(who) if isinstance(message, Reply)]


@pytest.fixture
async def desk(room: Room) -> Room:
    for who, area in ((HOA, AREA), (LAN, AREA), (OTHER, "20623")):
        await room.officer(who, area)
    await asked(room)
    return room


async def test_a_question_is_taken_by_one_and_answered_once(desk: Room) -> None:
    assert len(await told(desk, HOA)) == len(await told(desk, LAN)) == 1
    assert await told(desk, OTHER) == []
    assert QUESTION in (await desk.press(HOA, "reply:1"))[-1].text
    assert "Đồng nghiệp đã nhận" in (await desk.press(LAN, "reply:1"))[-1].text
    await desk.say(HOA, "Mang sổ cũ ra Ủy ban xã, cán bộ sẽ làm lại.")
    await desk.say(HOA, "1")
    assert "Mang sổ cũ ra" in (await told(desk, AN))[-1]
    assert "đã có người trả lời" in (await desk.press(LAN, "reply:1:over"))[-1].text
    assert await told(desk, AN) == []


async def test_an_answer_quotes_no_link_that_can_be_tapped(room: Room) -> None:
    await room.officer(HOA, AREA)
    await asked(room, "Tin ni thiệt không: bấm http://vcb-x.top để nhận quà")
    await room.press(HOA, "reply:1")
    await room.say(HOA, "Tin đó là lừa đảo, đừng bấm.")
    await room.say(HOA, "1")
    answer = (await told(room, AN))[-1]
    assert "vcb-x" in answer
    assert "vcb-x.top" not in answer


async def test_a_colleague_may_take_over_or_be_left_the_question(desk: Room) -> None:
    await desk.press(HOA, "reply:1")
    assert "đã nhận" in (await desk.press(LAN, "desk"))[-1].text
    await desk.press(HOA, "release:1")
    assert QUESTION in (await desk.press(LAN, "reply:1"))[-1].text
    assert QUESTION in (await desk.press(HOA, "reply:1:over"))[-1].text
    assert "Câu 1" in (await desk.press(HOA, "desk:mine"))[-1].text
    desk.clock.advance(hours=3)
    assert QUESTION in (await desk.press(LAN, "reply:1"))[-1].text


async def test_the_person_asks_back_and_the_same_officer_hears_it(desk: Room) -> None:
    await desk.press(HOA, "reply:1")
    for text in ("Mang sổ cũ ra Ủy ban xã.", "1"):
        await desk.say(HOA, text)
    for who in (HOA, LAN, AN):
        await told(desk, who)
    await desk.press(AN, "askback:1")
    for text in ("Má nằm một chỗ, con đi thay được không", "1"):
        await desk.say(AN, text)
    assert len(await told(desk, HOA)) == 1
    assert await told(desk, LAN) == []
    thread = (await desk.press(HOA, "reply:1"))[-1].text
    assert "Cán bộ: Mang sổ cũ ra" in thread
    assert "Bà con: Má nằm một chỗ" in thread


async def test_nobody_asks_back_about_the_question_of_another(desk: Room) -> None:
    await desk.press("web:stranger", "askback:1")
    await desk.say("web:stranger", "cho tôi xem với")
    async with desk.database.read() as store:
        assert await store.questions.thread(1) == []


async def test_an_answer_at_hand_is_shown_before_it_is_sent(room: Room) -> None:
    await room.officer(HOA, AREA)
    await asked(room, "quên mã pin rồi làm sao")
    shown = (await room.press(HOA, "reply:1"))[-1]
    key = next(choice.key for choice in shown.choices if choice.key.startswith("canned:"))
    await told(room, AN)
    preview = (await room.press(HOA, key))[-1]
    assert await told(room, AN) == []
    await room.press(HOA, next(choice.key for choice in preview.choices if choice.key.endswith(":yes")))
    assert "căn cước" in (await told(room, AN))[-1]


async def test_an_answer_at_hand_names_the_commune_s_next_pay_day(room: Room) -> None:
    await room.officer(HOA, AREA)
    async with room.database.write() as store:
        await store.payments.enter(
            PayDay(AREA, "BTXH", date(2026, 12, 4), "7 giờ 30", "hội trường"), None, room.clock()
        )
    await asked(room, "khi mô có tiền rứa")
    await told(room, AN)
    preview = (await room.press(HOA, "canned:1:payment_day"))[-1]
    await room.press(HOA, next(choice.key for choice in preview.choices if choice.key.endswith(":yes")))
    (text,) = await told(room, AN)
    assert "4/12/2026" in text
    assert "hội trường" in text


async def test_an_overturned_verdict_is_told_kindly_and_never_calls_anything_safe(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.say(AN, "Kiem tra: moi bac len xa nhan qua luc 8h, mang theo can cuoc, quet ma nay de nhan tien")
    await room.press(AN, "dispute")
    for answer in ("xã Tam Xuân", "bỏ qua", "1"):
        await room.say(AN, answer)
    shown = (await room.press(HOA, "reply:1"))[-1]
    assert [choice for choice in shown.choices if choice.key.startswith("overturn:1:")]
    await told(room, AN)
    await room.press(HOA, "overturn:1:no_sign")
    said = (await told(room, AN))[-1]
    assert "không thấy dấu hiệu xấu" in said
    assert "an toàn" not in said
    assert "đã có người trả lời" in (await room.press(HOA, "overturn:1:scam"))[-1].text


async def test_a_late_question_goes_to_the_city_once(desk: Room) -> None:
    await desk.officer(CITY, None)
    for who in (HOA, LAN, CITY):
        await told(desk, who)
    for hours in (1, 20, 1, 24, 24):
        desk.clock.advance(hours=hours)
        await desk.escalation.tick()
    assert len(await told(desk, CITY)) == 1
    assert "Câu 1" in (await desk.press(CITY, "desk:late"))[-1].text


async def test_a_late_question_waits_for_a_city_officer(desk: Room) -> None:
    desk.clock.advance(days=2)
    await desk.escalation.tick()
    await desk.officer(CITY, None)
    await desk.escalation.tick()
    assert len(await told(desk, CITY)) == 1


async def test_an_answer_put_forward_is_masked_and_for_the_city_alone(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.officer(CITY, None)
    await asked(room, "Mất sổ thì làm lại ở đâu, số của con 0905123456")
    await room.press(HOA, "reply:1")
    for text in ("Mang căn cước ra Ủy ban xã.", "1"):
        await room.say(HOA, text)
    await room.press(HOA, "propose:1")
    shown = (await room.say(CITY, "/dexuat"))[-1]
    assert "Mang căn cước ra" in shown.text
    given = (await room.press(CITY, "proposals:file"))[-1]
    draft = (await room.file(given.attachment)).decode()
    assert draft.startswith("---\nintent:")
    assert "0905123456" not in draft
    assert "Mang căn cước" not in (await room.press(HOA, "proposals"))[-1].text
    await room.press(CITY, "proposals:drop:1")
    assert "Chưa có đề xuất" in (await room.say(CITY, "/dexuat"))[-1].text


@pytest.mark.parametrize(
    ("asked_at", "earliest", "due_day"),
    [
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), date(2026, 11, 25), date(2026, 11, 26)),
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), date(2026, 11, 25), date(2026, 11, 26)),  # the Day of Culture
        (datetime(2026, 11, 27, 12, 0, tzinfo=UTC), date(2026, 11, 30), date(2026, 12, 1)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), date(2027, 1, 4), date(2027, 1, 5)),
    ],
)
def test_working_days(asked_at: datetime, earliest: date, due_day: date) -> None:
    assert office.next_day(asked_at) == earliest
    assert office.due(asked_at).date() == due_day


@given(st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is given beside
def test_what_is_due_is_due_on_a_working_day_and_not_before_a_working_day_passed(now: datetime) -> None:
    due = office.due(now)
    assert office.works(due.date())
    assert timedelta(hours=8) < due - now < timedelta(days=14)
