"""The small forms by which a follow-up goes a step on, and by which a beneficiary's objection is entered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Parsed, Step, Wrong, begin
from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from bot.schedule.ahead import days_ahead
from handlers.arguments import argument, number
from handlers.fields import show_common, words_up_to
from handlers.officers.follow_up import STATUSES, card, opened, title
from handlers.officers.follow_up_told import tell, tell_objection
from storage.follow_up import Step as Taken
from storage.follow_up_status import Status, allowed

if TYPE_CHECKING:
    from bot.talk import Talk
    from storage.follow_up import Case

LONGEST_AHEAD = timedelta(days=90)
_PASSED = N_("That day has passed or is too far away. Please type one day, for example: 5/12/2026.")
MOST_NOTE = 200
_BY_OFFICERS = frozenset(Status) - {Status.REPORTED, Status.WITHDRAWN}


def _plans_visit(answers: Answers) -> bool:
    return answers.get("becomes") == Status.VISIT_PLANNED


async def _one_day(text: str, _answers: Answers, talk: Talk) -> Parsed | Wrong:
    """A visit is on one day, however the day is written."""
    span = days_ahead(text, talk.today)
    if span is None or span.first != span.last:
        return Wrong(N_("Please type one day, for example: 5/12/2026."))
    if not talk.today <= span.first <= talk.today + LONGEST_AHEAD:
        return Wrong(_PASSED, answers=True)
    return Parsed(span.first.isoformat())


def _next_days(talk: Talk) -> tuple[tuple[str, str], ...]:
    days = [talk.today + timedelta(days=ahead) for ahead in range(1, 5)]
    return tuple((day.isoformat(), talk.say.day(day)) for day in days)


def _show(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    if step.key == "day":
        return talk.say.day(date.fromisoformat(str(value)))
    return show_common(step, value, talk)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    case = await opened(int(answers["report"]), talk, "step")
    if isinstance(case, Reply):
        return case
    becomes = Status(str(answers["becomes"]))
    visit_on = date.fromisoformat(str(answers["day"])) if answers.get("day") else None
    if visit_on and not talk.today <= visit_on <= talk.today + LONGEST_AHEAD:
        text = talk.say("That day has passed or is too far away. Nothing was kept. Please enter it again.")
        return await card(case, talk, text, steps=True)
    step = Taken(becomes, answers.get("note"), visit_on)
    change = await talk.store.follow_ups.change(case, step, talk.contact.id, talk.now)
    if change is None:
        return await _not_from_here(case, talk)
    await talk.store.officers.audit(talk.contact.id, f"report {becomes}", case.area_code, talk.now, f"report {case.id}")
    told = await tell(case, becomes, visit_on, talk)
    after = await talk.store.follow_ups.one(case.id)
    done = N_("Kept, and the family was told.") if told else N_("Kept. The family takes no messages at present.")
    return await card(after or case, talk, talk.say(done), steps=True)


async def _not_from_here(case: Case, talk: Talk) -> Reply:
    text = talk.say(
        "Meanwhile it stands at: {status}. That step does not follow.", status=talk.say(STATUSES[case.status])
    )
    return await card(case, talk, text, steps=True)


_DAY = Step(
    "day",
    N_("Day"),
    N_("On which day is the visit? Choose, or type day/month/year."),
    read=_one_day,
    suggest=_next_days,
    when=_plans_visit,
)
_NOTE = Step(
    "note",
    N_("Note"),
    N_("A short note for the officers, for example who was met? The family does not see it."),
    parse=words_up_to(MOST_NOTE),
    optional=True,
)

FORM = Form(name="step", intro="", steps=(_DAY, _NOTE), show=_show, submit=_submit, confirm=None)


async def begin_step(message: Incoming, talk: Talk) -> Reply:
    """``step:7:contacted``: ask what belongs to the step; a second look where a mistake would hurt."""
    report, _, rest = argument(message).partition(":")
    becomes, _, sure = rest.partition(":")
    case = await opened(number(report), talk, "step")
    if isinstance(case, Reply):
        return case
    if becomes not in _BY_OFFICERS or not allowed(case.status, Status(becomes)):
        return await _not_from_here(case, talk)
    if becomes == Status.DECEASED and sure != "yes":
        return _is_it_sure(case, talk)
    reply = await begin(FORM, talk, {"report": case.id, "becomes": becomes})
    return Reply(f"{title(case, talk)}\n{reply.text}", reply.choices)


def _is_it_sure(case: Case, talk: Talk) -> Reply:
    text = talk.say(
        "{person}: is it certain that the person has died? The family receives condolences, and its reminders end.",
        person=title(case, talk),
    )
    yes = talk.choice(f"step:{case.id}:{Status.DECEASED}:yes", "Yes, it is certain")
    return Reply(text, (yes, talk.choice(f"follow:{case.id}:act", "No, leave it")))


async def objection(message: Incoming, talk: Talk) -> Reply:
    """``object:7``: ask once more; ``object:7:yes``: the report is taken back, and its relatives are told kindly."""
    report, _, sure = argument(message).partition(":")
    case = await opened(number(report), talk, "objection")
    if isinstance(case, Reply):
        return case
    if sure != "yes":
        text = talk.say(
            "{person}: did the person say so themselves? The report and the notes about it will be deleted, "
            "which cannot be undone, and the family is told kindly.",
            person=title(case, talk),
        )
        yes = talk.choice(f"object:{case.id}:yes", "Yes, the person does not agree")
        return Reply(text, (yes, talk.choice(f"follow:{case.id}:act", "No, leave it")))
    told = await _withdraw(case, talk)
    await talk.store.officers.audit(talk.contact.id, "report objected", case.area_code, talk.now, f"report {case.id}")
    done = talk.say(
        N_("The report was taken back, and the family was told.") if told else N_("The report was taken back.")
    )
    back: tuple[Choice, ...] = (talk.choice("work", "Work to do"), talk.choice("officer", "For officers"))
    return Reply(done, back)


async def _withdraw(case: Case, talk: Talk) -> int:
    """Take every report about the person back; how many relatives were told."""
    tellers = await talk.store.follow_ups.tellers(case)
    for report_id, contact_id in await talk.store.follow_ups.reports(case):
        await talk.store.enrolments.withdraw(report_id, contact_id, talk.now, by=talk.contact.id)
    await tell_objection(tellers, talk)
    return len(tellers)
