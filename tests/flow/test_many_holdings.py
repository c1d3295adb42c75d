"""Stops of many holdings: a look heeds the quotes that it brings, and no older ones."""

from __future__ import annotations

import random

import pytest

from core.clock import SimClock
from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.commands import Look
from core.domain.instrument import Instrument, PriceLimits
from core.domain.position import Book
from core.strategies.base import STRATEGIES
from tests.harness import DAY, NOW, World

OWNER = "golden_cross"
MANY = [f"7{n:05d}" for n in range(60)]
AVERAGE, STOPPED, TAKEN = 70_000, 66_000, 80_000


def quote(symbol: str, price: int = AVERAGE, *, halted: bool = False) -> Quote:
    limits = PriceLimits(AVERAGE * 7 // 10, AVERAGE * 13 // 10)
    return Quote(
        symbol, NOW, price, price - 100, price, AVERAGE, limits, Phase.CONTINUOUS, halted=halted
    )


async def holding_many() -> World:
    """Hold ten shares of each symbol, with a stop and a target."""
    world = await World.start()
    world.desk.params[OWNER] = STRATEGIES.get(OWNER).Params()
    world.desk.instruments = dict(world.desk.instruments) | {s: Instrument(s, s) for s in MANY}
    for symbol in MANY:
        cost = 10 * AVERAGE
        world.uow.books.put(Book(OWNER, symbol, 10, cost, cost, opened_day=DAY))
    await world.uow.commit()
    return world


def touched(world: World) -> set[tuple[str, str]]:
    return {(s.symbol, s.key.split(":")[1]) for s in world.uow.signals.all()}


@pytest.mark.parametrize("seed", range(5))
async def test_quotes_that_come_one_by_one_touch_what_they_touch_together(seed: int) -> None:
    rng = random.Random(seed)
    quotes = [quote(s, rng.choice([AVERAGE, STOPPED, TAKEN])) for s in rng.sample(MANY, 40)]
    together, single = await holding_many(), await holding_many()
    await together.ask(Look(tuple(quotes)))
    for one in quotes:
        await single.ask(Look((one,)))
    expected = {
        (q.symbol, "stop" if q.price == STOPPED else "take") for q in quotes if q.price != AVERAGE
    }
    assert touched(together) == touched(single) == expected
    assert expected


async def test_a_price_that_is_over_is_not_heeded_with_the_next_quote_of_another() -> None:
    world = await holding_many()
    world.desk.quotes[MANY[0]] = quote(MANY[0], STOPPED)
    await world.ask(Look((quote(MANY[1]),)))
    assert touched(world) == set()
    await world.ask(Look((quote(MANY[0], STOPPED),)))
    assert touched(world) == {(MANY[0], "stop")}


async def test_a_halted_share_touches_nothing() -> None:
    world = await holding_many()
    await world.ask(Look((quote(MANY[0], STOPPED, halted=True), quote(MANY[1], STOPPED))))
    assert touched(world) == {(MANY[1], "stop")}


async def test_a_busy_symbol_is_heeded_by_its_first_quote_after() -> None:
    world = await holding_many()
    await world.ask(Look((quote(MANY[0], STOPPED),)))
    (card,) = [c for c in world.desk.open_approvals() if c.intent.symbol == MANY[0]]
    clock: SimClock = world.clock
    clock.move_by((card.expires_at - clock.now()).total_seconds() + 1)
    await world.ask(Look(()))
    assert not world.desk.busy(MANY[0])
    before = len(list(world.uow.signals.all()))
    clock.move_by(1800)
    await world.ask(Look((quote(MANY[1]),)))
    assert len(list(world.uow.signals.all())) == before
    await world.ask(Look((quote(MANY[0], STOPPED),)))
    assert len(list(world.uow.signals.all())) == before + 1
