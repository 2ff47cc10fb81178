"""Every officers' route, for everybody who may not: nothing is shown, nothing is changed, however buttons are edited.

The routes come from the table, so that a new one is tried without being named here.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.messages import Address, Reply
from handlers.routes import CITY, EVERYBODY, OFFICERS, ROUTES
from storage.enrolments import Report
from storage.payments import PayDay
from storage.questions import NewQuestion
from storage.roster import Beneficiary
from tests.fakes.lists import XLSX, table

if TYPE_CHECKING:
    from tests.fakes.room import Room

AREA, ELSEWHERE = "20971", "20623"
STRANGER, FORMER, OUTSIDER, OWN = "web:stranger", "web:former", "web:outsider", "web:own"
SECRETS = ("Thị Bí Mật", "Cần giữ kín", "0905111222", "Thôn Kín Đáo")
CANCEL = re.compile("f:.*:cancel")
OFFICER_ROUTES = [route for route in ROUTES if route.roles != EVERYBODY]
VOLATILE = frozenset(
    {"inbox", "outbox", "flow", "last_turn", "audit", "work", "file", "setting", "sqlite_sequence", "contact"}
)
"""What a request may write: itself, its answer, that it was refused, and files of the own commune."""
SHAPES = (
    "",
    "1",
    "2",
    "1:1",
    "1:yes",
    "1:over",
    "1:leave",
    "1:stay",
    "1:renew",
    "1:remove",
    "1:sure",
    "1:scam",
    "1:fees_min_balance:yes",
    "1:paid_by_account",
    "confirm:1",
    "cancel:1",
    "change:1",
    "off:1",
    f"{AREA}",
    f"{AREA}:---:0:0",
    f"{AREA}:---:1:0!yes",
    "all:---:0:0",
    "all:---:0:0!yes",
    f"wait:{AREA}:0",
    "wait:all:0",
    f"2026-11:{AREA}",
    "2026-11:all",
    f"{AREA}:2026-11:N5.1",
)


@pytest.fixture
async def world(room: Room) -> Room:
    """A commune with one of everything, and officers of two communes; nobody of the city."""
    for who, area in ((OWN, AREA), (OUTSIDER, ELSEWHERE), (FORMER, AREA)):
        await room.officer(who, area)
    await room.send_file(OWN, "a.xlsx", table([(1, "Trần Thị Bí Mật", 1941, "Thôn Kín Đáo", "NCC", 1, "tm")]), XLSX)
    await room.work()
    async with room.database.write() as store:
        contact = await store.people.add(Address("web", "family"), "vi", room.clock())
        person = Beneficiary(AREA, "Lê Thị Bí Mật", 1940, "Thôn Kín Đáo", "NCC", "cash")
        await store.roster.add([person], room.clock())
        report = Report(AREA, "child", "yes", confirmed=True, nickname="Thị Bí Mật", phone="0905111222")
        number = await store.enrolments.add(contact.id, report, room.clock())
        await store.follow_ups.place(number)
        await store.questions.add(NewQuestion(contact.id, AREA, "Cần giữ kín", "dispute", "0905111222"), room.clock())
        await store.payments.enter(PayDay(AREA, "NCC", date(2026, 12, 10), "8 giờ", "Thôn Kín Đáo"), None, room.clock())
        former = await store.people.by_address(Address.parse(FORMER))
        assert former
        await store.officers.dismiss(former.id)
    await room.heard_by_all()
    return room


async def kept(room: Room) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the store that a request may not touch."""
    async with room.database.read() as store:
        rows = await store.connection.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {row["name"] for row in rows} - VOLATILE
        return {
            name: [tuple(row) for row in await store.connection.execute_fetchall(f"SELECT * FROM {name}")]  # noqa: S608 - names of the schema
            for name in names
            if not name.startswith("web_") and name != "address"
        }


async def tried(room: Room, who: str) -> None:
    """Press every officers' button in every shape, and say every command, each with no form open; then look."""
    before = await kept(room)
    for route in OFFICER_ROUTES:
        asked = [f"{route.key}:{shape}" if shape else route.key for shape in SHAPES]
        for key in asked:
            await _without_secrets(room, who, choice=key)
        for command in route.commands:
            await _without_secrets(room, who, text=f"/{command} xã Tam Xuân")
    assert await kept(room) == before


async def _without_secrets(room: Room, who: str, **said: str) -> None:
    await room.tell(who, **said)
    await room.work()
    replies = [message for message in await room.heard(who) if isinstance(message, Reply)]
    shown = " ".join(_everything_on(reply) for reply in replies)
    assert not [secret for secret in SECRETS if secret in shown], (said, shown)
    for cancel in (choice.key for reply in replies for choice in reply.choices if CANCEL.fullmatch(choice.key)):
        await room.press(who, cancel)


def _everything_on(reply: Reply) -> str:
    return f"{reply.text} {[choice.label for choice in reply.choices]}"


@pytest.mark.parametrize("who", [STRANGER, FORMER, OUTSIDER])
async def test_who_may_not_sees_and_changes_nothing(world: Room, who: str) -> None:
    await tried(world, who)


async def test_the_officer_of_the_commune_does_see_it(world: Room) -> None:
    """The same requests show everything to who may see it, so the test above is not blind."""
    shown = ""
    for key in ("list", "who:1", "reply:1", "follow:1", "payday"):
        shown += " ".join(_everything_on(reply) for reply in await world.press(OWN, key))
    assert all(secret in shown for secret in SECRETS)


async def test_city_routes_are_closed_to_communes(world: Room) -> None:
    for route in (route for route in OFFICER_ROUTES if route.roles == CITY):
        assert "chỉ dành cho" in (await world.press(OWN, route.key))[-1].text, route.key


def test_every_route_is_for_everybody_for_officers_or_for_the_city() -> None:
    assert {route.roles for route in ROUTES} == {EVERYBODY, OFFICERS, CITY}
