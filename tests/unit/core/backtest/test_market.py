"""Series of prices: read in place, told what was not taken, adjusted for demergers on demand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backtest.adjust import adjusted
from core.backtest.market import (
    Series,
    State,
    Terms,
    daily,
    from_bars,
    from_columns,
    intraday,
    read_series,
)
from core.bar_columns import columns_of
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.errors import InputError
from core.strategies.columns import bars_of
from tests.series import CALENDAR, real, sessions, walk, with_halt

FUTURE = Terms(10, Decimal("0.3"), Decimal("0.2"))


def same(a: Series, b: Series) -> None:
    for name in ("day", "open", "high", "low", "close", "volume", "state", "follows"):
        assert getattr(a, name).tolist() == getattr(b, name).tolist(), name
    for name, mine, other in zip(a.bars._fields, a.bars, b.bars, strict=True):
        assert np.array_equal(mine, other), name


@given(st.integers(0, 200), st.integers(30, 200))
def test_stored_bars_become_the_columns_that_live_decisions_see(seed, count):
    bars = with_halt(walk(seed, count), 5, 20)
    series = from_bars(bars)
    for mine, live in zip(series.bars, bars_of(bars, CALENDAR), strict=True):
        assert mine.tolist() == live.tolist()


def test_a_file_in_place_and_its_stored_bars_are_one_series(shared):
    series, rejects = read_series(shared / "data" / "krx_daily" / "000270.csv")
    same(series, from_bars(real(shared, "000270")))
    assert [reject.line for reject in rejects] == [24]


def test_the_bar_after_a_missing_row_follows_nothing(shared):
    series, _ = read_series(shared / "data" / "krx_daily" / "000270.csv")
    after = date(1985, 1, 31).toordinal()
    assert not series.follows[series.day.tolist().index(after)]


def test_bars_that_cannot_trade_are_marked():
    days = np.array([day.toordinal() for day in sessions(4)])
    high, low = np.array([10, 10, 11, 11]), np.array([10, 10, 10, 10])
    series = daily("000001", days, (low, high, low, low), np.array([0, 5, 5, 0]))
    expected = [State.HALTED, State.LOCKED, State.OPEN, State.HALTED]
    assert series.state.tolist() == expected


def test_one_price_within_a_session_trades():
    day = np.full(3, sessions(1)[0].toordinal())
    flat = np.full(3, 100)
    at = np.array([300.0, 600.0, 900.0])
    series = intraday("000001", day, at, (flat,) * 4, np.array([5, 0, 5]), interval=300,
                      auction=np.zeros(3, dtype=bool))  # fmt: skip
    assert series.state.tolist() == [State.OPEN, State.HALTED, State.OPEN]
    assert series.follows.all()


def test_what_was_decided_within_a_session_lives_for_ten_minutes():
    first, second = sessions(2)
    at = [utc(first, 9, 5), utc(first, 9, 10), utc(first, 9, 25), utc(first, 9, 40, 1)]
    at = np.array([one.timestamp() for one in (*at, utc(first, 15, 30), utc(second, 9, 5))])
    day = np.array([first.toordinal()] * 5 + [second.toordinal()])
    flat = np.full(6, 100)
    series = intraday("000001", day, at, (flat,) * 4, flat, interval=300, auction=day < 0)
    assert series.follows.tolist() == [True, True, True, False, False, False]


def test_a_series_is_cut_after_a_day():
    bars = walk(1, 50)
    series = from_bars(bars)
    same(series.until(bars[20].day), from_bars(bars[:21]))
    assert series.until(None) is series
    assert len(series.until(date(1990, 1, 2))) == 0


@pytest.mark.parametrize("day", [date(1984, 1, 4), date(2031, 1, 2)])
def test_days_outside_the_calendar_are_refused(day):
    flat = np.array([100])
    with pytest.raises(InputError, match="000001"):
        daily("000001", np.array([day.toordinal()]), (flat,) * 4, flat)


def test_days_that_do_not_rise_are_refused():
    days = np.array([sessions(1)[0].toordinal()] * 2)
    flat = np.array([100, 100])
    with pytest.raises(InputError, match="do not rise"):
        daily("000001", days, (flat,) * 4, flat)


@pytest.mark.parametrize(
    ("code", "day"), [("035420", date(2013, 8, 29)), ("051910", date(2009, 4, 20))]
)
def test_a_demerger_opens_where_it_closed_once_adjusted(shared, code, day):
    series, _ = read_series(shared / "data" / "krx_daily" / f"{code}.csv")
    fine = adjusted(series)
    at = series.day.tolist().index(day.toordinal())
    traded = max(i for i in range(at) if series.volume[i])
    factor = Fraction(int(series.open[at]), int(series.close[traded]))
    assert fine.close[traded] == fine.open[at] == series.open[at] * 100_000
    assert abs(fine.low[0] - series.low[0] * factor * 100_000) <= Fraction(1, 2)
    assert (fine.open[at:] == series.open[at:] * 100_000).all()
    assert fine.volume.tolist() == series.volume.tolist()
    assert fine.bars.close[traded] == fine.bars.open[at] == series.open[at]


def test_without_a_demerger_nothing_changes_but_the_scale():
    series = from_bars(walk(3, 100))
    assert (adjusted(series).close == series.close * 100_000).all()


def test_stored_minute_bars_close_when_they_end_and_the_last_ten_minutes_are_an_auction():
    day = sessions(1)[0]
    opened = [utc(day, 9), utc(day, 15, 19), utc(day, 15, 20), utc(day, 15, 29)]
    bars = [
        Bar("000001", Interval.MINUTE, at, day, 100, 110, 90, 100, n, "feed")
        for n, at in enumerate(opened)
    ]
    series = from_columns(columns_of("000001", Interval.MINUTE, bars), terms=FUTURE)
    assert series.interval == 60
    assert series.terms is FUTURE
    assert series.bars.at is not None
    assert series.bars.at.tolist() == [at.timestamp() + 60 for at in opened]
    assert series.bars.auction is not None
    assert series.bars.auction.tolist() == [False, False, True, True]
    assert series.volume.tolist() == [0, 1, 2, 3]


def test_days_outside_the_calendar_are_refused_for_minute_bars_too():
    day = date(2200, 1, 2)
    bars = [Bar("000001", Interval.MINUTE, utc(day, 9), day, 100, 110, 90, 100, 1, "feed")]
    with pytest.raises(InputError, match="000001"):
        from_columns(columns_of("000001", Interval.MINUTE, bars))
