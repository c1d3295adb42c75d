"""P12 and the way back: from a press to the order's bytes, and from a fill to the books."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import httpx
from _live import Live, live
from _rows import Row, spread

from core.clock import real_sleep
from core.domain.signal import Side

PRESSES = 40
PAUSE_S = 121
POST = "bare POST, loopback, fresh connection"


def presses(folder: Path) -> list[Row]:
    """Time presses and the fills that come of them."""
    return asyncio.run(_presses(folder))


async def _presses(folder: Path) -> list[Row]:
    sent: list[float] = []
    booked: list[float] = []
    floor: list[float] = []
    async with live(folder) as program:
        for number in range(PRESSES):
            side = Side.SELL if number % 2 else Side.BUY
            began = await _press(program, side)
            sent.append((program.posts[-1] - began) * 1000)
            booked.append(await _booked(program))
            floor.append(await _bare_post(program))
            program.time.skip(PAUSE_S)
    return [
        spread("press -> order POST leaves", sent, "ms", (POST, floor)),
        spread("answer -> fill booked by a complete look", booked, "ms", (POST, floor)),
    ]


async def _press(program: Live, side: Side) -> float:
    card = await program.card(side)
    # A person reads first; meanwhile the broker's limit is paid off.
    await real_sleep(0.2)
    began, before = time.perf_counter(), len(program.posts)
    result = await program.runtime.press(program.button(card))
    if not result.ok:
        raise RuntimeError(f"a press was refused: {result.key} {result.fields}")
    await program.runtime.settle()
    if len(program.posts) != before + 1:
        raise RuntimeError(f"{len(program.posts) - before} orders left for one press")
    return began


async def _booked(program: Live) -> float:
    """Let the market fill the order, and time the look that books it."""
    program.time.skip(5)
    open_orders = program.desk.open_orders()
    began = time.perf_counter()
    await program.runtime.gateway.look()
    if open_orders and program.desk.open_orders():
        raise RuntimeError("the order did not fill")
    return (time.perf_counter() - began) * 1000


async def _bare_post(program: Live) -> float:
    began = time.perf_counter()
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        await client.post(program.server.url + "/nothing", content=b"{}")
    return (time.perf_counter() - began) * 1000
