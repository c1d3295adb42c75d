"""What the linker reads out of a strategy's functions, and when symbols need no clock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.backtest.kernel_layout import last_of_each, market_of
from core.backtest.link import reads
from core.backtest.market import Series, daily
from tests.series import sessions

_DAYS = np.array([day.toordinal() for day in sessions(30)])


def names_high(cls, row, held, params):
    return held.high > row.close


def names_another(cls, row, held, params):
    return held.shares > 0 and row.high > 0


def hands_it_on(cls, row, held, params):
    return names_another(cls, row, held, params)


def takes_it_apart(cls, row, held, params):
    shares, *_ = held
    return shares


def counts_into_it(cls, row, held, params):
    return held[8]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (names_high, True),
        (names_another, False),
        (hands_it_on, True),
        (takes_it_apart, True),
        (counts_into_it, True),
    ],
)
def test_a_field_is_read_unless_the_code_shows_that_it_is_not(function, expected):
    assert reads(function, "high") is expected


def series(symbol: str, days: np.ndarray) -> Series:
    price = np.full(len(days), 1_000)
    return daily(symbol, days, (price, price + 5, price - 5, price), price)


@pytest.mark.parametrize(
    ("one", "other", "aligned"),
    [
        (slice(None), slice(None), True),
        (slice(None), slice(12, None), True),  # listed later
        (slice(None), slice(0, 20), False),  # gone before the end
        (slice(None), slice(None, None, 2), False),  # with gaps
        (slice(None), slice(0, 0), False),  # nothing at all
    ],
)
def test_symbols_are_aligned_when_none_misses_a_bar_once_it_began(one, other, aligned):
    market = market_of([series("000001", _DAYS[one]), series("000002", _DAYS[other])])
    assert market.aligned is aligned


def test_sessions_end_where_the_next_begins():
    assert last_of_each(np.array([1, 1, 2, 5, 5, 5])).tolist() == [1, 2, 5]
    assert last_of_each(np.array([7])).tolist() == [0]
    assert last_of_each(np.array([], dtype=np.int64)).tolist() == []
    alone = market_of([replace(series("000001", _DAYS[:3]), day=np.array([1, 1, 2]))])
    assert alone.ends.tolist() == [1, 2]
