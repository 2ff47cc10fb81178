"""The leaflet's code leads to the commune's chat; each month's work happens once and reaches who it concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import zxingcpp
from PIL import Image

from bot.messages import Reply
from bot.reports.leaflet import _code
from bot.reports.progress import Count
from storage.roster import Beneficiary

if TYPE_CHECKING:
    from tests.fakes.room import Room

HOA, CUC, CITY = "web:hoa", "telegram:8", "web:city"
AREA, SILENT = "20971", "20623"


async def test_a_leaflet_and_a_text_for_the_loudspeaker(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.say(HOA, "/toroi")
    await room.work()
    page, spoken = (message for message in await room.heard(HOA) if isinstance(message, Reply))
    content = await room.file(page.attachment)
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1
    assert spoken.text.startswith("Đài truyền thanh xã Tam Xuân.")
    assert len(spoken.text.split()) < 220  # a minute at the pace of a loudspeaker
    assert "không thuộc phần" in (await room.say(HOA, "/toroi xã Duy Xuyên"))[-1].text


def test_the_code_leads_where_it_should() -> None:
    link = "https://chat.example/?start=xa20971"
    assert zxingcpp.read_barcodes(Image.open(_code(link)))[0].text == link


async def test_who_comes_by_the_code_is_of_that_commune(room: Room) -> None:
    await room.say("web:an", start_code=f"xa{AREA}")
    async with room.database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT area_code FROM contact")
    assert [row["area_code"] for row in rows] == [AREA]


async def months(room: Room, *moments: tuple[int, int]) -> list[tuple[str, str]]:
    """What officers hear on the days and hours (UTC) of December, with a tick each."""
    heard = []
    for day, hour in moments:
        room.clock.now = datetime(2026, 12, day, hour, tzinfo=UTC)
        await room.months.tick()
        heard += [(who, message.text) for who, message in await room.heard_by_all() if isinstance(message, Reply)]
    return heard


async def test_each_month_is_counted_offered_and_asked_for_once(room: Room) -> None:
    async with room.database.write() as store:
        await store.roster.add([Beneficiary(AREA, "Lê Thị Lan", 1940, None, "NCC", "account")], room.clock())
    for who, area in ((HOA, AREA), (CUC, SILENT), (CITY, None)):
        await room.officer(who, area)
    early = await months(room, (1, 0))
    assert early == []  # seven in the morning
    offered = await months(room, (1, 2), (1, 3), (2, 3))
    assert sorted(who for who, _ in offered) == [CUC, CITY, HOA]
    assert all("tháng 11/2026" in text for _, text in offered)
    reminded = await months(room, (5, 3), (6, 3), (20, 3))
    assert [who for who, _ in reminded] == [CUC]
    assert "xã Duy Xuyên" in reminded[0][1]
    async with room.database.read() as store:
        assert await store.monthly.of(date(2026, 11, 30)) == {(AREA, "NCC"): Count(1, 1)}


async def test_a_process_that_starts_anew_does_not_offer_again(room: Room) -> None:
    await room.officer(HOA, AREA)
    assert len(await months(room, (1, 2))) == 1
    room.months._done_for = None
    assert await months(room, (1, 4)) == []


def test_the_page_can_be_made_from_odd_texts() -> None:
    from bot.reports.leaflet import Leaflet, pdf  # noqa: PLC0415 - beside its only use

    odd = Leaflet("Xã " * 40, ["<b>\u200b" + "dài " * 60], "https://x/" + "a" * 200, "", "")
    assert BytesIO(pdf(odd)).read(4) == b"%PDF"
