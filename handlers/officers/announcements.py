"""``/thongbao``: an officer tells many people something. Written, looked at, tried, confirmed, then sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms import Answers, Form, Step, begin
from bot.i18n import N_
from bot.messages import Incoming, Reply
from handlers.fields import show_common
from handlers.officers import announcements_files, announcements_texts, segments, templates
from handlers.officers.announcements_hours import NOW, moment_of, parse_when
from handlers.officers.announcements_run import show_draft
from handlers.officers.scope import refusal
from storage.announcements import Draft
from storage.people import Role

if TYPE_CHECKING:
    from datetime import datetime

    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.work import Job

_YES_NO = (("no", N_("No, it can wait for the morning")), ("yes", N_("Yes, even at night")))


def _show(step: Step, value: Any, talk: Talk) -> str:  # noqa: ANN401 - an answer is any JSON value
    if step.key == "area" and value == segments.EVERYWHERE:
        return talk.say("The whole city")
    if step.key == "when" and value != NOW:
        found = moment_of(str(value), talk.now)
        return announcements_texts.when(found, talk) if found else str(value)
    return show_common(step, value, talk)


async def _submit(answers: Answers, talk: Talk) -> Reply:
    area = segments.area_of(answers)
    refused = await refusal(talk, area, "announcement")
    if refused:
        return refused
    wanted = moment_of(str(answers["when"]), talk.now)
    if wanted is None:
        text = talk.say("That hour has passed, or there is no such day. Nothing was kept. Please begin again.")
        return Reply(text, (talk.choice("announce", "Write an announcement"), talk.choice("officer", "For officers")))
    return await show_draft(_draft(answers, wanted, talk), talk)


def _draft(answers: Answers, wanted: datetime, talk: Talk) -> Draft:
    return Draft(
        kind="notice",
        subject=templates.subject(answers, talk.say),
        segment=segments.segment_of(answers),
        texts=announcements_texts.texts(
            talk, "notice", lambda say: templates.body(answers, say), announcements_files.attachment_of(answers)
        ),
        urgent=answers["urgent"] == "yes",
        send_at=None if answers["when"] == NOW else wanted,
    )


FORM = Form(
    name="announcement",
    intro="",
    steps=(
        *segments.STEPS[:1],
        *templates.STEPS,
        *segments.STEPS[1:],
        Step(
            "when",
            N_("Hour of sending"),
            N_("When should it go out? For example: mai 8h, or 14:30 ngày 5/3, or bây giờ."),
            ((NOW, N_("Now")),),
            parse=parse_when,
        ),
        Step("urgent", N_("Urgent"), N_("Is it so urgent that people may be woken between 21:00 and 6:00?"), _YES_NO),
    ),
    show=_show,
    submit=_submit,
    confirm=N_("Right, show the preview"),
)


async def begin_announcement(message: Incoming, talk: Talk) -> Reply:
    """The command alone, or as the words under a picture, a file or a recording that goes with it."""
    if message.attachment and announcements_files.fits(message.attachment):
        await announcements_files.keep(message.attachment, talk)
        return Reply(talk.say("The file is being kept. The questions come in a moment."))
    return await _questions(talk, {})


async def keep_file(job: Job, bench: Bench) -> Conclusion:
    """Long work: take the file into the store, then begin the form with it."""
    content = await bench.fetch(announcements_files.sent(job))

    async def ask(talk: Talk) -> Reply:
        if talk.contact.role is Role.PUBLIC:
            return Reply(talk.say("There is no such announcement."), (talk.choice("menu", "Main menu"),))
        return await _questions(talk, await announcements_files.kept(job, content, talk))

    return ask


async def _questions(talk: Talk, known: dict[str, Any]) -> Reply:
    """A commune's officer is not asked where."""
    area = {"area": talk.contact.officer_area} if talk.contact.role is Role.COMMUNE else {}
    return await begin(FORM, talk, known | area)
