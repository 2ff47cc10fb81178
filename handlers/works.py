"""The one table of long work: what each kind of job runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.officers import (
    announcements,
    announcements_missed,
    figures_chart,
    follow_up_sheet,
    leaflet,
    month_report,
    roster_export,
    roster_import,
    roster_import_works,
)

if TYPE_CHECKING:
    from bot.work import Work

WORKS: dict[str, Work] = {
    follow_up_sheet.KIND: follow_up_sheet.make,
    "announcement.file": announcements.keep_file,
    figures_chart.KIND: figures_chart.draw,
    leaflet.KIND: leaflet.make,
    month_report.KIND: month_report.write,
    roster_export.KIND: roster_export.write,
    roster_import.READ: roster_import_works.read_list,
    roster_import.WRITE: roster_import_works.write_list,
    roster_import.MARK: roster_import_works.mark_list,
    roster_import.TIDY: roster_import_works.tidy_lists,
    "announcement.missed": announcements_missed.write,
}
