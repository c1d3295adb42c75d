"""Averages against TA-Lib, by hand, and where they are undefined."""

from __future__ import annotations

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.average import sma, traded_mean

PRICES = st.lists(st.integers(100, 2_000_000), min_size=1, max_size=80)
VOLUMES = st.lists(st.sampled_from([0, 0, 1, 100, 200, 10**9]), min_size=1, max_size=60)


def floats(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.float64)


@given(prices=PRICES, n=st.integers(1, 30))
def test_sma_is_the_mean_of_each_window(prices: list[int], n: int) -> None:
    got = sma(floats(prices), n)

    wanted = [np.nan] * (n - 1) + [
        sum(prices[i + 1 - n : i + 1]) / n for i in range(n - 1, len(prices))
    ]
    np.testing.assert_allclose(got, wanted[: len(prices)], rtol=1e-12)


@pytest.mark.parametrize("n", [2, 50, 200])
def test_sma_equals_ta_lib_from_the_first_index_on(n: int) -> None:
    rng = np.random.default_rng(11)
    values = np.cumsum(rng.normal(0, 100, 3_000)) + 100_000

    got, wanted = sma(values, n), talib.SMA(values, n)

    assert int(np.isnan(got).sum()) == n - 1
    np.testing.assert_allclose(got, wanted, rtol=1e-9)


def test_a_missing_value_spoils_only_the_windows_that_hold_it() -> None:
    values = floats([1, 2, 3, 4, 5, 6])
    values[2] = np.nan

    got = sma(values, 2)

    np.testing.assert_allclose(got, [np.nan, 1.5, np.nan, np.nan, 4.5, 5.5])


def test_sma_of_the_specified_example() -> None:
    closes = floats([12, 11, 10, 9, 9, 12, 13, 12, 9, 8])

    fast, slow = sma(closes, 2), sma(closes, 3)

    np.testing.assert_allclose(fast[1:], [11.5, 10.5, 9.5, 9, 10.5, 12.5, 12.5, 10.5, 8.5])
    np.testing.assert_allclose(
        slow[2:], [11, 10, 9.3333, 10, 11.3333, 12.3333, 11.3333, 9.6667], atol=5e-5
    )


@given(volumes=VOLUMES, n=st.integers(1, 25))
def test_traded_mean_leaves_out_this_bar_and_halted_ones(volumes: list[int], n: int) -> None:
    got = traded_mean(floats(volumes), n)

    assert len(got) == len(volumes)
    for at, value in enumerate(got):
        before = [v for v in volumes[max(0, at - n) : at] if v]
        if at < n or not before:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(sum(before) / len(before), rel=1e-12)


def test_the_signal_bar_does_not_raise_its_own_mean() -> None:
    volumes = floats([100, 100, 100, 200])

    assert traded_mean(volumes, 3)[3] == 100
    assert np.mean(volumes[1:4]) == pytest.approx(133.33, abs=0.01)


@pytest.mark.parametrize("indicator", [sma, traded_mean])
def test_a_window_without_bars_is_refused(indicator: object) -> None:
    with pytest.raises(ValueError, match="window 0 holds no bar"):
        indicator(floats([1, 2]), 0)  # type: ignore[operator]


def test_fewer_values_than_the_window_are_undefined() -> None:
    assert np.isnan(sma(floats([1, 2]), 3)).all()
    assert np.isnan(traded_mean(floats([1, 2]), 2)).all()
    assert len(sma(floats([]), 3)) == 0
