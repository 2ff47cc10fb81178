"""What is kept about a person: all of it shown, all of it gone when they ask, none of it readable in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.messages import Address
from bot.schedule.housekeeping import ANSWERED, Housekeeping
from storage.enrolments import Report
from storage.people import Purpose
from storage.personal import HIDDEN, LINKS, NOT_PERSONAL
from storage.retention import Periods

if TYPE_CHECKING:
    from tests.fakes.room import Room

AN, HOA = "web:an", "web:hoa"
AREA = "20971"
MARK, PHONE = "Hoa Phượng Vàng", "0905777123"
_LINKING = {
    "contact_id",
    "external_id",
    "created_by",
    "entered_by",
    "proposed_by",
    "redeemed_by",
    "taken_by",
    "answered_by",
    "owner",
}


async def everything_typed(room: Room) -> None:
    """Somebody says the mark wherever something can be said."""
    await room.officer(HOA, AREA)
    await room.say(AN, f"chào, tôi là {MARK}")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        report = Report(AREA, "child", "yes", confirmed=True, nickname=MARK, hamlet=MARK, phone=PHONE)
        await store.enrolments.add(contact.id, report, room.clock())
    await room.press(AN, "subscribe")
    for answer in ("1", "xã Tam Xuân", "1", "1", f"bà {MARK}", "1", "1"):
        await room.say(AN, answer)
    await room.say(AN, "gặp cán bộ")
    for answer in (f"Sổ của {MARK} bị mối ăn", "xã Tam Xuân", PHONE, "1"):
        await room.say(AN, answer)
    await room.press(HOA, "reply:1")
    for answer in (f"Nhờ {MARK} mang sổ ra xã", "1"):
        await room.say(HOA, answer)
    await room.press(AN, "askback:1")
    await room.say(AN, f"Con của {MARK} đi thay được không")


async def rows(room: Room) -> dict[str, list[dict[str, Any]]]:
    async with room.database.read() as store:
        tables = await store.connection.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            table["name"]: [
                dict(row)
                for row in await store.connection.execute_fetchall(f"SELECT * FROM {table['name']}")  # noqa: S608 - the schema's names
            ]
            for table in tables
        }


def found(kept: dict[str, list[dict[str, Any]]], text: str, opened: Any = None) -> list[str]:
    """Where ``text`` stands, as it is or behind a seal."""
    places = []
    for table, lines in kept.items():
        for line in lines:
            for name, value in line.items():
                shown = opened(value) if opened and isinstance(value, str) else value
                if isinstance(shown, str) and text.lower() in shown.lower():
                    places.append(f"{table}.{name}")
    return places


async def test_names_and_phones_are_sealed_wherever_they_stand(room: Room) -> None:
    await everything_typed(room)
    kept = await rows(room)
    assert found(kept, MARK) == ["enrolment_report.hamlet"]  # a hamlet is no person, and lists are made by it
    assert found(kept, PHONE) == []
    sealed = set(found(kept, MARK, room.database.vault.open))
    assert {"question.text", "question_message.text", "flow.answers", "subscription.nickname"} <= sealed


async def test_the_file_of_a_person_holds_all_of_it_and_nothing_of_others(room: Room) -> None:
    await everything_typed(room)
    await room.say("web:other", "đăng ký")
    given = (await room.press(AN, "data:file"))[-1]
    text = (await room.file(given.attachment)).decode()
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        everything = await store.personal.everything(contact)
    assert {"consent", "question", "question_message", "subscription", "enrolment_report"} <= set(everything)
    assert all(f"== {table} " in text for table in everything if table != "file")  # the copy itself came after
    assert MARK in text
    assert PHONE in text
    assert "web:other" not in text
    assert "other" not in {row.get("external_id") for rows_of in everything.values() for row in rows_of}


async def test_what_is_deleted_is_gone_within_the_day(room: Room) -> None:
    await everything_typed(room)
    await room.say(AN, "hủy")
    await room.press(AN, "data:file")
    await room.press(HOA, "propose:1")
    assert (await rows(room))["answer_proposal"]
    await room.press(AN, "erase:yes")
    await room.heard_by_all()
    kept = await rows(room)
    assert (kept["answer_proposal"], kept["file"]) == ([], [])
    opened = room.database.vault.open
    assert found(kept, PHONE, opened) == []
    assert set(found(kept, MARK, opened)) <= {"last_turn.asked"}
    room.clock.advance(hours=1 + ANSWERED.total_seconds() / 3_600)
    await Housekeeping(room.database, room.clock, Periods()).tick()
    after = await rows(room)
    assert found(after, MARK, opened) == []
    own = [row for table in ("address", "inbox", "outbox", "web_session") for row in after[table]]
    assert [row for row in own if row.get("external_id") == "an"] == []
    assert {row["action"] for row in after["audit"]} >= {"erased own data"}


async def test_who_writes_again_is_answered_as_somebody_new(room: Room) -> None:
    await everything_typed(room)
    await room.press(AN, "erase:yes")
    room.clock.advance(hours=2)
    await room.say(AN, "quên mã pin")
    await Housekeeping(room.database, room.clock, Periods()).tick()
    assert "căn cước" in (await room.say(AN, "quên mã pin"))[-1].text
    room.clock.advance(days=1)
    await Housekeeping(room.database, room.clock, Periods()).tick()
    assert "căn cước" in (await room.say(AN, "quên mã pin"))[-1].text


async def test_every_table_that_refers_to_a_person_is_accounted_for(room: Room) -> None:
    async with room.database.read() as store:
        tables = await store.connection.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        columns = {
            table["name"]: {
                row["name"] for row in await store.connection.execute_fetchall(f"PRAGMA table_info({table['name']})")
            }
            for table in tables
        }
    linked = {table for table, names in columns.items() if names & _LINKING}
    assert linked - set(LINKS) - set(NOT_PERSONAL) == set()
    assert (set(LINKS) | set(NOT_PERSONAL)) - set(columns) == set()
    assert all(column in columns[table] for table, column in HIDDEN)


async def test_a_report_about_a_neighbour_tells_nothing_of_the_roster(room: Room) -> None:
    await everything_typed(room)
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        found = await store.personal.everything(contact)
    shown = {name for table in ("enrolment_report", "follow_change") for row in found.get(table, ()) for name in row}
    assert found["enrolment_report"]
    assert shown & {"beneficiary_id", "match", "joined_to", "status", "visit_on", "became"} == set()


async def test_consents_say_what_when_where_and_which_words(room: Room) -> None:
    await everything_typed(room)
    await room.press(AN, "tips:on")
    await room.press(AN, "tips:off")
    kept = (await rows(room))["consent"]
    assert {row["purpose"] for row in kept} >= {"pass_on", "tips"}
    assert all(row["text_version"] and row["at"] and row["channel"] == "web" for row in kept)
    assert [row["given"] for row in kept if row["purpose"] == "tips"] == [1, 0]


async def test_each_consent_is_taken_back_in_one_step_with_what_came_of_it(room: Room) -> None:
    await everything_typed(room)
    await room.say(AN, "hủy")
    async with room.database.write() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        await store.people.record_consent(contact, Purpose.REPORTS, given=True, text_version="t", now=room.clock())
    await room.press(AN, "tips:on")
    for purpose, left in (("reports", "enrolment_report"), ("reminders", "subscription"), ("pass_on", "question")):
        shown = (await room.press(AN, "consent"))[-1]
        key = next(choice.key for choice in shown.choices if choice.key == f"consent:{purpose}")
        assert "đã rút lại" in (await room.press(AN, key))[-1].text
        assert MARK not in str(await own(room, left, room.database.vault.open))
    await room.press(AN, "consent:tips")
    assert "không có việc nào" in (await room.press(AN, "consent"))[-1].text
    async with room.database.read() as store:
        rows_of = await store.connection.execute_fetchall("SELECT tips FROM contact ORDER BY id")
    assert [row["tips"] for row in rows_of] == [0, 0]


async def own(room: Room, table: str, opened: Any) -> list[dict[str, Any]]:
    """The rows of a table, unsealed."""
    return [
        {name: opened(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in (await rows(room))[table]
    ]


async def test_stop_takes_back_what_the_bot_would_send_of_its_own_accord(room: Room) -> None:
    await everything_typed(room)
    await room.say(AN, "hủy")
    await room.press(AN, "tips:on")
    await room.say(AN, "DỪNG")
    async with room.database.read() as store:
        contact = await store.people.by_address(Address.parse(AN))
        assert contact
        given = await store.people.consents(contact.id)
    assert (given["reminders"], given["tips"], given["pass_on"]) == (False, False, True)


async def test_who_asks_late_at_night_is_forgotten_within_the_day_too(room: Room) -> None:
    housekeeping = Housekeeping(room.database, room.clock, Periods())
    await everything_typed(room)
    room.clock.now = room.clock.now.replace(hour=16, minute=10)  # 23:10 in Việt Nam
    await housekeeping.tick()
    await room.press(AN, "erase:yes")
    room.clock.advance(hours=1, minutes=1)
    await housekeeping.tick()
    assert [row for row in (await rows(room))["address"] if row["external_id"] == "an"] == []
