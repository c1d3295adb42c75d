"""A part that fails is started again, with pauses, and takes nobody down with it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from core.clock import SimClock
from core.flow.supervise import keep

START = datetime(2024, 9, 3, tzinfo=UTC)
TINY_S = 0.001


@pytest.mark.parametrize("error", [RuntimeError("x"), ExceptionGroup("g", [KeyError("y")]), None])
async def test_a_part_that_ends_or_fails_is_started_again(error: Exception | None) -> None:
    runs, enough = [], asyncio.Event()

    async def work() -> None:
        runs.append(1)
        if len(runs) == 3:
            enough.set()
        if error is not None:
            raise error

    async with asyncio.TaskGroup() as group:
        task = group.create_task(keep("p", work, clock=SimClock(START), first_wait_s=TINY_S))
        async with asyncio.timeout(10):
            await enough.wait()
        task.cancel()
    assert len(runs) >= 3


async def test_cancelling_stops_it() -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(keep("p", work, clock=SimClock(START)))
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


async def test_the_pauses_double_and_begin_small_again_after_a_long_run() -> None:
    clock, pauses, loop = SimClock(START), [], asyncio.get_running_loop()
    enough, last = asyncio.Event(), [loop.time()]

    async def work() -> None:
        pauses.append(loop.time() - last[0])
        if len(pauses) == 4:
            clock.move_by(61)
        if len(pauses) == 6:
            enough.set()
        last[0] = loop.time()
        raise RuntimeError("again")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(keep("p", work, clock=clock, first_wait_s=0.01))
        async with asyncio.timeout(10):
            await enough.wait()
        task.cancel()
    assert pauses[1:4] == sorted(pauses[1:4])
    assert pauses[3] >= 0.04
    assert pauses[5] < pauses[4]
