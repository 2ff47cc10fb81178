"""To whom an announcement goes: the questions of its form, and the segment that the answers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms import Answers, Parsed, Step, Unclear, Wrong
from bot.i18n import N_
from bot.knowledge.vietnamese import fold
from handlers.enrolment import REASONS
from handlers.fields import SCHEMES, words_up_to
from handlers.fields import area as commune
from storage.announcements import Segment

if TYPE_CHECKING:
    from bot.talk import Mind, Talk

EVERYWHERE = "all"
_WHOLE_CITY = frozenset({"ca thanh pho", "toan thanh pho", "thanh pho", "da nang", "thanh pho da nang"})
AUDIENCES = (
    ("all", N_("Everybody who uses Trợ lý An Sinh")),
    *SCHEMES,
    ("yes", N_("Who wants an account")),
    ("no", N_("Who does not want an account yet")),
    ("undecided", N_("Who is still undecided")),
    ("officers", N_("Officers only")),
    ("en", N_("Who reads English")),
)
_WISHES = frozenset({"yes", "no", "undecided"})


def _where(text: str, mind: Mind) -> Parsed | Unclear | Wrong:
    return Parsed(EVERYWHERE) if fold(text).strip(" .") in _WHOLE_CITY else commune(text, mind)


def _in_one_commune(answers: Answers) -> bool:
    return answers.get("area") != EVERYWHERE


def _hesitating(answers: Answers) -> bool:
    return answers.get("audience") in {"no", "undecided"}


STEPS = (
    Step(
        "area",
        N_("Where"),
        N_("For which commune or ward? Or the whole city."),
        ((EVERYWHERE, N_("The whole city")),),
        parse=_where,
    ),
    Step("audience", N_("For whom"), N_("Who should get it?"), AUDIENCES),
    Step(
        "reason",
        N_("Reason"),
        N_("Only those with a certain reason? Skip: all reasons."),
        REASONS,
        optional=True,
        when=_hesitating,
    ),
    Step(
        "hamlet",
        N_("Hamlet"),
        N_("Only one hamlet? Type it as people write it. Skip: all hamlets."),
        parse=words_up_to(60),
        optional=True,
        figures=True,
        when=_in_one_commune,
    ),
    Step(
        "quiet",
        N_("Leave out"),
        N_("Leave out people who got an announcement lately?"),
        (
            ("0", N_("Nobody is left out")),
            ("1", N_("Got one within a day")),
            ("7", N_("Got one within a week")),
            ("30", N_("Got one within a month")),
        ),
    ),
)


def area_of(answers: Answers) -> str | None:
    """The commune's code; ``None`` is the whole city."""
    return None if answers["area"] == EVERYWHERE else str(answers["area"])


def segment_of(answers: Answers) -> Segment:
    """What the answers mean."""
    audience = str(answers["audience"])
    return Segment(
        area_code=area_of(answers),
        hamlet=answers.get("hamlet"),
        scheme=audience if audience in dict(SCHEMES) else None,
        role="officers" if audience == "officers" else "all",
        willing=audience if audience in _WISHES else None,
        reason=answers.get("reason"),
        locale="en" if audience == "en" else None,
        quiet_days=int(answers["quiet"]),
    )


def place_of(area_code: str | None, talk: Talk) -> str:
    """``xã Thăng Bình``, or the city."""
    return talk.mind.area_name(area_code) or talk.say("Đà Nẵng city")
