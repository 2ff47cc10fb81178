"""The picture that goes with ``/thongke``: how many are paid by account, by former district or by allowance."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.i18n import N_
from bot.messages import Media, Reply
from bot.reports import charts
from bot.reports.standings import standings
from handlers.fields import SCHEMES
from handlers.officers.scope import refusal
from storage.times import local_day

if TYPE_CHECKING:
    from bot.reports.progress import Progress
    from bot.talk import Talk
    from bot.work import Bench, Conclusion
    from storage.work import Job

KIND = "figures.chart"
_TITLE = N_("Paid by account, {place}")


async def draw(job: Job, bench: Bench) -> Conclusion:
    """Draw it; who may have it is asked once more when it is handed over."""
    area = job.arguments["area"]
    async with bench.database.read() as store:
        found = await standings(store, bench.mind.areas, area, local_day(bench.clock()))
    place = bench.mind.area_name(area) or bench.say("Đà Nẵng city")
    picture = await asyncio.to_thread(charts.bars, bench.say(_TITLE, place=place), _rows(found, bench, area), whole=100)

    async def hand_over(talk: Talk) -> Reply:
        refused = await refusal(talk, area, "figures")
        if refused:
            return refused
        kept = await talk.store.files.add(Media.PHOTO, "so-lieu.png", "image/png", picture, talk.now)
        ways = (talk.choice("report", "Report of a month"), talk.choice("officer", "For officers"))
        return Reply(talk.say(_TITLE, place=place), ways, kept)

    return hand_over


def _rows(found: Progress, bench: Bench, area: str | None) -> list[charts.Bar]:
    names = {scheme: bench.say(label) for scheme, label in SCHEMES}
    standing = found.by_scheme if area else found.by_district
    return [
        (
            names.get(one.name) or one.name or bench.say("Đà Nẵng before July 2025"),
            float(one.now.rate or 0),
            f"{bench.say.number(one.now.paid)}/{bench.say.number(one.now.total)}",
        )
        for one in standing
    ]
