"""A list of everybody, 12 columns: read, compared, written, sent again, taken back; replies are asked for meanwhile.

The file is a real Excel file, the store and the dialogue are the real ones. Beside it: the same file read by pandas.
Run: ``python -m benchmarks.roster [--people 171230]``.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.asking import while_asked
from benchmarks.province import workbook
from bot.app import load_mind
from bot.reports import roster_import as steps
from tests.fakes.room import Room, open_room

YEAR = 2026
PACKED = "reading.zip"


async def dry_run(room: Room, folder: Path, file: Path) -> None:
    reading = await steps.read(folder, file, None, {}, YEAR)
    comparison, named = await steps.compare(room.database, folder, reading)
    gone = await steps.leaving(room.database, reading, comparison, named)
    (folder / PACKED).write_bytes(await steps.packed(folder))
    print("  ", {key: value for key, value in steps.figures(reading, comparison, len(gone)).items() if key != "areas"})


async def write(room: Room, folder: Path) -> None:
    """Once confirmed: what the dry run understood is taken from where it was kept."""
    async with room.database.write() as store:
        number = await store.roster_imports.begin(None, None, {}, room.clock())
        one = await store.roster_imports.one(number)
    assert one is not None
    reading = await steps.unpacked(folder, (folder / PACKED).read_bytes())
    await steps.prepare(room.database, one, folder, reading, room.clock())
    begun = time.monotonic()
    async with room.database.write() as store:
        await store.roster_imports.publish(one.id, room.clock())
        await store.roster_imports.keep(replace(one, state="done", done_at=room.clock()))
    print(f"   the last transaction took {time.monotonic() - begun:.2f} s")


async def take_back(room: Room) -> None:
    async with room.database.write() as store:
        last = await store.roster_imports.last_done(None)
        assert last is not None
        await store.roster_imports.take_back(last.id, room.clock(), room.clock().date())
    await steps.tidy(room.database, last.id)


async def measure(people: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with open_room(folder, load_mind()) as room:
            file = folder / "list.xlsx"
            workbook(file, people, {area.code: area.full_name for area in room.mind.areas.all})
            print(f"{people} people, {file.stat().st_size / 1e6:.1f} MB")
            for what, work in (
                ("dry run", dry_run(room, folder, file)),
                ("written", write(room, folder)),
                ("the same list again, dry run", dry_run(room, folder, file)),
                ("taken back", take_back(room)),
            ):
                asked = await while_asked(room, work)
                print(f"{what}: {asked.seconds:.1f} s; {asked}")
            own, children = (
                resource.getrusage(who).ru_maxrss / 1e3 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            print(f"at most {children:.0f} MB in the reading process, {own:.0f} MB here with everything else")
            by_pandas(file)


def by_pandas(file: Path) -> None:
    """The same file as an analyst would open it: no headings looked for, nothing checked."""
    import pandas as pd  # noqa: PLC0415 - heavy, and only here

    begun = time.monotonic()
    rows = len(pd.read_excel(file, engine="calamine"))
    print(f"pandas reads {rows} rows in {time.monotonic() - begun:.1f} s, and checks nothing")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=171_230)
    asyncio.run(measure(parser.parse_args().people))


if __name__ == "__main__":
    main()
