"""Figures of a run: by hand, against pandas, and the identities of money."""

from __future__ import annotations

import math
import random
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.result import Fill, Open, Result, Trade
from core.backtest.statistics import Month, drawdown, returns_of, sharpe, sortino, statistics
from core.domain.signal import Side
from tests.series import sessions

WON = 100_000


def run(
    equity: list[int],
    *,
    days: list[date] | None = None,
    fills: tuple[Fill, ...] = (),
    held: tuple[Open, ...] = (),
) -> Result:
    days = sessions(len(equity)) if days is None else days
    money = tuple(won * WON for won in equity)
    return Result(("005930",), fills, money[-1], tuple(days), money, held)


def trade(opened: date, closed: date, pnl: int) -> Trade:
    return Trade(
        "005930", False, 0, 1, opened, closed, 10, 1, 1, 0, 0, pnl * WON, "take"
    )  # fmt: skip


def test_a_run_by_hand():
    days = [date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 2)]
    buy = Fill("005930", 1, days[1], Side.BUY, 10, 100, "entry", 15, 0)
    sell = Fill("005930", 2, days[2], Side.SELL, 10, 120, "take", 18, 216)
    found = statistics(
        run([1_000, 1_100, 1_045, 1_045], days=days, fills=(buy, sell)),
        [trade(days[1], days[2], 60), trade(days[2], days[2], -15)],
        start5=1_000 * WON,
    )

    assert (found.first, found.last, found.sessions) == (days[0], days[-1], 4)
    assert (found.end5, found.closed5, found.open5) == (1_045 * WON, 45 * WON, 0)
    assert (found.fee5, found.tax5) == (33, 216)
    assert found.change == pytest.approx(0.045)
    assert found.growth == pytest.approx(1.045 ** (365.25 / 3) - 1)
    # Returns 0, 10 %, -5 %, 0: mean 1.25 %, squares of the deviations sum to 0.011875.
    spread = math.sqrt(0.011875 / 3)
    assert found.volatility == pytest.approx(spread * math.sqrt(252))
    assert found.sharpe == pytest.approx(0.0125 / spread * math.sqrt(252))
    assert found.sortino == pytest.approx(0.0125 / (0.05 / 2) * math.sqrt(252))
    assert (found.drawdown, found.drawdown_sessions) == (pytest.approx(0.05), 2)
    assert (found.trades, found.wins, found.win_rate) == (2, 1, 0.5)
    assert (found.profit_factor, found.holding, found.exposure) == (4.0, 0.5, 0.5)
    assert found.months == (
        Month(2024, 1, pytest.approx(0.1)),
        Month(2024, 2, pytest.approx(-0.05)),
    )


def test_open_profit_stands_apart_from_closed_profit():
    days = sessions(3)
    held = Open("005930", 5, 500, 5, 120, days[1])
    found = statistics(
        run([1_000, 1_030, 1_110], held=(held,)), [trade(days[0], days[1], 10)],
        start5=1_000 * WON,
    )  # fmt: skip
    assert (found.closed5, found.open5, found.still_open) == (10 * WON, 100 * WON, 1)
    assert found.exposure == 1.0


def test_without_a_trade_ratios_are_undefined_and_not_zero():
    found = statistics(run([1_000] * 5), [], start5=1_000 * WON)
    assert (found.change, found.volatility, found.drawdown, found.exposure) == (0, 0, 0, 0)
    assert (found.sharpe, found.sortino, found.win_rate) == (None, None, None)
    assert (found.profit_factor, found.holding) == (None, None)


def test_only_gains_have_no_profit_factor():
    day = sessions(1)[0]
    assert statistics(run([1_100]), [trade(day, day, 100)], start5=WON).profit_factor is None


def test_a_single_session_has_a_return_and_no_deviation():
    found = statistics(run([1_100]), [], start5=1_000 * WON)
    assert found.change == pytest.approx(0.1)
    assert (found.growth, found.volatility, found.sharpe) == (None, None, None)


def test_money_that_is_gone_has_no_growth():
    assert statistics(run([500, 0]), [], start5=1_000 * WON).growth is None


def test_growth_of_a_few_days_may_leave_the_numbers():
    assert statistics(run([1, 10**9]), [], start5=WON).growth is None


def test_no_session_is_refused():
    with pytest.raises(ValueError, match="widen the period"):
        statistics(Result((), (), 0, (), (), ()), [], start5=WON)


def test_minutes_count_by_session():
    days = [day for day in sessions(3) for _ in range(4)]
    minutes = run([9, 1, 5, 10, 10, 2, 3, 12, 50, 1, 1, 11], days=days)
    daily = run([10, 12, 11])
    assert statistics(minutes, [], start5=10 * WON) == statistics(daily, [], start5=10 * WON)


def test_ratios_are_those_of_pandas():
    seed = 41
    print("seed", seed)
    rng = random.Random(seed)
    returns = pd.Series([rng.gauss(0.0004, 0.011) for _ in range(500)])
    wealth = (1 + returns).cumprod()

    assert sharpe(returns.to_numpy()) == pytest.approx(returns.mean() / returns.std() * 252**0.5)
    semi = (returns.where(returns < 0, 0.0) ** 2).mean() ** 0.5
    assert sortino(returns.to_numpy()) == pytest.approx(returns.mean() / semi * 252**0.5)
    path = pd.concat([pd.Series([1.0]), wealth]) * 10**12
    deepest, _ = drawdown([int(x) for x in path])
    assert deepest == pytest.approx(float((1 - path / path.cummax()).max()))


@given(path=st.lists(st.integers(1, 10**9), min_size=1, max_size=60), start=st.integers(1, 10**9))
def test_returns_of_the_sessions_and_of_the_months_make_the_whole(path, start):
    found = statistics(run(path), [], start5=start * WON)
    returns = returns_of([won * WON for won in path], start5=start * WON)
    assert math.prod(1 + returns) == pytest.approx(1 + found.change)
    assert math.prod(1 + m.change for m in found.months) == pytest.approx(1 + found.change)
    assert found.closed5 + found.open5 == found.end5 - found.start5


@given(path=st.lists(st.integers(1, 1_000), min_size=1, max_size=40))
def test_drawdown_is_the_slow_reading_of_its_words(path):
    falls = [1 - low / high for i, high in enumerate(path) for low in path[i:]]
    below, longest = 0, 0
    for i, value in enumerate(path):
        below = 0 if value >= max(path[: i + 1]) else below + 1
        longest = max(longest, below)
    assert drawdown(path) == (pytest.approx(max(falls)), longest)


@given(scale=st.integers(1, 1_000))
def test_ratios_do_not_know_the_size_of_the_money(scale):
    path = [100, 104, 99, 120, 118]
    one = statistics(run(path), [], start5=100 * WON)
    many = statistics(run([won * scale for won in path]), [], start5=100 * WON * scale)
    assert np.allclose(
        [one.sharpe, one.sortino, one.drawdown, one.growth],
        [many.sharpe, many.sortino, many.drawdown, many.growth],
    )
