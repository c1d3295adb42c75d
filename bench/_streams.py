"""P7: five indicators one value at a time, of a symbol and of a market, equal to TA-Lib's."""

from __future__ import annotations

import time
from collections.abc import Callable

import _peers
import numpy as np
import talib
from _rows import Row, row, turned
from numpy.typing import NDArray

from core.indicators.seed import Windows
from core.indicators.stream import five
from core.indicators.sweep import Sweep

VALUES, RUNS, SYMBOLS = 100_000, 9, 2_000
PEER = "nautilus_trader"
BATCH = "TA-Lib over all values at once"
BARE = "five sums and one root of numpy over as many symbols"
Floats = NDArray[np.float64]


def streams(values: int = VALUES, runs: int = RUNS) -> list[Row]:
    """Time one symbol's stream beside TA-Lib's batch, and beside nautilus where it is there."""
    prices, w = walk(values), Windows()
    one_by_one = prices.tolist()
    ours: list[float] = []
    floor: list[float] = []
    theirs: list[float] = []
    peer = _peers.has(PEER)
    for _ in range(runs):
        ours.append(_us(lambda: [_through(one_by_one)], values))
        floor.append(_us(lambda: batch(prices, w), values))
        theirs += _peers.figures(PEER, "five.py", str(values // 5)) if peer else []
    require_equal(prices, w)
    name = "five streaming indicators, one symbol"
    rows = [row(name, ours, "us", (BATCH, floor))]
    return rows + ([turned(f"{name}, beside it", ours, "us", (PEER, theirs))] if peer else [])


def sweeps(symbols: int = SYMBOLS, runs: int = RUNS, each: int = 1_000) -> list[Row]:
    """Time one price for each of so many symbols."""
    history = np.array([walk(Windows().needed + 20, seed) for seed in range(symbols)])
    sweep = Sweep(history)
    later = np.ascontiguousarray(history[:, -1] + 100)
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(runs):
        ours.append(_us(lambda: [sweep.update(later) for _ in range(each)], each))
        floor.append(_us(lambda: [_bare(later) for _ in range(each)], each))
    return [row(f"the same of {symbols:,} symbols, a sweep", ours, "us", (BARE, floor))]


def walk(count: int, seed: int = 7) -> Floats:
    """Make prices on a grid of 100 won that stand still at every third step or so."""
    steps = np.random.default_rng(seed).choice([-100, 0, 100], count)
    return np.maximum(100.0, 70_000 + np.cumsum(steps).astype(np.float64))


def batch(values: Floats, w: Windows) -> Floats:
    """Give a row for each value of a stream, by TA-Lib over all of them."""
    upper, mean, lower = talib.BBANDS(values, w.mean, w.width, w.width)
    macd, signal, histogram = talib.MACD(values, w.fast, w.slow, w.signal)
    ema, rsi = talib.EMA(values, w.ema), talib.RSI(values, w.rsi)
    return np.array([mean, ema, rsi, macd, signal, histogram, upper, lower])


def require_equal(values: Floats, w: Windows) -> None:
    """Raise AssertionError where a stream says another thing than the batch."""
    update = five(w)
    got = np.array([update(value) for value in values.tolist()]).T
    np.testing.assert_allclose(got, batch(values, w), rtol=1e-9, atol=1e-8)


def _through(prices: list[float]) -> None:
    update = five()
    for price in prices:
        update(price)


def _bare(prices: Floats) -> None:
    for _ in range(5):
        np.add(prices, prices)
    np.sqrt(prices)


def _us(work: Callable[[], object], count: int) -> float:
    """Give the processor's microseconds: whoever else is busy does not count."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / count * 1_000_000
