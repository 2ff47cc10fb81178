"""The one table: what can be asked for, how it is asked, who may, and which handler takes it.

Whatever is not allowed is refused, kindly, and before the handler runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.choices import without_courtesy
from bot.i18n import N_
from bot.knowledge.vietnamese import fold, standardise
from bot.messages import Incoming, Kind, Reply
from handlers import (
    announced,
    ask,
    calendar,
    emergency,
    enrolment,
    genuine,
    phrases,
    pictures,
    place,
    privacy,
    questions,
    receipts,
    reminders,
    scam,
    scam_lessons,
    start,
    stopping,
)
from handlers.officers import (
    alerts,
    announcements,
    announcements_missed,
    announcements_run,
    appointments,
    commune,
    counts,
    desk,
    desk_more,
    follow_up,
    follow_up_steps,
    leaflet,
    log,
    month_report,
    pay_day_list,
    pay_day_year,
    pay_days,
    pin,
    roster_export,
    roster_import,
    roster_list,
    roster_template,
    roster_told,
    statistics,
    work_lists,
)
from storage.people import Role

if TYPE_CHECKING:
    from bot.forms import Form
    from bot.talk import Handler, Talk
    from storage.turns import Flow

EVERYBODY = frozenset(Role)
OFFICERS = frozenset({Role.COMMUNE, Role.CITY})
CITY = frozenset({Role.CITY})


_NOTHING = re.compile("")


@dataclass(frozen=True, slots=True)
class Route:
    """``key``: of its buttons, up to the first colon. ``phrases``: folded words that alone mean it.

    ``about``: what the command is for, in a line of ``/trogiup``. ``pattern``: the same as phrases, for what is
    said in many ways; it must be the whole message.
    """

    key: str
    handler: Handler
    commands: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    roles: frozenset[Role] = EVERYBODY
    about: str = ""
    pattern: re.Pattern[str] = _NOTHING


async def commands(_message: Incoming, talk: Talk) -> Reply:
    """What each command of an officer is for; everybody else gets the menu, since they need no commands."""
    mine = [route for route in ROUTES if route.about and talk.contact.role in route.roles]
    if not mine:
        return await start.menu(_message, talk)
    lines = [f"/{route.commands[0]} – {talk.say(route.about)}" for route in mine]
    return Reply("\n".join([talk.say("Commands, all also as buttons:"), *lines]), start.menu_choices(talk))


ROUTES = (
    Route("start", start.start, ("start", "batdau")),
    Route(
        "menu",
        start.menu,
        ("menu",),
        phrases.MENU,
    ),
    Route("help", commands, ("trogiup", "help"), ("tro giup", "lenh", "cac lenh")),
    Route(
        "you",
        start.set_honorific,
        ("xungho",),
        ("doi cach xung ho", "cach xung ho", "doi xung ho", "doi cach goi"),
        pattern=phrases.ADDRESSING,
    ),
    Route("ask", ask.invite, ("hoi",), ("hoi", "hoi dap")),
    Route("a", ask.chosen),
    Route(
        "plainer",
        ask.plainer,
        phrases=phrases.PLAINER,
        pattern=phrases.NOT_UNDERSTOOD,
    ),
    Route("source", ask.source, ("nguon",), ("nguon", "nguon o dau")),
    Route(
        "human",
        questions.human,
        ("canbo",),
        ("gap can bo", "gap nguoi that", "noi chuyen voi nguoi", "can bo xa"),
    ),
    Route("pass", questions.pass_on),
    Route(
        "genuine",
        genuine.show,
        ("that",),
        phrases.GENUINE,
    ),
    Route(
        "scam",
        scam_lessons.invite,
        ("luadao",),
        phrases.SCAM,
    ),
    Route("check", scam.answer),
    Route("judge", scam.judge_asked),
    Route(
        "paid", scam.first_hour, ("lolamroi",), ("lo lam roi", "lo lam theo roi", "lo roi", "lo dua tien, dua ma roi")
    ),
    Route("lesson", scam_lessons.lesson),
    Route("share", scam_lessons.share),
    Route("practice", scam_lessons.practice, ("tapthu",), ("tap thu", "that hay lua", "tap nhan biet lua dao")),
    Route("dispute", questions.dispute),
    Route("askback", questions.ask_back),
    Route("picture", pictures.shown),
    Route("seen", pictures.confirmed),
    Route(
        "tips",
        reminders.switch_tips,
        ("tatcanhbao",),
        phrases.NO_TIPS,
    ),
    Route("enrol", enrolment.begin_report, ("dangky",), ("dang ky", "bao y muon")),
    Route("mine", enrolment.own, ("baocuatoi",), ("bao cao cua toi", "xem lai da bao")),
    Route("change", enrolment.change),
    Route("withdraw", enrolment.withdraw),
    Route("remind", reminders.overview, ("nhac", "ngaynhan"), ("nhac ngay", "nhac lich", "dat nhac")),
    Route("subscribe", reminders.begin_subscription),
    Route("wish", reminders.change),
    Route("unsubscribe", reminders.unsubscribe),
    Route("calendar", calendar.calendar, ("lich",), ("lich", "lich nhan tien")),
    Route("received", receipts.received),
    Route("resume", reminders.resume),
    Route("mourned", emergency.mourned),
    Route("data", privacy.show, ("dulieu",), ("xem du lieu", "du lieu cua toi", "du lieu")),
    Route("consent", privacy.consents, ("dongy",), ("rut dong y", "da dong y gi")),
    Route("erase", privacy.erase, ("xoadulieu",), ("xoa du lieu",), pattern=phrases.ERASING),
    Route("stop", stopping.stop, ("dung", "stop")),
    Route("takeup", stopping.take_up),
    Route(
        "notices",
        stopping.switch_notices,
        ("tatthongbao",),
        ("dung thong bao", "khong nhan thong bao nua", "dung thong bao cua xa", "tat thong bao cua xa"),
    ),
    Route("officer", start.officer_menu, ("congviec",), ("viec cua can bo", "menu can bo"), OFFICERS),
    Route(
        "figures",
        statistics.figures,
        ("thongke",),
        ("thong ke", "so lieu", "tien do"),
        OFFICERS,
        N_("figures, by allowance and reason, with a picture"),
    ),
    Route(
        "payday",
        pay_day_list.pay_days,
        ("ngaytra",),
        ("ngay tra", "nhap ngay chi tra"),
        OFFICERS,
        N_("enter, change or cancel pay days"),
    ),
    Route("year", pay_day_year.enter, roles=OFFICERS),
    Route(
        "facts",
        commune.begin_facts,
        ("thongtinxa",),
        ("thong tin xa",),
        OFFICERS,
        N_("office, phone, bank and hours of the commune"),
    ),
    Route("alert", alerts.begin_alert, ("canhbao",), ("canh bao",), OFFICERS, N_("warn the commune of a trick")),
    Route(
        "announce",
        announcements.begin_announcement,
        ("thongbao",),
        ("thong bao", "gui thong bao cho ba con"),
        OFFICERS,
        N_("write an announcement"),
    ),
    Route("ann_go", announcements_run.go, roles=OFFICERS),
    Route("ann_test", announcements_run.test, roles=OFFICERS),
    Route("ann_ok", announcements_run.agree, roles=OFFICERS),
    Route("ann_pause", announcements_run.pause, roles=OFFICERS),
    Route("ann_resume", announcements_run.resume, roles=OFFICERS),
    Route("ann_stop", announcements_run.stop, roles=OFFICERS),
    Route("ann_again", announcements_run.again, roles=OFFICERS),
    Route("ann_missed", announcements_missed.ask, roles=OFFICERS),
    Route("respond", announced.respond, phrases=("tra loi",)),
    Route("desk", desk.waiting, ("cauhoi",), ("cau hoi",), OFFICERS, N_("questions that people passed on")),
    Route("missing", desk.missing, ("thieu",), ("cau chua dap",), CITY, N_("questions without an answer")),
    Route("reply", desk.begin_reply, roles=OFFICERS),
    Route("release", desk.release, roles=OFFICERS),
    Route("canned", desk.canned, roles=OFFICERS),
    Route("overturn", desk_more.overturn, roles=OFFICERS),
    Route("propose", desk_more.propose, roles=OFFICERS),
    Route("proposals", desk_more.proposals, ("dexuat",), ("de xuat",), CITY, N_("answers put forward")),
    Route("roster", roster_import.overview, ("nhap",), ("nhap danh sach",), OFFICERS, N_("bring in a list from Excel")),
    Route("roster_say", roster_import.said, roles=OFFICERS),
    Route("roster_go", roster_import.go, roles=OFFICERS),
    Route("roster_mark", roster_import.mark, roles=OFFICERS),
    Route("roster_drop", roster_import.drop, roles=OFFICERS),
    Route("roster_undo", roster_import.undo, roles=OFFICERS),
    Route("roster_tell", roster_told.tell_families, roles=OFFICERS),
    Route(
        "report", month_report.report, ("baocao",), ("bao cao", "bao cao thang"), OFFICERS, N_("the report of a month")
    ),
    Route("leaflet", leaflet.begin, ("toroi",), ("to roi",), OFFICERS, N_("a leaflet with the commune's code")),
    Route(
        "counts",
        counts.begin_counts,
        ("solieu",),
        ("nhap so lieu",),
        OFFICERS,
        N_("a month's figures, where there is no list"),
    ),
    Route("counts_yes", counts.confirmed, roles=OFFICERS),
    Route(
        "list", roster_list.people, ("danhsach",), ("danh sach", "xem danh sach"), OFFICERS, N_("who is on the roster")
    ),
    Route("narrow", roster_list.narrow, roles=OFFICERS),
    Route("who", roster_list.person, roles=OFFICERS),
    Route("find", roster_list.search, ("tim",), ("tim nguoi", "tim ten"), OFFICERS, N_("look for a name")),
    Route(
        "export",
        roster_export.export,
        ("xuat",),
        ("xuat danh sach", "xuat excel", "xuat danh sach ra excel", "tai danh sach"),
        OFFICERS,
        N_("the roster as Excel"),
    ),
    Route("invite", appointments.begin_invitation, ("moi",), ("moi can bo",), CITY, N_("invite an officer")),
    Route("uninvite", appointments.withdraw, roles=CITY),
    Route("colleagues", appointments.listed, ("dscanbo",), ("danh sach can bo",), OFFICERS, N_("who is an officer")),
    Route("colleague", appointments.colleague, roles=OFFICERS),
    Route("pin", pin.change, ("khoa",), roles=OFFICERS, about=N_("the sentence before files")),
    Route("log", log.log, ("nhatky",), ("nhat ky",), OFFICERS, N_("who did what")),
    Route("template", roster_template.template, ("mau",), ("tep mau",), OFFICERS, N_("an empty list to fill in")),
    Route("work", work_lists.overview, ("viec",), ("viec can lam",), OFFICERS, N_("families' reports that wait")),
    Route("sheet", work_lists.sheet, roles=OFFICERS),
    Route("follow", follow_up.show, roles=OFFICERS),
    Route("match", follow_up.match, roles=OFFICERS),
    Route("same", follow_up.same, roles=OFFICERS),
    Route("step", follow_up_steps.begin_step, roles=OFFICERS),
    Route("undo", follow_up.undo, roles=OFFICERS),
    Route("object", follow_up_steps.objection, roles=OFFICERS),
)

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        enrolment.FORM,
        reminders.FORM,
        questions.FORM,
        questions.DISPUTED,
        questions.BACK,
        place.FORM,
        pay_days.FORM,
        commune.FORM,
        desk.FORM,
        alerts.FORM,
        follow_up_steps.FORM,
        announcements.FORM,
        appointments.FORM,
        roster_list.FORM,
        counts.FORM,
        pin.CHOOSE,
        pin.ASK,
    )
}

_BY_KEY = {route.key: route for route in ROUTES}
_BY_COMMAND = {command: route for route in ROUTES for command in route.commands}
_PATTERNED = tuple(route for route in ROUTES if route.pattern.pattern)
_BY_PHRASE = {phrase: route for route in ROUTES for phrase in route.phrases}
_CITY_S = N_("That is for the city's officers only. What else does {you} need?")
_REFUSED = N_("That is for the commune's officers only. What can Trợ lý An Sinh help {you} with?")


def by_key(key: str) -> Route | None:
    """The route of a button."""
    return _BY_KEY.get(key.partition(":")[0])


def pressed(message: Incoming) -> Route | None:
    """The route of the button that was pressed."""
    return by_key(message.choice) if message.choice is not None else None


def commanded(message: Incoming) -> Route | None:
    """The route of ``/command``, with or without ``@bot`` and words after it."""
    if message.choice is not None or message.kind is Kind.FORWARDED or not message.text.startswith("/"):
        return None
    word = message.text[1:].split(maxsplit=1)[0] if message.text[1:].strip() else ""
    return _BY_COMMAND.get(fold(word).partition("@")[0].replace("_", ""))


def spoken(message: Incoming, talk: Talk) -> Route | None:
    """The route whose phrase is all that was said, if it is for this person: "ngày trả" is a family's question."""
    said = [way for one in (fold(message.text), fold(standardise(message.text))) for way in _ways(one.strip(" .!?"))]
    route = next((_BY_PHRASE[way] for way in said if way in _BY_PHRASE), None)
    route = route or next((one for one in _PATTERNED if any(one.pattern.fullmatch(way) for way in said)), None)
    is_known_to = talk.contact.role in (OFFICERS if route and route.roles <= OFFICERS else EVERYBODY)
    return route if is_known_to else None


def _ways(said: str) -> tuple[str, str]:
    return said, without_courtesy(said)


def filed(message: Incoming, talk: Talk) -> Route | None:
    """The route of a file: an officer's list of people."""
    is_officer = talk.contact.role in OFFICERS
    return _BY_KEY["roster"] if is_officer and roster_import.is_list(message.attachment) else None


def filed_instead(form: Form, message: Incoming, talk: Talk) -> Route | None:
    """The route of a file that comes while ``form`` is open, if the form says that one can be sent instead."""
    return filed(message, talk) if form is pay_days.FORM else None


def form_of(flow: Flow) -> Form | None:
    """The form that ``flow`` is about; ``None`` if a release took it away."""
    return FORMS.get(flow.form)


async def run(route: Route, message: Incoming, talk: Talk) -> Reply | list[Reply]:
    """The handler's answer, or a refusal if the person may not ask for this."""
    if talk.contact.role not in route.roles:
        await talk.store.officers.audit(talk.contact.id, f"refused {route.key}", None, talk.now)
        refused = _CITY_S if talk.contact.role in OFFICERS else _REFUSED
        return Reply(talk.say(refused), start.menu_choices(talk))
    return await route.handler(message, talk)
