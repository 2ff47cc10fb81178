"""A process that has read the bot's code and answers and makes others of itself, without the seconds of reading.

For tests that start the bot many times and are about what it writes and sends. What comes out is a process as ever,
with a folder, an environment, signals and an exit code of its own; ``test_commands.py`` starts it from nothing.
"""

from __future__ import annotations

import asyncio
import atexit
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MODULES = ("bot.app", "bot.cli", "bot.preflight", "bot.demo", "bot.channels.telegram")
MOST_BYTES = 100_000
READY = "warm"


class Begun:
    """A process made here, as asyncio's own ``Process`` shows one."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self._line = line
        self.pid = pid
        self.returncode: int | None = None

    @classmethod
    async def start(
        cls, module: str, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, files: Sequence[int]
    ) -> Begun:
        """``python -m module arguments`` with ``files`` as its standard input, output and error."""
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(line, str(_maker()))
        order = {"module": module, "arguments": arguments, "environment": environment, "folder": str(folder)}
        socket.send_fds(line, [json.dumps(order).encode()], files)
        return cls(line, int(await loop.sock_recv(line, MOST_BYTES)))

    async def wait(self) -> int:
        """Its exit code; negative for the signal that ended it."""
        if self.returncode is None:
            self.returncode = int(await asyncio.get_running_loop().sock_recv(self._line, MOST_BYTES))
            self._line.close()
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


@cache
def _maker() -> Path:
    """The maker of this test process, started when it is first needed; where it listens."""
    folder = tempfile.TemporaryDirectory(prefix="warm-")
    path = Path(folder.name) / "line"
    maker = subprocess.Popen(  # noqa: S603 - this module itself
        [sys.executable, "-m", __name__, str(path)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # a process with threads cannot be copied
    )
    assert maker.stdout
    assert maker.stdout.readline().decode().strip() == READY
    atexit.register(folder.cleanup)
    atexit.register(maker.communicate)  # its input ends, and so does it
    return path


def _main() -> None:
    for module in MODULES:
        importlib.import_module(module)
    _know_already()
    order = _next_order(Path(sys.argv[1]))
    if order:  # in a copy
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = [order["module"], *order["arguments"]]
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


def _know_already() -> None:
    """What is shipped is learnt once; where an operator has corrections, it is read as ever."""
    from bot import app  # noqa: PLC0415 - the maker alone

    load, known = app.load_mind, app.load_mind()
    app.load_mind = lambda overrides=None: load(overrides) if overrides and overrides.exists() else known


def _next_order(path: Path) -> dict[str, Any] | None:
    """Make a copy for each order, in which this returns; ``None`` when no more are wanted."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(str(path))
        door.listen()
        print(READY, flush=True)  # noqa: T201 - whoever started this waits for it
        while sys.stdin not in select.select([door, sys.stdin], [], [])[0]:
            line, _ = door.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                order, files, *_ = socket.recv_fds(line, MOST_BYTES, 3)
                child = os.fork()
                if child:
                    _wait(child, line, files)
                line.close()
                for number, file in enumerate(files):
                    os.dup2(file, number)
                    os.close(file)
                return dict(json.loads(order))
            line.close()
    return None


def _wait(child: int, line: socket.socket, files: Sequence[int]) -> NoReturn:
    """Tell the copy's number, and how it ended."""
    for file in files:
        os.close(file)
    line.sendall(str(child).encode())
    _, status = os.waitpid(child, 0)
    with suppress(OSError):  # nobody may want to know any more
        line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


if __name__ == "__main__":
    _main()
