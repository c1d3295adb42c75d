"""EMA, RSI and MACD: the specification's numbers, Wilder by hand, and where nothing is defined."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.recursive import ema, macd, rsi

PRICES = st.lists(st.integers(1_000, 1_100), min_size=1, max_size=60)


def floats(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def steps(*changes: int) -> np.ndarray:
    return np.cumsum(floats([10_000, *changes]))


def traded(count: int) -> np.ndarray:
    return np.full(count, 1_000.0)


def test_ema_of_one_to_ten_begins_with_the_mean_of_the_window() -> None:
    got = ema(floats(list(range(1, 11))), 3)

    np.testing.assert_allclose(got, [np.nan, np.nan, *range(2, 10)])


def test_rsi_of_the_specified_sample_is_wilders() -> None:
    closes = steps(*[100, -50] * 7, 200)

    got = rsi(closes, traded(16), 14)

    assert np.isnan(got[:14]).all()
    assert got[14] == pytest.approx(66.666667, abs=1e-6)
    assert got[15] == pytest.approx(72.340426, abs=1e-6)  # a plain mean would say 69.565


def test_rsi_of_rises_alone_is_100_and_of_falls_alone_0() -> None:
    assert rsi(steps(*[10] * 20), traded(21), 14)[-1] == 100
    assert rsi(steps(*[-10] * 20), traded(21), 14)[-1] == 0


def test_rsi_of_no_movement_is_undefined_where_ta_lib_says_0() -> None:
    still = steps(*[0] * 20)

    assert talib.RSI(still, 14)[-1] == 0
    assert np.isnan(rsi(still, traded(21), 14)).all()


def test_rsi_is_undefined_while_a_halted_bar_is_among_the_last_period_and_one() -> None:
    closes = steps(*[100, -50] * 20)
    volume = traded(len(closes))
    volume[20] = 0

    got = rsi(closes, volume, 14)

    assert np.isnan(got[20:35]).all()
    assert not np.isnan(got[[19, 35]]).any()


@given(prices=PRICES, n=st.integers(2, 20))
def test_rsi_equals_wilders_rule_by_hand(prices: list[int], n: int) -> None:
    got = rsi(floats(prices), traded(len(prices)), n)

    np.testing.assert_allclose(got, by_hand(prices, n), rtol=1e-9, atol=1e-9)


def by_hand(prices: list[int], n: int) -> list[float]:
    found = [float("nan")] * len(prices)
    if len(prices) <= n:
        return found
    moves = [b - a for a, b in pairwise(prices)]
    gain = sum(max(m, 0) for m in moves[:n]) / n
    loss = sum(max(-m, 0) for m in moves[:n]) / n
    for at in range(n, len(prices)):
        if at > n:
            gain = ((n - 1) * gain + max(moves[at - 1], 0)) / n
            loss = ((n - 1) * loss + max(-moves[at - 1], 0)) / n
        found[at] = 100 * gain / (gain + loss) if gain + loss else float("nan")
    return found


def test_macd_of_the_specified_ramp_begins_at_index_33_with_all_three_lines() -> None:
    got = macd(10_000 + 100.0 * np.arange(40), 12, 26, 9)

    assert all(np.isnan(line[:33]).all() for line in got)
    assert [line[33] for line in got] == [700, 700, 0]


@given(prices=st.lists(st.integers(1_000, 1_100), min_size=40, max_size=80))
def test_macd_seeds_both_averages_so_that_they_begin_together(prices: list[int]) -> None:
    got, values = macd(floats(prices), 12, 26, 9), floats(prices)

    fast, slow = by_seed(values, 12, start=25), by_seed(values, 26, start=25)
    line = fast - slow
    signal = np.concatenate((np.full(25, np.nan), by_seed(line[25:], 9, start=8)))
    np.testing.assert_allclose(got.line[33:], line[33:], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(got.signal[33:], signal[33:], rtol=1e-9, atol=1e-9)


def by_seed(values: np.ndarray, n: int, *, start: int) -> np.ndarray:
    found = np.full(len(values), np.nan)
    found[start] = values[start + 1 - n : start + 1].mean()
    for at in range(start + 1, len(values)):
        found[at] = found[at - 1] + 2 / (n + 1) * (values[at] - found[at - 1])
    return found


@pytest.mark.parametrize(("bars", "most"), [(50, 1.0), (100, 0.1), (250, 1e-5)])
def test_rsi_forgets_where_its_history_began(bars: int, most: float) -> None:
    closes = 50_000 + np.cumsum(np.random.default_rng(5).normal(0, 500, 3_000))

    whole, part = (rsi(c, traded(len(c)), 14)[-1] for c in (closes, closes[-bars:]))

    assert abs(whole - part) <= most
