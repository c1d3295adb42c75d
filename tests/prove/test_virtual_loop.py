"""The loop without waiting: its time jumps, repeats, and never stands still for ever."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import pytest

from tests.kis_rig import NOW
from tests.prove.virtual import LoopClock, Stuck, play


def test_an_hour_passes_at_once_and_exactly() -> None:
    async def wait() -> float:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(3600)
        return loop.time()

    began = time.monotonic()
    assert play(wait()) == 3600
    assert time.monotonic() - began < 60


def test_a_deadline_strikes_in_its_own_time() -> None:
    async def late() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60):
                await asyncio.sleep(61)
        return asyncio.get_running_loop().time()

    assert play(late()) == 60


def test_timers_go_off_in_their_order_however_they_were_set() -> None:
    async def race() -> list[int]:
        seen: list[int] = []

        async def after(seconds: int) -> None:
            await asyncio.sleep(seconds)
            seen.append(seconds)

        await asyncio.gather(*(after(s) for s in (30, 1, 200, 7)))
        return seen

    assert play(race()) == [1, 7, 30, 200]


def test_waiting_for_what_never_comes_is_an_error_and_no_hang() -> None:
    async def forever() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stuck):
        play(forever())


def test_work_in_a_thread_is_waited_for_and_takes_no_time() -> None:
    async def threaded() -> tuple[int, float]:
        value = await asyncio.to_thread(lambda: time.sleep(0.02) or 7)
        return value, asyncio.get_running_loop().time()

    assert play(threaded()) == (7, 0.0)


def test_the_cores_clock_is_the_loops() -> None:
    async def read() -> tuple[float, float]:
        clock = LoopClock(asyncio.get_running_loop(), NOW)
        await asyncio.sleep(90)
        return (clock.now() - NOW).total_seconds(), clock.monotonic()

    assert play(read()) == (90.0, 90.0)


def test_what_a_wrong_clock_showed_is_put_right() -> None:
    async def seen() -> list[tuple[datetime, datetime]]:
        clock = LoopClock(asyncio.get_running_loop(), NOW)
        found = []
        for hours in (0, -1, 9, 0):
            clock.shift = timedelta(hours=hours)
            await asyncio.sleep(5)
            now = NOW + timedelta(seconds=asyncio.get_running_loop().time())
            found.append((clock.right(clock.now()), now))
        return found

    assert all(right == now for right, now in play(seen()))
