"""P12: from a press to the order's bytes, with facts of three ages, and the look that books it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from _live import Live, live
from _notices import running, until
from _rows import Row, spread

from bot.live_market import LiveMarket
from core.clock import real_sleep
from core.domain.approval import Approval
from core.domain.signal import Side

PRESSES = 40
PAUSE_S = 121
READING_S, LONGEST_S = 0.2, 3.0
POST = "bare POST, loopback, fresh connection"
# Seconds that the facts of a card are old when it is pressed; beyond a second the quote is asked
# for again, beyond ten the whole account too, at the pace that the broker allows.
AGES = {"facts fresh": 0, "quote 2 s old": 2, "quote and look 15 s old": 15}


def presses(folder: Path, count: int = PRESSES) -> list[Row]:
    """Time presses and the looks that book what comes of them."""
    anywhen = folder / "anywhen"
    anywhen.mkdir()
    return [*asyncio.run(_presses(folder, count)), asyncio.run(_anywhen(anywhen, count))]


async def _presses(folder: Path, count: int) -> list[Row]:
    sent: dict[str, list[float]] = {age: [] for age in AGES}
    booked: list[float] = []
    floor: list[float] = []
    ages = _turns(count)
    async with live(folder) as program:
        for number, age in enumerate(ages):
            side = Side.SELL if number % 2 else Side.BUY
            began = await _press(program, side, age_s=AGES[age])
            sent[age].append((program.posts[-1] - began) * 1000)
            booked.append(await _booked(program))
            floor.append(await _bare_post(program))
            program.time.skip(PAUSE_S)
    timed = [
        spread(f"press -> order POST leaves, {age}", found, "ms", (POST, floor))
        for age, found in sent.items()
    ]
    return [
        *timed,
        spread("look that books a fill, paced", booked, "ms", (POST, floor)),
    ]


async def _anywhen(folder: Path, count: int) -> Row:
    """Press at any moment of a program that runs: quotes and looks come and go as they do."""
    rng = random.Random(12)
    sent: list[float] = []
    floor: list[float] = []
    async with live(folder) as program, running(program) as market:
        for number in range(count):
            card = await program.card(Side.SELL if number % 2 else Side.BUY)
            await until(lambda key=card.id: program.shown(key))
            await real_sleep(rng.uniform(READING_S, LONGEST_S))
            sent.append(await _press_now(program, market, card))
            floor.append(await _bare_post(program))
            program.time.skip(PAUSE_S)
    return spread("press -> order POST leaves, at any moment", sent, "ms", (POST, floor))


async def _press_now(program: Live, market: LiveMarket, card: Approval) -> float:
    began, before = time.perf_counter(), len(program.posts)
    with market.pressing():
        result = await program.runtime.press(program.button(card))
    if not result.ok:
        raise RuntimeError(f"a press was refused: {result.key} {result.fields}")
    await until(lambda: len(program.posts) > before)
    took = (program.posts[-1] - began) * 1000
    # What follows the order ends first: its look, and the fill's.
    await real_sleep(1.0)
    return took


def _turns(count: int) -> Sequence[str]:
    # All presses of the goal, and a quarter as many of each other kind, in turn.
    fresh, *others = AGES
    slow = [age for _ in range(max(1, count // 4)) for age in others]
    every = max(1, count // len(slow))
    turns: list[str] = []
    for number in range(count):
        turns.append(fresh)
        if number % every == 0 and slow:
            turns.append(slow.pop(0))
    return turns + slow


async def _press(program: Live, side: Side, *, age_s: int) -> float:
    card = await program.card(side)
    # A person reads first; meanwhile the broker's limit is paid off.
    await real_sleep(READING_S)
    if age_s:
        program.time.skip(age_s)
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
