"""From the broker's notice of a fill, over a real socket and sealed, to the fill on the disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from _live import Live, live
from _rows import Row, spread

from bot.kis_feed import KisFeed
from bot.live_market import LiveMarket
from core.clock import real_sleep
from core.domain.journal import JournalEntry
from core.domain.signal import Side
from sim.kis.desk import Notice
from tests.kis_rig import CALM

FILLS = 20
PAUSE_S = 11
ORDERS, STEPS = 20, 120
WAIT_S = 30.0
LOOK = "the requests of one look, bare, loopback"


def notices(folder: Path, count: int = FILLS) -> list[Row]:
    """Time fills from the notice's leaving the server to the commit that booked them."""
    return asyncio.run(_notices(folder, count))


async def _notices(folder: Path, count: int) -> list[Row]:
    took: list[float] = []
    asked: list[float] = []
    floor: list[float] = []
    async with live(folder) as program, running(program):
        marks = _Marks(program)
        for _ in range(count):
            sent, looked, booked = await _fill(program, marks)
            took.append((booked - sent) * 1000)
            asked.append((looked - sent) * 1000)
            floor.append(await _bare_look(program))
            program.time.skip(PAUSE_S)
    return [
        spread("fill notice -> its look begins", asked, "ms", (LOOK, floor)),
        spread("fill notice -> fill booked", took, "ms", (LOOK, floor)),
    ]


class _Marks:
    """When a notice of a fill left, when the next request came, when a fill was on the disk."""

    def __init__(self, program: Live) -> None:
        self.sent = self.booked = 0.0
        program.server.desk.listeners.append(self._notice)
        program.store.uow.witness = self._entry

    def _notice(self, notice: Notice) -> None:
        if notice.filled:
            self.sent = time.perf_counter()

    def _entry(self, entry: JournalEntry) -> None:
        if entry.topic == "execution.fill":
            self.booked = time.perf_counter()


async def _fill(program: Live, marks: _Marks) -> tuple[float, float, float]:
    before = len(program.reads)
    await _until_filled(program, marks)
    await until(lambda: marks.booked > 0)
    looked = next(at for one, at in program.reads[before:] if at > marks.sent and _of_account(one))
    # What the look is followed by ends first: the next fill comes into a quiet program.
    await real_sleep(0.3)
    return marks.sent, looked, marks.booked


def _of_account(request: httpx.Request) -> bool:
    return "/trading/" in request.url.path


async def _until_filled(program: Live, marks: _Marks) -> None:
    """Let orders rest at the bid until the market comes to one; those it left behind stay."""
    for _ in range(ORDERS):
        await program.rest(Side.BUY)
        marks.sent = marks.booked = 0.0
        for _ in range(STEPS):
            program.time.skip(1)
            await asyncio.sleep(0)
            if marks.sent:
                return
    raise RuntimeError(f"the market came to none of {ORDERS} orders")


async def until(done: Any) -> None:
    began = time.perf_counter()
    while not done():
        if time.perf_counter() - began > WAIT_S:
            raise RuntimeError(f"nothing came for {WAIT_S:g} s")
        await real_sleep(0.001)


@asynccontextmanager
async def running(program: Live) -> AsyncIterator[LiveMarket]:
    """Run engine, market and push feed as tasks, as `gaemi run --broker kis` does."""
    market = LiveMarket(program.runtime, program.kis.market, clock=program.time, symbols=(CALM,))
    feed = KisFeed(program.kis.stream().hints, market, program.time, lambda _key: None)
    work = (program.runtime.run, market.run, feed.run)
    tasks = [asyncio.create_task(one()) for one in work]
    await until(lambda: feed.connected)
    # The look that a start of the feed asks for.
    await real_sleep(0.5)
    try:
        yield market
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _bare_look(program: Live) -> float:
    requests = program.last_look()
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        began = time.perf_counter()
        for one in requests:
            (await client.get(one.url, headers=one.headers)).json()
        return (time.perf_counter() - began) * 1000
