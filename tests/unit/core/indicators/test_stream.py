"""One value at a time says what TA-Lib says of all of them, for one symbol and for many."""

from __future__ import annotations

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.recursive import rsi
from core.indicators.seed import Five, Windows
from core.indicators.stream import five
from core.indicators.sweep import Sweep

# Steps of a price, many of them none: ticks repeat their price more often than not.
STEPS = st.lists(st.sampled_from([0, 0, 0, 0, 100, -100, 500, -1_000]), min_size=1, max_size=200)
WINDOWS = st.builds(
    Windows,
    mean=st.integers(2, 30),
    ema=st.integers(2, 30),
    rsi=st.integers(2, 20),
    fast=st.integers(2, 12),
    slow=st.integers(13, 30),
    signal=st.integers(1, 12),
    width=st.sampled_from([1.0, 2.0, 2.5]),
)


def prices(steps: list[int]) -> np.ndarray:
    return np.maximum(100.0, np.cumsum([70_000.0, *steps]))


def batch(values: np.ndarray, w: Windows) -> np.ndarray:
    """Give a row for each field of `Five`, from TA-Lib over all values at once."""
    upper, mean, lower = talib.BBANDS(values, w.mean, w.width, w.width)
    macd, signal, histogram = talib.MACD(values, w.fast, w.slow, w.signal)
    strength = rsi(values, np.ones(len(values)), w.rsi)
    found = Five(
        mean, talib.EMA(values, w.ema), strength, macd, signal, histogram, upper, lower
    )  # fmt: skip
    np.testing.assert_allclose(mean, talib.SMA(values, w.mean), rtol=1e-12)
    return np.array(found)


def same(got: np.ndarray, wanted: np.ndarray) -> None:
    # MACD lines lie around zero: what counts there is the price they are differences of.
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-8)


@given(steps=STEPS, windows=WINDOWS)
def test_a_stream_equals_ta_lib_from_the_first_index_on(steps: list[int], windows: Windows) -> None:
    values = prices(steps)
    update = five(windows)

    got = np.array([update(value) for value in values.tolist()]).T

    same(got, batch(values, windows))


@given(steps=STEPS, windows=WINDOWS, symbols=st.integers(1, 5), seed=st.integers(0, 99))
def test_a_sweep_over_symbols_equals_the_stream_of_each(
    steps: list[int], windows: Windows, symbols: int, seed: int
) -> None:
    start = np.random.default_rng(seed).integers(-5, 6, (symbols, windows.needed + 3)) * 100.0
    history = np.maximum(100.0, 70_000 + np.cumsum(start, axis=1))
    later = np.array([np.roll(prices(steps), k) for k in range(symbols)])
    streams = [five(windows) for _ in range(symbols)]
    for update, row in zip(streams, history.tolist(), strict=True):
        for value in row:
            update(value)
    sweep = Sweep(history, windows)

    for column in later.T:
        wanted = [update(value) for update, value in zip(streams, column.tolist(), strict=True)]
        same(sweep.update(column), np.array(wanted).T)


def test_a_hundred_thousand_ticks_do_not_drift_away() -> None:
    rng = np.random.default_rng(7)
    values = prices(rng.choice([-100, 0, 0, 100], 100_000).tolist())
    update = five()

    got = np.array([update(value) for value in values.tolist()]).T

    same(got, batch(values, Windows()))


def test_prices_with_fractions_are_equal_too_while_they_move() -> None:
    values = 50 + np.cumsum(np.random.default_rng(8).normal(0, 0.01, 5_000))
    update = five()

    got = np.array([update(value) for value in values.tolist()]).T

    same(got, batch(values, Windows()))


def test_what_never_moved_has_no_strength_and_no_width() -> None:
    update = five()
    for _ in range(1_000):
        found = Five._make(update(70_000.0))

    assert np.isnan(found.rsi)
    assert (found.lower, found.mean, found.upper) == (70_000, 70_000, 70_000)


@pytest.mark.parametrize(
    "wrong", [{"mean": 1}, {"rsi": 1}, {"signal": 0}, {"fast": 26}, {"fast": 27}]
)
def test_windows_that_ta_lib_does_not_know_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"windows hold|must be below"):
        Windows(**wrong)


def test_a_sweep_over_too_short_a_history_is_refused() -> None:
    with pytest.raises(ValueError, match="33 values are too few: 34"):
        Sweep(np.full((2, 33), 70_000.0))
