"""What becomes of reports: whom they are about, how far the matter is, and each step with who, when and why.

Several reports about one person are one follow-up: one of them leads, the others are joined to it and share its
status (``follow_up_joining``). Areas and roles are the handlers' business.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.messages import Address
from storage import sql
from storage.follow_up_joining import Joining, candidate
from storage.follow_up_match import Candidate, Described, candidates, clear_fit, is_full
from storage.follow_up_status import UNDER_WAY, Status, allowed
from storage.times import moment, stamp
from storage.vault import CANNOT_READ

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.sql import Pipeline
    from storage.vault import Vault

_queries = sql.load("follow_up")

UNDO_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Case:
    """One follow-up, as the report that leads tells it."""

    id: int
    area_code: str
    status: Status
    match: str
    """``open``: an officer has to look; ``tied``; ``none``: they looked and found nobody."""
    name: str
    birth_year: int | None
    hamlet: str | None
    scheme: str | None
    relation: str
    willing: str
    reason: str | None
    confirmed: bool
    phone: str | None
    created_at: datetime
    visit_on: date | None = None
    person: Candidate | None = None
    others: int = 0
    """How many more reports are about the same person."""

    @property
    def place(self) -> str:
        """The hamlet as the roster writes it, or as the relative does; empty if nobody said."""
        return (self.person.hamlet if self.person else None) or self.hamlet or ""


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status to be made. ``note`` is the officers' own, never told."""

    becomes: Status
    note: str | None = None
    visit_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made, and whether it was undone."""

    id: int
    at: datetime
    contact_id: int | None
    was: Status | None
    became: Status
    note: str | None
    visit_on: date | None
    was_visit: date | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """Somebody who reported, to be told what happens."""

    contact_id: int
    address: Address
    locale: str
    honorific: str | None
    name: str
    area_code: str
    scheme: str | None
    relation: str


class FollowUps:
    """Follow-ups inside one transaction."""

    def __init__(self, connection: Pipeline, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._joining = Joining(connection, vault)

    # The roster

    async def place(self, report_id: int) -> None:
        """Find out whom a report is about: tie it where one person clearly fits, join it where that is certain."""
        case = await self._must(report_id)
        digest = self._joining.digest(_described(case), case.area_code)
        await _queries.set_name(self._connection, id=report_id, name_digest=digest)
        people = await self._people(case.area_code, case.birth_year) if is_full(case.name) else []
        person = clear_fit(_described(case), people)
        if person:
            await _queries.tie(self._connection, id=report_id, beneficiary_id=person.id, match="tied")
        await self._join(case, person.id if person else None, digest)

    async def candidates(self, case: Case) -> Sequence[Candidate]:
        """Who on the roster may be meant; four at most, the likeliest first."""
        return candidates(_described(case), await self._people(case.area_code))

    async def match(self, case: Case, person_id: int | None) -> int | None:
        """Tie the case to somebody of its commune (``None``: to nobody). The follow-up that it now belongs to.

        ``None`` if that person is not on the commune's roster.
        """
        if person_id is None:
            await _queries.tie(self._connection, id=case.id, beneficiary_id=None, match="none")
        elif await _queries.person(self._connection, id=person_id, area_code=case.area_code) is None:
            return None
        else:
            await _queries.tie(self._connection, id=case.id, beneficiary_id=person_id, match="tied")
        if case.person and case.person.id != person_id:
            await _queries.release(self._connection, beneficiary_id=case.person.id)
        return case.id if person_id is None else await self._join(case, person_id, None)

    async def alike(self, case: Case) -> list[Case]:
        """Other follow-ups that may be about the same person, settled ones as well, the oldest first."""
        person_id = case.person.id if case.person else None
        digest = self._joining.digest(_described(case), case.area_code)
        found = await self._joining.alike(case.id, person_id, digest)
        return [await self._must(group.id) for group, _ in found]

    async def same(self, case: Case, other_id: int) -> int | None:
        """An officer says that ``case`` and another are about one person; the follow-up that leads now.

        ``None`` if the two are not alike, not both under way, or are two people on the roster.
        """
        other = next((one for one in await self.alike(case) if one.id == other_id), None)
        if other is None or not {case.status, other.status} <= UNDER_WAY:
            return None
        if case.person and other.person and case.person.id != other.person.id:
            return None
        person = case.person or other.person
        if person:
            for one in (case, other):
                await _queries.tie(self._connection, id=one.id, beneficiary_id=person.id, match="tied")
        return await self._joining.join(case.id, other.id)

    async def told_anew(self, report_id: int, contact_id: int, now: datetime, *, of_another: bool) -> None:
        """A report was changed by who made it: about a settled matter, or about another person, it begins again."""
        settled = await self.status(report_id) not in UNDER_WAY
        if not (settled or of_another):
            return
        await self.leave(report_id)
        if settled:
            was = await self.status(report_id)
            await self._remember(report_id, contact_id, now, was, Step(Status.REPORTED))
            await _queries.set_status(self._connection, id=report_id, status=str(Status.REPORTED), visit_on=None)
        await self.place(report_id)

    async def leave(self, report_id: int) -> None:
        """Take a report out of its follow-up, which goes on with the others; it begins anew by itself."""
        row = await _queries.report(self._connection, id=report_id)
        heir = await _queries.heir(self._connection, id=report_id)
        if heir is not None:
            await _queries.inherit(self._connection, id=report_id, heir_id=heir)
            await _queries.drop_history(self._connection, id=heir)
            await _queries.move_history(self._connection, id=report_id, heir_id=heir)
            await self.begin(report_id, row["contact_id"], moment(row["created_at"]))
        await _queries.leave(self._connection, id=report_id)
        if heir is not None or row["joined_to"] is not None:
            await _queries.set_status(self._connection, id=report_id, status=str(Status.REPORTED), visit_on=None)
        await _queries.release(self._connection, beneficiary_id=row["beneficiary_id"])

    # What happens

    async def begin(self, report_id: int, contact_id: int, now: datetime) -> None:
        """Write down that a report came in."""
        await self._remember(report_id, contact_id, now, None, Step(Status.REPORTED))

    async def withdrawn(self, report_id: int, contact_id: int, was: Status, now: datetime) -> None:
        """Write down that a report was taken back; what officers noted about it goes with it."""
        await _queries.forget_notes(self._connection, report_id=report_id)
        await self._remember(report_id, contact_id, now, was, Step(Status.WITHDRAWN))

    async def status(self, report_id: int) -> Status:
        """How far a report is."""
        return Status((await _queries.report(self._connection, id=report_id))["status"])

    async def change(self, case: Case, step: Step, contact_id: int, now: datetime) -> int | None:
        """Go a step on; the change's number, or ``None`` if the table does not allow it."""
        if not allowed(case.status, step.becomes):
            return None
        change_id = await self._remember(case.id, contact_id, now, case.status, step, case.visit_on)
        await self._set(case.id, step.becomes, step.visit_on)
        return change_id

    async def undo(self, case: Case, contact_id: int, now: datetime) -> Change | None:
        """Take the last change back while it is fresh; what was undone, or ``None``."""
        last = await self.undoable(case, now)
        if last is None or last.was is None:
            return None
        await _queries.mark_undone(self._connection, id=last.id, now=stamp(now), contact_id=contact_id)
        await self._set(case.id, last.was, last.was_visit)
        return last

    async def undoable(self, case: Case, now: datetime) -> Change | None:
        """The last change, if it can still be undone."""
        row = await _queries.last_change(self._connection, report_id=case.id)
        last = self._change(row) if row else None
        fits = last is not None and last.was is not None and last.became is case.status
        by_family = {Status.REPORTED, Status.WITHDRAWN}
        return last if last and fits and now - last.at < UNDO_FOR and last.became not in by_family else None

    # Reading

    async def one(self, report_id: int) -> Case | None:
        """The follow-up that a report belongs to; withdrawn ones are gone."""
        row = await _queries.case(self._connection, id=report_id)
        return self._case(row) if row and row["state"] == "reported" else None

    async def listed(self, area_code: str | None, name: str, skip: int, most: int) -> list[Case]:
        """A page of a work list; all areas for ``None``. Who waits longest comes first."""
        rows = _queries.listed(self._connection, area_code=area_code, list=name, skip=skip, most=most)
        return [self._case(row) async for row in rows]

    async def count(self, area_code: str | None, name: str) -> int:
        """How many are on a work list."""
        return int(await _queries.count_listed(self._connection, area_code=area_code, list=name))

    async def unseen(self, area_code: str) -> int:
        """Reports that no officer has dealt with."""
        return int(await _queries.unseen(self._connection, area_code=area_code))

    async def changes(self, report_id: int) -> list[Change]:
        """Everything that happened, oldest first."""
        return [self._change(row) async for row in _queries.changes(self._connection, report_id=report_id)]

    async def reports(self, case: Case) -> list[tuple[int, int]]:
        """The reports of a follow-up that still stand, with who made each."""
        return [(row["id"], row["contact_id"]) async for row in _queries.group_ids(self._connection, id=case.id)]

    async def tellers(self, case: Case) -> list[Teller]:
        """Who reported and may be written to."""
        return [self._teller(row) async for row in _queries.tellers(self._connection, id=case.id)]

    # Within

    async def _must(self, report_id: int) -> Case:
        row = await _queries.case(self._connection, id=report_id)
        if row is None:
            raise LookupError(f"there is no report {report_id}")
        return self._case(row)

    async def _join(self, case: Case, person_id: int | None, name_digest: str | None) -> int:
        """Join a case to the one about the same person, if that is certain; the follow-up that it belongs to then."""
        lead = None
        if case.status in UNDER_WAY:
            lead = await self._joining.lead(case.id, _described(case), person_id, name_digest)
        if lead is None:
            await _queries.copy_status(self._connection, id=case.id)
            return case.id
        if person_id is not None:
            await _queries.tie(self._connection, id=lead, beneficiary_id=person_id, match="tied")
        return await self._joining.join(case.id, lead)

    async def _set(self, case_id: int, status: Status, visit_on: date | None) -> None:
        day = visit_on.isoformat() if visit_on else None
        await _queries.set_status(self._connection, id=case_id, status=str(status), visit_on=day)
        if status is not Status.WITHDRAWN:
            await _queries.force_status(self._connection, id=case_id, status=str(status))

    async def _remember(
        self,
        report_id: int,
        contact_id: int,
        now: datetime,
        was: Status | None,
        step: Step,
        was_visit: date | None = None,
    ) -> int:
        return int(
            await _queries.add_change(
                self._connection,
                report_id=report_id,
                now=stamp(now),
                contact_id=contact_id,
                was=str(was) if was else None,
                became=str(step.becomes),
                was_visit=was_visit.isoformat() if was_visit else None,
                visit_on=step.visit_on.isoformat() if step.visit_on else None,
                note=self._vault.seal(step.note) if step.note else None,
            )
        )

    async def _people(self, area_code: str, birth_year: int | None = None) -> list[Candidate]:
        """The commune's roster, some thousand people: spelling slips are found only by looking at each.

        Whose name is damaged is left out: it must not keep every family of the commune from reporting.
        """
        people = []
        async for row in _queries.people(self._connection, area_code=area_code, birth_year=birth_year):
            with suppress(*CANNOT_READ):
                people.append(candidate(row, self._vault))
        return people

    def _case(self, row: sqlite3.Row) -> Case:
        return Case(
            id=row["id"],
            area_code=row["area_code"],
            status=Status(row["status"]),
            match=row["match"],
            name=self._vault.open(row["nickname"] or ""),
            birth_year=row["birth_year"],
            hamlet=row["hamlet"],
            scheme=row["scheme"],
            relation=row["relation"],
            willing=row["willing"],
            reason=row["reason"],
            confirmed=bool(row["confirmed_by_beneficiary"]),
            phone=self._vault.open(row["phone"]) if row["phone"] else None,
            created_at=moment(row["created_at"]),
            visit_on=_day(row["visit_on"]),
            person=candidate(row, self._vault, "b_") if row["b_id"] is not None else None,
            others=row["others"],
        )

    def _change(self, row: sqlite3.Row) -> Change:
        return Change(
            id=row["id"],
            at=moment(row["at"]),
            contact_id=row["contact_id"],
            was=Status(row["was"]) if row["was"] else None,
            became=Status(row["became"]),
            note=self._vault.open(row["note"]) if row["note"] else None,
            visit_on=_day(row["visit_on"]),
            was_visit=_day(row["was_visit"]),
            undone=row["undone_at"] is not None,
        )

    def _teller(self, row: sqlite3.Row) -> Teller:
        return Teller(
            contact_id=row["contact_id"],
            address=Address(row["channel"], row["external_id"]),
            locale=row["locale"],
            honorific=row["honorific"],
            name=self._vault.open(row["nickname"] or ""),
            area_code=row["area_code"],
            scheme=row["scheme"],
            relation=row["relation"],
        )


def _described(case: Case) -> Described:
    return Described(case.name, case.birth_year, case.hamlet)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
