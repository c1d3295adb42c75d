"""What is stored where no signal came: the printed values give the very same decision (M18)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from bot.whynot_values import read_back, value_rows
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.domain.position import Book
from core.flow.considered import Considered, considered, decide_again, row_name
from core.flow.deciding import decide_all
from core.strategies.base import STRATEGIES
from tests.harness import CALENDAR, DAY, OTHER, SYMBOL, World

WANTED = 200


def walk(rng: random.Random, symbol: str, days: int) -> list[Bar]:
    """Make daily bars up to the session before, of prices that wander."""
    found, day, price = [], DAY, rng.randint(5_000, 90_000)
    for _ in range(days):
        day = CALENDAR.previous_session(day).day
        price = max(1_000, int(price * (1 + rng.gauss(0, 0.03))))
        low, high = int(price * 0.98), int(price * 1.02)
        volume = rng.randint(1_000, 9_000_000)
        found.append(
            Bar(symbol, Interval.DAY, utc(day, 9), day, price, high, low, price, volume, "test")
        )
    return found[::-1]


async def noted(seed: int) -> list[Considered]:
    """Let every daily strategy decide on random bars, some of them while holding."""
    rng = random.Random(seed)
    world = await World.start()
    for symbol in (SYMBOL, OTHER):
        world.desk.history[symbol].clear()
        for bar in walk(rng, symbol, rng.randint(30, 320)):
            world.desk.remember(bar)
    daily = [name for name, strategy in STRATEGIES if strategy.is_daily()]
    world.desk.params = {name: STRATEGIES.get(name).Params() for name in daily}
    for name in rng.sample(daily, 3):
        shares, price = rng.randint(1, 99), rng.randint(5_000, 90_000)
        cost = shares * price
        world.uow.books.put(Book(name, SYMBOL, shares, cost, cost, date(2026, 10, 20)))
    day = CALENDAR.previous_session(DAY).day
    decide_all(world.desk, day)
    rows = [(name, world.uow.cursors.get(row_name(name))) for name in daily]
    found = [
        considered(row.value, name, symbol)
        for name, row in rows
        if row
        for symbol in (SYMBOL, OTHER)
    ]
    return [one for one in found if one is not None]


async def test_the_printed_values_of_two_hundred_decisions_give_them_again() -> None:
    checked, seed = 0, 0
    while checked < WANTED:
        for seen in await noted(seed):
            if seen.obstacle:
                continue
            strategy = STRATEGIES.get(seen.strategy)
            rows = value_rows(strategy, seen)
            bare = replace(seen, row=(), held=(), params={})
            again = decide_again(strategy, read_back(strategy, rows, bare))
            assert again[0] == seen.action, (seed, seen)
            assert again[3] == seen.reason, (seed, seen)
            checked += 1
        seed += 1
    assert checked >= WANTED


async def test_too_few_bars_are_noted_as_such() -> None:
    short = [one for one in await noted(1) if one.obstacle]
    world = await World.start()
    world.desk.params = {"golden_cross": STRATEGIES.get("golden_cross").Params()}
    decide_all(world.desk, CALENDAR.previous_session(DAY).day)
    row = world.uow.cursors.get(row_name("golden_cross"))
    assert row is not None
    seen = considered(row.value, "golden_cross", SYMBOL)
    assert seen is not None
    assert (seen.obstacle, seen.have) == ("short", 30)
    assert all(one.have > 0 for one in short)


@pytest.mark.parametrize("symbol", ["999999", ""])
async def test_of_a_symbol_that_nobody_looked_at_nothing_is_said(symbol: str) -> None:
    assert considered("", "golden_cross", symbol) is None
    assert considered('{"rows":{}}', "golden_cross", symbol) is None


async def test_what_was_noted_survives_a_restart() -> None:
    world = await World.start()
    world.desk.params = {"golden_cross": STRATEGIES.get("golden_cross").Params()}
    decide_all(world.desk, CALENDAR.previous_session(DAY).day)
    await world.uow.commit()
    await world.restart()
    assert world.uow.cursors.get(row_name("golden_cross")) is not None
