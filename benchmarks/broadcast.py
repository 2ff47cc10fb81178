"""An announcement to many people: how fast, at what cost, and whether a reply still comes at once.

First, all against the same server without limits, each on one core: ours with its durable outbox, PTB with its
limiter lifted, PTB with ``gather``, aiogram (if ``--aiogram PYTHON`` names an interpreter that has it). Then the
real process at the rates that Telegram allows, against a server that enforces them, while somebody asks.

Run: ``python -m benchmarks.broadcast [--people N] [--held N] [--aiogram PYTHON]``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.swift_api import TOKEN, ask, swift_api
from tests.fakes.crowd import announce
from tests.fakes.process import Place, running

if TYPE_CHECKING:
    from collections.abc import Sequence

SENDERS = ("ansinh", "ptb-limiter", "ptb-gather")
NAMES = {
    "ansinh": "ansinh, durable outbox",
    "ptb-limiter": "PTB, AIORateLimiter lifted",
    "ptb-gather": "PTB, gather",
    "aiogram": "aiogram, gather",
}
FREE_RATE, PAID_RATE = 30, 1_000
FREE_PEOPLE = 1_800
ASK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """What the real process did at one rate. Latencies in milliseconds, memory in MB."""

    rate: int
    people: int
    a_second: float
    violations: int
    twice: int
    core: float
    memory: float
    p50: float
    p99: float


async def compare(people: int, aiogram: str | None) -> str:
    """The table of all senders, with the ratios to ours."""
    rows = [
        (name, *await _measure(name, [sys.executable, "-m", "benchmarks.broadcast_senders"], people))
        for name in SENDERS
    ]
    if aiogram:
        rows.append(("aiogram", *await _measure("aiogram", [aiogram, "benchmarks/broadcast_aiogram.py"], people)))
    _, first_rate, first_cost = rows[0]
    lines = ["| sender | messages/s | CPU ms/message |", "|---|---|---|"]
    lines += [
        f"| {NAMES[name]} | {rate:.0f} ({rate / first_rate:.2f}) | {cost:.3f} ({cost / first_cost:.2f}) |"
        for name, rate, cost in rows
    ]
    return "\n".join(lines)


async def _measure(name: str, command: Sequence[str], people: int) -> tuple[float, float]:
    """Messages a second, and processor milliseconds a message, of one sender on a core of its own."""
    async with swift_api() as url:
        process = await asyncio.create_subprocess_exec(
            *command, name, url, str(people), stdout=asyncio.subprocess.PIPE, preexec_fn=_one_core
        )
        out, _ = await process.communicate()
        figures = await ask(url, "figures")
    if process.returncode or figures["messages"] != people or figures["twice"]:
        raise RuntimeError(f"{name} ended with {process.returncode}: {figures}")
    return people / (figures["last"] - figures["first"]), json.loads(out)["cpu"] / people * 1_000


def _one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


async def hold(rate: int, people: int) -> Held:
    """The real process, told that ``rate`` is allowed, against a server that allows just that."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "data")
        await announce(place.store, people, planned=False)
        async with swift_api("--per-second", str(rate), "--per-chat", "1") as url:
            place.more.update(
                ANSINH_TELEGRAM_TOKEN=TOKEN, ANSINH_TELEGRAM_BASE_URL=f"{url}/bot", ANSINH_TELEGRAM_RATE=str(rate)
            )
            async with running(place) as process:
                latencies = await _ask_until_done(url, people)
                cpu, memory = _cpu_and_memory(process.pid)
            figures = await ask(url, "figures")
    seconds = figures["last"] - figures["first"]
    cuts = statistics.quantiles(latencies, n=100)
    a_second = figures["messages"] / seconds
    return Held(
        rate, people, a_second, figures["violations"], figures["twice"], cpu / seconds, memory, cuts[49], cuts[98]
    )


async def _ask_until_done(url: str, people: int) -> list[float]:
    """Somebody new asks now and again until all have been told, the officer too; the milliseconds to each reply."""
    latencies: list[float] = []
    asked = 0
    while (await ask(url, "figures"))["chats"] < people + 1 + asked:
        asked += 1
        latencies.append(await _one_question(url, 9_000_000 + asked))
        await asyncio.sleep(ASK_SECONDS)
    return latencies


async def _one_question(url: str, chat: int) -> float:
    return float((await ask(url, f"say?chat={chat}"))["result"]) * 1_000


def _cpu_and_memory(pid: int) -> tuple[float, float]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = Path(f"/proc/{pid}/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0])
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), peak / 1_000


def report(rows: Sequence[Held]) -> str:
    lines = [
        (
            "| allowed/s | people | messages/s | of the allowed | 429s | told twice | of a core | peak MB "
            "| reply p50 ms | p99 ms |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.rate} | {row.people} | {row.a_second:.1f} | {row.a_second / row.rate:.1%} | {row.violations} "
        f"| {row.twice} | {row.core:.0%} | {row.memory:.0f} | {row.p50:.0f} | {row.p99:.0f} |"
        for row in rows
    ]
    return "\n".join(lines)


async def measure_all(people: int, held: int, aiogram: str | None) -> None:
    if people:
        print(await compare(people, aiogram), flush=True)
    rows = [await hold(FREE_RATE, FREE_PEOPLE), await hold(PAID_RATE, held)]
    print(report(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="of the comparison; 0 leaves it out")
    parser.add_argument("--held", type=int, default=171_230, help="people at the paid rate")
    parser.add_argument("--aiogram", metavar="PYTHON", help="an interpreter that has aiogram")
    arguments = parser.parse_args()
    asyncio.run(measure_all(arguments.people, arguments.held, arguments.aiogram))


if __name__ == "__main__":
    main()
