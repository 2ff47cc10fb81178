"""How an announcement stands, in words for the officer who sent it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.messages import Choice, Reply
from bot.schedule.durations import minutes
from storage.times import VIETNAM

if TYPE_CHECKING:
    from bot.i18n import Speech
    from storage.announcements import Announcement, Figures


def report(one: Announcement, figures: Figures, say: Speech, *, over: bool) -> Reply:
    """The one message about the announcement, with what can be done now."""
    lines = [_headline(one, say, over=over), *_lines(figures, say), *_restored(one, say)]
    if not over and figures.waiting and one.state == "sending":
        lines.append(say("Time left: about {count} minutes.", count=minutes(figures.waiting)))
    return Reply("\n".join(lines), _choices(one, figures, say, over=over), slot=f"announcement:{one.id}")


def _headline(one: Announcement, say: Speech, *, over: bool) -> str:
    if one.state == "stopped":
        return say("Announcement “{subject}” was stopped.", subject=one.subject)
    if over:
        return say("Announcement “{subject}” has been sent.", subject=one.subject)
    if one.state == "paused":
        return say("Announcement “{subject}” is paused.", subject=one.subject)
    return say("Announcement “{subject}” is being sent.", subject=one.subject)


def _restored(one: Announcement, say: Speech) -> list[str]:
    """Why it does not go on by itself."""
    if one.restored_from is None:
        return []
    until = one.restored_from.astimezone(VIETNAM).strftime("%H:%M, %d/%m/%Y")
    return [
        say("The store was brought back from a copy that ends at {moment}.", moment=until),
        say("Who got this after that is not known. If it goes on, some may read it twice."),
    ]


def _lines(figures: Figures, say: Speech) -> list[str]:
    lines = [
        say("Sent: {count} of {total}", count=say.number(figures.sent), total=say.number(figures.total)),
        say("Waiting: {count}", count=say.number(figures.waiting)),
        say("Cannot be reached: {count}", count=say.number(figures.unreachable)),
        say("Not taken: {count}", count=say.number(figures.failed)),
    ]
    if figures.uncertain:
        lines.append(say("Uncertain whether it arrived: {count}", count=say.number(figures.uncertain)))
    if figures.withdrawn:
        lines.append(say("Not sent any more: {count}", count=say.number(figures.withdrawn)))
    return lines


def _choices(one: Announcement, figures: Figures, say: Speech, *, over: bool) -> tuple[Choice, ...]:
    if over or one.state == "stopped":
        missed = figures.failed + figures.uncertain + figures.unreachable + figures.withdrawn
        again = say("Once more to the {count} uncertain", count=say.number(figures.uncertain))
        repeat = (Choice(f"ann_again:{one.id}", again),) if figures.uncertain and one.state != "stopped" else ()
        table = (Choice(f"ann_missed:{one.id}", say("List of those not reached")),) if missed else ()
        return (*repeat, *table, Choice("officer", say("For officers")))
    halt = Choice(f"ann_stop:{one.id}", say("End it for good"))
    if one.state == "paused":
        return (Choice(f"ann_resume:{one.id}", say("Go on sending")), halt)
    return (Choice(f"ann_pause:{one.id}", say("Pause sending")), halt)
