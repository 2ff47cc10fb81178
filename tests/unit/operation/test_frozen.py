"""A loop that stands still ends the process, and only then."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio, re
from bot.operation import frozen

async def main():
    for _ in range(20):
        frozen.alive(1.5)
        await asyncio.sleep(0.05)
    {then}
    print("an end of its own")

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("then", "code"),
    [
        ("frozen.rest()", 0),
        ('frozen.alive(1.5); re.match("(a+)+b", "a" * 200 + "12 3456 7890")', 1),  # holds the interpreter's lock
        ("frozen.alive(1.5); import threading; threading.Event().wait()", 1),
    ],
)
def test_who_stands_still_is_ended_and_says_where_but_not_what(then: str, code: int) -> None:
    program = PROGRAM.format(then=then)
    ended = subprocess.run(  # noqa: S603 - this test's own program
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, bool(ended.stdout)) == (code, code == 0)
    assert ("in main" in ended.stderr) == (code == 1)
    assert "7890" not in ended.stderr
