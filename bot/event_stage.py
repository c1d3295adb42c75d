"""Moves a backtest from one event to the next: what the market brings, the day's jobs, presses.

The clock stands still while anything is worked off, so a run repeats exactly and never sleeps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot.jobs import Plan
from core.clock import SimClock
from core.domain.commands import Press
from core.flow.runtime import Runtime

Job = Callable[[datetime], Awaitable[None]]
# What comes first of several at one instant.
JOB, EVENT, PRESS = range(3)


class Tape(Protocol):
    """What comes from outside, oldest first."""

    def next_at(self) -> datetime | None:
        """Give when the next event is due, None when there is none left."""
        ...

    async def play(self) -> None:
        """Take the next event to the engine; its instant is now."""
        ...


class Person(Protocol):
    """Who answers cards; in a backtest nobody is asked."""

    def next_at(self) -> datetime | None:
        """Give when the next press is due."""
        ...

    def next_press(self) -> Press | None:
        """Give that press."""
        ...


class EventStage:
    """One runtime, and what moves its time. `move` takes clock and world to an instant.

    `jobs` are done at their planned moments of each session that the tape reaches.
    """

    def __init__(
        self,
        runtime: Runtime,
        clock: SimClock,
        tape: Tape,
        person: Person,
        *,
        plan: Plan,
        jobs: Mapping[str, Job],
        move: Callable[[datetime], None],
    ) -> None:
        self._runtime, self._clock, self._move = runtime, clock, move
        self._tape, self._person, self._plan, self._jobs = tape, person, plan, jobs
        self._due: deque[tuple[datetime, str]] = deque()
        self._planned = clock.now()

    async def run(self) -> None:
        """Live through everything that the tape holds, and all that comes of it."""
        while self.following() is not None:
            await self.step()
            await self._runtime.settle()

    async def step(self) -> None:
        """Live through the next thing, and show people what came of it."""
        following = self.following()
        if following is None:
            return
        at, kind = following
        self._move(max(at, self._clock.now()))
        if kind == JOB:
            await self._job(*self._due.popleft())
        elif kind == PRESS:
            await self._press()
        else:
            await self._tape.play()
        await self._runtime.deliverer.drain()

    def following(self) -> tuple[datetime, int] | None:
        """Give when the next thing happens and what it is, None at the end of the tape."""
        event = self._tape.next_at()
        if event is None:
            return None
        press = self._person.next_at()
        until = event if press is None else min(event, press)
        self._plan_until(until)
        found = [(event, EVENT)]
        found += [(press, PRESS)] if press is not None else []
        found += [(self._due[0][0], JOB)] if self._due else []
        return min(found)

    def _plan_until(self, until: datetime) -> None:
        if until > self._planned:
            self._due.extend(self._plan.within(self._planned, until))
            self._planned = until

    async def _job(self, at: datetime, name: str) -> None:
        job = self._jobs.get(name)
        if job is not None:
            await job(at)

    async def _press(self) -> None:
        press = self._person.next_press()
        if press is not None:
            await self._runtime.press(press)
