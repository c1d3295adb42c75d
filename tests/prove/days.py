"""Simulated trading days: people, faults and ends of the program at random, then the oracle.

A day has six to twelve events between long stretches of living as the live market does.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from core.domain.signal import Side
from core.domain.switches import HaltLevel
from core.failpoint import POINTS, disarm
from tests.prove import stories
from tests.prove.crash import Deaths, outlive, world_of
from tests.prove.faults import FAULTS, PHASES
from tests.prove.suite import Outcome, Suite
from tests.prove.virtual import play
from tests.prove.world import KisWorld
from tests.prove.world_market import THIN

# A split, a halt and the close change the market for good: cells play them.
FAULTY = tuple(f for name, f in FAULTS.items() if name not in ("F42", "F43", "F44", "F45"))
DEADLY = tuple(p for p in POINTS if p.partition(".")[0] not in ("migrate", "store", "report"))


def trial(seed: int) -> Outcome:
    """Play one day."""
    return play(_day(seed))


async def _day(seed: int) -> Outcome:
    rng = random.Random(f"day {seed}")
    outcome = Outcome()
    async with world_of(seed, push=rng.random() < 0.5, readable=rng.random() < 0.7) as world:
        deaths = Deaths([])
        await world.boot()
        await world.pair()
        for _ in range(rng.randrange(6, 13)):
            event = rng.choice(EVENTS)
            outcome.count(event.__name__.strip("_"))
            if rng.random() < 0.2:
                deaths = Deaths([(rng.choice(DEADLY), rng.choice((1, 2, 5)))])
                deaths.arm_next()
            await outlive(world, deaths, lambda event=event: event(world, rng))
            pause = rng.choice((5, 30, 120, 600, 1200))
            await outlive(world, deaths, lambda pause=pause: world.live(pause))
            disarm()
            outcome.count("deaths", len(deaths.struck))
            world.clock.shift = timedelta(0)
        await world.heal()
        outcome.failures = [*world.broken_counts(), *await world.findings()]
    return outcome


async def _trade(world: KisWorld, rng: random.Random) -> None:
    side = rng.choice((Side.BUY, Side.BUY, Side.SELL))
    await stories.wish(world, rng, side, rng.choice((stories.CALM, THIN)))
    await stories.press(world, rng)


async def _press_again(world: KisWorld, rng: random.Random) -> None:
    await stories.again(world, rng)


async def _take_back(world: KisWorld, rng: random.Random) -> None:
    await stories.take_back(world, None)


async def _fault(world: KisWorld, rng: random.Random) -> None:
    fault = rng.choice(FAULTY)
    await fault.on(world, rng.choice(PHASES))


async def _fault_and_trade(world: KisWorld, rng: random.Random) -> None:
    await _fault(world, rng)
    await _trade(world, rng)


async def _stop(world: KisWorld, rng: random.Random) -> None:
    await world.halt(rng.choice((HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY)))


async def _go_on(world: KisWorld, rng: random.Random) -> None:
    await world.resume()


EVENTS: tuple[Callable[[KisWorld, random.Random], Awaitable[None]], ...] = (
    _trade, _trade, _trade, _press_again, _take_back, _fault, _fault_and_trade, _fault_and_trade,
    _stop, _go_on, _go_on,
)  # fmt: skip

SUITE = Suite(
    "DAYS", "simulated trading days with faults", trial, floor=2_000, night=20_000, unit="days",
    share=2,
    left_out=(
        "F42 to F45: what changes the market for good is played by T-05",
        "language models, Telegram's own wire and futures: people are faces in memory",
    ),
)  # fmt: skip
