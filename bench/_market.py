"""P16: the features of a whole market at a close, from the bars that an engine holds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from _rows import Row, row
from _streams import batch

from core.domain.bar import Bar
from core.indicators.seed import Windows
from core.market.calendar import KrxCalendar
from core.registry import discover
from core.strategies.base import STRATEGIES, Strategy, StrategyParams
from core.strategies.columns import bars_of, row_at
from tests.series import walk

SYMBOLS, FEW, DAYS, RUNS = 2_700, 10, 200, 5
TALIB = "TA-Lib's five indicators over the same closes"
Asked = list[tuple[type[Strategy], StrategyParams]]


def market(symbols: int = SYMBOLS, runs: int = RUNS) -> list[Row]:
    """Time the last row of every daily strategy for each symbol, of few symbols and of all."""
    discover("core.strategies")
    asked = [(found, found.Params()) for _, found in STRATEGIES if found.is_daily()]
    histories = _histories(symbols)
    closes = [np.array([bar.close for bar in bars], dtype=np.float64) for bars in histories]
    whole: list[float] = []
    few: list[float] = []
    floor: list[float] = []
    repeats = max(1, symbols // FEW // 10)
    for _ in range(runs):
        whole.append(_seconds(histories, asked))
        few.append(_seconds(histories[:FEW] * repeats, asked) / (FEW * repeats))
        began = time.process_time()
        for values in closes:
            batch(values, Windows())
        floor.append(time.process_time() - began)
    each = [seconds / symbols * 1_000_000 for seconds in whole]
    apart = [seconds * 1_000_000 for seconds in few]
    name = f"features of {len(asked)} strategies"
    return [
        row(f"{name}, {symbols:,} symbols x {DAYS} days", whole, "s", (TALIB, floor)),
        row(f"{name}, a symbol of {symbols:,}", each, "us", (f"a symbol of {FEW}", apart)),
    ]


def _histories(symbols: int) -> list[list[Bar]]:
    """Make few walks and give them to many symbols: what they cost does not tell them apart."""
    walks = [walk(seed, DAYS) for seed in range(min(symbols, FEW))]
    return [
        [replace(bar, symbol=f"{n:06d}") for bar in walks[n % len(walks)]] for n in range(symbols)
    ]


def _seconds(histories: Sequence[Sequence[Bar]], asked: Asked) -> float:
    """Give the processor's seconds: whoever else is busy does not count."""
    calendar = KrxCalendar()
    began = time.process_time()
    for bars in histories:
        columns = bars_of(bars, calendar)
        for strategy, params in asked:
            row_at(strategy, strategy.features(columns, params), DAYS - 1)
    return time.process_time() - began
