"""Minute paths: they keep a day's four prices and its volume, to the won and to the share."""

from __future__ import annotations

import csv
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import rules
from sim.interruption import WINDOW_MINUTES, interrupt
from sim.path import Tick, day_path
from sim.values import VenueBar

DAY = date(2026, 11, 2)
FILES = [
    "000270", "000660", "005380", "005490", "005930", "009240", "009540", "015760",
    "030200", "035250", "035420", "051910", "105560",
]  # fmt: skip


@st.composite
def bars(draw, max_volume=10**8):
    low = draw(st.integers(1, 1_000_000))
    high = low + draw(st.integers(0, low * 6 // 10))
    inside = st.integers(low, high)
    volume = draw(st.one_of(st.integers(0, 20), st.integers(0, max_volume)))
    return VenueBar(DAY, draw(inside), high, low, draw(inside), volume)


def check(bar: VenueBar, path: list[Tick], minutes: int) -> None:
    """Hold a path against its bar, a flawed high or low lifted to the other prices."""
    if bar.volume == 0:
        assert path == []
        return
    prices = [tick.price for tick in path]
    high, low = max(bar.open, bar.high, bar.close), min(bar.open, bar.low, bar.close)
    assert (prices[0], max(prices), min(prices), prices[-1]) == (bar.open, high, low, bar.close)
    assert sum(tick.quantity for tick in path) == bar.volume
    assert min(tick.quantity for tick in path) >= 0
    times = [tick.minute for tick in path]
    assert times == sorted(set(times))
    assert (times[0], times[-1]) == (0, minutes)
    assert all(minute < minutes - 10 for minute in times[:-1])
    assert path[0].auction
    assert path[-1].auction


@given(bar=bars(), key=st.text(max_size=8), minutes=st.sampled_from([300, 330, 360, 390]))
def test_path_touches_the_bar_exactly(bar, key, minutes):
    grid = rules.tick_table(DAY, market="KOSPI")
    check(bar, day_path(bar, key=key, minutes=minutes, grid=grid), minutes)


@given(bar=bars(), key=st.text(max_size=8), market=st.sampled_from(["KOSPI", "KOSDAQ"]))
def test_interruptions_keep_the_bar_too(bar, key, market):
    grid = rules.tick_table(DAY, market=market)
    path, _ = interrupt(day_path(bar, key=key, minutes=390, grid=grid), day=DAY, market=market)
    check(bar, path, 390)


@given(bar=bars(), key=st.text(max_size=8))
def test_prices_other_than_the_bars_own_lie_on_the_grid(bar, key):
    path = day_path(bar, key=key, minutes=390, grid=rules.tick_table(DAY, market="KOSPI"))
    own = {bar.open, bar.high, bar.low, bar.close}
    strays = {tick.price for tick in path} - own
    assert all(rules.floor_tick(price, DAY, market="KOSPI") == price for price in strays)


@given(bar=bars(), key=st.text(max_size=8))
def test_the_same_key_draws_the_same_path(bar, key):
    grid = rules.tick_table(DAY, market="KOSPI")
    first = day_path(bar, key=key, minutes=390, grid=grid)
    assert day_path(bar, key=key, minutes=390, grid=grid) == first


def test_another_key_draws_another_path():
    bar = VenueBar(DAY, 70_500, 72_000, 69_000, 70_000, 400_000)
    grid = rules.tick_table(DAY, market="KOSPI")
    assert day_path(bar, key="a", minutes=390, grid=grid) != day_path(
        bar, key="b", minutes=390, grid=grid
    )


def test_a_one_price_day_stays_one_price():
    bar = VenueBar(DAY, 13_000, 13_000, 13_000, 13_000, 800)
    path = day_path(bar, key="x", minutes=390, grid=rules.tick_table(DAY, market="KOSDAQ"))
    assert {tick.price for tick in path} == {13_000}
    check(bar, path, 390)


def test_a_volume_too_small_for_four_prices_keeps_the_touches():
    bar = VenueBar(DAY, 100, 120, 90, 110, 2)
    path = day_path(bar, key="x", minutes=390, grid=rules.tick_table(DAY, market="KOSPI"))
    check(bar, path, 390)
    assert [tick.price for tick in path if not tick.quantity]


def test_a_high_below_the_open_is_lifted():
    bar = VenueBar(date(1985, 1, 30), 99_628, 99_000, 98_780, 99_100, 1_141)
    path = day_path(bar, key="x", minutes=390, grid=rules.tick_table(DAY, market="KOSPI"))
    assert max(tick.price for tick in path) == 99_628


@pytest.mark.parametrize("code", FILES)
def test_real_days_are_kept_exactly(shared, code):
    with (shared / "data" / "krx_daily" / f"{code}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seen = 0
    # Every ninth day and all halts: three decades of tick tables, one-price days and flaws.
    for row in [r for n, r in enumerate(rows) if n % 9 == 0 or r["volume"] == "0"]:
        bar = VenueBar(
            date.fromisoformat(row["date"]),
            *(int(row[name]) for name in ("open", "high", "low", "close", "volume")),
        )
        grid = rules.tick_table(bar.day, market="KOSPI")
        path = day_path(bar, key=f"7:{code}:{bar.day}", minutes=390, grid=grid)
        path, windows = interrupt(path, day=bar.day, market="KOSPI")
        check(bar, path, 390)
        assert bar.day >= date(2014, 9, 1) or not windows
        seen += 1
    assert seen >= len(rows) // 9


def ticks(*prices: int) -> list[Tick]:
    last = len(prices) - 1
    return [
        Tick(390 if n == last else n, price, 10, n in (0, last)) for n, price in enumerate(prices)
    ]


def test_ten_percent_from_the_open_starts_two_minutes_of_auction():
    path, windows = interrupt(
        ticks(10_000, 10_500, 11_000, 11_100, 11_050, 11_080, 10_900), day=DAY, market="KOSDAQ"
    )
    assert windows == [(2, 4)]
    assert [(t.minute, t.price, t.quantity, t.auction) for t in path[2:5]] == [
        (2, 11_000, 10, False),
        (4, 11_100, 20, True),  # the day's high must survive, so it becomes the single price
        (5, 11_080, 10, False),
    ]


@pytest.mark.parametrize(("market", "interrupted"), [("KOSPI", True), ("KOSDAQ", False)])
def test_a_four_percent_jump_interrupts_large_markets_only(market, interrupted):
    path = ticks(10_000, 10_400, 10_390, 10_380, 10_370, 10_360)
    assert bool(interrupt(path, day=DAY, market=market)[1]) is interrupted


def test_no_interruption_existed_before_september_2014():
    path = ticks(10_000, 10_400, 10_390, 10_380, 10_370, 10_360)
    assert interrupt(path, day=date(2014, 8, 29), market="KOSPI") == (path, [])


def test_a_window_that_would_swallow_both_extremes_is_not_opened():
    path = ticks(10_000, 10_400, 10_900, 9_500, 10_300, 10_200, 10_100)
    after, windows = interrupt(path, day=DAY, market="KOSPI")
    assert {9_500, 10_900} <= {tick.price for tick in after}
    assert all(start != 1 for start, _ in windows)


@settings(max_examples=60)
@given(
    moves=st.lists(st.sampled_from([9_000, 9_600, 10_000, 10_400, 11_200]), min_size=4, max_size=40)
)
def test_windows_never_overlap_and_never_reach_into_the_closing_call(moves):
    path = ticks(10_000, *moves, 10_000)
    after, windows = interrupt(path, day=DAY, market="KOSPI")
    assert all(end - start == WINDOW_MINUTES for start, end in windows)
    assert all(one[1] <= two[0] for one, two in pairwise(windows))
    assert all(end <= len(moves) for _, end in windows)
    for start, end in windows:
        assert not [t for t in after if start < t.minute < end]
