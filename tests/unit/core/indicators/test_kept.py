"""Indicators that a search computes once."""

from __future__ import annotations

import numpy as np
import pytest

from core.indicators.average import sma, traded_mean
from core.indicators.kept import Kept, sharing
from core.indicators.recursive import ema, rsi

CLOSE = np.array([100.0, 102.0, 101.0, 105.0, 107.0, 103.0, 104.0, 108.0])
VOLUME = np.array([10.0, 20.0, 0.0, 30.0, 10.0, 20.0, 30.0, 40.0])


@pytest.mark.parametrize(
    ("indicator", "given"),
    [
        (sma, (CLOSE, 3)),
        (traded_mean, (VOLUME, 2)),
        (ema, (CLOSE, 3)),
        (rsi, (CLOSE, VOLUME, 2)),
    ],
)
def test_what_is_kept_is_what_would_be_computed(indicator, given):
    alone = indicator(*given)
    with sharing(Kept([CLOSE, VOLUME])):
        first, second = indicator(*given), indicator(*given)
    assert np.array_equal(first, alone, equal_nan=True)
    assert second is first


def test_another_window_is_another_indicator():
    with sharing(Kept([CLOSE])):
        assert not np.array_equal(sma(CLOSE, 2), sma(CLOSE, 3), equal_nan=True)


def test_columns_that_nobody_named_are_computed_anew():
    other = CLOSE.copy()
    with sharing(Kept([CLOSE])):
        assert sma(other, 3) is not sma(other, 3)


def test_outside_nothing_is_kept():
    with sharing(Kept([CLOSE])):
        inside = sma(CLOSE, 3)
    assert sma(CLOSE, 3) is not inside
    with sharing(None):
        assert sma(CLOSE, 3) is not sma(CLOSE, 3)


def test_what_does_not_fit_is_given_but_not_kept():
    with sharing(Kept([CLOSE], most=CLOSE.nbytes)):
        assert sma(CLOSE, 3) is sma(CLOSE, 3)
        assert sma(CLOSE, 2) is not sma(CLOSE, 2)


def test_what_is_kept_is_locked_and_what_is_not_is_free():
    with sharing(Kept([CLOSE])), pytest.raises(ValueError, match="read-only"):
        sma(CLOSE, 3)[0] = 1.0
    sma(CLOSE, 3)[0] = 1.0
