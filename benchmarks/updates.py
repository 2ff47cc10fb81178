"""Messages a second and reply latency through the whole path, beside a PTB bot that echoes and stores nothing.

The bot is the real process with its durable store; the Bot API is the fake one in a process of its own,
without limits. Run: ``python -m benchmarks.updates``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api_remote import RemoteBotApi, bot_api_process
from tests.fakes.process import Place, running, telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

PEOPLE = range(1, 301)
QUESTIONS = (
    "quên mã pin rồi làm sao",
    "mo tai khoan can giay to gi",
    "rút tiền ở đâu cho khỏi mất phí",
    "bà nội nằm liệt thì ai làm thay",
    "thẻ bị máy nuốt",
    "không làm tài khoản có mất trợ cấp không",
)
WARM_UP = 300
BATCH = 500
EVEN_RATE = 20
WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one bot. Latencies are in milliseconds, CPU in milliseconds a message."""

    name: str
    a_second: float
    cpu: float
    p50: float
    p99: float
    longest: float


async def measure(name: str, start: Starter, messages: int, seconds: int) -> Figures:
    """Both measurements of one bot on a fresh server and a fresh store."""
    async with bot_api_process("--open-to-all") as api, start(api) as pid:
        await flood(api, WARM_UP)
        before = cpu_seconds(pid)
        a_second = await flood(api, messages)
        cpu = (cpu_seconds(pid) - before) / messages * 1_000
        latencies = await even_stream(api, EVEN_RATE * seconds)
    cuts = statistics.quantiles(latencies, n=100)
    return Figures(name, a_second, cpu, cuts[49], cuts[98], max(latencies))


async def flood(api: RemoteBotApi, messages: int) -> float:
    """Send all messages at once; how many replies a second left the bot."""
    sent = (await api("state"))["sent"]
    begun = time.monotonic()
    for first in range(0, messages, BATCH):
        orders = [["say", message(number)] for number in range(first, min(first + BATCH, messages))]
        await api("batch", orders=orders)
    await api("wait_for_total", count=sent + messages, within=WITHIN)
    last: float = max(reply["at"] for reply in await api("sent", since=sent))
    return messages / (last - begun)


async def even_stream(api: RemoteBotApi, messages: int) -> list[float]:
    """Send messages at an even rate whatever the bot does; the milliseconds from each to its reply."""
    sent = (await api("state"))["sent"]
    asked: defaultdict[int, list[float]] = defaultdict(list)
    begun = time.monotonic()
    for number in range(messages):
        await asyncio.sleep(max(0.0, begun + number / EVEN_RATE - time.monotonic()))
        order = message(number)
        asked[order["chat"]].append(time.monotonic())
        await api("say", **order)
    await api("wait_for_total", count=sent + messages, within=WITHIN)
    replies = await api("sent", since=sent)
    return [1_000 * (reply["at"] - asked[reply["chat"]].pop(0)) for reply in replies]


def message(number: int) -> dict[str, Any]:
    return {"chat": PEOPLE[number % len(PEOPLE)], "text": QUESTIONS[number % len(QUESTIONS)]}


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if TYPE_CHECKING:
    Starter = Callable[[RemoteBotApi], AbstractAsyncContextManager[int]]


@asynccontextmanager
async def ansinh(api: RemoteBotApi) -> AsyncIterator[int]:
    """The real process on a new store; its number."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(Place(Path(folder) / "data", more=telegram(api))) as process:
            yield process.pid


def echo(at_once: int) -> Starter:
    """A PTB application that sends every text back."""

    @asynccontextmanager
    async def start(api: RemoteBotApi) -> AsyncIterator[int]:
        command = ("-m", "benchmarks.updates", "--echo", api.base_url, api.token, str(at_once))
        process = await asyncio.create_subprocess_exec(sys.executable, *command)
        try:
            await api("wait_for_call", method="deleteWebhook")
            yield process.pid
        finally:
            process.terminate()
            await process.wait()

    return start


def run_echo(base_url: str, token: str, at_once: int) -> None:
    """The other bot, as PTB's own example has it."""
    from telegram import Update  # noqa: PLC0415 - for the echo bot's process alone
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters  # noqa: PLC0415 - the same

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    builder = ApplicationBuilder().base_url(base_url).token(token)
    application = builder.concurrent_updates(at_once).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling(allowed_updates=[Update.MESSAGE])


def table(rows: list[Figures]) -> str:
    """The figures, each with its ratio to those of the first row."""
    first = rows[0]
    lines = [
        "| bot | messages/s | CPU ms/message | p50 ms at 20/s | p99 ms | longest ms |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [
            f"{value:.4g} ({value / base:.2f})"
            for value, base in (
                (row.a_second, first.a_second),
                (row.cpu, first.cpu),
                (row.p50, first.p50),
                (row.p99, first.p99),
                (row.longest, first.longest),
            )
        ]
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


async def measure_all(messages: int, seconds: int) -> None:
    bots = {
        "ansinh, durable store": ansinh,
        "PTB echo, no store": echo(1),
        "PTB echo, 32 at a time": echo(32),
    }
    print(table([await measure(name, start, messages, seconds) for name, start in bots.items()]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=3_000, help="of the throughput measurement")
    parser.add_argument("--seconds", type=int, default=20, help="of the latency measurement")
    parser.add_argument("--echo", nargs=3, metavar=("URL", "TOKEN", "AT_ONCE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.echo:
        url, token, at_once = arguments.echo
        run_echo(url, token, int(at_once))
    else:
        asyncio.run(measure_all(arguments.messages, arguments.seconds))


if __name__ == "__main__":
    main()
