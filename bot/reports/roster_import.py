"""The way of a list into the roster: read in a process of its own, compared, prepared in small transactions.

Serves the chat and the command line alike. Decides nothing about who may, and says nothing to anybody.
"""

from __future__ import annotations

import asyncio
import json
from asyncio import Queue, TaskGroup
from collections import defaultdict
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from bot.apart import ApartError, apart
from bot.reports import roster_files as files
from bot.reports.headings import Question
from bot.reports.roster_comparing import Comparison, Pair, Pairing
from bot.reports.safety import BROKEN
from storage.roster_import import unlisted
from storage.roster_names import name_key
from storage.roster_rows import Beneficiary, Named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from storage.database import Database
    from storage.roster_import import Import, RosterImports
    from storage.roster_rows import Ready
    from storage.vault import Vault

AT_ONCE = files.TOGETHER
"""People of one transaction: some 15 ms, for each of which a reply, which takes several of its own, can wait."""
MOST_LINES = 10
"""So many times ``AT_ONCE`` go into one transaction while nobody else writes."""
MEGABYTES = 450
SECONDS = 180.0
_KEPT = (files.RESULT, files.ENTRIES, files.MISTAKES)


class _Heard(NamedTuple):
    """Somebody of the list; ``key`` is ``match_text``, ``digest`` its digest."""

    key: str
    digest: str
    person: Beneficiary


_Waiting = Queue[tuple[list["Ready"], list[Pair]] | None]
"""What is to be written down next, and ``None`` at the end."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading process says of a file. ``refused``: a catalogue's message, with ``values``."""

    refused: str | None = None
    values: Mapping[str, int] | None = None
    people: int = 0
    mistakes: int = 0
    notes: int = 0
    skipped: int = 0
    rows: int = 0
    sheets: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


async def read(
    folder: Path,
    file: Path,
    area: str | None,
    answers: Mapping[str, str],
    year: int,
    on_rows: Callable[[int], None] | None = None,
) -> Reading:
    """Read ``file``; its people and mistakes then stand in ``folder``."""
    request = {"file": str(file), "area": area, "answers": dict(answers), "year": year}
    (folder / files.REQUEST).write_text(json.dumps(request, ensure_ascii=False), "utf-8")
    heard = (lambda line: on_rows(int(line))) if on_rows else None
    try:
        await apart("bot.reports.roster_reading", str(folder), megabytes=MEGABYTES, seconds=SECONDS, on_line=heard)
    except ApartError:
        return Reading(BROKEN)
    return _result(folder)


def _result(folder: Path) -> Reading:
    found: dict[str, Any] = json.loads((folder / files.RESULT).read_text("utf-8"))
    questions = tuple(
        Question(key, tuple(map(tuple, options)), about) for key, options, about in found.pop("questions", ())
    )
    return Reading(questions=questions, **found)


async def packed(folder: Path) -> bytes:
    """What ``read`` left in ``folder``, in one piece, so that the file need not be read again."""

    def pack() -> bytes:
        whole = BytesIO()
        with ZipFile(whole, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name in _KEPT:
                archive.write(folder / name, name)
        return whole.getvalue()

    return await asyncio.to_thread(pack)


async def unpacked(folder: Path, content: bytes) -> Reading:
    """What ``read`` gave, with its people and mistakes in ``folder`` again."""

    def unpack() -> Reading:
        with ZipFile(BytesIO(content)) as archive:
            for name in _KEPT:
                archive.extract(name, folder)
        return _result(folder)

    return await asyncio.to_thread(unpack)


async def read_pay_days(folder: Path, file: Path, area: str | None) -> dict[str, Any]:
    """The pay days of a table that is no list of people; without any if it is no such table either."""
    request = {"file": str(file), "area": area}
    (folder / files.REQUEST).write_text(json.dumps(request, ensure_ascii=False), "utf-8")
    try:
        await apart("bot.reports.pay_day_reading", str(folder), megabytes=MEGABYTES, seconds=SECONDS)
    except ApartError:
        return {}
    found: dict[str, Any] = json.loads((folder / files.RESULT).read_text("utf-8"))
    return found


async def compare(
    database: Database, folder: Path, reading: Reading, on_people: Callable[[int], Awaitable[None]] | None = None
) -> tuple[Comparison, set[int]]:
    """What the list would change, and the numbers of those on the roster whom it names."""
    comparison, pairing = Comparison(), Pairing(reading.twins)
    for done, chunk in enumerate(_chunks(folder, database.vault)):
        async with database.read() as store:
            comparison.count(await _paired(store.roster_imports, pairing, chunk))
        if on_people:
            await on_people(done * AT_ONCE)
    return comparison, pairing.paired


async def leaving(database: Database, reading: Reading, comparison: Comparison, named: set[int]) -> list[int]:
    """Who is listed in the list's communes, with its allowances, and is not in the list.

    Whose name stands in a row with a mistake is in the list, whatever else is wrong in that row.
    """
    gone: list[int] = []
    async with database.read() as store:
        for area, schemes in comparison.areas.items():
            gone += [number for number in await store.roster_imports.listed([area], schemes) if number not in named]
        if not reading.doubtful:
            return gone
        names = await store.roster_imports.names(gone)
    doubtful = set(reading.doubtful)
    return [number for number in gone if name_key(names[number]) not in doubtful]


async def prepare(
    database: Database,
    one: Import,
    folder: Path,
    reading: Reading,
    now: datetime,
    on_people: Callable[[int], Awaitable[None]] | None = None,
) -> tuple[Comparison, set[int]]:
    """Write the list down beside the roster, from its start; what ``compare`` gives."""
    await tidy(database, one.id)
    comparison, pairing = Comparison(), Pairing(reading.twins)
    waiting: _Waiting = Queue(maxsize=1)
    try:
        async with TaskGroup() as group:
            group.create_task(_write_down(database, one.id, waiting))  # while the next are compared and made ready
            for done, chunk in enumerate(_chunks(folder, database.vault)):
                async with database.read() as store:
                    pairs = await _paired(store.roster_imports, pairing, chunk)
                comparison.count(pairs)
                ready = await asyncio.to_thread(unlisted, database.vault, one.id, _new(chunk, pairs), now)
                await waiting.put((ready, pairs))
                if on_people:
                    await on_people(done * AT_ONCE)
            await waiting.put(None)
    except ExceptionGroup as errors:  # whoever hears of it asks whether it may pass, of the error itself
        raise errors.exceptions[0] from None
    return comparison, pairing.paired


async def prepare_leaving(database: Database, one: Import, people: list[int], day: date) -> None:
    """Write down who is listed no more."""
    for start in range(0, len(people), AT_ONCE):
        async with database.write() as store:
            await store.roster_imports.prepare_leaving(one.id, people[start : start + AT_ONCE], day)


async def tidy(database: Database, import_id: int) -> None:
    """Take away what a list left beside the roster."""
    more = True
    while more:
        times = 0
        async with database.write() as store:
            while more and times < MOST_LINES and not (times and database.is_wanted):
                more = await store.roster_imports.drop(import_id, AT_ONCE)
                times += 1


async def _write_down(database: Database, import_id: int, waiting: _Waiting) -> None:
    """New people, made ready before the transaction, for which everybody who writes meanwhile waits; and changes."""
    chunk = await waiting.get()
    while chunk is not None:
        lines = 0
        async with database.write() as store:
            while chunk is not None and lines < MOST_LINES and not (lines and database.is_wanted):
                await _write_line(store.roster_imports, import_id, *chunk)
                lines += 1
                chunk = await waiting.get()


async def _write_line(imports: RosterImports, import_id: int, ready: list[Ready], pairs: list[Pair]) -> None:
    await imports.prepare_new(ready)
    changed = [person for person, kept in pairs if kept is not None and person != kept]
    if changed:
        await imports.prepare_changes(import_id, changed)


async def _paired(imports: RosterImports, pairing: Pairing, chunk: list[_Heard]) -> list[Pair]:
    by_area: dict[str, list[str]] = defaultdict(list)
    for heard in chunk:
        by_area[heard.person.area_code].append(heard.digest)
    kept = await imports.same_people(by_area)
    return [pairing.pair(key, person, kept.get(digest, ())) for key, digest, person in chunk]


def _chunks(folder: Path, vault: Vault) -> Iterator[list[_Heard]]:
    with (folder / files.ENTRIES).open(encoding="utf-8") as lines:
        for line in lines:
            yield [_heard(values, vault) for values in json.loads(line)]


def _heard(values: list[Any], vault: Vault) -> _Heard:
    key, _sheet, _row, name, year, area, hamlet, scheme, category, amount, paid_by, bank, tail = values
    person = Beneficiary(area, name, year, hamlet, scheme, paid_by, category or "", amount, bank or "", tail or "")
    return _Heard(key, vault.digest(key), person)


def _new(chunk: list[_Heard], pairs: list[Pair]) -> list[Named]:
    """Who of ``chunk`` is new; the words of the name are those that ``match_text`` is made of."""
    return [
        Named(heard.person, tuple(heard.key.partition("|")[0].split()), heard.digest)
        for heard, (_, kept) in zip(chunk, pairs, strict=True)
        if kept is None
    ]


async def mark(
    folder: Path, file: Path, answers: Mapping[str, str], say: Callable[..., str], heading: str
) -> Path | None:
    """The list with a column of what is wrong, in ``say``'s language; ``None`` if it cannot be written."""
    request = {"file": str(file), "answers": dict(answers), "heading": heading}
    (folder / files.REQUEST).write_text(json.dumps(request, ensure_ascii=False), "utf-8")
    await asyncio.to_thread(_translate, folder, say)
    try:
        await apart("bot.reports.roster_marking", str(folder), megabytes=MEGABYTES, seconds=SECONDS)
    except ApartError:
        return None
    return folder / files.MARKED


def _translate(folder: Path, say: Callable[..., str]) -> None:
    with (
        (folder / files.MISTAKES).open(encoding="utf-8") as mistakes,
        (folder / files.SAID).open("w", encoding="utf-8") as said,
    ):
        for line in mistakes:
            sheet, row, taken, slips = json.loads(line)
            text = " ".join(say(message, **values) for message, values in slips)
            said.write(json.dumps((sheet, row, taken, text), ensure_ascii=False) + "\n")


def mistakes(folder: Path, say: Callable[..., str]) -> Iterator[str]:
    """A sentence for each row with a mistake or a doubt, in ``say``'s language."""
    with (folder / files.MISTAKES).open(encoding="utf-8") as lines:
        for line in lines:
            _, row, _, slips = json.loads(line)
            yield f"{row}: " + " ".join(say(message, **values) for message, values in slips)


def figures(reading: Reading, comparison: Comparison, gone: int) -> dict[str, Any]:
    """Everything that an officer confirms, as JSON can hold it: equal figures are an equal list."""
    counted = {name: value for name, value in asdict(comparison).items() if name not in {"areas", "fields"}}
    by_scheme: dict[str, int] = defaultdict(int)
    for schemes in comparison.areas.values():
        for scheme, people in schemes.items():
            by_scheme[scheme] += people
    return counted | {
        "people": reading.people,
        "mistakes": reading.mistakes,
        "notes": reading.notes,
        "skipped": reading.skipped,
        "missing": gone,
        "fields": dict(comparison.fields),
        "schemes": dict(by_scheme),
        "areas": sorted(comparison.areas),
        "unread_sheets": list(reading.unread_sheets),
    }
