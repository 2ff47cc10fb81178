"""Heavy or dangerous work in a process of its own: bounded in memory and time, and gone afterwards.

What a stranger's file does to a reader happens there, and the bot goes on answering meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import runpy
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1_000_000
MOST_COMPLAINT = 2_000


class ApartError(Exception):
    """The process failed, took too long or too much; ``reason`` is its last line, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def apart(
    module: str,
    *arguments: str,
    megabytes: int = 700,
    seconds: float = 120,
    on_line: Callable[[str], None] | None = None,
) -> None:
    """Run ``python -m module arguments``; each line that it prints goes to ``on_line``. ``ApartError`` on failure."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.apart",
        str(megabytes),
        module,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            complaint = await _follow(process, on_line)
    except TimeoutError:
        raise ApartError(f"took longer than {seconds:g} s") from None
    finally:
        await _end(process)
    if process.returncode:
        raise ApartError(complaint.strip().rsplit("\n", 1)[-1] or f"ended with {process.returncode}")


async def _follow(process: asyncio.subprocess.Process, on_line: Callable[[str], None] | None) -> str:
    """Hand on what the process prints, until it ends; what it complained about."""
    if process.stdout is None or process.stderr is None:
        raise ApartError("has no output")
    complaining = asyncio.create_task(process.stderr.read())
    try:
        async for line in process.stdout:
            if on_line:
                on_line(line.decode("utf-8", "replace").rstrip("\n"))
        await process.wait()
        return (await complaining).decode("utf-8", "replace")[-MOST_COMPLAINT:]
    finally:
        complaining.cancel()


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _begin(megabytes: int, module: str, arguments: list[str]) -> None:
    """In the new process, before its program: more memory than this is refused to it."""
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _begin(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
