"""Markets at random by a seed, with what breaks backtests: halts, gaps, locked and still days."""

from __future__ import annotations

import random

from tests.reference.market import Row, tick


def legal(price):
    """Move a number onto the grid, never below 100 won."""
    whole = max(100, int(price))
    return whole - whole % tick(whole)


def market(seed, symbols, sessions):
    """Give the rows of some symbols over the sessions."""
    return {symbol: rows(random.Random(f"{seed}/{symbol}"), sessions) for symbol in symbols}


def rows(rng, sessions):
    price, made, halted, still = legal(rng.choice([900, 4_800, 19_000, 60_000, 480_000])), [], 0, 0
    drift, wild = rng.gauss(0, 0.002), rng.choice([0.01, 0.025, 0.05])
    for day in sessions:
        if rng.random() < 0.02:
            drift = rng.gauss(0, 0.006)
        if rng.random() < 0.006:
            halted = rng.choice([1, 2, 7, 25])
        if rng.random() < 0.004:
            still = rng.choice([3, 12, 30])
        if halted:
            halted -= 1
            made.append(Row(day, price, price, price, price, 0))
            if not halted:  # what reopens may have been re-based
                price = legal(price * rng.choice([1, 1, 0.7, 1.6]))
            continue
        if rng.random() < 0.003:
            continue  # the source lacks this row
        made.append(still_day(rng, day, price) if still else busy_day(rng, day, price, drift, wild))
        still = max(0, still - 1)
        price = made[-1].close
    return made


def still_day(rng, day, price):
    """A day that closes where the one before closed."""
    size = tick(price)
    return Row(day, price, price + size * rng.choice([0, 1, 3]), price, price, rng.randint(1, 500))


def busy_day(rng, day, price, drift, wild):
    """A day as most are, at times with a gap, locked at its limit, or at one price."""
    gap = rng.choice([0.85, 0.93, 1.07, 1.15]) if rng.random() < 0.03 else 1
    opened = legal(price * gap * (1 + rng.gauss(0, wild / 3)))
    volume = int(100_000 * rng.lognormvariate(0, 0.7)) + 1
    if rng.random() < 0.02:
        locked = legal(price * rng.choice([0.7, 1.3, 1.0]))
        return Row(day, locked, locked, locked, locked, volume)
    close = legal(opened * (1 + drift + rng.gauss(0, wild)))
    high = legal(max(opened, close) * (1 + abs(rng.gauss(0, wild / 2))))
    low = legal(min(opened, close) * (1 - abs(rng.gauss(0, wild / 2))))
    return Row(day, opened, max(high, opened, close), min(low, opened, close), close, volume)
