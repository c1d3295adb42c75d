"""How each part of the running program lives: what was last seen, what waits, what is left."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot.app import App
from bot.checks import Line, free_bytes
from core.clock import Clock
from core.errors import StoreError

_STATM = Path("/proc/self/statm")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Face:
    """A chat service: whether people can be reached over it, and what is wrong where not."""

    name: str
    connected: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Vitals:
    """Figures of one moment; instants are of the trading clock, None is what never was.

    `entries` of the journal is None while the store cannot be read, `free` and `memory` are
    bytes, None where nobody can tell. `up_s` is real seconds since the start.
    """

    now: datetime
    quoted_at: datetime | None
    looked_at: datetime | None
    queued: int
    stopped: bool
    waiting: int
    failing: int
    oldest: datetime | None
    entries: int | None
    free: int | None
    memory: int | None
    skew_ms: int
    up_s: float
    faces: tuple[Face, ...] = ()


class Pulse:
    """Looks at the parts of an app; a look changes nothing and asks nobody outside."""

    def __init__(
        self,
        app: App,
        wall: Clock,
        lines: Sequence[Line] = (),
        *,
        home: Path | None = None,
        free: Callable[[Path], int] = free_bytes,
        statm: Path = _STATM,
    ) -> None:
        self._app = app
        self._wall = wall
        self._lines = tuple(lines)
        self._home = home
        self._free = free
        self._statm = statm
        self._began = wall.monotonic()

    async def __call__(self) -> Vitals:
        """Take all figures now."""
        desk, engine = self._app.desk, self._app.runtime.engine
        waiting = [o for o in self._app.uow.outbox.all() if o.delivered_at is None]
        return Vitals(
            now=desk.now,
            quoted_at=max((quote.at for quote in desk.quotes.values()), default=None),
            looked_at=desk.view.at if desk.view else None,
            queued=engine.waiting,
            stopped=engine.failed is not None,
            waiting=len(waiting),
            failing=sum(one.tries > 1 for one in waiting),
            oldest=min((one.made_at for one in waiting), default=None),
            entries=await self._entries(),
            free=self._free_bytes(),
            memory=self._memory(),
            skew_ms=desk.skew_ms,
            up_s=self._wall.monotonic() - self._began,
            faces=tuple(Face(one.name, one.connected, one.trouble) for one in self._lines),
        )

    async def _entries(self) -> int | None:
        try:
            return await self._app.views.journal_count()
        except StoreError as error:
            _log.warning("vitals.store", error=type(error).__name__)
            return None

    def _free_bytes(self) -> int | None:
        try:
            return self._free(self._home) if self._home else None
        except OSError as error:
            _log.warning("vitals.disk", error=type(error).__name__)
            return None

    def _memory(self) -> int | None:
        """Give the resident bytes where the system tells them as a file (Linux)."""
        try:
            pages = int(self._statm.read_text(encoding="ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return None
        return pages * os.sysconf("SC_PAGE_SIZE")
