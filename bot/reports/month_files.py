"""The files by which the bot and the process that writes a month's report hand work to each other."""

from __future__ import annotations

MONTH = "month.json"
"""The report's texts and tables."""
WORKBOOK, DOCUMENT = "month.xlsx", "month.docx"
CHARTS = {"areas": "areas.png", "reasons": "reasons.png"}
