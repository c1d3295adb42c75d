"""How far our clock is from a broker's, by the Date of its answers (INV-29)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from core.clock import Clock

# INV-29: further than this refuses orders.
SKEW_MAX_S: Final = 5.0
# The header counts whole seconds: any instant of its second may be meant.
RESOLUTION: Final = timedelta(seconds=1)


class Skew:
    """The newest difference; with several clocks the nearest one counts.

    A rehearsal against a simulator of another day lives in two times, and a server may write
    either into its answers: then both clocks are given. `told` hears of each new difference.
    """

    def __init__(self, clocks: Iterable[Clock]) -> None:
        self._clocks = tuple(clocks)
        self.seconds: float | None = None
        self.told: Callable[[float], None] = _nobody

    def heard(self, date: str) -> None:
        """Take in the Date header of an answer that came just now; unreadable ones say nothing."""
        told = _instant(date)
        if told is not None:
            found = (_distance(clock.now(), told) for clock in self._clocks)
            self.seconds = min(found, key=abs)
            self.told(self.seconds)

    @property
    def too_far(self) -> bool:
        """Tell whether no order may leave."""
        return self.seconds is not None and abs(self.seconds) > SKEW_MAX_S


def _nobody(_seconds: float) -> None:
    """Tell no one."""


def _instant(date: str) -> datetime | None:
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def _distance(now: datetime, told: datetime) -> float:
    if now < told:
        return (now - told).total_seconds()
    return max(timedelta(0), now - told - RESOLUTION).total_seconds()
