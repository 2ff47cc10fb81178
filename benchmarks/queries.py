"""What officers ask of the roster, at a province's size and far beyond, beside the same question asked of a DataFrame.

The store is the real one, on a file; each question is asked through the storage layer, as the handlers do. Beyond a
province's size, the store copies the people that it has.
Run: ``python -m benchmarks.queries [--people 171230] [--export]``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.asking import while_asked
from benchmarks.province import FAMILY, GIVEN, MIDDLE, people
from bot.app import load_mind
from bot.messages import Address
from bot.reports import roster_export
from bot.reports.standings import counted, month_before
from bot.work import Bench
from handlers.enrolment import REASONS
from handlers.officers import month_report
from storage.enrolments import Report
from storage.roster import Filter
from storage.times import local_day
from storage.work import Job
from tests.fakes.room import Room, open_room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import pandas as pd

PROVINCE = 171_230
AT_ONCE = 5_000
TIMES = 60
FEW = 5
REPORTS = 5_000
"""What families reported: one of thirty-four."""


async def fill(room: Room, count: int, areas: list[str]) -> None:
    source = people(min(count, PROVINCE), areas)
    while chunk := list(islice(source, AT_ONCE)):
        async with room.database.write() as store:
            await store.roster.add(chunk, room.clock())
    if count > PROVINCE:
        await asyncio.to_thread(copy, room.database.path, count - PROVINCE)


def copy(store: Path, more: int) -> None:
    """Add ``more`` people like those who are there, with their figures and the words of their names."""
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-1000000")
        names = [row[1] for row in connection.execute("PRAGMA table_info(beneficiary)")][1:]
        columns, given = ", ".join(names), {"last": PROVINCE, "more": more, "times": more // PROVINCE + 1}
        times = "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < :times)"
        connection.execute(
            f"INSERT INTO beneficiary (id, {columns}) {times} SELECT id + n * :last, {columns} FROM t, beneficiary b "  # noqa: S608 - our own
            "WHERE b.id <= :last AND b.id + (n - 1) * :last <= :more",
            given,
        )
        connection.execute(
            f"INSERT INTO beneficiary_part {times} SELECT part_id, area_code, beneficiary_id + n * :last, beside "  # noqa: S608 - our own
            "FROM beneficiary_part p CROSS JOIN t WHERE p.beneficiary_id + (n - 1) * :last <= :more ORDER BY 1, 2, 3",
            given,
        )
        connection.execute("UPDATE name_part SET people = people * (:last + :more) / :last", given)


async def timed(what: str, ask: Callable[[int], Awaitable[object]], times: int = TIMES) -> None:
    """Ask ``times`` times, each time a little differently."""
    taken = []
    for number in range(times):
        begun = time.perf_counter()
        await ask(number)
        taken.append((time.perf_counter() - begun) * 1_000)
    _show(what, taken)


def _show(what: str, taken: list[float]) -> None:
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    print(f"{what:<42} p50 {cuts[49]:8.1f} ms   p99 {cuts[98]:8.1f} ms")


async def ask_store(room: Room, areas: list[str]) -> None:
    draw = random.Random(7)  # noqa: S311 - names to look for, nothing secret
    names = [f"{draw.choice(GIVEN)} {draw.choice(FAMILY)} {draw.choice(MIDDLE)}" for _ in range(TIMES)]
    async with room.database.read() as store:
        roster = store.roster
        await timed("figures of the city", lambda _: roster.figures(None))
        await timed("figures of a commune", lambda number: roster.figures(areas[number % len(areas)]))
        for what, wanted in (("a commune's page", Filter), ("a commune's page, in cash", in_cash)):
            await timed(what, lambda number, make=wanted: roster.page(make(areas[number % len(areas)]), 0))  # type: ignore[misc]
        await timed("how many in a commune, in cash", lambda number: roster.count(in_cash(areas[number % len(areas)])))
        await timed("a name in a commune", lambda n: roster.search(names[n], [areas[n % len(areas)]]))
        await timed("a name in the city", lambda n: roster.search(names[n], None))
        await timed("a name with a slip in the city", lambda n: roster.search(slip(names[n]), None))


async def report(room: Room, areas: list[str]) -> None:
    """What families reported, and the count of the month before, without which a month's report is shorter."""
    draw, reasons = random.Random(11), [key for key, _ in REASONS]  # noqa: S311 - invented reports, nothing secret
    for begun in range(0, REPORTS, FEW):
        async with room.database.write() as store:
            for number in range(begun, begun + FEW):
                family = await store.people.add(Address("web", f"family{number}"), "vi", room.clock())
                willing = draw.choice(("yes", "no", "undecided"))
                reason = None if willing == "yes" else draw.choice(reasons)
                said = Report(draw.choice(areas), "child", willing, confirmed=True, scheme="HTXH", reason=reason)
                await store.enrolments.add(family.id, said, room.clock())
    async with room.database.write() as store:
        await store.monthly.count_roster(month_before(local_day(room.clock())), room.clock())


def bench_of(room: Room) -> Bench:
    """What the work on a month's report is given."""
    day = local_day(room.clock())
    job = Job(0, month_report.KIND, 0, Address("web", "officer"), {"month": f"{day:%Y-%m}", "area": None}, 1)
    say = room.mind.catalogues.speech("vi")
    return Bench(job, room.database, room.mind, room.clock, say, _no_fetch, lambda _channel: None)


async def _no_fetch(*_asked: object) -> bytes:
    raise LookupError("a month's report fetches nothing")


async def ask_month(room: Room, areas: list[str]) -> None:
    """The running month's report: its numbers, of the city with every allowance and of a commune; then its files."""
    bench, day = bench_of(room), local_day(room.clock())

    async def numbers(area: str | None) -> None:
        async with room.database.read() as store:
            await month_report.gather(store, bench, area, day, live=True)
            counts = await counted(store, area, day)
            for scheme in month_report.SCHEMES:
                counts.progress(room.mind.areas, scheme)

    await timed("the month's numbers, city", lambda _: numbers(None))
    await timed("the month's numbers, a commune", lambda number: numbers(areas[number % len(areas)]))
    await timed("the month's report with its files, city", lambda _: month_report.write(bench.job, bench), FEW)


def in_cash(area: str) -> Filter:
    return Filter(area, paid_by="cash")


def slip(name: str) -> str:
    """Two letters of the name swapped."""
    return f"{name[:1]}{name[2:3]}{name[1:2]}{name[3:]}"


def ask_pandas(count: int, areas: list[str]) -> None:
    """The same questions of a DataFrame in memory, with nothing sealed, as an analyst would ask."""
    import pandas as pd  # noqa: PLC0415 - heavy, and only here

    begun = time.monotonic()
    rows = ((one.area_code, one.scheme, one.paid_by, one.full_name) for one in people(count, areas))
    frame = pd.DataFrame(rows, columns=["area", "scheme", "paid_by", "name"])
    print(f"pandas: {time.monotonic() - begun:.0f} s to load, {frame.memory_usage(deep=True).sum() / 1e6:.0f} MB")
    taken = [_took(lambda: frame.groupby(["area", "scheme", "paid_by"]).size()) for _ in range(FEW)]
    _show("  groupby area, scheme, payment", taken)
    taken = [_took(lambda: _month(frame)) for _ in range(FEW)]
    _show("  the month's numbers, without reports", taken)
    taken = [_took(lambda: frame[frame["area"] == areas[0]].head(10)) for _ in range(FEW)]
    _show("  ten of a commune", taken)
    taken = [_took(lambda: frame[frame["name"].str.contains("Lan") & frame["name"].str.contains("Trần")].head(20))]
    _show("  a name (exact letters only)", taken * 2)


def _month(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """People and those paid by account: by commune, by allowance, and by commune for each allowance."""
    paid = frame.assign(paid=frame["paid_by"] == "account")
    groups = (["area"], ["scheme"], ["area", "scheme"])
    return [paid.groupby(group)["paid"].agg(["size", "sum"]) for group in groups]


def _took(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1_000


async def export(room: Room, folder: Path) -> None:
    """Everybody into one Excel file, while somebody asks the bot every 50 ms."""
    work = roster_export.export(room.database, Filter(), folder, say=str, place=str, statuses={}, mark="benchmark")
    asked = await while_asked(room, work)
    written, count = asked.result
    size = written.stat().st_size / 1e6
    print(f"{count} people exported in {asked.seconds:.1f} s, {size:.1f} MB; meanwhile {asked}")


async def measure(count: int, *, with_export: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        async with open_room(Path(name), load_mind()) as room:
            areas = [area.code for area in room.mind.areas.all]
            begun = time.monotonic()
            await fill(room, count, areas)
            print(f"{count} people kept in {time.monotonic() - begun:.0f} s")
            await ask_store(room, areas)
            await report(room, areas)
            await ask_month(room, areas)
            print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB with the bot's models")
            if with_export:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
                await export(room, Path(name))
                own, child = (
                    resource.getrusage(who).ru_maxrss / 1e3 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
                )
                print(f"  {before:.0f} MB before, {own:.0f} MB at most; the writing process {child:.0f} MB")
    ask_pandas(count, areas)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=171_230)
    parser.add_argument("--export", action="store_true", help="also write everybody into an Excel file")
    given = parser.parse_args()
    asyncio.run(measure(given.people, with_export=given.export))


if __name__ == "__main__":
    main()
