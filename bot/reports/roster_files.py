"""The files by which the bot and the processes that read and write lists hand work to each other."""

from __future__ import annotations

REQUEST = "request.json"
"""What is to be done: the file, the area, the answers given."""
RESULT = "result.json"
"""What was found, besides people and mistakes."""
ENTRIES, MISTAKES = "entries.jsonl", "mistakes.jsonl"
TOGETHER = 180
"""So many people of one commune stand in a line, and are compared and written together."""
SAID = "said.jsonl"
"""The mistakes as sentences."""
MARKED = "marked.xlsx"
"""The list with these sentences in it."""
