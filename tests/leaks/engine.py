"""A plain loop that fills decisions as it is told to, also where no honest one could.

Kept apart from the engines of the product: a planted defect of filling needs an engine that has it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.backtest.guards.study import Study, study
from core.backtest.market import Series, daily
from core.backtest.result import Fill, Open, Result
from core.backtest.rules import CENTI_MILLI
from core.domain.signal import Side
from core.strategies.base import Action, Holding, Strategy, StrategyParams
from core.strategies.columns import rows_of
from tests.series import sessions

BUDGET, START = 14_000_000, 300_000_000


class Filling(Enum):
    """When a decision at the close of bar t is filled, and at which price."""

    NEXT_OPEN = "honest"
    SAME_OPEN = "at the open of the bar whose close was known"
    SAME_LOW = "at the low of the bar whose close was known"
    NEXT_LOW = "at the next bar's low when buying, its high when selling"


def market(
    seed: int, *, symbols: int = 4, count: int = 900, first: date = date(2014, 1, 2)
) -> tuple[Series, ...]:
    """Make independent random walks that rise a little; nothing in them can be foretold."""
    rng = np.random.default_rng(seed)
    days = np.array([day.toordinal() for day in _sessions(count, first)])
    return tuple(_walk(f"{n:06d}", days, rng) for n in range(1, symbols + 1))


@cache
def _sessions(count: int, first: date) -> list[date]:
    return sessions(count, first=first)


def _walk(symbol: str, days: NDArray[np.int64], rng: np.random.Generator) -> Series:
    count = len(days)
    night, day = rng.normal(2e-4, 0.008, count), rng.normal(2e-4, 0.016, count)
    close = 50_000 * np.exp((night + day).cumsum())
    opened = close / np.exp(day)
    wicks = np.exp(abs(rng.normal(0, 0.006, (2, count))))
    high, low = np.maximum(opened, close) * wicks[0], np.minimum(opened, close) / wicks[1]
    volume = (100_000 * rng.lognormal(0, 0.6, count)).astype(np.int64)
    prices = tuple(
        (100 * np.rint(column / 100)).astype(np.int64) for column in (opened, high, low, close)
    )
    return daily(symbol, days, prices, volume)  # type: ignore[arg-type]


def run(
    strategy: type[Strategy],
    params: StrategyParams,
    series: Sequence[Series],
    *,
    filling: Filling = Filling.NEXT_OPEN,
    warm_up: int | None = None,
) -> Study:
    """Trade each symbol with a fixed budget and gather the run as the checks take it."""
    first = strategy.startup_bars(params) if warm_up is None else warm_up
    since = min(int(one.day[first]) for one in series)
    fills: list[Fill] = []
    for one in series:
        fills += _trade(strategy, params, one, since, filling)
    fills.sort(key=lambda fill: (fill.day, fill.symbol))
    days = sorted({int(day) for one in series for day in one.day if day >= since})
    equity, held = _account(series, fills, days)
    result = Result(
        tuple(one.symbol for one in series), tuple(fills), equity[-1],
        tuple(date.fromordinal(day) for day in days), tuple(equity), tuple(held),
    )  # fmt: skip
    return study(strategy, params, series, result, start5=START * CENTI_MILLI)


def _trade(
    strategy: type[Strategy], params: StrategyParams, one: Series, since: int, filling: Filling
) -> list[Fill]:
    rows = rows_of(strategy, strategy.features(one.bars, params))
    scalars = strategy.scalars(params)
    same = filling in (Filling.SAME_OPEN, Filling.SAME_LOW)
    fills: list[Fill] = []
    shares, left = 0, -1
    for at in range(int(one.day.searchsorted(since)), len(rows) - 1):
        price = float(one.bars.close[at])
        held = Holding(shares, price, at - left if left >= 0 else -1, 1 if shares else -1)
        action = strategy.decide(rows[at], held, scalars).action
        where = at if same else at + 1
        if (action == Action.BUY and not shares) or (action == Action.SELL and shares):
            side = Side.BUY if action == Action.BUY else Side.SELL
            paid = _price(one, where, side, filling)
            size = shares or BUDGET // paid
            fills.append(_fill(one, where, side, size, paid))
            shares, left = (size, left) if side is Side.BUY else (0, where)
    return fills


def _price(one: Series, at: int, side: Side, filling: Filling) -> int:
    if filling in (Filling.NEXT_OPEN, Filling.SAME_OPEN):
        return int(one.open[at])
    return int(one.low[at] if side is Side.BUY else one.high[at])


def _fill(one: Series, at: int, side: Side, size: int, price: int) -> Fill:
    gross5 = size * price * CENTI_MILLI
    fee5 = gross5 * 15 // 100_000
    tax5 = gross5 * 18 // 10_000 if side is Side.SELL else 0
    day = date.fromordinal(int(one.day[at]))
    reason = "entry" if side is Side.BUY else "signal"
    return Fill(one.symbol, at, day, side, size, price, reason, fee5, tax5)


def _account(
    series: Sequence[Series], fills: Sequence[Fill], days: Sequence[int]
) -> tuple[list[int], list[Open]]:
    """Book the fills; every symbol's bars lie on the same days."""
    cash, shares, bought = START * CENTI_MILLI, dict.fromkeys((s.symbol for s in series), 0), {}
    closes = {s.symbol: dict(zip(s.day.tolist(), s.close.tolist(), strict=True)) for s in series}
    waiting, equity = deque(fills), []
    for day in days:
        while waiting and waiting[0].day.toordinal() == day:
            fill = waiting.popleft()
            sign = 1 if fill.side is Side.BUY else -1
            cash -= sign * fill.qty * fill.price * CENTI_MILLI + fill.fee5 + fill.tax5
            shares[fill.symbol] += sign * fill.qty
            bought[fill.symbol] = fill
        worth = sum(n * closes[symbol][day] for symbol, n in shares.items())
        equity.append(cash + worth * CENTI_MILLI)
    held = [
        Open(symbol, n, bought[symbol].price * n, n, closes[symbol][days[-1]], bought[symbol].day)
        for symbol, n in shares.items()
        if n
    ]
    return equity, held
