"""Joined candles: nothing of the bars is lost, and every bar keeps its place."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.candles import Candles, candles_from, candles_of, grouped
from bot.charts.columns import falls_of, thinned
from core.backtest.market import from_bars
from core.domain.bar import Bar, Interval
from core.domain.calendar import KST, utc


def some(count: int, seed: int = 0) -> Candles:
    random = np.random.default_rng(seed)
    close = 10_000 + random.normal(size=count).cumsum() * 50
    opened = close + random.normal(size=count) * 30
    clock = [date(2015, 1, 1) + timedelta(days=n) for n in range(count)]
    high, low = np.maximum(opened, close) + 5, np.minimum(opened, close) - 5
    return Candles(clock, opened, high, low, close, random.integers(0, 1_000, count).astype(float))


@given(count=st.integers(1, 3_000), most=st.integers(20, 300), seed=st.integers(0, 99))
def test_joining_keeps_every_bar_its_extremes_and_its_volume(count, most, seed):
    candles = some(count, seed)
    groups = grouped(candles, most)
    assert len(groups.open) <= most
    assert groups.first[0] == 0
    assert groups.last[-1] == count - 1
    assert (groups.first[1:] == groups.last[:-1] + 1).all()
    assert groups.volume.sum() == pytest.approx(candles.volume.sum())
    for n, (first, last) in enumerate(zip(groups.first, groups.last, strict=True)):
        within = slice(first, last + 1)
        assert groups.open[n] == candles.open[first]
        assert groups.close[n] == candles.close[last]
        assert groups.high[n] == candles.high[within].max()
        assert groups.low[n] == candles.low[within].min()


def test_few_bars_stay_as_they_are():
    groups = grouped(some(100), 240)
    assert groups.span == "day"
    assert list(groups.middle) == list(range(100))


def test_three_years_of_days_become_calendar_weeks():
    candles = some(365 * 3)
    groups = grouped(candles, 240)
    assert groups.span == "week"
    assert all(candles.clock[at].weekday() == 0 for at in groups.first[1:])


def test_no_bars_make_no_candles():
    none = np.array([])
    assert len(grouped(Candles([], none, none, none, none, none), 10).open) == 0


def test_stored_bars_and_series_of_them_show_the_same_candles():
    days = [date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4)]
    bars = [
        Bar("005930", Interval.DAY, utc(d, 9), d, 100 + n, 120 + n, 90, 110, n, "test")
        for n, d in enumerate(days)
    ]
    stored, series = candles_from(bars), candles_of(from_bars(bars).bars)
    assert stored.clock == series.clock == days
    for name in ("open", "high", "low", "close", "volume"):
        assert list(getattr(stored, name)) == list(getattr(series, name))
    assert candles_of(from_bars(bars).bars, 1).clock == days[1:]


def test_bars_within_a_session_are_placed_by_korean_time():
    day = date(2024, 1, 2)
    bar = Bar("005930", Interval.MINUTE, utc(day, 9, 30), day, 100, 100, 100, 100, 1, "test")
    (at,) = candles_from([bar]).clock
    assert at.tzinfo is KST
    assert at.strftime("%H:%M") == "09:30"


@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=500), st.integers(10, 60))
def test_thinning_a_line_keeps_its_ends_and_extremes(values, most):
    column = np.array(values)
    at = thinned(column, most)
    assert len(at) <= max(most, 3)
    assert at[0] == 0
    assert at[-1] == len(values) - 1
    assert column[at].max() == column.max()
    assert column[at].min() == column.min()


def test_falls_are_measured_from_the_peak_so_far():
    assert list(falls_of(np.array([100.0, 120.0, 90.0, 120.0]))) == [0, 0, -0.25, 0]
