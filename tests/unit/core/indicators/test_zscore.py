"""The z-score against the specified numbers, TA-Lib's deviation and its guards."""

from __future__ import annotations

import math

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.zscore import zscore

SAMPLE = [9_900, 10_100] * 9 + [9_900, 9_500]


def z_of(closes: list[float], n: int = 20, *, ddof: int = 1, volume: float = 1.0) -> np.ndarray:
    return zscore(np.array(closes, float), np.full(len(closes), volume), n, ddof=ddof)


def test_the_specified_sample() -> None:
    window = np.array(SAMPLE, float)

    assert window.mean() == 9_970
    assert window.std(ddof=1) == pytest.approx(149.03196, abs=5e-6)
    assert z_of(SAMPLE)[-1] == pytest.approx(-3.153686, abs=5e-7)
    assert np.isnan(z_of(SAMPLE)[:-1]).all()


@pytest.mark.parametrize("last", [9_990, 9_000, 1])
def test_any_fall_after_equal_closes_scores_the_same(last: int) -> None:
    assert z_of([10_000] * 19 + [last])[-1] == pytest.approx(-4.248529, abs=5e-7)


def test_the_window_holds_its_own_price() -> None:
    prior = np.array(SAMPLE[:-1], float)

    against_prior = (SAMPLE[-1] - prior.mean()) / prior.std(ddof=1)

    assert against_prior == pytest.approx(-4.822, abs=5e-4)
    assert z_of(SAMPLE)[-1] != pytest.approx(against_prior, abs=1)


def test_population_deviation_is_larger_by_the_known_factor() -> None:
    ratio = z_of(SAMPLE, ddof=0)[-1] / z_of(SAMPLE)[-1]

    assert ratio == pytest.approx(math.sqrt(20 / 19))


def test_it_agrees_with_ta_libs_deviation() -> None:
    rng = np.random.default_rng(5)
    closes = np.cumsum(rng.normal(0, 200, 2_000)) + 200_000

    got = z_of(list(closes), ddof=0)

    wanted = (closes - talib.SMA(closes, 20)) / talib.STDDEV(closes, 20, 1)
    np.testing.assert_allclose(got[19:], wanted[19:], rtol=1e-9, atol=1e-9)


@given(st.lists(st.integers(100, 10**6), min_size=20, max_size=40))
def test_it_never_leaves_its_bound(closes: list[float]) -> None:
    z = z_of(closes)

    defined = z[~np.isnan(z)]
    assert (np.abs(defined) <= 19 / math.sqrt(20) + 1e-9).all()


def test_equal_closes_have_no_scale() -> None:
    assert np.isnan(z_of([10_000.0] * 40)).all()
    assert np.isnan(z_of([1e7 + 1e-3 * (i % 2) for i in range(40)])).all()


def test_it_is_undefined_while_a_halted_bar_is_in_the_window() -> None:
    closes = np.array(SAMPLE * 3, float)
    volume = np.ones(60)
    volume[25] = 0

    z = zscore(closes, volume, 20)

    assert np.isnan(z[25:45]).all()
    assert not np.isnan(z[19:25]).any()
    assert not np.isnan(z[45:]).any()


def test_a_window_not_longer_than_ddof_is_refused() -> None:
    with pytest.raises(ValueError, match="give 2 or more"):
        z_of([1.0, 2.0], 1)


@given(st.lists(st.integers(100, 10**6), min_size=25, max_size=40), st.integers(20, 24))
def test_later_bars_change_nothing(closes: list[float], cut: int) -> None:
    np.testing.assert_array_equal(z_of(closes[:cut]), z_of(closes)[:cut])
