"""Who lives in a hamlet hears of its days and announcements however it was written; a doubt reaches, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Choice, Reply
from storage.announcements import Draft, Segment
from storage.enrolments import Report
from storage.payments import PayDay, Rule
from storage.roster import Beneficiary, Filter
from storage.times import VIETNAM
from storage.wishes import Subscription

if TYPE_CHECKING:
    from tests.fakes.room import Room

HERE, ELSEWHERE = "20791", "20971"
OFFICER = "web:ha"
DAY = PayDay(HERE, "BTXH", date(2026, 12, 4), "7 giờ 30", "nhà văn hóa")
WISH = Subscription(HERE, "BTXH", "bà nội", evening=True, morning=False)
WRITTEN = ("Tổ 3", "TDP 3", "tdp3", "Tổ dân phố số 03", "TO DAN PHO 3", "xóm 3", "3", "Tổ 3, thôn Phú Quý")
OTHERS = ("Thôn 4", "tổ dân phố 13")
TEXTS = {(locale, form): Reply("Dạ", (Choice("respond:", "Trả lời"),)) for locale in ("vi", "en") for form in ("",)}


async def _wish(room: Room, who: str, hamlet: str) -> None:
    await room.say(who, "/start")
    await room.heard(who)
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(who))
        assert contact
        await store.wishes.subscribe(contact.id, replace(WISH, hamlet=hamlet), room.clock())


async def _report(room: Room, who: str, hamlet: str | None, area: str = HERE) -> None:
    await room.say(who, "/start")
    await room.heard(who)
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(who))
        assert contact
        await store.people.set_area(contact.id, area)
        report = Report(area, "child", "yes", confirmed=False, scheme="BTXH", hamlet=hamlet)
        await store.enrolments.add(contact.id, report, room.clock())


async def _list(room: Room, *hamlets: str) -> None:
    async with room.database.write() as store:
        await store.roster.add(
            [Beneficiary(HERE, f"Nguyễn Thị {one}", 1940, one, "BTXH", "cash") for one in hamlets], room.clock()
        )


async def _reminded(room: Room, *days: PayDay) -> set[str]:
    async with room.database.write() as store:
        for day in days:
            await store.payments.enter(day, None, room.clock())
    room.clock.now = datetime.combine(date(2026, 12, 3), time(19), VIETNAM)
    await room.reminders.plan()
    return {who for who, _ in await room.heard_by_all()}


async def _told(room: Room, segment: Segment) -> set[str]:
    await room.officer(OFFICER, HERE)
    async with room.database.write() as store:
        officer = await store.people.by_address(Address.parse(OFFICER))
        assert officer
        draft = Draft("notice", "thử", segment, TEXTS)
        row_id = await store.announcements.add(draft, officer.id, officer.address, room.clock())
        await store.announcements.confirm(row_id, officer.id, room.clock(), second=False)
    await room.announce()
    async with room.database.read() as store:
        rows = await store.connection.execute_fetchall(
            "SELECT channel || ':' || external_id AS who FROM outbox WHERE announcement_id = ?", (row_id,)
        )
    return {row["who"] for row in rows} - {OFFICER}


@pytest.mark.parametrize("named", ["Tổ dân phố số 3", "thôn 3", "Tổ 1-5"])
async def test_a_hamlet_s_day_reaches_everybody_there_however_it_is_written(room: Room, named: str) -> None:
    everybody = (*WRITTEN, *OTHERS)
    for number, hamlet in enumerate(everybody):
        await _wish(room, f"web:{number}", hamlet)
    heard = await _reminded(room, replace(DAY, hamlets=named))
    there = set(WRITTEN) | ({"Thôn 4"} if named == "Tổ 1-5" else set())
    assert {everybody[int(who.removeprefix("web:"))] for who in heard} == there


async def test_who_named_no_hamlet_or_one_that_nobody_knows_hears_of_each_day(room: Room) -> None:
    wished = ("", "nhà bà Tư", "Phú Quyt", "An Lạc", "phú quí")
    for number, hamlet in enumerate(wished):
        await _wish(room, f"web:{number}", hamlet)
    await _list(room, "Thôn Phú Quý", "Thôn An Lạc")
    heard = await _reminded(room, replace(DAY, hamlets="thôn Phú Quý"))
    assert {wished[int(who.removeprefix("web:"))] for who in heard} == {"", "nhà bà Tư", "Phú Quyt", "phú quí"}


async def test_a_number_that_fits_several_hamlets_hears_of_each(room: Room) -> None:
    """Communes that became one kept their hamlets' numbers."""
    await _list(room, "Thôn 2 (Bình Nguyên)", "Thôn 2 (Bình Phú)", "Thôn 5")
    for number, hamlet in enumerate(("thôn 2", "Thôn 2 Bình Phú", "thôn 2 xã Bình Nguyên cũ", "thôn 5")):
        await _wish(room, f"web:{number}", hamlet)
    assert await _reminded(room, replace(DAY, hamlets="Thôn 2 (Bình Nguyên)")) == {"web:0", "web:2"}


async def test_a_name_becomes_clear_when_the_commune_names_it(room: Room) -> None:
    """Until then An Lạc hears of every hamlet's days; once An Lạc has days of its own, of those alone."""
    await _wish(room, "web:0", "An Lạc")
    other = replace(DAY, hamlets="Phú Quý")
    assert await _reminded(room, other, replace(other, day=date(2026, 12, 5), hamlets="An Lạc, Tân Thạnh")) == set()


async def test_an_announcement_reaches_a_hamlet_s_wishes_and_reports_and_who_may_live_there(room: Room) -> None:
    for number, hamlet in enumerate((*WRITTEN, *OTHERS, "", "nhà bà Tư")):
        await _wish(room, f"web:w{number}", hamlet)
        await _report(room, f"web:r{number}", hamlet or None)
    await _report(room, "web:far", "Tổ 3", ELSEWHERE)
    missed = {f"web:{kind}{len(WRITTEN) + other}" for kind in "wr" for other in range(len(OTHERS))}
    everybody = {f"web:{kind}{number}" for kind in "wr" for number in range(len(WRITTEN) + len(OTHERS) + 2)}
    assert await _told(room, Segment(HERE, hamlet="Tổ dân phố 3")) == everybody - missed


async def test_two_people_of_one_family_in_two_hamlets(room: Room) -> None:
    """Only for the scheme of who lives there."""
    await _wish(room, "web:0", "Thôn 3")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse("web:0"))
        assert contact
        await store.wishes.subscribe(contact.id, replace(WISH, scheme="NCC", hamlet="Thôn 4"), room.clock())
    assert await _told(room, Segment(HERE, hamlet="TDP 4", scheme="BTXH")) == set()
    assert await _told(room, Segment(HERE, hamlet="TDP 4", scheme="NCC")) == {"web:0"}


async def test_who_was_not_reached_is_counted_by_hamlet_and_not_by_spelling(room: Room) -> None:
    for number, hamlet in enumerate(("Tổ 3", "TDP 03", "Thôn 4")):
        await _report(room, f"web:{number}", hamlet)
        async with room.database.write() as store:
            await store.people.mark_unreachable(Address.parse(f"web:{number}"), "blocked")
    await _told(room, Segment(HERE))
    async with room.database.read() as store:
        missed = await store.announcements.missed(1)
    assert sorted(one.people for one in missed) == [1, 2]


async def test_the_roster_shows_a_hamlet_once(room: Room) -> None:
    await _list(room, "Tổ dân phố số 3", "TDP 03", "Thôn 4")
    async with room.database.read() as store:
        hamlets = await store.roster.hamlets(HERE)
        there = await store.roster.page(Filter(HERE, hamlet="Tổ 3"))
    assert [one.people for one in hamlets] == [2, 1]
    assert len(there) == 2


async def test_rules_for_two_hamlets_stand_side_by_side_and_are_proposed_for_them(room: Room) -> None:
    await room.officer(OFFICER, HERE)
    async with room.database.write() as store:
        officer = await store.people.by_address(Address.parse(OFFICER))
        assert officer
        for hamlets, day in (("thôn 1", 5), ("thôn 2, Thôn 3", 6), ("Tổ 1", 7)):
            await store.payments.set_rule(
                Rule(HERE, "BTXH", day, "7 giờ", "trụ sở", hamlets=hamlets), officer.id, room.clock()
            )
    room.clock.now = datetime.combine(date(2026, 11, 30), time(8), VIETNAM)
    await room.proposals.tick()
    proposed = [message.text for message in await room.heard(OFFICER) if isinstance(message, Reply)]
    assert sorted(text.split("Dành cho: ")[1].split("\n")[0] for text in proposed) == ["Tổ 1", "thôn 2, Thôn 3"]
    async with room.database.read() as store:
        days = await store.payments.entered(HERE, date(2026, 11, 30))
    assert [(one.day.day, one.hamlets) for one in days] == [(6, "thôn 2, Thôn 3"), (7, "Tổ 1")]
