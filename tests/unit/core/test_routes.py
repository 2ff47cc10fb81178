"""Who may what: every route and role, every way to ask, and what an officer of one commune reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import MAX_TEXT, Address
from handlers.routes import FORMS, ROUTES, Route, by_key
from storage.people import Role
from storage.questions import NewQuestion

if TYPE_CHECKING:
    from storage.officers import AuditRow
    from storage.turns import Flow
    from tests.fakes.room import Room

OWN, OTHER = "20791", "20971"
PEOPLE = {Role.PUBLIC: "web:person", Role.COMMUNE: "web:commune", Role.CITY: "web:city"}
RESTRICTED = [route for route in ROUTES if Role.PUBLIC not in route.roles]
REFUSAL = "chỉ dành cho cán bộ"


async def _audit(room: Room) -> list[AuditRow]:
    async with room.database.read() as store:
        return [row for _, row in reversed(await store.officers.audit_page(None, 0, 999))]


async def _enter(room: Room, role: Role) -> str:
    who = PEOPLE[role]
    if role is Role.PUBLIC:
        await room.say(who, "/start")
    else:
        await room.officer(who, OWN if role is Role.COMMUNE else None)
    return who


async def _flow(room: Room, who: str) -> Flow | None:
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(who))
        assert contact
        return (await store.turns.load(contact.id))[1]


def test_keys_commands_and_phrases_are_unique() -> None:
    for words in (
        [route.key for route in ROUTES],
        [command for route in ROUTES for command in route.commands],
        [phrase for route in ROUTES for phrase in route.phrases],
    ):
        assert len(words) == len(set(words))


def test_keys_leave_room_for_an_argument() -> None:
    assert all(1 <= len(route.key) <= 12 for route in ROUTES)
    assert all(":" not in route.key for route in ROUTES)
    assert "f" not in {route.key for route in ROUTES}, "buttons of forms begin with it"


def test_what_officers_do_is_restricted() -> None:
    handlers = {route.key for route in ROUTES if "officers" in route.handler.__module__}
    assert handlers <= {route.key for route in RESTRICTED}
    assert {"officer", "figures", "payday", "facts", "desk", "reply"} <= {route.key for route in RESTRICTED}


def test_an_unknown_key_has_no_route() -> None:
    assert by_key("") is None
    assert by_key("figures2") is None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
async def test_every_route_for_every_role(room: Room, route: Route, role: Role) -> None:
    who = await _enter(room, role)
    replies = await room.press(who, route.key)
    assert replies
    refused = any(REFUSAL in reply.text for reply in replies)
    assert refused == (role not in route.roles)
    if refused:
        assert (await _audit(room))[-1].action == f"refused {route.key}"
    assert all(reply.text and len(reply.text) <= MAX_TEXT for reply in replies)


@pytest.mark.parametrize(
    "argument", ["", ":", ":1", ":yes", ":no:fees", ":999999999999999999999", ":Thăng Bình", ":a:b:c:d"]
)
@pytest.mark.parametrize("role", Role)
async def test_no_argument_breaks_or_opens_a_route(room: Room, argument: str, role: Role) -> None:
    who = await _enter(room, role)
    for route in ROUTES:
        if route.key == "erase":
            continue
        replies = await room.press(who, route.key + argument)
        assert all("trục trặc" not in reply.text for reply in replies), route.key
        assert any(REFUSAL in reply.text for reply in replies) == (role not in route.roles), route.key


@pytest.mark.parametrize("route", RESTRICTED, ids=lambda route: route.key)
async def test_commands_are_refused_like_buttons_and_phrases_are_a_familys_question(room: Room, route: Route) -> None:
    """Said by an officer, "ngày trả" opens the list of pay days; said by a daughter, it asks when the money comes."""
    who = await _enter(room, Role.PUBLIC)
    for text in (f"/{command}" for command in route.commands):
        reply, *_ = await room.say(who, text)
        assert REFUSAL in reply.text, text
        assert await _flow(room, who) is None
    for text in route.phrases:
        reply, *_ = await room.say(who, text)
        assert REFUSAL not in reply.text, text
        flow = await _flow(room, who)
        assert flow is None or flow.form in {"place", "passon"}, text


async def test_who_was_an_officer_is_one_no_more(room: Room) -> None:
    who = await _enter(room, Role.COMMUNE)
    await room.press(who, "payday")
    for text in ("3", "4/12/2026", "7 giờ", "trụ sở xã", "bỏ qua"):
        await room.say(who, text)
    async with room.database.write() as store:
        await store.connection.execute_fetchall("DELETE FROM officer")
    await room.say(who, "1")
    async with room.database.read() as store:
        assert await store.payments.coming(OWN, room.clock().date()) == []
    assert any(row.action.startswith("refused") for row in await _audit(room))


@pytest.mark.parametrize("asked", [f"figures:{OTHER}", "figures:"])
async def test_figures_of_another_area_by_an_edited_button(room: Room, asked: str) -> None:
    who = await _enter(room, Role.COMMUNE)
    reply, *_ = await room.press(who, asked)
    if asked.endswith(":"):
        assert "xã Thăng Bình" in reply.text
        return
    assert "không thuộc phần việc" in reply.text
    assert any(row.action.startswith("refused") and row.area_code == OTHER for row in await _audit(room))


async def test_figures_of_another_area_in_words_are_refused_and_audited(room: Room) -> None:
    who = await _enter(room, Role.COMMUNE)
    reply, *_ = await room.say(who, "/thongke Tam Xuân")
    assert "không thuộc phần việc" in reply.text
    assert any(row.action.startswith("refused") and row.area_code for row in await _audit(room))


async def test_a_city_officer_reaches_every_area(room: Room) -> None:
    who = await _enter(room, Role.CITY)
    reply, *_ = await room.press(who, f"figures:{OTHER}")
    assert room.mind.areas.get(OTHER).name in reply.text  # type: ignore[union-attr]
    assert [row.action for row in await _audit(room)][-1] == "figures"


async def test_a_question_of_another_area_is_neither_read_nor_answered(room: Room) -> None:
    who = await _enter(room, Role.COMMUNE)
    await _enter(room, Role.PUBLIC)
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(PEOPLE[Role.PUBLIC]))
        assert contact
        row_id = await store.questions.add(
            NewQuestion(contact.id, OTHER, "chuyện riêng của xã khác", "asked"), room.clock()
        )
    reply, *_ = await room.press(who, f"reply:{row_id}")
    assert "chuyện riêng" not in reply.text
    assert await _flow(room, who) is None
    assert any(row.action.startswith("refused") for row in await _audit(room))


@pytest.mark.parametrize("form", ["payday", "facts"])
async def test_a_form_s_edited_area_is_refused(room: Room, form: str) -> None:
    """A commune officer goes back to the commune and names another one."""
    who = await _enter(room, Role.COMMUNE)
    await room.press(who, form)
    await room.say(who, "quay lại")
    await room.say(who, "Tam Xuân")
    for _ in range(9):
        flow = await _flow(room, who)
        if flow is None:
            break
        answer = {"scheme": "3", "day": "4/12/2026", "confirm": "1"}.get(flow.step, "bỏ qua")
        answer = "7 giờ" if flow.step in {"hours", "place"} else answer
        await room.say(who, answer)
    rows = await _audit(room)
    assert not any(row.action in {"pay day entered", "commune facts"} for row in rows)


async def test_each_change_and_query_of_an_officer_leaves_a_row(room: Room) -> None:
    who = await _enter(room, Role.COMMUNE)
    await room.say(who, "/thongke")
    await room.say(who, "/cauhoi")
    await room.say(who, "/ngaytra")
    for text in ("3", "4/12/2026", "7 giờ", "trụ sở xã", "bỏ qua", "1"):
        await room.say(who, text)
    actions = [row.action for row in await _audit(room)]
    assert {"figures", "questions listed", "pay day entered", "appointed commune"} <= set(actions)
    assert all(row.area_code == OWN for row in await _audit(room) if row.action != "invited commune")


async def test_an_invitation_works_once_and_not_after_its_time(room: Room) -> None:
    from bot.invitations import invite  # noqa: PLC0415 - only this test needs it
    from storage.officers import Appointment  # noqa: PLC0415

    async with room.database.write() as store:
        first = await invite(store, Appointment(Role.COMMUNE, OWN), room.clock())
        late = await invite(store, Appointment(Role.CITY, None), room.clock())
    assert "cán bộ" in (await room.say("web:1", start_code=first))[0].text
    assert "không đúng" in (await room.say("web:2", start_code=first))[0].text
    room.clock.advance(hours=72)
    assert "không đúng" in (await room.say("web:2", start_code=late))[0].text
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse("web:2"))
        codes = list(await store.connection.execute_fetchall("SELECT code_hash FROM invitation"))
    assert contact
    assert contact.role is Role.PUBLIC
    assert first not in {row[0] for row in codes}


def test_every_form_s_buttons_fit_a_telegram_button() -> None:
    for form in FORMS.values():
        for step in form.steps:
            for value, _ in (*step.options, ("cancel", "")):
                assert len(f"f:12345678:{step.key}:{value}".encode()) <= 64
