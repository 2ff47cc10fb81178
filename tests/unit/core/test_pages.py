"""Long lists: everything in them can be reached by buttons, each thing once, whatever a button was changed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.invitations import invite
from bot.messages import Address
from handlers.pages import page
from storage.enrolments import Report
from storage.officers import Appointment
from storage.payments import PayDay
from storage.people import Role
from storage.questions import NewQuestion
from storage.roster import Beneficiary
from storage.wishes import Subscription

if TYPE_CHECKING:
    from tests.fakes.room import Room

AREA = "20971"
WHO, CITY, HOA = "web:who", "web:city", "web:hoa"
MORE = "Xem tiếp"


@given(st.lists(st.integers(), unique=True), st.text(max_size=4) | st.integers(-5, 60).map(str), st.integers(1, 9))
def test_pages_show_each_row_once(rows: list[int], wrong: str, size: int) -> None:
    seen, skip = list[int](), "0"
    while True:
        shown = page(rows, skip, size)
        seen += shown.rows
        assert len(shown.rows) <= size
        if not shown.after:
            break
        skip = str(shown.before + len(shown.rows))
    assert seen == rows
    assert set(page(rows, wrong, size).rows) <= set(rows)
    assert bool(page(rows, wrong, size).rows) == bool(rows)


async def reached(room: Room, who: str, key: str, beginning: str, more: str = MORE) -> list[str]:
    """The buttons that begin so, on all pages from ``key`` on."""
    found, following = list[str](), key
    while following:
        reply = (await room.press(who, following))[-1]
        found += [choice.key for choice in reply.choices if choice.key.startswith(beginning)]
        following = next((choice.key for choice in reply.choices if choice.label == more), "")
    return found


async def contact_id(room: Room, who: str) -> int:
    await room.say(who, "/start")
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(who))
    assert contact
    return contact.id


async def test_all_own_reports_and_reminders_have_their_buttons(room: Room) -> None:
    contact = await contact_id(room, WHO)
    async with room.database.write() as store:
        for number in range(11):
            report = Report(AREA, "child", "yes", confirmed=True, nickname=f"bà {number}")
            await store.enrolments.add(contact, report, room.clock())
            wish = Subscription(AREA, "NCC", f"ông {number}", evening=True, morning=False)
            await store.wishes.subscribe(contact, wish, room.clock())
    for key, beginnings in (("mine", ("change:", "withdraw:")), ("remind", ("wish:", "unsubscribe:"))):
        for beginning in beginnings:
            found = await reached(room, WHO, key, beginning)
            assert len(found) == len(set(found)) == 11
    assert "wish:" in str([choice.key for choice in (await room.press(WHO, "remind:999"))[-1].choices])


async def test_all_officers_and_invitations_have_their_buttons(room: Room) -> None:
    await room.officer(CITY, None)
    for number in range(26):
        await room.officer(f"web:o{number}", AREA)
        async with room.database.write() as store:
            await invite(store, Appointment(Role.COMMUNE, AREA), room.clock())
    officers = await reached(room, CITY, "colleagues", "colleague:")
    invitations = await reached(room, CITY, "invite", "uninvite:")
    assert len(officers) == len(set(officers)) == len(invitations) == len(set(invitations)) == 26


async def test_all_pay_days_hamlets_and_proposals_have_their_buttons(room: Room) -> None:
    await room.officer(CITY, None)
    await room.officer(HOA, AREA)
    asker = await contact_id(room, WHO)
    today = room.clock().date()
    async with room.database.write() as store:
        for number in range(15):
            day = today.replace(month=12, day=number + 1)
            await store.payments.enter(PayDay(AREA, "NCC", day, "8 giờ", "UBND"), None, room.clock())
            hamlet = f"Thôn {'ABCDEFGHIKLMNOPQRSTUVXY'[number]}"
            person = Beneficiary(AREA, f"Lê Thị {number}", 1940, hamlet, "NCC", "cash")
            await store.roster.add([person], room.clock())
    for key, beginning in (("payday", "payday:show:"),):
        assert len(set(await reached(room, HOA, key, beginning))) == 15
    everybody = f"{AREA}:----"
    hamlets = await reached(room, HOA, f"narrow:{everybody}:0:0", f"list:{everybody}:", "Thôn khác")
    assert len({key.split(":")[3] for key in hamlets} - {"0"}) == 15
    async with room.database.write() as store:
        for number in range(3):
            question = await store.questions.add(NewQuestion(asker, AREA, f"Câu {number}", "asked"), room.clock())
            await store.questions.propose(question, f"Câu {number}", "Đáp", asker, room.clock())
    assert len(set(await reached(room, CITY, "proposals", "proposals:drop:"))) == 3


@pytest.mark.parametrize("key", ["mine", "remind", "colleagues", "invite", "payday", "proposals"])
@pytest.mark.parametrize("wrong", ["x", "-1", "9" * 30, "1:2", "²"])
async def test_an_edited_page_is_the_first(room: Room, key: str, wrong: str) -> None:
    await room.officer(CITY, None)
    (first,) = await room.press(CITY, key)
    (reply,) = await room.press(CITY, f"{key}:{wrong}")
    assert reply.text == first.text
