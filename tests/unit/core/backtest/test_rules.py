"""The integer rules equal the live Decimal functions, and stay inside 64 bits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.backtest import price_grid, rules
from core.backtest.settings import REFERENCE, Backtest, billionths, millionths
from core.domain.costs import Commission
from core.domain.instrument import (
    ETF_BEFORE_2023_12,
    ETF_SINCE_2023_12,
    KOSDAQ_BEFORE_2023,
    KOSPI_BEFORE_2023,
    STOCK_SINCE_2023,
    TickLadder,
)
from core.domain.money import share_of
from core.domain.signal import Size
from core.errors import InputError
from core.flow.decide import stop_price, take_price, touched
from core.flow.sizing import size_entry, size_exit

LADDERS = st.sampled_from(
    [
        STOCK_SINCE_2023,
        KOSPI_BEFORE_2023,
        KOSDAQ_BEFORE_2023,
        ETF_SINCE_2023_12,
        ETF_BEFORE_2023_12,
    ]
)
PRICES = st.integers(100, 3_000_000)
SHARES = st.integers(1, 1_000_000)
STOPS = st.integers(1, 999_999)
TAKES = st.integers(1, 10_000_000)
MOST = 2**63


def grid(ladder: TickLadder) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return ladder.bounds, ladder.ticks


def scaled(ladder: TickLadder, scale: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(b * scale for b in ladder.bounds), tuple(t * scale for t in ladder.ticks)


@given(LADDERS, PRICES)
def test_prices_move_onto_the_grid_as_the_live_ladder_moves_them(ladder, price):
    assert price_grid.floor_to_grid(price, *grid(ladder)) == ladder.floor(price)
    assert price_grid.ceil_to_grid(price, *grid(ladder)) == ladder.ceil(price)
    assert price_grid.tick_above(price, *grid(ladder)) == ladder.tick_above(price)
    assert price_grid.tick_below(price, *grid(ladder)) == ladder.tick_below(price)


@given(LADDERS, PRICES, st.integers(-15, 15))
def test_ticks_are_walked_as_the_live_ladder_walks_them(ladder, price, count):
    legal = ladder.ceil(price)
    assert price_grid.step_on_grid(legal, count, *grid(ladder)) == ladder.step(legal, count)


@pytest.mark.parametrize(
    ("fill", "target"),
    [
        (1_990, 2_000), (1_995, 2_025), (4_990, 5_080), (19_950, 20_250), (49_850, 50_700),
        (70_000, 71_000), (199_900, 204_500), (499_500, 509_000), (1_000_000, 1_010_000),
    ],
)  # fmt: skip
def test_ten_ticks_up_are_those_of_the_specification(fill, target):
    assert rules.tick_target(fill * 7, 7, 10, *grid(STOCK_SINCE_2023)) == target


@given(PRICES, SHARES, st.integers(0, 10**6), STOPS, LADDERS, PRICES)
def test_a_stop_is_the_live_one(price, shares, more, stop, ladder, seen):
    cost, ratio = price * shares + more, Decimal(stop) / 10**6
    average = Fraction(cost, shares)
    level = rules.stop_level(cost, shares, stop)
    assert level == average * Fraction(10**6 - stop, 10**6) // 1
    # Decimal divides to 28 digits: only an average that it holds exactly can be compared.
    assume(Fraction(Decimal(cost) / shares) == average)
    live = Decimal(cost) / shares
    assert (seen <= level) == (touched(seen, live, stop=ratio, take=None, ladder=ladder) == "stop")
    if level >= ladder.ticks[0]:
        assert rules.stop_price(level, *grid(ladder)) == stop_price(live, ratio, ladder)


@given(PRICES, SHARES, st.integers(0, 10**6), TAKES, LADDERS, PRICES)
def test_a_target_is_the_live_one(price, shares, more, take, ladder, seen):
    cost, ratio = price * shares + more, Decimal(take) / 10**6
    assume(Fraction(Decimal(cost) / shares) == Fraction(cost, shares))
    live = Decimal(cost) / shares
    level = rules.take_level(cost, shares, take, *grid(ladder))
    assert level == take_price(live, ratio, ladder)
    assert (seen >= level) == (touched(seen, live, stop=None, take=ratio, ladder=ladder) == "take")


@given(PRICES, SHARES, STOPS, STOPS, PRICES)
def test_a_short_mirrors_the_live_one(price, shares, stop, take, seen):
    ladder, average = STOCK_SINCE_2023, Decimal(price)
    exact = {"stop": Decimal(stop) / 10**6, "take": Decimal(take) / 10**6}
    cost = price * shares
    live = touched(seen, average, ladder=ladder, short=True, **exact)
    level = rules.short_stop_level(cost, shares, stop)
    target = rules.short_take_level(cost, shares, take, *grid(ladder))
    assert ("stop" if seen >= level else "take" if seen <= target else None) == live
    bought = rules.short_stop_price(level, *grid(ladder))
    assert bought >= level
    assert ladder.is_legal(bought)


def test_a_target_in_binary_floats_would_be_eleven_thousand_and_ten():
    assert rules.take_level(10_000, 1, 100_000, *grid(STOCK_SINCE_2023)) == 11_000


@given(st.integers(1, 10**9), PRICES, st.sampled_from([1, 10]))
def test_entries_are_sized_as_live(budget, price, multiplier):
    live = size_entry(budget, price, multiplier=multiplier)
    assert rules.size_entry(budget, price, 1, multiplier) == live
    assert rules.size_entry(budget, price * 100_000, 100_000, multiplier) == live


@given(SHARES, st.integers(1, 10**9))
def test_a_fraction_sells_what_the_live_path_sells_and_one_share_at_the_least(shares, fraction):
    live = size_exit(Size(fraction=Decimal(fraction) / 10**9), shares)
    assert rules.sold_shares(shares, fraction) == max(1, live)


@pytest.mark.parametrize(
    ("fraction", "price", "shares"),
    [
        (0.4, 73_400, 76), (0.3, 71_100, 59), (0.3, 68_900, 60),
        (1.0, 40_000, 350), (0.0, 40_000, 350),
    ],
)  # fmt: skip
def test_tranches_are_those_of_the_specification(fraction, price, shares):
    budget = rules.budget_part(14_000_000, rules.nano(fraction))
    assert rules.size_entry(budget, price, 1, 1) == shares


@given(st.integers(0, 10**12), st.integers(0, 30_000_000), st.sampled_from([0, 1, 10]))
def test_costs_are_truncated_as_live(amount, rate, unit):
    exact = Decimal(rate) / 10**9
    mine = rules.cost5(amount * 100_000, rate, max(1, unit * 100_000))
    if unit:
        assert mine == Commission(exact, unit).of(amount) * 100_000
        assert mine == share_of(amount, exact, unit=unit) * 100_000
    else:
        assert mine == Fraction(amount * rate, 10**4) // 1


def test_the_reference_rates_leave_no_rest():
    fee, tax = REFERENCE.fee_rate, REFERENCE.tax_rate(date(2017, 1, 2))
    assert (REFERENCE.fee_unit5, REFERENCE.tax_unit5) == (1, 1)
    for won in (1, 7, 498_500, 507_000):
        assert rules.cost5(won * 100_000, fee, 1) == won * 15
        assert rules.cost5(won * 100_000, tax, 1) == won * 180


def test_ten_ticks_of_ten_shares_cost_what_the_specification_reckons():
    bought, sold = (rules.gross5(p, 10, 1, 1) for p in (49_850, 50_700))
    fees = rules.cost5(bought, 150_000, 1) + rules.cost5(sold, 150_000, 1)
    tax = rules.cost5(sold, 1_800_000, 1)
    assert sold - bought - fees - tax == 743_657_500  # 7,436.575 won


@given(st.integers(1, 10), st.integers(1, 10), st.integers(1, 10), st.integers(0, 12))
def test_a_limit_to_buy_fills_at_the_open_or_when_it_is_traded_through(low, opened, high, limit):
    low, opened, high = sorted((low, opened, high))
    price = rules.limit_fill(opened, low, limit)
    assert bool(price) == (opened <= limit or low < limit)
    assert price <= limit
    assert not price or low <= price <= high


@given(PRICES, SHARES, TAKES)
def test_nothing_leaves_64_bits_at_the_finest_scale(price, shares, ratio):
    # Python's integers never overflow, the compiled ones would: the largest products are checked.
    fine = price * 100_000
    whole = fine * shares // shares
    assert whole * (ratio + 10**6) < MOST
    assert shares * (ratio + 10**6) < MOST
    assert max(10**9, shares) * 10**9 < MOST  # a budget or a holding times a fraction
    assert fine * shares < MOST


def test_a_finer_rate_than_the_unit_is_refused():
    assert millionths(None) == 0
    assert millionths(Decimal("0.05")) == 50_000
    with pytest.raises(InputError, match="finer"):
        millionths(Decimal("0.0500001"))
    with pytest.raises(InputError, match="finer"):
        billionths(Decimal("1e-10"))


def test_a_run_over_one_symbol_has_one_slot():
    assert Backtest().slots == 1
    assert Backtest(portfolio=True).slots == 7
    assert REFERENCE.cash5 == 10_000_000_000_000


@given(PRICES, PRICES, PRICES, st.booleans(), PRICES, PRICES)
def test_a_short_leaves_its_bar_where_a_long_would_in_the_mirror(a, b, c, fresh, level, target):
    low, opened, high = sorted((a, b, c))
    assume(target < level)
    kind, price = rules.short_exit_inside((opened, high, low), fresh, level, level, target)
    mirrored = rules.exit_inside((-opened, -low, -high), fresh, -level, -level, -target)
    assert (kind, -price) == mirrored


def test_an_etf_below_its_first_tick_stops_at_the_lowest_price():
    assert rules.stop_price(3, *grid(ETF_BEFORE_2023_12)) == 5


@given(LADDERS, PRICES, st.sampled_from([100, 100_000]))
def test_a_finer_scale_keeps_the_grid(ladder, price, scale):
    assert price_grid.floor_to_grid(price * scale + 1, *scaled(ladder, scale)) == (
        ladder.floor(price) * scale
    )
