"""Orders the work of a face: one thing after the other, each once, but a stop waits for nobody."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

from bot.parse import read
from bot.spoken import command_of, runs_apart_as

# More than Slack sends in the five minutes in which a kept request could be sent again (K06).
REMEMBERED: Final = 20_000
STOP: Final = "halt"
URGENT: Final = frozenset({"halt", "cancel", "flatten"})
Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


class Lanes:
    """Runs work inside a task group that owns every task started here.

    A report may take a minute; a `halt` said meanwhile must not wait for it (INV-16).
    """

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._waiting: asyncio.Queue[Work] = asyncio.Queue()
        self._worker = group.create_task(self._work())

    def put(self, work: Work, *, apart: bool = False) -> None:
        """Start work now and apart from the rest, other work after what came before it."""
        if apart:
            self._group.create_task(work())
        else:
            self._waiting.put_nowait(work)

    async def finish(self) -> None:
        """Wait until all work in line is done, then stop taking more."""
        await self._waiting.join()
        self._worker.cancel()

    async def _work(self) -> None:
        while True:
            work = await self._waiting.get()
            try:
                await work()
            finally:
                self._waiting.task_done()


def nothing() -> None:
    """Be told of an end that nobody waits for."""


async def finished(work: Work, done: Callable[[], None]) -> None:
    """Do work and tell its end; what is cancelled has not ended and is done again."""
    ended = True
    try:
        await work()
    except asyncio.CancelledError:
        ended = False
        raise
    finally:
        if ended:
            done()


class Seen:
    """Remembers the newest keys, so that what a service delivers again is not done again."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._keys: OrderedDict[str, None] = OrderedDict()

    def first(self, key: str) -> bool:
        """Tell whether a key comes for the first time; what has none always does."""
        if not key:
            return True
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._most:
            self._keys.popitem(last=False)
        return True

    def forget(self, key: str) -> None:
        """Let a key come for the first time again."""
        self._keys.pop(key, None)


def is_urgent(text: str) -> bool:
    """Tell whether a line stops trading or takes back an order (INV-20)."""
    spec = read(text).spec
    return spec is not None and spec.name in URGENT


def runs_apart(text: str) -> bool:
    """Tell whether a line waits for no other and holds none up: what is urgent, what is slow."""
    spec = read(text).spec
    return is_urgent(text) or (spec is not None and spec.slow) or runs_apart_as(text)


def is_stop(text: str) -> bool:
    """Tell whether a line or a sentence stops trading: nothing may come before it."""
    return any(
        spec is not None and spec.name == STOP for spec in (read(text).spec, command_of(text))
    )


def is_secret(text: str) -> bool:
    """Tell whether a line may hold what must not stay on a screen."""
    return read(text).secret
