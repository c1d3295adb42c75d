"""A process beside the engine for what takes seconds: kept warm, and killed past a deadline."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import structlog

import bot
from core.errors import GaemiError
from core.settings import VAULTED

DEADLINE_S: Final = 60.0
IDLE_S: Final = 600.0
_TAIL: Final = 2_000
_log = structlog.get_logger(__name__)


class WorkLate(GaemiError):
    """Raised when a job was not done within its deadline; its process was ended."""

    def __init__(self, deadline_s: float) -> None:
        super().__init__(f"not done within {deadline_s:g} s")
        self.deadline_s = deadline_s


class WorkFailed(GaemiError):
    """Raised when the process ended over a job; what it said is in the log."""


@dataclass(frozen=True, slots=True)
class _Hand:
    """A running process and our end of its pipe."""

    process: Process
    pipe: Connection


class Workshop:
    """Gives jobs to one process, one after the other. `cache` is a folder that it may fill.

    The process is started for the first job, kept for the next, and let go after `idle_s`
    without one. It ends by itself when this one is gone.
    """

    def __init__(
        self,
        module: str,
        cache: Path,
        *,
        deadline_s: float = DEADLINE_S,
        idle_s: float = IDLE_S,
    ) -> None:
        self._module, self._cache = module, cache
        self._deadline_s, self._idle_s = deadline_s, idle_s
        self._turn = asyncio.Lock()
        self._hand: _Hand | None = None
        self._leaving: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """Give the process that is kept, if any."""
        return self._hand.process.pid if self._hand else None

    async def do(self, job: Any) -> Any:
        """Have a job done; raises WorkLate or WorkFailed. What is cancelled ends its process."""
        async with self._turn:
            self._stay()
            hand = self._hand or await self._start()
            try:
                async with asyncio.timeout(self._deadline_s):
                    done = await asyncio.to_thread(_exchange, hand.pipe, job)
            except TimeoutError as error:
                raise WorkLate(self._deadline_s) from error
            except (EOFError, ConnectionError) as error:
                raise WorkFailed(await self._last_words(hand)) from error
            else:
                self._leave_later()
                return done
            finally:
                if self._leaving is None:
                    await self.close()

    async def close(self) -> None:
        """End the process, in the middle of a job too."""
        self._stay()
        hand, self._hand = self._hand, None
        if hand is None:
            return
        if hand.process.returncode is None:
            hand.process.kill()
        await hand.process.wait()
        hand.pipe.close()

    async def _start(self) -> _Hand:
        ours, theirs = Pipe()
        root = str(Path(bot.__file__).parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", self._module, str(theirs.fileno()),
            stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, pass_fds=(theirs.fileno(),),
            # Ctrl-C is for this process alone.
            start_new_session=True,
            env=_without_keys() | {
                "PYTHONPATH": os.pathsep.join(paths), "MPLCONFIGDIR": str(self._cache),
            },
        )  # fmt: skip
        theirs.close()
        self._hand = _Hand(process, ours)
        return self._hand

    async def _last_words(self, hand: _Hand) -> str:
        said = await hand.process.stderr.read() if hand.process.stderr else b""
        code = await hand.process.wait()
        _log.error("workshop.ended", code=code, said=said[-_TAIL:].decode("utf-8", "replace"))
        return f"the process ended with {code}"

    def _leave_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._leaving = loop.call_later(self._idle_s, self._let_go)

    def _let_go(self) -> None:
        # It ends when its pipe does; nobody has to wait for that.
        hand, self._hand, self._leaving = self._hand, None, None
        if hand is not None:
            hand.pipe.close()

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None


def _without_keys() -> dict[str, str]:
    """Give our surroundings without keys: a hand draws and counts, and others may look at it."""
    return {n: v for n, v in os.environ.items() if n not in VAULTED | {"SECRET_KEY"}}


def _exchange(pipe: Connection, job: Any) -> Any:
    pipe.send(job)
    return pipe.recv()
