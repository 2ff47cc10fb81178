"""Follow-ups in a real store: the table of steps, history, undo, joining, leaving, sealing."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Address
from storage.enrolments import Report
from storage.follow_up import UNDO_FOR, Step
from storage.follow_up_status import ALLOWED, Status, allowed
from storage.roster import Beneficiary
from tests.fakes.stores import DAMAGED, open_store

if TYPE_CHECKING:
    from storage.database import Database
    from storage.store import Store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AREA, OTHER = "20791", "20971"


def _report(**changed: object) -> Report:
    values: dict[str, object] = {
        "area_code": AREA,
        "relation": "child",
        "willing": "yes",
        "confirmed": True,
        "nickname": "Nguyễn Thị Sáu",
        "hamlet": "thôn 2",
        "phone": "0905123456",
        "birth_year": 1940,
    }
    return Report(**(values | changed))  # type: ignore[arg-type]


async def _fill(store: Store, *names: str) -> list[int]:
    """Two areas, and a contact for each name."""
    for code in (AREA, OTHER):
        await store.connection.execute_fetchall(
            "INSERT INTO area (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (code, code)
        )
    return [(await store.people.add(Address("web", name), "vi", NOW)).id for name in names]


async def _person(store: Store, name: str, year: int | None, hamlet: str = "Thôn 2", area: str = AREA) -> int:
    return await store.roster.add([Beneficiary(area, name, year, hamlet, "BTXH", "cash")], NOW)


async def _roster_status(store: Store, person: int) -> str:
    rows = await store.connection.execute_fetchall("SELECT status FROM beneficiary WHERE id = ?", (person,))
    return str(rows[0]["status"])


def test_every_status_has_its_row_in_the_table() -> None:
    assert set(ALLOWED) == set(Status)
    assert ALLOWED[Status.WITHDRAWN] == frozenset()
    assert all(Status.REPORTED not in following for following in ALLOWED.values())
    assert all(Status.WITHDRAWN in ALLOWED[was] for was in Status if was is not Status.WITHDRAWN)


async def test_a_damaged_name_keeps_no_family_from_reporting_and_nobody_from_being_found(database: Database) -> None:
    async with database.write() as store:
        (contact,) = await _fill(store, "a")
        await _person(store, "Trần Văn Bảy", 1940)
        sau = await _person(store, "Nguyễn Thị Sáu", 1940)
        await store.connection.execute_fetchall("UPDATE beneficiary SET full_name = ? WHERE id < ?", [DAMAGED, sau])
        await store.connection.execute_fetchall("UPDATE name_part SET word = ? WHERE id = 1", [DAMAGED])
    async with database.write() as store:
        case = await store.follow_ups.one(await store.enrolments.add(contact, _report(), NOW))
        assert case
        assert case.person
        assert case.person.id == sau
        assert [one.id for one in await store.roster.search("nguyenx sau", [AREA])] == [sau]


async def test_one_clear_person_is_tied_and_the_roster_knows_it(database: Database) -> None:
    async with database.write() as store:
        (contact,) = await _fill(store, "a")
        sau = await _person(store, "Nguyễn Thị Sáu", 1940)
        await _person(store, "Nguyễn Thị Sáu", 1940, area=OTHER)
        report = await store.enrolments.add(contact, _report(nickname="bà nguyen thi sau"), NOW)
    async with database.read() as store:
        case = await store.follow_ups.one(report)
        assert case is not None
        assert case.person is not None
        assert (case.match, case.person.id, case.person.full_name) == ("tied", sau, "Nguyễn Thị Sáu")
        assert await _roster_status(store, sau) == "reported"


async def test_a_doubt_is_left_to_the_officer(database: Database) -> None:
    async with database.write() as store:
        (contact,) = await _fill(store, "a")
        sau = await _person(store, "Nguyễn Thị Sáu", 1941)
        elsewhere = await _person(store, "Nguyễn Thị Sáu", 1940, area=OTHER)
        report = await store.enrolments.add(contact, _report(), NOW)
        case = await store.follow_ups.one(report)
        assert case is not None
        assert case.match == "open"
        assert [one.id for one in await store.follow_ups.candidates(case)] == [sau]
        assert await store.follow_ups.match(case, elsewhere) is None
        assert await store.follow_ups.match(case, sau) == report
        tied = await store.follow_ups.one(report)
        assert tied is not None
        assert tied.match == "tied"
        assert await _roster_status(store, sau) == "reported"
        assert await store.follow_ups.match(tied, None) == report
        assert await _roster_status(store, sau) == "listed"


async def test_a_second_report_joins_the_first(database: Database) -> None:
    async with database.write() as store:
        son, daughter, neighbour = await _fill(store, "son", "daughter", "neighbour")
        first = await store.enrolments.add(son, _report(), NOW)
        case = await store.follow_ups.one(first)
        assert case is not None
        assert await store.follow_ups.change(case, Step(Status.CONTACTED), neighbour, NOW)
        second = await store.enrolments.add(daughter, _report(nickname="nguyen thi sau", willing="no"), NOW)
        other = await store.enrolments.add(neighbour, _report(birth_year=1941), NOW)
        joined = await store.follow_ups.one(second)
        alone = await store.follow_ups.one(other)
        assert joined is not None
        assert alone is not None
        assert (joined.id, joined.status, joined.others) == (first, Status.CONTACTED, 1)
        assert (alone.id, alone.others) == (other, 0)
        assert [who.contact_id for who in await store.follow_ups.tellers(joined)] == [son, daughter]
        assert await store.follow_ups.count(AREA, "wait") == 2


async def test_a_follow_up_goes_on_when_its_first_report_is_taken_back(database: Database) -> None:
    async with database.write() as store:
        son, daughter, officer = await _fill(store, "son", "daughter", "officer")
        sau = await _person(store, "Nguyễn Thị Sáu", 1940)
        first = await store.enrolments.add(son, _report(), NOW)
        second = await store.enrolments.add(daughter, _report(), NOW)
        case = await store.follow_ups.one(second)
        assert case is not None
        await store.follow_ups.change(case, Step(Status.CONTACTED, "met the son"), officer, NOW)
        assert await store.enrolments.withdraw(first, son, NOW)
        assert await store.follow_ups.one(first) is None
        heir = await store.follow_ups.one(second)
        assert heir is not None
        assert (heir.id, heir.status, heir.others) == (second, Status.CONTACTED, 0)
        assert [one.became for one in await store.follow_ups.changes(second)] == [Status.REPORTED, Status.CONTACTED]
        assert [one.became for one in await store.follow_ups.changes(first)] == [Status.REPORTED, Status.WITHDRAWN]
        assert await _roster_status(store, sau) == "contacted"
        assert await store.enrolments.withdraw(second, daughter, NOW)
        assert await _roster_status(store, sau) == "listed"


async def test_a_matched_report_joins_the_one_about_the_same_person(database: Database) -> None:
    async with database.write() as store:
        son, daughter = await _fill(store, "son", "daughter")
        sau = await _person(store, "Nguyễn Thị Sáu", 1940)
        first = await store.enrolments.add(son, _report(), NOW)
        second = await store.enrolments.add(daughter, _report(nickname="bà Sáu", birth_year=None), NOW)
        case = await store.follow_ups.one(second)
        assert case is not None
        assert case.id == second
        assert await store.follow_ups.match(case, sau) == first
        joined = await store.follow_ups.one(second)
        assert joined is not None
        assert joined.id == first


async def test_undo_takes_back_the_last_step_for_a_short_time(database: Database) -> None:
    async with database.write() as store:
        relative, officer = await _fill(store, "relative", "officer")
        report = await store.enrolments.add(relative, _report(), NOW)
        case = await store.follow_ups.one(report)
        assert case is not None
        assert await store.follow_ups.undo(case, officer, NOW) is None
        visit = Step(Status.VISIT_PLANNED, visit_on=date(2026, 11, 30))
        await store.follow_ups.change(case, visit, officer, NOW)
        planned = await store.follow_ups.one(report)
        assert planned is not None
        await store.follow_ups.change(planned, Step(Status.DECEASED), officer, NOW)
        dead = await store.follow_ups.one(report)
        assert dead is not None
        assert await store.follow_ups.undo(dead, officer, NOW + UNDO_FOR) is None
        assert await store.follow_ups.undo(dead, officer, NOW + UNDO_FOR - timedelta(seconds=1))
        again = await store.follow_ups.one(report)
        assert again is not None
        assert (again.status, again.visit_on) == (Status.VISIT_PLANNED, date(2026, 11, 30))


async def test_what_is_personal_is_sealed_and_goes_when_taken_back(database: Database) -> None:
    secrets = ("Nguyễn", "0905123456", "met her grandson")
    async with database.write() as store:
        relative, officer = await _fill(store, "relative", "officer")
        report = await store.enrolments.add(relative, _report(), NOW)
        await store.enrolments.change(report, relative, _report(reason="fees"), NOW)
        case = await store.follow_ups.one(report)
        assert case is not None
        await store.follow_ups.change(case, Step(Status.CONTACTED, "met her grandson"), officer, NOW)
    async with database.read() as store:
        written = await _rows(store)
        assert not [secret for secret in secrets if secret in written]
        kept = await store.enrolments.one(report, relative)
        assert kept is not None
        assert (kept.report.nickname, kept.report.phone) == ("Nguyễn Thị Sáu", "0905123456")
        assert [one.note for one in await store.follow_ups.changes(report)] == [None, "met her grandson"]
    async with database.write() as store:
        await store.enrolments.withdraw(report, relative, NOW)
        assert [one.note for one in await store.follow_ups.changes(report)] == [None, None, None]
        assert "§1:" not in await _rows(store)


async def test_rows_from_before_sealing_are_read(database: Database) -> None:
    async with database.write() as store:
        (relative,) = await _fill(store, "relative")
        report = await store.enrolments.add(relative, _report(), NOW)
        await store.connection.execute_fetchall(
            "UPDATE enrolment_report SET nickname = 'bà Sáu', phone = '0905000000' WHERE id = ?", (report,)
        )
        case = await store.follow_ups.one(report)
        assert case is not None
        assert (case.name, case.phone) == ("bà Sáu", "0905000000")


async def _rows(store: Store) -> str:
    tables = ("enrolment_report", "enrolment_history", "follow_change")
    found = [await store.connection.execute_fetchall(f"SELECT * FROM {table}") for table in tables]  # noqa: S608 - three names
    return "\n".join(str(tuple(row)) for rows in found for row in rows)


DEEDS = st.lists(st.sampled_from(list(Status)) | st.just("undo") | st.just("wait"), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(DEEDS)
def test_no_path_leads_out_of_the_table_and_history_is_complete(deeds: list[Status | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_walk(Path(folder) / "ansinh.sqlite3", deeds))


async def _walk(path: Path, deeds: list[Status | str]) -> None:
    """Try every deed in turn; what the store holds always follows from its history by the table."""
    opened = await open_store(path)
    try:
        async with opened.write() as store:
            relative, officer = await _fill(store, "relative", "officer")
            report = await store.enrolments.add(relative, _report(), NOW)
            now = NOW
            for deed in deeds:
                now += timedelta(minutes=20 if deed == "wait" else 1)
                await _try(store, report, deed, officer, now)
                await _check(store, report, officer, relative)
    finally:
        await opened.close()


async def _try(store: Store, report: int, deed: Status | str, officer: int, now: datetime) -> None:
    case = await store.follow_ups.one(report)
    if case is None or deed == "wait":
        return
    if deed == "undo":
        before = case.status
        undone = await store.follow_ups.undo(case, officer, now)
        assert undone is None or undone.became is before
        return
    if deed is Status.WITHDRAWN:
        ((number, contact),) = await store.follow_ups.reports(case)
        assert await store.enrolments.withdraw(number, contact, now, by=officer)
        return
    made = await store.follow_ups.change(case, Step(Status(deed), "why"), officer, now)
    assert (made is not None) == allowed(case.status, Status(deed))


async def _check(store: Store, report: int, officer: int, relative: int) -> None:
    history = await store.follow_ups.changes(report)
    assert history[0].was is None
    assert (history[0].became, history[0].contact_id) == (Status.REPORTED, relative)
    stands = Status.REPORTED
    for one in (change for change in history[1:] if not change.undone):
        assert one.was is stands
        assert allowed(stands, one.became)
        assert one.contact_id == officer
        stands = one.became
    assert await store.follow_ups.status(report) is stands
