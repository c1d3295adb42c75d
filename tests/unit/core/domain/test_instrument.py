"""The tick grids by date and kind, walked across their bands; instruments and day limits."""

from __future__ import annotations

from datetime import date

import pytest

from core.domain.instrument import (
    ETF_BEFORE_2023_12,
    ETF_SINCE_2023_12,
    KOSDAQ_BEFORE_2023,
    KOSPI_BEFORE_2023,
    STOCK_SINCE_2023,
    Instrument,
    InstrumentKind,
    Market,
    PriceLimits,
    ladder_on,
)

GRID = STOCK_SINCE_2023


@pytest.mark.parametrize(
    ("price", "up", "down"),
    [
        (1, 1, 1),
        (1_999, 1, 1),
        (2_000, 5, 1),
        (2_005, 5, 5),
        (4_995, 5, 5),
        (5_000, 10, 5),
        (19_990, 10, 10),
        (20_000, 50, 10),
        (49_950, 50, 50),
        (50_000, 100, 50),
        (199_900, 100, 100),
        (200_000, 500, 100),
        (499_500, 500, 500),
        (500_000, 1_000, 500),
        (501_000, 1_000, 1_000),
    ],
)
def test_boundary_steps_up_in_its_own_band_and_down_in_the_lower(price, up, down):
    assert (GRID.tick_above(price), GRID.tick_below(price)) == (up, down)
    assert GRID.is_legal(price)


# strategies.md section 1, "Expected".
@pytest.mark.parametrize(
    ("price", "target"),
    [
        (1_990, 2_000),
        (1_995, 2_025),
        (4_990, 5_080),
        (19_950, 20_250),
        (49_850, 50_700),
        (70_000, 71_000),
        (199_900, 204_500),
        (499_500, 509_000),
        (1_000_000, 1_010_000),
    ],
)
def test_ten_ticks_up_cross_bands(price, target):
    assert GRID.step(price, 10) == target
    assert GRID.step(target, -10) == price


@pytest.mark.parametrize(
    ("price", "target"),
    [(200_000, 199_000), (199_900, 198_900), (4_985, 4_935), (1_995, 1_985)],
)
def test_ten_ticks_down_use_the_lower_band(price, target):
    assert GRID.step(price, -10) == target
    assert GRID.step(target, 10) == price


@pytest.mark.parametrize(
    ("price", "floor", "ceil"),
    [
        (1_999, 1_999, 1_999),
        (2_001, 2_000, 2_005),
        (4_999, 4_995, 5_000),
        (5_001, 5_000, 5_010),
        (19_999, 19_990, 20_000),
        (49_999, 49_950, 50_000),
        (50_050, 50_000, 50_100),
        (199_999, 199_900, 200_000),
        (499_999, 499_500, 500_000),
        (500_999, 500_000, 501_000),
        (70_000, 70_000, 70_000),
    ],
)
def test_floor_and_ceil_end_on_the_grid(price, floor, ceil):
    assert (GRID.floor(price), GRID.ceil(price)) == (floor, ceil)


@pytest.mark.parametrize("price", [2_001, 5_005, 20_010, 50_050, 200_100, 500_500, 0, -10])
def test_prices_between_ticks_are_not_legal(price):
    assert not GRID.is_legal(price)


@pytest.mark.parametrize("price", [0, -1, -2_000])
def test_no_price_at_or_below_zero_is_moved_onto_the_grid(price):
    with pytest.raises(ValueError, match="no legal price"):
        GRID.floor(price)
    with pytest.raises(ValueError, match="not positive"):
        GRID.ceil(price)


def test_a_step_from_between_ticks_names_the_nearest():
    with pytest.raises(ValueError, match="nearest is 50000"):
        GRID.step(50_050, 1)


@pytest.mark.parametrize(("price", "ticks"), [(1, -1), (10, -10), (10, -11)])
def test_a_walk_below_the_grid_is_refused(price, ticks):
    with pytest.raises(ValueError, match="below the lowest price"):
        GRID.step(price, ticks)
    assert GRID.step(10, -9) == 1
    assert GRID.step(10, 0) == 10


def test_smallest_price_of_a_coarse_grid():
    assert ETF_BEFORE_2023_12.ceil(1) == 5
    with pytest.raises(ValueError, match="no legal price"):
        ETF_BEFORE_2023_12.floor(4)
    with pytest.raises(ValueError, match="below the lowest price"):
        ETF_BEFORE_2023_12.step(5, -1)


STOCK, ETF = InstrumentKind.STOCK, InstrumentKind.ETF


@pytest.mark.parametrize(
    ("day", "kind", "market", "ladder"),
    [
        (date(2023, 1, 24), STOCK, Market.KOSPI, KOSPI_BEFORE_2023),
        (date(2023, 1, 25), STOCK, Market.KOSPI, STOCK_SINCE_2023),
        (date(2023, 1, 24), STOCK, Market.KOSDAQ, KOSDAQ_BEFORE_2023),
        (date(2023, 1, 25), STOCK, Market.KOSDAQ, STOCK_SINCE_2023),
        (date(2023, 1, 24), STOCK, Market.KONEX, KOSDAQ_BEFORE_2023),
        (date(2024, 9, 3), STOCK, Market.KONEX, STOCK_SINCE_2023),
        (date(2023, 12, 17), ETF, Market.KOSPI, ETF_BEFORE_2023_12),
        (date(2023, 12, 18), ETF, Market.KOSPI, ETF_SINCE_2023_12),
        (date(2023, 12, 17), InstrumentKind.ETN, Market.KOSPI, ETF_BEFORE_2023_12),
        (date(2023, 12, 18), InstrumentKind.ETN, Market.KOSPI, ETF_SINCE_2023_12),
    ],
)
def test_ladder_is_that_of_the_day(day, kind, market, ladder):
    assert ladder_on(day, kind=kind, market=market) is ladder
    assert Instrument("005930", "x", market=market, kind=kind).ladder(day) is ladder


@pytest.mark.parametrize(
    ("ladder", "price", "tick"),
    [
        (KOSPI_BEFORE_2023, 999, 1),
        (KOSPI_BEFORE_2023, 1_000, 5),
        (KOSPI_BEFORE_2023, 5_000, 10),
        (KOSPI_BEFORE_2023, 10_000, 50),
        (KOSPI_BEFORE_2023, 50_000, 100),
        (KOSPI_BEFORE_2023, 100_000, 500),
        (KOSPI_BEFORE_2023, 500_000, 1_000),
        (KOSDAQ_BEFORE_2023, 50_000, 100),
        (KOSDAQ_BEFORE_2023, 900_000, 100),
        (ETF_SINCE_2023_12, 1_999, 1),
        (ETF_SINCE_2023_12, 2_000, 5),
        (ETF_SINCE_2023_12, 150_000, 5),
        (ETF_BEFORE_2023_12, 1_000, 5),
    ],
)
def test_ticks_of_the_other_grids(ladder, price, tick):
    assert ladder.tick_above(price) == tick


@pytest.mark.parametrize("symbol", ["005930", "0037T0", "0126Z0", "Q50001"])
def test_codes_with_letters_are_codes(symbol):
    assert Instrument(symbol, "x").symbol == symbol


@pytest.mark.parametrize(
    "symbol", ["", "5930", "0059300", "A005930", "00593o", "005930_AL", "00593\n", "００５９３０"]
)
def test_anything_but_six_capitals_and_digits_is_no_code(symbol):
    with pytest.raises(ValueError, match="six characters"):
        Instrument(symbol, "x")


@pytest.mark.parametrize(
    ("price", "inside"), [(69_999, False), (70_000, True), (130_000, True), (130_001, False)]
)
def test_day_limits_hold_their_own_ends(price, inside):
    assert PriceLimits(70_000, 130_000).holds(price) is inside
