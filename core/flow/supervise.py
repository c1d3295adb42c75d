"""Keeps a part of the program going that must not take the rest down when it fails.

One of the three places that catch everything; a failure is logged with its traceback, the part
is started again after a growing pause. The engine is not kept this way: it ends the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from core.clock import Clock, real_sleep

FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0


async def keep(
    name: str,
    work: Callable[[], Awaitable[None]],
    *,
    clock: Clock,
    first_wait_s: float = FIRST_WAIT_S,
    pause: Callable[[float], Awaitable[None]] = real_sleep,
) -> None:
    """Run work for ever, starting it again whenever it ends or fails; only cancelling stops it.

    Pauses double up to a minute; a run that lasted longer than that begins small again. `clock`
    is the machine's.
    """
    log, wait = structlog.get_logger("supervise"), first_wait_s
    while True:
        began = clock.monotonic()
        try:
            await work()
        except Exception:
            log.exception("part failed", part=name, again_in_s=wait)
        _heed_cancel()
        await pause(wait)
        lasted = clock.monotonic() - began
        wait = first_wait_s if lasted > LONGEST_WAIT_S else min(LONGEST_WAIT_S, wait * 2)


def _heed_cancel() -> None:
    """Raise a cancel that came while a failure was cleared up: a task group drops it then."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
