"""An event loop without waiting: when nothing can run, its time jumps to the next timer.

Everything that asks this loop for the time (pauses, deadlines, the simulated broker) shares one
time, so a run repeats exactly and an hour costs as much as the work done in it.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class Stuck(RuntimeError):
    """Nothing is due and nothing can come: the run waits for ever."""


class _Jumping(selectors.BaseSelector):
    """Waits for nothing: a pause moves the loop's own time instead."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.passed = 0.0
        self.busy: Callable[[], bool] = lambda: False

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.busy():
            # A thread works (a commit): it is waited for, and no time passes meanwhile.
            return self._real.select(0 if timeout == 0 else 0.05)
        if timeout is None:
            raise Stuck("no task can go on and no timer is set")
        if timeout > 0:
            self.passed += timeout
        return []

    def close(self) -> None:
        self._real.close()

    def get_map(self) -> Any:
        return self._real.get_map()


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time is its own; there is no I/O in it but the end of a thread's work.

    `busy` says whether a thread works whose end is waited for.
    """

    def __init__(self) -> None:
        self._jumping = _Jumping()
        self._threads = 0
        self.busy: Callable[[], bool] = lambda: False
        super().__init__(self._jumping)
        self._jumping.busy = lambda: self._threads > 0 or self.busy()

    def time(self) -> float:
        return self._jumping.passed if hasattr(self, "_jumping") else 0.0

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:
        self._threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._joined)
        return future

    def _joined(self, _future: asyncio.Future[Any]) -> None:
        self._threads -= 1

    def skip(self, seconds: float) -> None:
        """Let time pass at once, whatever timers it passes over."""
        self._jumping.passed += seconds


class LoopClock:
    """The core's clock over a virtual loop; `shift` is the fault of a clock that goes wrong."""

    def __init__(self, loop: asyncio.AbstractEventLoop, start: datetime) -> None:
        self._loop, self._start = loop, start.astimezone(UTC)
        self._shifts = [(0.0, timedelta(0))]

    @property
    def shift(self) -> timedelta:
        return self._shifts[-1][1]

    @shift.setter
    def shift(self, by: timedelta) -> None:
        self._shifts.append((self._loop.time(), by))

    def right(self, told: datetime) -> datetime:
        """Give the last right instant at which this clock may have shown a time."""
        ends = [began for began, _ in self._shifts[1:]] + [float("inf")]
        for (began, shift), end in zip(self._shifts[::-1], ends[::-1], strict=True):
            passed = (told - shift - self._start).total_seconds()
            if began - 0.001 <= passed <= end + 0.001:
                return told - shift
        return told

    def now(self) -> datetime:
        return self._start + timedelta(seconds=round(self._loop.time(), 6)) + self.shift

    def monotonic(self) -> float:
        return self._loop.time()


def play(work: Coroutine[Any, Any, T], kind: type[VirtualLoop] = VirtualLoop) -> T:
    """Run a coroutine to its end in virtual time and throw its loop away."""
    loop = kind()
    try:
        return loop.run_until_complete(work)
    finally:
        _drop(loop)


def _drop(loop: VirtualLoop) -> None:
    try:
        # One cancel may be swallowed by a wait that ends at the same moment: ask again.
        while left := asyncio.all_tasks(loop):
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.wait(left, timeout=0.01))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
