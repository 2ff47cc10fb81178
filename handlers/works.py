"""The one table of long work: what each kind of job runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.officers import announcements, announcements_missed, follow_up_sheet

if TYPE_CHECKING:
    from bot.work import Work

WORKS: dict[str, Work] = {
    follow_up_sheet.KIND: follow_up_sheet.make,
    "announcement.file": announcements.keep_file,
    "announcement.missed": announcements_missed.write,
}
