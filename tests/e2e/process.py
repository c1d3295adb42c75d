"""A real gaemi process: started, spoken to through its console, looked at, killed."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
DEADLINE_S = 90.0
STEP_S = 0.05


async def until(
    probe: Callable[[], T | Awaitable[T]], what: str, *, deadline_s: float = DEADLINE_S
) -> T:
    """Ask again and again until the answer is true and give it; fails with `what` in words."""
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline_s
    while True:
        found = probe()
        value: Any = await found if inspect.isawaitable(found) else found
        if value:
            return value  # type: ignore[no-any-return]
        if loop.time() > end:
            raise AssertionError(f"not within {deadline_s:g} s: {what}")
        await asyncio.sleep(STEP_S)


def variables(home: Path, **more: str) -> dict[str, str]:
    """Make the variables of a process that must not read anything of the machine's own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    own = {"HOME": str(home), "GAEMI_HOME": str(home), "PYTHONUTF8": "1", "NO_PROXY": "127.0.0.1",
           "GAEMI_WATCHDOG": "false", "GAEMI_UNDO_SECONDS": "0"}  # fmt: skip
    return kept | own | more


@dataclass
class Gaemi:
    """One `gaemi run` on a home folder; may be started again after its end.

    `words` is the command, as somebody would type it after `gaemi`.
    """

    home: Path
    more: dict[str, str]
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    outputs: list[Path] = field(default_factory=list)
    words: tuple[str, ...] = ("run",)

    def start(self) -> Gaemi:
        """Start the process with a pipe as its keyboard."""
        assert self.process is None
        self.starts += 1
        self.home.mkdir(exist_ok=True)
        path = self.home.with_suffix(f".out{self.starts}")
        self.outputs.append(path)
        with path.open("wb") as out:
            self.process = subprocess.Popen(
                command(*self.words),
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=variables(self.home, **self.more),
                cwd=self.home,
            )
        return self

    @property
    def out(self) -> str:
        """What the present process printed so far."""
        return self.outputs[-1].read_text(encoding="utf-8")

    @property
    def all_out(self) -> str:
        """What all processes on this home printed."""
        return "".join(path.read_text(encoding="utf-8") for path in self.outputs)

    def type(self, line: str) -> None:
        """Type a line on the console."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    async def shows(self, pattern: str, *, deadline_s: float = DEADLINE_S) -> re.Match[str]:
        """Wait until the console shows a text and give it."""
        return await until(
            lambda: self._found(pattern), f"{pattern!r} on the console", deadline_s=deadline_s
        )

    def _found(self, pattern: str) -> re.Match[str] | None:
        found = re.search(pattern, self.out)
        if found is None and self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"gaemi ended with {self.process.returncode}:\n{self.out}")
        return found

    def kill(self) -> None:
        """End the process as a power cut would."""
        self._end(signal.SIGKILL)

    async def quit(self) -> int:
        """Type the word that ends the program and give its exit code."""
        self.type("종료")
        return await self.ended()

    async def ended(self, *, deadline_s: float = DEADLINE_S) -> int:
        """Wait for the end of the process and give its exit code."""
        process = self.process
        assert process is not None
        await until(lambda: process.poll() is not None, "the end", deadline_s=deadline_s)
        self._end(signal.SIGKILL)
        return int(process.returncode)

    def close(self) -> None:
        """Make sure that nothing is left running."""
        if self.process is not None:
            self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(DEADLINE_S)
        self.process = None

    def orders(self) -> list[dict[str, Any]]:
        """Read the orders that the exchange has, from the exchange's own file."""
        return rows(self.home / "exchange.db", "SELECT * FROM orders ORDER BY number")

    def log(self) -> list[dict[str, Any]]:
        """Read the log of this home, oldest first."""
        text = (self.home / "logs" / "gaemi.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


def command(*words: str) -> list[str]:
    """Make the command line of a gaemi command."""
    return [sys.executable, "-m", "bot", *words]


def rows(path: Path, statement: str) -> list[dict[str, Any]]:
    """Read rows of a database that another process has open."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(statement)]
