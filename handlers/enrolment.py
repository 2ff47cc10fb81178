"""What a relative reports about a beneficiary's will to enrol: asked gently, read back, changeable.

A relative's word is not the beneficiary's consent; the report says whether the beneficiary agreed.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.forms import Answers, Form, Step, begin
from bot.i18n import N_
from bot.messages import Choice, Incoming, Reply
from handlers.arguments import argument, row_number
from handlers.fields import area_step, birth_year_step, phone_step, scheme_step, show_common, who, words_up_to
from handlers.kin import SELF, relation
from handlers.officers.follow_up_notice import notify
from handlers.pages import onward, page
from handlers.start import menu_choices
from storage.enrolments import Report
from storage.follow_up_match import is_full
from storage.people import Purpose

if TYPE_CHECKING:
    from bot.talk import Talk

MOST_SHOWN = 3
TEXT_VERSION = "2026-11-3"
RELATIONS = (
    (SELF, N_("I am the one who draws it")),
    ("child", N_("Child, child-in-law")),
    ("grandchild", N_("Grandchild")),
    ("spouse", N_("Wife or husband")),
    ("other", N_("Another relative, a neighbour")),
)
WILLING = (
    ("yes", N_("Willing to enrol")),
    ("no", N_("Wants to keep cash")),
    ("undecided", N_("Still undecided")),
    ("enrolled", N_("Has an account already")),
)
REASONS = (
    ("habit_cash", N_("Used to cash, likes to meet people there")),
    ("fear_scam_loss", N_("Afraid of scams, of losing money")),
    ("family_objects", N_("The family objects")),
    ("forget_pin", N_("Afraid to forget the PIN and the steps")),
    ("no_trust_card_handover", N_("Does not want to hand over the card")),
    ("away", N_("Lives elsewhere at present")),
    ("id_problem", N_("Identity card lost or expired")),
    ("ill_disabled", N_("Ill, disabled, cannot walk")),
    ("atm_far", N_("The cash machine is far away")),
    ("fees", N_("Afraid of fees")),
    ("undecided", N_("Has not thought about it yet")),
    ("other", N_("Another reason")),
)
_ANSWER_FOR = {
    "habit_cash": "benefits_of_account",
    "fear_scam_loss": "money_safety",
    "family_objects": "voluntary_or_cash",
    "forget_pin": "pin_forgotten",
    "no_trust_card_handover": "authorize_relative",
    "away": "away_or_moved",
    "id_problem": "id_lost_expired",
    "ill_disabled": "bedridden_home",
    "atm_far": "withdraw_cash",
    "fees": "fees_min_balance",
    "undecided": "benefits_of_account",
    "other": "voluntary_or_cash",
}
_CONFIRMED = (
    ("yes", N_("Yes, they said so and agree to this report")),
    ("no", N_("Not asked yet")),
)


def _about_another(answers: Answers) -> bool:
    return answers.get("relation") != SELF


def _named_in_full(answers: Answers) -> bool:
    """With a nickname alone, the year of birth would find nobody."""
    return is_full(str(answers.get("nickname") or ""))


def _hesitates(answers: Answers) -> bool:
    return answers.get("willing") in {"no", "undecided"}


async def _submit(answers: Answers, talk: Talk) -> Reply:
    report = _report(answers)
    await talk.store.people.record_consent(
        talk.contact, Purpose.REPORTS, given=True, text_version=TEXT_VERSION, now=talk.now
    )
    await talk.store.people.set_area(talk.contact.id, report.area_code)
    if "id" in answers:
        await _change(int(answers["id"]), report, talk)
    else:
        row_id = await talk.store.enrolments.add(talk.contact.id, report, talk.now)
        await notify(report.area_code, row_id, talk)
    return Reply(_thanks(report, talk), _after(report, talk))


async def _change(row_id: int, report: Report, talk: Talk) -> None:
    """Change one's own report; officers hear of it if it waits for them now and did not before."""
    before = await talk.store.follow_ups.one(row_id)
    await talk.store.enrolments.change(row_id, talk.contact.id, report, talk.now)
    after = await talk.store.follow_ups.one(row_id)
    if before and after and (before.area_code, before.status) != (after.area_code, after.status):
        await notify(report.area_code, after.id, talk)


def _report(answers: Answers) -> Report:
    relation = str(answers["relation"])
    return Report(
        area_code=str(answers["area"]),
        relation=relation,
        willing=str(answers["willing"]),
        confirmed=relation == SELF or answers.get("confirmed") == "yes",
        scheme=None if answers["scheme"] == "unknown" else str(answers["scheme"]),
        nickname=answers.get("nickname"),
        hamlet=answers.get("hamlet"),
        reason=answers.get("reason"),
        phone=answers.get("phone"),
        birth_year=answers.get("birth_year"),
    )


def _thanks(report: Report, talk: Talk) -> str:
    lines = [
        talk.say(
            "Thank {you}. The report is kept and the officers of {place} will see it.",
            place=talk.mind.area_name(report.area_code),
        )
    ]
    if report.reason:
        lines.append(
            talk.mind.library.answer("report_unwilling").render(you=talk.say.you, commune={}, option=report.reason)
        )
    if report.willing == "yes":
        lines.append(
            talk.say("An officer will confirm it. Nothing has been registered yet, and cash goes on until then.")
        )
    if not report.confirmed:
        lines.append(talk.say("Please ask the person themselves; only they decide."))
    return "\n".join(lines)


def _after(report: Report, talk: Talk) -> tuple[Choice, ...]:
    intent = _ANSWER_FOR.get(report.reason or "", "open_account_documents" if report.willing == "yes" else "")
    fact = [Choice(f"a:{intent}", talk.mind.library.question(intent))] if intent else []
    return (*fact, talk.choice("mine", "See or change my reports"), talk.choice("menu", "Main menu"))


FORM = Form(
    name="enrolment",
    intro="",
    steps=(
        Step(
            "agree",
            "",
            N_(
                "Trợ lý An Sinh notes down: who {you} is to the person, the commune, the "
                "allowance, willing or not, why, and what {you} adds: the name, the year of birth, a phone number.\n"
                "Only the officers of that commune and of the city see it. No identity or card number is needed.\n"
                "It can be seen, changed or taken back at any time. Does {you} agree?"
            ),
            (("yes", N_("I agree")),),
        ),
        Step(
            "relation", N_("Relation"), N_("Who is {you} to the person who draws the allowance?"), RELATIONS, relation
        ),
        area_step(),
        Step(
            "hamlet",
            N_("Hamlet"),
            N_("Which hamlet or group? It helps the officer to find the house."),
            parse=words_up_to(60),
            optional=True,
            figures=True,
        ),
        Step(
            "nickname",
            N_("Called"),
            N_("What is the person called? The full name helps the officer most; a nickname is fine, too."),
            parse=who,
            optional=True,
        ),
        birth_year_step(_named_in_full),
        scheme_step(unknown=True),
        Step("willing", N_("Wish"), N_("What does the person want?"), WILLING),
        Step(
            "reason",
            N_("Reason"),
            N_("What is the main reason? It is all right, whatever it is."),
            REASONS,
            when=_hesitates,
        ),
        Step(
            "confirmed",
            N_("Agreed themselves"),
            N_("Did the person say so themselves, and agree to this report?"),
            _CONFIRMED,
            when=_about_another,
        ),
        phone_step(),
    ),
    show=show_common,
    submit=_submit,
)


async def begin_report(message: Incoming, talk: Talk) -> Reply:
    """Start a report; ``enrol:yes`` knows the wish already, ``enrol:no:fees`` the reason as well."""
    wish, _, reason = argument(message).partition(":")
    known = {"willing": wish} if wish in dict(WILLING) else {}
    return await begin(FORM, talk, known | ({"reason": reason} if known and reason in dict(REASONS) else {}))


async def own(message: Incoming, talk: Talk) -> Reply:
    """``mine:<skip>``: one's own reports, the latest first, each with a button to change it and one to take it back."""
    reports = await talk.store.enrolments.own(talk.contact.id)
    if not reports:
        return Reply(
            talk.say("{You} has no report here."),
            (talk.choice("enrol", "Report the family's wish"), talk.choice("menu", "Main menu")),
        )
    lines = [talk.say("{You}'s reports:")]
    choices: list[Choice] = []
    skipped = argument(message) if (message.choice or "").startswith("mine:") else ""
    shown = page(reports[::-1], skipped, MOST_SHOWN)
    for kept in shown.rows:
        lines.append(f"• {summary(kept.id, kept.report, talk)}")
        choices += [
            talk.choice(f"change:{kept.id}", "Change report {number}", number=kept.id),
            talk.choice(f"withdraw:{kept.id}", "Take back report {number}", number=kept.id),
        ]
    return Reply("\n".join(lines), (*choices, *onward("mine", shown, talk), talk.choice("menu", "Main menu")))


def summary(row_id: int, report: Report, talk: Talk) -> str:
    """One report in one line."""
    parts = [
        talk.say("Report {number}", number=row_id),
        report.nickname or "",
        talk.mind.area_name(report.area_code),
        talk.say(dict(WILLING)[report.willing]),
        talk.say(dict(REASONS)[report.reason]) if report.reason else "",
    ]
    return ", ".join(part for part in parts if part)


async def change(message: Incoming, talk: Talk) -> Reply:
    """Open one's own report at its summary."""
    kept = await talk.store.enrolments.one(row_number(message), talk.contact.id)
    if kept is None:
        return await own(message, talk)
    answers = asdict(kept.report) | {"agree": "yes", "id": kept.id, "area": kept.report.area_code}
    answers |= {
        "scheme": kept.report.scheme or "unknown",
        "confirmed": "yes" if kept.report.confirmed else "no",
    }
    return await begin(FORM, talk, answers)


async def withdraw(message: Incoming, talk: Talk) -> Reply:
    """Take one's own report back."""
    done = await talk.store.enrolments.withdraw(row_number(message), talk.contact.id, talk.now)
    text = N_("The report was taken back.") if done else N_("There is no such report, or it was taken back before.")
    return Reply(talk.say(text), menu_choices(talk))
