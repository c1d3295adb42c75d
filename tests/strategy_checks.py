"""What the checks of every strategy share: samples, decisions bar by bar, and runs with a record.

Source of the checks: strategies.md 13.
"""

from __future__ import annotations

import random
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.backtest.event import run_event
from core.backtest.market import Series, from_bars, intraday
from core.backtest.result import Result
from core.backtest.settings import REFERENCE
from core.domain.bar import Bar
from core.domain.instrument import STOCK_SINCE_2023
from core.registry import discover
from core.strategies.base import (
    STRATEGIES,
    Action,
    Bars,
    Decision,
    Holding,
    Strategy,
    StrategyParams,
    parse_params,
)
from core.strategies.columns import row_at, rows_of
from tests.series import CALENDAR, real, sessions, walk

discover("core.strategies")
PRESETS = [(s, name) for _, s in STRATEGIES for name in s.PRESETS]
each_preset = pytest.mark.parametrize(
    ("strategy", "preset"), PRESETS, ids=[name for _, name in PRESETS]
)
SEED = 20_240_102
CODES = ("005930", "035420", "009540", "000270")
FLAT = Holding(0, 0.0, -1)
_ENDLESS = replace(REFERENCE, cash=10**12)
# What the calendar alone decides is no signal of an indicator.
CALENDAR_EXITS = {"week_end", "exit_pending", "day_end"}
# A session without trade has no bars within the day: its halt is a matter of daily strategies.
DAILY = [(s, name) for s, name in PRESETS if not s.bar_seconds]
each_daily_preset = pytest.mark.parametrize(
    ("strategy", "preset"), DAILY, ids=[name for _, name in DAILY]
)


@cache
def daily_samples(folder: Path) -> tuple[tuple[Bar, ...], ...]:
    """Give real bars with their halts and demergers, two random walks and a wild one."""
    series = [real(folder, code, last=1_800) for code in CODES]
    series += [walk(1), walk(2), walk(3, swing=3)]
    return tuple(tuple(bars) for bars in series)


@cache
def samples(strategy: type[Strategy], folder: Path) -> tuple[Series, ...]:
    """Give the series that a strategy is checked on, of the length of bars that it takes."""
    if strategy.bar_seconds:
        return tuple(minute_walk(seed, strategy.bar_seconds) for seed in (1, 2, 3))
    return tuple(from_bars(bars) for bars in daily_samples(folder))


@cache
def minute_walk(seed: int, seconds: int = 300, count: int = 40) -> Series:
    """Make bars within sessions: quiet mostly, a burst now and then, auctions at both ends."""
    rng, price, rows = random.Random(seed), 50_000, []
    for day in sessions(count):
        session = CALENDAR.session(day)
        assert session is not None
        ends, lived = session.opens_at, session.closes_at - session.opens_at
        for n in range(int(lived.total_seconds()) // seconds):
            ends = session.opens_at + timedelta(seconds=seconds * (n + 1))
            burst = rng.random() < 0.02
            step = rng.uniform(0.025, 0.06) if burst else rng.gauss(0, 0.003)
            opened, close = price, _legal(price * (1 + step))
            spread = [_legal(max(opened, close) * (1 + abs(rng.gauss(0, 0.001)))),
                      _legal(min(opened, close) * (1 - abs(rng.gauss(0, 0.001))))]  # fmt: skip
            auction = session.closes_at - ends < timedelta(minutes=10)
            volume = (
                0 if rng.random() < 0.01 else int(10_000 * rng.lognormvariate(1.5 * burst, 0.5))
            )
            rows.append(
                (day.toordinal(), ends.timestamp(), opened, *spread, close, volume, auction)
            )
            # Bursts give back: without exits by falls the sample would show none.
            price = _legal(close * (1 - step * rng.random() * 0.2)) if burst else close
    day_, at, o, h, low, c, v, auction_ = (np.array(column) for column in zip(*rows, strict=True))
    return intraday("000001", day_, at, (o, h, low, c), v, interval=seconds, auction=auction_)


def made(strategy: type[Strategy], preset: str) -> StrategyParams:
    """Give the parameters of a preset."""
    return parse_params(strategy, strategy.PRESETS[preset])


def held_at(bars: Bars, at: int) -> Holding:
    """Give a position opened on the bar itself at its close."""
    price = float(bars.close[at])
    return Holding(10, price, -1, 0, 1, 0, price, 0, float(bars.high[at]))


def answers(strategy: type[Strategy], params: Any, bars: Bars, at: int) -> tuple[Decision, ...]:
    """Decide on one bar, flat and holding."""
    row = row_at(strategy, strategy.features(bars, params), at)
    scalars = strategy.scalars(params)
    return tuple(strategy.decide(row, held, scalars) for held in (FLAT, held_at(bars, at)))


def signals(strategy: type[Strategy], params: Any, bars: Bars) -> list[int]:
    """Give the bars that say anything by an indicator, flat or holding."""
    scalars, found = strategy.scalars(params), []
    for at, row in enumerate(rows_of(strategy, strategy.features(bars, params))):
        both = [strategy.decide(row, held, scalars) for held in (FLAT, held_at(bars, at))]
        codes = {strategy.REASONS[d.reason] for d in both if d.action != Action.NOTHING}
        if codes - CALENDAR_EXITS:
            found.append(at)
    return found


def cut(bars: Bars, stop: int, start: int = 0) -> Bars:
    """Give some of the bars, as columns of their own."""
    return Bars._make([None if c is None else c[start:stop].copy() for c in bars])


def same(left: tuple[Decision, ...], right: tuple[Decision, ...]) -> bool:
    """Tell whether decisions are equal, the score as nearly as floats are."""
    return alike(left, right) and all(
        a.score == pytest.approx(b.score, rel=1e-9, abs=1e-9)
        for a, b in zip(left, right, strict=True)
    )


def alike(left: tuple[Decision, ...], right: tuple[Decision, ...]) -> bool:
    """Tell whether the signals are the same; the score only ranks them."""
    return all(
        a._replace(score=0.0) == b._replace(score=0.0) for a, b in zip(left, right, strict=True)
    )


def shifted(strategy: type[Strategy], bars_late: int) -> type[Strategy]:
    """Make a strategy that sees its indicators later, or earlier when negative."""

    class Shifted(strategy):  # type: ignore[valid-type,misc]
        @classmethod
        def features(cls, bars: Bars, given: Any) -> dict[str, Any]:
            columns = super().features(bars, given)
            moved = {n: c for n, c in columns.items() if not n.startswith(("week", "next"))}
            return columns | {n: _moved(c, bars_late) for n, c in moved.items()}

    return Shifted


def run(strategy: type[Strategy], params: Any, series: Series) -> Result:
    """Trade one series alone, with cash that always reaches."""
    return run_event(strategy, params, [series], _ENDLESS)


class Said(NamedTuple):
    """A decision of a run: on which bar, and from which position."""

    at: int
    held: Holding
    decision: Decision


def recorded(strategy: type[Strategy], params: Any, series: Series) -> tuple[Result, list[Said]]:
    """Trade one series and give every decision that was not to do nothing."""
    said: list[Said] = []
    numbered = namedtuple("numbered", (*strategy.Row._fields, "bar_number"))  # type: ignore[misc]

    class Recorded(strategy):  # type: ignore[valid-type,misc]
        Row = numbered

        @classmethod
        def features(cls, bars: Bars, given: Any) -> dict[str, Any]:
            columns = super().features(bars, given)
            return columns | {"bar_number": np.arange(len(bars.close), dtype=np.float64)}

        @classmethod
        def decide(cls, row: Any, held: Holding, scalars: Any) -> Decision:
            decision: Decision = super().decide(row, held, scalars)
            if decision.action != Action.NOTHING:
                said.append(Said(int(row.bar_number), held, decision))
            return decision

    return run(Recorded, params, series), said


def _moved(column: Any, late: int) -> Any:
    gap = np.full(abs(late), np.nan)
    return np.concatenate((gap, column[:-late]) if late > 0 else (column[-late:], gap))


def _legal(price: float) -> int:
    return STOCK_SINCE_2023.floor(max(100, int(price)))
