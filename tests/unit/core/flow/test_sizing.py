"""Sizes never pass the budget or the holding; prices stay legal and within the day's limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.domain.instrument import ETF_SINCE_2023_12, STOCK_SINCE_2023, PriceLimits
from core.domain.signal import Side, Size
from core.flow.sizing import limit_price, size_entry, size_exit

WIDE = PriceLimits(1, 10_000_000)
BUY, SELL = Side.BUY, Side.SELL


# strategies.md sections 6 to 8: 350; tranches 76, 59, 60; 679.
@pytest.mark.parametrize(
    ("budget", "price", "shares"),
    [
        (7_000_000, 20_000, 350),
        (5_600_000, 73_400, 76),
        (4_200_000, 71_100, 59),
        (4_200_000, 68_900, 60),
        (7_000_000, 10_300, 679),
        (14_000_000, 50_000, 280),
        (14_000_000, 14_000_000, 1),
        (14_000_000, 14_000_001, 0),
        (0, 100, 0),
        (-5_000_000, 100, 0),
    ],
)
def test_budget_buys_whole_shares(budget, price, shares):
    assert size_entry(budget, price) == shares


@pytest.mark.parametrize(("lot", "shares"), [(1, 279), (10, 270), (100, 200), (280, 0)])
def test_budget_buys_whole_lots(lot, shares):
    assert size_entry(14_000_000, 50_100, lot=lot) == shares


@pytest.mark.parametrize(
    ("price", "lot", "name"), [(0, 1, "price"), (-1, 1, "price"), (100, 0, "lot")]
)
def test_size_without_a_price_or_lot_is_refused(price, lot, name):
    with pytest.raises(ValueError, match=f"{name} is"):
        size_entry(1_000_000, price, lot=lot)


@pytest.mark.parametrize(
    ("size", "held", "shares"),
    [
        (Size(fraction=Decimal("0.5")), 350, 175),
        (Size(fraction=Decimal("0.5")), 195, 97),
        (Size(fraction=Decimal("0.5")), 1, 1),
        (Size(fraction=Decimal(1)), 98, 98),
        (Size(fraction=Decimal(1)), 0, 0),
        (Size(fraction=Decimal("0.3333")), 3, 1),
        (Size(shares=10), 98, 10),
        (Size(shares=99), 98, 98),
        (Size(shares=5), 0, 0),
    ],
)
def test_sale_is_cut_to_the_holding(size, held, shares):
    assert size_exit(size, held) == shares


def test_sale_of_everything_takes_the_odd_lot_along():
    assert size_exit(Size(fraction=Decimal(1)), 105, lot=10) == 105
    assert size_exit(Size(fraction=Decimal("0.5")), 105, lot=10) == 50
    assert size_exit(Size(shares=27), 105, lot=10) == 20


def test_sale_in_won_is_refused():
    with pytest.raises(ValueError, match="cannot be sized by 5000 won"):
        size_exit(Size(budget=5_000), 10)


@pytest.mark.parametrize(
    ("side", "ref", "price"),
    [
        (BUY, 50_000, 50_500),
        (BUY, 49_850, 50_300),
        (BUY, 49_900, 50_300),
        (BUY, 19_990, 20_150),
        (BUY, 1_990, 2_005),
        (BUY, 1, 1),
        (BUY, 99, 99),
        (BUY, 100, 101),
        (SELL, 50_000, 49_500),
        (SELL, 50_300, 49_800),
        (SELL, 20_150, 19_950),
        (SELL, 2_005, 1_985),
        (SELL, 1, 1),
        (SELL, 500_000, 495_000),
        (SELL, 505_000, 500_000),
    ],
)
def test_price_moves_one_percent_and_rounds_to_the_orderers_side(side, ref, price):
    assert limit_price(side, ref, ladder=STOCK_SINCE_2023, limits=WIDE) == price


@pytest.mark.parametrize(
    ("side", "ref", "limits", "price"),
    [
        (BUY, 64_900, PriceLimits(35_000, 65_000), 65_000),
        (BUY, 65_000, PriceLimits(35_000, 65_000), 65_000),
        (BUY, 64_900, PriceLimits(35_000, 65_049), 65_000),
        (SELL, 35_100, PriceLimits(35_000, 65_000), 35_000),
        (SELL, 35_000, PriceLimits(35_000, 65_000), 35_000),
        (SELL, 35_000, PriceLimits(34_990, 65_000), 35_000),
        (BUY, 30_000, PriceLimits(35_000, 65_000), 35_000),
        (SELL, 70_000, PriceLimits(35_000, 65_000), 65_000),
        (BUY, 64_900, PriceLimits(0, 65_000), 65_000),
    ],
)
def test_price_is_clipped_to_the_days_limits(side, ref, limits, price):
    assert limit_price(side, ref, ladder=STOCK_SINCE_2023, limits=limits) == price


@pytest.mark.parametrize(
    "limits", [PriceLimits(0, 0), PriceLimits(60_000, 40_000), PriceLimits(50_510, 50_590)]
)
def test_limits_without_a_legal_price_are_left_to_the_rule(limits):
    assert limit_price(BUY, 50_000, ladder=STOCK_SINCE_2023, limits=limits) == 50_500


def test_another_grid_and_offset():
    limits = PriceLimits(7_000, 13_000)
    wide = {"ladder": ETF_SINCE_2023_12, "limits": limits, "offset": Decimal("0.0033")}
    assert limit_price(BUY, 10_005, **wide) == 10_035
    assert limit_price(SELL, 10_005, **wide) == 9_975


@pytest.mark.parametrize("side", [BUY, SELL])
@pytest.mark.parametrize("ref", [0, -50_000])
def test_price_without_a_reference_is_refused(side, ref):
    with pytest.raises(ValueError, match="price is"):
        limit_price(side, ref, ladder=STOCK_SINCE_2023, limits=WIDE)
