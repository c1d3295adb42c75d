"""The engine's side of the watchdog: beats for it, and starts it again when it is gone."""

from __future__ import annotations

import asyncio
import subprocess  # nosec B404 - starts our own module with fixed words
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.heartbeat import BEAT_S, Heartbeat
from bot.watchdog_chats import FACES
from bot.watchdog_line import ask
from core.clock import real_sleep
from core.domain.people import Role
from core.ports import UnitOfWork


class Guard:
    """Runs in the engine's own loop: when the loop stands still, so does the beat.

    With `wanted` false nothing is started, but the beat goes on for a watchdog that a person
    started. `alarm` is told a catalogue key when the watchdog was gone. `phrase` opens the vault.
    """

    def __init__(
        self,
        home: Path,
        uow: UnitOfWork,
        alarm: Callable[[str], None],
        *,
        wanted: bool,
        phrase: str = "",
    ) -> None:
        self._home = home
        self._uow = uow
        self._alarm = alarm
        self._wanted = wanted
        self._phrase = phrase
        self._beat = Heartbeat(home)
        self._child: subprocess.Popen[bytes] | None = None

    async def run(self) -> None:
        """Beat every second until cancelled; then take the sign away, for the end is wanted."""
        try:
            while True:
                self._beat.beat(self._chats())
                if self._wanted:
                    await self._watch()
                await real_sleep(BEAT_S)
        finally:
            self._beat.stop()
            if self._child is not None:
                self._child.terminate()
                self._child.wait(5)

    def _chats(self) -> tuple[str, ...]:
        owners = (u for u in self._uow.users.all() if u.role is Role.ADMIN)
        return tuple(sorted(f"{u.face}:{u.chat}" for u in owners if u.face in FACES))

    async def _watch(self) -> None:
        if self._child is not None and self._child.poll() is None:
            return
        # A thread: one that stands still must not hold up the engine's loop.
        if await asyncio.to_thread(ask, self._home, "ping") == "pong":
            return
        if self._child is not None:
            self._alarm("notice.watchdog_gone")
        self._child = _started(self._phrase)


def _started(phrase: str) -> subprocess.Popen[bytes]:
    # A session of its own: what ends the engine's terminal must not end the watchdog.
    child = subprocess.Popen(  # nosec B603
        [sys.executable, "-m", "bot.watchdog", "--child"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    if child.stdin is not None:
        # Not by its environment or words, which others of this machine may read (K12).
        with suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(f"{phrase}\n".encode())
    return child
