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
        async with asyncio.timeout(60):
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


async def test_cancelling_while_a_failure_is_cleared_up_stops_it_too() -> None:
    clearing, cleared = asyncio.Event(), asyncio.Event()

    async def linger() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            clearing.set()
            await cleared.wait()

    async def work() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(linger())
            await asyncio.sleep(0)
            raise RuntimeError("x")

    async def pause(_seconds: float) -> None:
        pytest.fail("it went on")

    task = asyncio.create_task(keep("p", work, clock=SimClock(START), pause=pause))
    await clearing.wait()
    task.cancel()
    cleared.set()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_pauses_double_and_begin_small_again_after_a_long_run() -> None:
    clock, pauses, runs = SimClock(START), list[float](), list[int]()

    async def work() -> None:
        runs.append(1)
        if len(runs) == 5:
            clock.move_by(61)
        raise RuntimeError("again")

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 6:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep("p", work, clock=clock, first_wait_s=1.0, pause=pause)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 1.0]


async def test_no_pause_is_longer_than_a_minute() -> None:
    pauses = list[float]()

    async def work() -> None:
        raise RuntimeError("again")

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep("p", work, clock=SimClock(START), pause=pause)
    assert pauses[-2:] == [60.0, 60.0]
