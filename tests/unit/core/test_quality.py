"""Days that are not returns: halts, demergers, jumps; and none where the market was honest."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.bar import Bar, GapReason, Interval
from core.domain.calendar import utc
from core.market.csv_daily import read_daily
from core.market.quality import find_gaps

OLD, NEW = date(2009, 1, 5), date(2020, 1, 6)


def bar(day: date, price: int, *, volume: int = 100) -> Bar:
    return Bar("005930", Interval.DAY, utc(day, 9), day, price, price, price, price, volume, "test")


def series(start: date, *prices: int) -> list[Bar]:
    """Give one bar a day; a price of 0 stands for a halted day at the last price."""
    bars: list[Bar] = []
    for offset, price in enumerate(prices):
        known = price or bars[-1].close
        bars.append(bar(start + timedelta(days=offset), known, volume=100 if price else 0))
    return bars


def found(start: date, *prices: int) -> list[tuple[GapReason, int, int]]:
    """Give the gaps with their days counted from the start."""
    return [
        (gap.reason, (gap.first - start).days, (gap.last - start).days)
        for gap in find_gaps(series(start, *prices))
    ]


def test_a_lawful_series_has_no_gaps() -> None:
    assert found(OLD, 10_000, 11_500, 9_775, 10_000) == []
    assert found(NEW, 10_000, 13_000, 9_100, 10_000) == []


def test_a_halt_is_its_days_without_trade() -> None:
    assert found(NEW, 10_000, 0, 0, 11_000) == [(GapReason.HALT, 1, 2)]
    assert found(NEW, 10_000, 0, 0) == [(GapReason.HALT, 1, 2)]
    assert found(NEW, 10_000, 0, 10_000, 0) == [(GapReason.HALT, 1, 1), (GapReason.HALT, 3, 3)]


def test_a_series_may_begin_halted() -> None:
    bars = series(NEW, 10_000, 0, 20_000)
    halted_first = [replace(bars[0], volume=0), bars[1], bars[2]]
    assert [(gap.reason, gap.last) for gap in find_gaps(halted_first)] == [
        (GapReason.HALT, bars[1].day)
    ]


@pytest.mark.parametrize(("halted", "reason"), [(4, GapReason.JUMP), (5, GapReason.DEMERGER)])
def test_a_rise_beyond_the_limit_after_a_long_halt_is_a_demerger(
    halted: int, reason: GapReason
) -> None:
    assert found(OLD, 10_000, *[0] * halted, 14_000) == [(reason, 1, halted + 1)]


def test_a_fall_after_a_long_halt_is_no_demerger() -> None:
    assert found(OLD, 10_000, *[0] * 21, 5_000) == [(GapReason.JUMP, 1, 22)]


@pytest.mark.parametrize("price", [11_503, 8_497])
def test_beyond_fifteen_percent_was_a_jump_before_2015(price: int) -> None:
    assert found(OLD, 10_000, price) == [(GapReason.JUMP, 1, 1)]
    assert found(NEW, 10_000, price) == []


@pytest.mark.parametrize("price", [13_003, 6_997])
def test_beyond_thirty_percent_is_a_jump_today(price: int) -> None:
    assert found(NEW, 10_000, price) == [(GapReason.JUMP, 1, 1)]


def test_the_limit_widened_on_2015_06_15() -> None:
    before, after = date(2015, 6, 11), date(2015, 6, 14)
    assert found(before, 10_000, 12_000) == [(GapReason.JUMP, 1, 1)]
    assert found(after, 10_000, 12_000) == []


def test_rounding_of_adjusted_prices_is_no_jump() -> None:
    assert found(OLD, 1_003, 1_155) == []


def test_an_open_beyond_the_limit_counts_though_the_close_came_back() -> None:
    first, second = series(NEW, 10_000, 10_000)
    wild = replace(second, open=14_000, high=14_000)
    assert [gap.reason for gap in find_gaps([first, wild])] == [GapReason.JUMP]


def test_the_detail_says_the_move_and_the_days() -> None:
    (gap,) = find_gaps(series(OLD, 10_000, *[0] * 21, 16_466))
    assert gap.detail == "+64.7% / 21d"
    (jump,) = find_gaps(series(OLD, 10_000, 5_000))
    assert jump.detail == "-50.0%"


def test_no_bars_have_no_gaps() -> None:
    assert find_gaps([]) == []


@given(st.lists(st.integers(0, 30_000), max_size=40).map(lambda xs: [10_000, *xs]))
def test_gaps_are_apart_in_order_and_hold_every_halted_day(prices: list[int]) -> None:
    bars = series(NEW, *prices)
    gaps = find_gaps(bars)
    for earlier, later in pairwise(gaps):
        assert earlier.first <= earlier.last < later.first
    for one in bars:
        inside = [gap for gap in gaps if gap.first <= one.day <= gap.last]
        assert not one.halted or len(inside) == 1


def test_the_real_files_have_the_two_known_demergers_and_no_other(shared: Path) -> None:
    gaps = [
        gap
        for path in sorted((shared / "data/krx_daily").glob("*.csv"))
        for gap in find_gaps(read_daily(path).bars)
    ]
    told = [(g.symbol, str(g.first), str(g.last), g.detail) for g in gaps if g.reason == "demerger"]
    assert told == [
        ("035420", "2013-07-30", "2013-08-29", "+64.7% / 21d"),
        ("051910", "2009-03-30", "2009-04-20", "+43.7% / 15d"),
    ]
    jumps = [(g.symbol, str(g.last), g.detail) for g in gaps if g.reason is GapReason.JUMP]
    # Moves that no session allowed; the source does not say why, and nobody earned them.
    assert jumps == [
        ("000270", "1997-09-24", "-15.2% / 1d"),
        ("000270", "1999-03-05", "-46.9% / 21d"),
        ("000660", "1999-05-06", "+38.6%"),
        ("005380", "1999-04-19", "+25.5%"),
    ]
    assert Counter(g.reason.value for g in gaps) == {"halt": 7, "jump": 4, "demerger": 2}
