"""Paces all calls of one key; cancels never queue behind anything and own a quarter of the rate."""

from __future__ import annotations

from bisect import insort
from collections.abc import Awaitable, Callable
from enum import IntEnum
from itertools import count
from typing import Final

from core.clock import Clock, real_sleep
from core.errors import NotSent

# INV-20: at least a quarter of the rate stays free for cancels.
OTHERS_SHARE: Final = 0.75
# Clocks count microseconds: a shorter wait would never end.
ENOUGH_S: Final = 2e-6

Sleep = Callable[[float], Awaitable[None]]
Ticket = tuple[int, int]


class Lane(IntEnum):
    """Who goes first; a lower number overtakes a higher one."""

    CANCEL = 0
    ORDER = 1
    READ = 2


class Limiter:
    """Even spacing on a monotonic clock: the shape of the broker's window is not known.

    Two calls are at least `gap_s` apart; orders and reads keep `gap_s / 0.75` among themselves,
    so that a cancel always finds a turn.
    """

    def __init__(self, clock: Clock, *, gap_s: float, sleep: Sleep = real_sleep) -> None:
        self._clock = clock
        self._gap = gap_s
        self._sleep = sleep
        self._any_at = self._other_at = self._held_until = clock.monotonic() - gap_s * 2
        self._queue: list[Ticket] = []
        self._tickets = count()

    @property
    def waiting(self) -> int:
        """Give the number of calls that wait for their turn."""
        return len(self._queue)

    async def turn(self, lane: Lane, *, within_s: float) -> None:
        """Wait for this call's turn; raises NotSent when it cannot come in time."""
        ticket = (int(lane), next(self._tickets))
        insort(self._queue, ticket)
        until = self._clock.monotonic() + within_s
        try:
            while (wait := self._wait(ticket)) > ENOUGH_S:
                if self._clock.monotonic() + wait > until:
                    raise NotSent(f"no turn to send within {within_s:g} s: too many calls wait")
                await self._sleep(min(wait, self._gap))
            self._take(lane)
        finally:
            self._queue.remove(ticket)

    def hold(self, seconds: float) -> None:
        """Let orders and reads wait after the broker said "too fast"; cancels go on."""
        self._held_until = max(self._held_until, self._clock.monotonic() + seconds)

    def _wait(self, ticket: Ticket) -> float:
        ahead = self._queue.index(ticket)
        due = self._any_at + self._gap
        if ticket[0] != Lane.CANCEL:
            due = max(due, self._other_at + self._gap / OTHERS_SHARE, self._held_until)
        wait = max(0.0, due - self._clock.monotonic())
        return wait + ahead * self._gap

    def _take(self, lane: Lane) -> None:
        self._any_at = self._clock.monotonic()
        if lane is not Lane.CANCEL:
            self._other_at = self._any_at
