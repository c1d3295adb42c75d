"""Envelope and Bollinger lines: the specification's numbers, exactness, and halted windows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import talib
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.bands import bollinger, envelope

SPECIFIED = [2, 4, 4, 4, 5, 5, 7, 9]


def floats(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_the_specified_bands_have_population_deviation() -> None:
    upper, middle, lower = bollinger(floats(SPECIFIED), np.ones(8), 8, 2.0)

    assert (upper[-1], middle[-1], lower[-1]) == (9, 5, 1)


def test_bands_equal_ta_lib_from_the_first_index_on() -> None:
    closes = np.cumsum(np.random.default_rng(3).normal(0, 100, 500)) + 50_000

    got, wanted = bollinger(closes, np.ones(500), 26, 2.0), talib.BBANDS(closes, 26, 2, 2)

    for line, other in zip(got, wanted, strict=True):
        np.testing.assert_allclose(line, other, rtol=1e-9)
        assert int(np.isnan(line).sum()) == 25


def test_bands_are_undefined_while_the_window_holds_a_halted_bar() -> None:
    volume = np.ones(60)
    volume[30] = 0

    got = bollinger(np.arange(60.0) + 100, volume, 26, 2.0)

    for line in got:
        assert np.isnan(line[30:56]).all()
        assert not np.isnan(line[[29, 56]]).any()


@given(
    prices=st.lists(st.integers(1, 2_000_000), min_size=2, max_size=60),
    n=st.integers(2, 30),
    percent=st.integers(1, 99),
)
def test_an_envelope_line_is_the_exact_quotient_rounded_once(
    prices: list[int], n: int, percent: int
) -> None:
    lines = envelope(floats(prices), n, Decimal(percent) / 100)

    for at in range(n - 1, len(prices)):
        mean = Fraction(sum(prices[at + 1 - n : at + 1]), n)
        assert lines.upper[at] == float(mean * (100 + percent) / 100)
        assert lines.middle[at] == float(mean)
        assert lines.lower[at] == float(mean * (100 - percent) / 100)


def test_a_price_on_the_line_is_equal_to_it() -> None:
    prices = [10_026] * 18 + [10_032, 9_500]  # their mean is 10,000

    assert envelope(floats(prices), 20, Decimal("0.05")).lower[-1] == 9_500
