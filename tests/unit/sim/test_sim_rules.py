"""KRX rules by date: ticks, limits, commission, tax."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import rules

NOW = date(2026, 11, 2)
OLD = date(2023, 1, 24)
markets = st.sampled_from(["KOSPI", "KOSDAQ"])
kinds = st.sampled_from(["stock", "etf"])
days = st.sampled_from([date(2014, 5, 2), date(2016, 5, 2), OLD, date(2023, 1, 25), NOW])
prices = st.integers(1, 3_000_000)


@pytest.mark.parametrize(
    ("price", "tick"),
    [
        (1, 1), (1_999, 1), (2_000, 5), (4_999, 5), (5_000, 10), (19_999, 10), (20_000, 50),
        (49_999, 50), (50_000, 100), (199_999, 100), (200_000, 500), (499_999, 500),
        (500_000, 1_000), (2_000_000, 1_000),
    ],
)  # fmt: skip
def test_tick_since_2023_is_the_same_for_both_markets(price, tick):
    assert rules.tick_size(price, date(2023, 1, 25), market="KOSPI") == tick
    assert rules.tick_size(price, NOW, market="KOSDAQ") == tick


@pytest.mark.parametrize(
    ("price", "kospi", "kosdaq"),
    [
        (999, 1, 1), (1_000, 5, 5), (4_999, 5, 5), (5_000, 10, 10), (9_999, 10, 10),
        (10_000, 50, 50), (49_999, 50, 50), (50_000, 100, 100), (99_999, 100, 100),
        (100_000, 500, 100), (499_999, 500, 100), (500_000, 1_000, 100),
    ],
)  # fmt: skip
def test_tick_before_2023_differs_above_100_000(price, kospi, kosdaq):
    assert rules.tick_size(price, OLD, market="KOSPI") == kospi
    assert rules.tick_size(price, OLD, market="KOSDAQ") == kosdaq


@pytest.mark.parametrize(
    ("price", "day", "tick"),
    [(1_999, NOW, 1), (2_000, NOW, 5), (400_000, NOW, 5), (1_500, date(2023, 12, 1), 5)],
)
def test_etf_has_its_own_grid(price, day, tick):
    assert rules.tick_size(price, day, market="KOSPI", kind="etf") == tick


def test_step_over_a_boundary_uses_the_tick_of_the_side_it_goes_to():
    assert rules.step_up(20_000, NOW, market="KOSPI") == 20_050
    assert rules.step_down(20_000, NOW, market="KOSPI") == 19_990
    assert rules.step_up(19_990, NOW, market="KOSPI") == 20_000
    assert rules.step_down(2_000, NOW, market="KOSPI") == 1_999


@given(price=prices, day=days, market=markets, kind=kinds)
def test_rounding_brackets_the_price_with_legal_prices(price, day, market, kind):
    grid = {"market": market, "kind": kind}
    down, up = rules.floor_tick(price, day, **grid), rules.ceil_tick(price, day, **grid)
    assert down <= price <= up
    for legal in {down, up} - {0}:
        assert legal % rules.tick_size(legal, day, **grid) == 0
    assert (down == up) == (price % rules.tick_size(price, day, **grid) == 0)


@given(price=st.integers(10, 3_000_000), day=days, market=markets, kind=kinds)
def test_a_step_up_and_back_returns_to_a_legal_price(price, day, market, kind):
    grid = {"market": market, "kind": kind}
    legal = rules.floor_tick(price, day, **grid) or 5
    assert rules.step_down(rules.step_up(legal, day, **grid), day, **grid) == legal


def test_limits_of_the_official_example():
    assert rules.daily_limits(128_500, date(2022, 6, 2), market="KOSPI") == (167_000, 90_000)


@pytest.mark.parametrize(
    ("base", "day", "limits"),
    [
        (10_000, NOW, (13_000, 7_000)),
        (70_000, NOW, (91_000, 49_000)),
        (9_990, NOW, (12_980, 7_000)),
        (10_000, date(2015, 6, 12), (11_500, 8_500)),
        (10_000, date(2015, 6, 15), (13_000, 7_000)),
    ],
)
def test_limits_by_date(base, day, limits):
    assert rules.daily_limits(base, day, market="KOSPI") == limits


@given(price=st.integers(100, 2_000_000), day=days, market=markets)
def test_limits_are_legal_and_never_wider_than_the_rule(price, day, market):
    base = rules.floor_tick(price, day, market=market)
    upper, lower = rules.daily_limits(base, day, market=market)
    percent = 30 if day >= date(2015, 6, 15) else 15
    assert lower <= base <= upper
    assert (upper - base) * 100 <= base * percent
    assert (base - lower) * 100 <= base * percent
    assert rules.floor_tick(upper, day, market=market) == upper
    assert rules.floor_tick(lower, day, market=market) == lower


@pytest.mark.parametrize(
    ("amount", "fee"),
    [(0, 0), (66_666, 0), (66_667, 10), (498_000, 70), (1_000_000, 150), (3_145_000, 470)],
)
def test_commission_is_cut_to_ten_won(amount, fee):
    assert rules.commission(amount) == fee


@pytest.mark.parametrize(
    ("settles", "tax"),
    [
        (date(2018, 1, 25), 3_000), (date(2019, 6, 2), 3_000), (date(2019, 6, 3), 2_500),
        (date(2020, 12, 31), 2_500), (date(2021, 1, 4), 2_300), (date(2022, 12, 29), 2_300),
        (date(2023, 1, 2), 2_000), (date(2024, 1, 2), 1_800), (date(2025, 1, 2), 1_500),
        (date(2025, 12, 30), 1_500), (date(2026, 1, 2), 2_000), (date(2027, 1, 4), 2_000),
    ],
)  # fmt: skip
def test_tax_follows_the_settlement_year(settles, tax):
    assert rules.sale_tax(1_000_000, settles) == tax
    assert rules.sale_tax(1_000_000, settles, kind="etf") == 0


def test_tax_is_cut_to_one_won():
    assert rules.sale_tax(9_999, NOW) == 19


@given(amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=8))
def test_costs_of_slices_add_up_to_the_cost_of_the_whole(amounts):
    total, fees, taxes = 0, [0], [0]
    for amount in amounts:
        total += amount
        fees.append(rules.commission(total))
        taxes.append(rules.sale_tax(total, NOW))
    assert fees == sorted(fees)
    assert taxes == sorted(taxes)
    assert fees[-1] == rules.commission(sum(amounts))
    assert taxes[-1] == sum(amounts) * 20 // 10_000
