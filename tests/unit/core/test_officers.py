"""Who is an officer: invited once, renewed by another, lapsed, removed, cut off; and everything is noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.messages import Reply
from handlers.officers.log import ACTIONS
from storage.people import Role

if TYPE_CHECKING:
    from tests.fakes.room import Room

HOA, LAN, CITY, NEW = "web:hoa", "web:lan", "web:city", "web:new"
AREA = "20971"


async def told(room: Room, who: str) -> list[Reply]:
    return [message for message in await room.heard(who) if isinstance(message, Reply)]


async def role(room: Room, who: str) -> Role:
    from bot.messages import Address  # noqa: PLC0415 - only here

    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(who))
    return contact.role if contact else Role.PUBLIC


async def number(room: Room, who: str) -> int:
    from bot.messages import Address  # noqa: PLC0415 - only here

    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(who))
    assert contact
    return contact.id


async def test_the_city_invites_one_person_and_can_withdraw(room: Room) -> None:
    await room.officer(CITY, None)
    await room.say(CITY, "/moi")
    for answer in ("1", "xã Tam Xuân", "1"):
        replies = await room.say(CITY, answer)
    code = re.search(r"/start (\S+)", replies[-1].text)
    assert code
    listed = (await room.say(CITY, "/moi"))[-1]
    assert "Lời mời chưa ai dùng: 1" in listed.text
    await room.press(CITY, next(choice.key for choice in listed.choices if choice.key.startswith("uninvite:")))
    await room.say(NEW, start_code=code[1])
    assert await role(room, NEW) is Role.PUBLIC


async def test_a_role_lapses_unless_a_colleague_renews_it(room: Room) -> None:
    for who, area in ((HOA, AREA), (LAN, AREA)):
        await room.officer(who, area)
    room.clock.advance(days=84)
    await room.roles.tick()
    await room.roles.tick()
    asked = await told(room, LAN)
    assert len(asked) == 2  # about oneself, and about the colleague
    renew = next(choice.key for message in asked for choice in message.choices if choice.key.endswith(":renew"))
    assert renew == f"colleague:{await number(room, HOA)}:renew"
    await room.press(LAN, renew)
    room.clock.advance(days=7)
    await room.roles.tick()
    assert (await role(room, HOA), await role(room, LAN)) == (Role.COMMUNE, Role.PUBLIC)
    assert "hết hạn" in (await told(room, LAN))[-1].text


async def test_nobody_renews_or_removes_oneself_or_who_is_elsewhere(room: Room) -> None:
    for who, area in ((HOA, AREA), (LAN, "20623"), (CITY, None)):
        await room.officer(who, area)
    for target in (HOA, LAN, CITY):
        for wish in ("renew", "remove", "sure"):
            reply = (await room.press(HOA, f"colleague:{await number(room, target)}:{wish}"))[-1]
            assert "không thuộc phần việc" in reply.text
    assert await role(room, LAN) is Role.COMMUNE


async def test_the_city_removes_at_once_and_the_officer_is_told(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.officer(CITY, None)
    await room.press(HOA, "counts")
    key = f"colleague:{await number(room, HOA)}"
    assert await role(room, HOA) is Role.COMMUNE
    await room.press(CITY, f"{key}:remove")
    assert await role(room, HOA) is Role.COMMUNE
    await room.press(CITY, f"{key}:sure")
    assert await role(room, HOA) is Role.PUBLIC
    assert "không còn quyền" in (await told(room, HOA))[-1].text
    await room.say(HOA, "tháng này")
    assert "cán bộ" in (await room.press(HOA, "list"))[-1].text


async def test_the_log_says_in_words_who_did_what_and_only_of_ones_area(room: Room) -> None:
    await room.officer(HOA, AREA)
    await room.officer(LAN, "20623")
    await room.say(HOA, "/danhsach")
    await room.say(LAN, "/thongke")
    shown = (await room.say(HOA, "/nhatky"))[-1].text
    assert "xem danh sách" in shown
    assert "xem số liệu" not in shown
    assert "làm việc khác" not in shown


def test_every_action_that_is_noted_has_words() -> None:
    from pathlib import Path  # noqa: PLC0415 - only here

    root = Path(__file__).parents[3]
    calls = [path.read_text("utf-8") for folder in ("bot", "handlers") for path in (root / folder).rglob("*.py")]
    pattern = re.compile(r"officers\.audit\(\s*[^,]+,\s*\"([a-z ]+)\"")
    noted = {action for text in calls for action in pattern.findall(text)}
    assert len(noted) > 20
    assert {action for action in noted if not action.startswith("refused")} - set(ACTIONS) == {
        "invitation refused"
    } - set(ACTIONS)
