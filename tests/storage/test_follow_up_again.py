"""A new word about somebody whose matter is settled, and which reports are about one person: officers see each."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.officers.work_lists import LISTS
from storage.follow_up import Step
from storage.follow_up_match import Described, contradict
from storage.follow_up_status import UNDER_WAY, Status
from tests.fakes.stores import open_store
from tests.storage.test_follow_up import AREA, NOW, _fill, _person, _report, _roster_status

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Database
    from storage.follow_up import Case
    from storage.store import Store

CLOSED = sorted(set(Status) - UNDER_WAY - {Status.WITHDRAWN})
HOA = {"nickname": "Lê Thị Hoa", "birth_year": 1945}


async def _case(store: Store, report: int) -> Case:
    case = await store.follow_ups.one(report)
    assert case is not None
    return case


async def _go(store: Store, report: int, status: Status, officer: int, now: datetime = NOW) -> None:
    if status is not Status.REPORTED:
        assert await store.follow_ups.change(await _case(store, report), Step(status), officer, now)


async def _lists(store: Store) -> dict[str, list[int]]:
    found = {name: [case.id for case in await store.follow_ups.listed(AREA, name, 0, 99)] for name in LISTS}
    return {name: cases for name, cases in found.items() if cases}


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("tied", [True, False])
async def test_a_new_report_about_a_settled_matter_waits_for_an_officer(
    database: Database,
    closed: Status,
    tied: bool,  # noqa: FBT001 - a table's column
) -> None:
    async with database.write() as store:
        son, daughter, officer = await _fill(store, "son", "daughter", "officer")
        sau = await _person(store, "Nguyễn Thị Sáu", 1940) if tied else None
        first = await store.enrolments.add(son, _report(), NOW)
        await _go(store, first, closed, officer)
        second = await store.enrolments.add(daughter, _report(), NOW + timedelta(days=30))
        again = await _case(store, second)
        assert (again.id, again.status) == (second, Status.REPORTED)
        assert (await _lists(store))["wait"] == [second]
        assert (await _case(store, first)).status is closed, "what officers found before stands"
        assert [one.id for one in await store.follow_ups.alike(again)] == [first], "and is shown beside the new word"
        assert [who.contact_id for who in await store.follow_ups.tellers(again)] == [daughter]
        if sau is not None:
            assert await _roster_status(store, sau) == str(closed), "a relative's word changes nothing on the roster"


@pytest.mark.parametrize("closed", CLOSED)
async def test_a_report_that_is_changed_after_its_matter_was_settled_waits_again(
    database: Database, closed: Status
) -> None:
    later = NOW + timedelta(days=400)
    async with database.write() as store:
        son, daughter, officer = await _fill(store, "son", "daughter", "officer")
        first = await store.enrolments.add(son, _report(willing="no", reason="fees"), NOW)
        await _go(store, first, closed, officer)
        assert await store.enrolments.change(first, son, _report(willing="no", reason="fees"), later)
        assert (await _case(store, first)).status is closed, "the same word once more is no new one"
        waits = await store.enrolments.add(daughter, _report(nickname="Lê Văn Tám"), later - timedelta(days=1))
        assert await store.enrolments.change(first, son, _report(), later)
        assert (await _case(store, first)).status is Status.REPORTED
        assert (await _lists(store))["wait"] == [waits, first], "it waits since it was told anew"
        assert await store.follow_ups.undoable(await _case(store, first), later) is None
        assert (await store.follow_ups.changes(first))[-1].contact_id == son


@pytest.mark.parametrize("leads", [True, False])
async def test_one_of_several_changes_a_settled_report_and_the_others_are_left_alone(
    database: Database,
    leads: bool,  # noqa: FBT001 - a table's column
) -> None:
    later = NOW + timedelta(days=400)
    async with database.write() as store:
        son, daughter, officer = await _fill(store, "son", "daughter", "officer")
        first = await store.enrolments.add(son, _report(willing="no", reason="fees"), NOW)
        second = await store.enrolments.add(daughter, _report(willing="no", reason="fees"), NOW)
        await _go(store, first, Status.STAYS_CASH, officer)
        who, mine, other = (son, first, second) if leads else (daughter, second, first)
        assert await store.enrolments.change(mine, who, _report(), later)
        again = await _case(store, mine)
        assert (again.id, again.status, again.others) == (mine, Status.REPORTED, 0)
        assert (await _case(store, other)).status is Status.STAYS_CASH
        assert (await store.follow_ups.changes(other))[-1].became is Status.STAYS_CASH
        assert (await _lists(store))["wait"] == [mine]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (HOA | {"hamlet": "thôn 2"}, HOA | {"hamlet": "Thôn 02"}, True),
        (HOA | {"hamlet": "thôn 2"}, HOA | {"hamlet": None}, True),
        (HOA | {"hamlet": "thôn 2"}, HOA | {"hamlet": "thôn 5"}, False),
        (HOA | {"hamlet": "thôn 2"}, {"nickname": "Lê Thị Hòa", "birth_year": 1945, "hamlet": "thôn 2"}, False),
        (HOA | {"hamlet": "thôn 2"}, {"nickname": "Lê Thị Hoà", "birth_year": 1945, "hamlet": "thôn 5"}, False),
        (HOA | {"hamlet": "thôn 2"}, {"nickname": "bà le thi hoa", "birth_year": 1945, "hamlet": "thôn 2"}, True),
        (HOA | {"hamlet": "thôn 2"}, {"nickname": "le thi hoa", "birth_year": 1945, "hamlet": None}, False),
        ({"nickname": "le thi hoa", "birth_year": 1945}, {"nickname": "le thi hoa", "birth_year": 1945}, True),
        (
            {"nickname": "le thi hoa", "birth_year": 1945, "hamlet": None},
            {"nickname": "le thi hoa", "birth_year": 1945, "hamlet": None},
            False,
        ),
    ],
)
async def test_reports_are_joined_only_where_it_is_certain(
    database: Database,
    one: dict[str, Any],
    other: dict[str, Any],
    joined: bool,  # noqa: FBT001 - a table's column
) -> None:
    async with database.write() as store:
        son, daughter = await _fill(store, "son", "daughter")
        first = await store.enrolments.add(son, _report(**one), NOW)
        second = await store.enrolments.add(daughter, _report(**other), NOW)
        case = await _case(store, second)
        assert case.id == (first if joined else second)
        assert [alike.id for alike in await store.follow_ups.alike(case)] == ([] if joined else [first])


async def test_two_who_may_be_meant_are_left_to_the_officer(database: Database) -> None:
    async with database.write() as store:
        son, daughter, niece = await _fill(store, "son", "daughter", "niece")
        two = await store.enrolments.add(son, _report(**HOA, hamlet="thôn 2"), NOW)
        five = await store.enrolments.add(daughter, _report(**HOA, hamlet="thôn 5"), NOW)
        third = await store.enrolments.add(niece, _report(**HOA, hamlet=None), NOW)
        case = await _case(store, third)
        assert case.id == third
        assert [one.id for one in await store.follow_ups.alike(case)] == [two, five]
        assert await store.follow_ups.same(case, five) == five
        assert (await _case(store, third)).id == five
        assert await store.follow_ups.same(await _case(store, two), 999) is None
        assert {two, five} == {case.id for case in await store.follow_ups.listed(AREA, "wait", 0, 9)}


async def test_a_name_does_not_outweigh_the_roster(database: Database) -> None:
    """Somebody of the same name in another hamlet than the person of the roster whom the first report is tied to."""
    async with database.write() as store:
        son, daughter = await _fill(store, "son", "daughter")
        sau = await _person(store, "Nguyễn Thị Sáu", 1940, "Thôn 2")
        first = await store.enrolments.add(son, _report(hamlet=None), NOW)
        assert (await _case(store, first)).match == "tied"
        second = await store.enrolments.add(daughter, _report(hamlet="thôn 5"), NOW)
        assert (await _case(store, second)).id == second
        assert (await _case(store, second)).person is None
        third = await store.enrolments.add(daughter, _report(nickname="Lê Thị Hòa", birth_year=1938), NOW)
        assert await store.follow_ups.match(await _case(store, third), None) == third
        await _person(store, "Lê Thị Hòa", 1938, "Thôn 2")
        fourth = await store.enrolments.add(son, _report(nickname="Lê Thị Hòa", birth_year=1938), NOW)
        assert (await _case(store, third)).match == "none", "an officer looked, and found nobody"
        assert (await _case(store, fourth)).id == fourth
        assert sau is not None


@pytest.mark.parametrize(("older", "younger"), list(product(sorted(UNDER_WAY), repeat=2)))
async def test_what_was_done_already_leads_and_who_waits_longest_comes_first(
    database: Database, older: Status, younger: Status
) -> None:
    async with database.write() as store:
        son, daughter, niece, officer = await _fill(store, "son", "daughter", "niece", "officer")
        first = await store.enrolments.add(son, _report(nickname="bà Sáu", birth_year=None), NOW)
        between = await store.enrolments.add(niece, _report(nickname="Lê Văn Tám"), NOW + timedelta(hours=1))
        sau = await _person(store, "Nguyễn Thị Sáu", 1940)
        second = await store.enrolments.add(daughter, _report(), NOW + timedelta(hours=2))
        await _go(store, first, older, officer)
        await _go(store, second, younger, officer)
        lead = await store.follow_ups.match(await _case(store, first), sau)
        case = await _case(store, first)
        ranks = {Status.REPORTED: 0, Status.CONTACTED: 1, Status.VISIT_PLANNED: 2}
        assert lead == case.id == (second if ranks[younger] > ranks[older] else first)
        assert ranks[case.status] == max(ranks[older], ranks[younger]), "no visit is forgotten"
        assert (await _case(store, second)).person == case.person
        await _go(store, between, Status.VISIT_PLANNED, officer)
        if case.status is Status.VISIT_PLANNED:
            assert (await _lists(store))["visit"] == [case.id, between]
        assert (await store.follow_ups.changes(case.id))[-1].became is case.status


@pytest.mark.parametrize("willing", ["yes", "no", "undecided", "enrolled"])
@pytest.mark.parametrize("status", sorted(UNDER_WAY))
@pytest.mark.parametrize("tied", [True, False])
async def test_every_matter_under_way_is_on_a_list(
    database: Database,
    willing: str,
    status: Status,
    tied: bool,  # noqa: FBT001 - a table's column
) -> None:
    reasons = [None] if willing in {"yes", "enrolled"} else ["fees", "away", "ill_disabled", "other", "id_problem"]
    async with database.write() as store:
        contacts = await _fill(store, "officer", *(f"c{number}" for number in range(len(reasons))))
        for number, reason in enumerate(reasons):
            name = f"Nguyễn Thị {'ABCDE'[number]}nh"
            if tied:
                await _person(store, name, 1940)
            report = await store.enrolments.add(
                contacts[number + 1], _report(nickname=name, willing=willing, reason=reason), NOW
            )
            await _go(store, report, status, contacts[0])
            assert report in {case for cases in (await _lists(store)).values() for case in cases}


WORDS = st.tuples(
    st.sampled_from(["Lê Thị Hoa", "Lê Thị Hòa", "le thi hoa", "bà Hoa"]),
    st.sampled_from([1945, 1946, None]),
    st.sampled_from(["thôn 2", "Thôn 02", "thôn 5", None]),
    st.sampled_from(["new", "change", "withdraw", *CLOSED, Status.CONTACTED]),
    st.integers(0, 5),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.booleans(), st.lists(WORDS, min_size=2, max_size=9))
def test_whatever_families_tell_nobody_is_lost_and_nobody_confused(roster: bool, deeds: list[tuple[Any, ...]]) -> None:  # noqa: FBT001 - a table's column
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_walk(Path(folder) / "ansinh.sqlite3", deeds, roster=roster))


async def _walk(path: Path, deeds: list[tuple[Any, ...]], *, roster: bool) -> None:
    opened = await open_store(path)
    told: dict[int, tuple[Described, bool]] = {}
    """What each report says, and whether an officer has to see it."""
    try:
        async with opened.write() as store:
            officer, *contacts = await _fill(store, "officer", *(f"c{number}" for number in range(6)))
            if roster:
                await _person(store, "Lê Thị Hoa", 1945, "Thôn 2")
            for number, deed in enumerate(deeds):
                await _tell(store, deed, told, contacts, officer, NOW + timedelta(days=number))
                await _check(store, told)
    finally:
        await opened.close()


async def _tell(
    store: Store,
    deed: tuple[Any, ...],
    told: dict[int, tuple[Described, bool]],
    contacts: list[int],
    officer: int,
    now: datetime,
) -> None:
    name, year, hamlet, what, which = deed
    word, who = _report(nickname=name, birth_year=year, hamlet=hamlet), contacts[which]
    own = [kept.id for kept in await store.enrolments.own(who)]
    if what == "new" or not own:
        told[await store.enrolments.add(who, word, now)] = (Described(name, year, hamlet), True)
    elif what == "change":
        before = await store.enrolments.one(own[-1], who)
        await store.enrolments.change(own[-1], who, word, now)
        is_new = before is not None and before.report != word
        told[own[-1]] = (Described(name, year, hamlet), is_new or told[own[-1]][1])
    elif what == "withdraw":
        await store.enrolments.withdraw(own[-1], who, now)
        del told[own[-1]]
    else:
        case = await _case(store, own[-1])
        if await store.follow_ups.change(case, Step(what, visit_on=date(2026, 12, 1)), officer, now):
            for number, _ in await store.follow_ups.reports(case):
                told[number] = (told[number][0], what in UNDER_WAY)


async def _check(store: Store, told: dict[int, tuple[Described, bool]]) -> None:
    listed = {case for cases in (await _lists(store)).values() for case in cases}
    groups: dict[int, list[Described]] = {}
    for number, (said, must_be_seen) in told.items():
        case = await _case(store, number)
        groups.setdefault(case.id, []).append(said)
        assert (case.id in listed) == must_be_seen
        assert (await store.follow_ups.changes(case.id))[-1].became is case.status
    for group in groups.values():
        assert not any(contradict(one, other) for one, other in combinations(group, 2))
