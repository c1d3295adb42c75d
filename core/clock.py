"""The only place that asks for the time, and the simulated time of paper and backtest."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

_IMPORTED_AT: Final = time.monotonic()


class Clock(Protocol):
    """Where everybody asks for the time."""

    def now(self) -> datetime:
        """Give the present instant, aware UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never run back, for durations."""
        ...


class LiveClock:
    """The machine's time; `shift` moves it for rehearsals against a simulator of another day."""

    def __init__(self, shift: timedelta = timedelta(0)) -> None:
        self.shift = shift

    def now(self) -> datetime:
        """Give the machine's time, shifted, aware UTC."""
        return datetime.now(UTC) + self.shift

    def monotonic(self) -> float:
        """Give the machine's monotonic seconds."""
        return time.monotonic()


class SimClock:
    """Simulated time that only its owner moves; it never runs back."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError(f"start {start} is naive; simulated time is aware UTC")
        self._origin = start.astimezone(UTC)
        self._now = self._origin

    def now(self) -> datetime:
        """Give the simulated instant."""
        return self._now

    def monotonic(self) -> float:
        """Give simulated seconds since the start."""
        return (self._now - self._origin).total_seconds()

    def move_to(self, instant: datetime) -> None:
        """Move forward to an instant; raises ValueError when it lies in the past."""
        if instant < self._now:
            raise ValueError(f"simulated time is {self._now}, it cannot go back to {instant}")
        self._now = instant.astimezone(UTC)

    def restart_at(self, instant: datetime) -> None:
        """Set the time anew before anything has asked for it, such as where an exchange stopped."""
        self._origin = self._now = instant.astimezone(UTC)

    def move_by(self, seconds: float) -> None:
        """Move forward by seconds."""
        self.move_to(self._now + timedelta(seconds=seconds))


def process_age_s() -> float:
    """Give the seconds since this process was started, by the kernel where it tells."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, AttributeError, ValueError):
        return time.monotonic() - _IMPORTED_AT


async def real_sleep(seconds: float) -> None:
    """Wait in real time; the only sleep of the product."""
    await asyncio.sleep(seconds)
