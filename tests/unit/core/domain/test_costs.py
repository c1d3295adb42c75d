"""Commission cut to ten won, and the sale tax of each year and market."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.domain.costs import Commission, CostEstimate, estimate, tax_rate
from core.domain.instrument import InstrumentKind, Market
from core.domain.signal import Side

STOCK = InstrumentKind.STOCK


@pytest.mark.parametrize("market", [Market.KOSPI, Market.KOSDAQ])
@pytest.mark.parametrize(
    ("settles_on", "rate"),
    [
        (date(2013, 5, 2), "0.0030"),
        (date(2019, 6, 2), "0.0030"),
        (date(2019, 6, 3), "0.0025"),
        (date(2020, 12, 31), "0.0025"),
        (date(2021, 1, 1), "0.0023"),
        (date(2022, 12, 31), "0.0023"),
        (date(2023, 1, 1), "0.0020"),
        (date(2023, 12, 31), "0.0020"),
        (date(2024, 1, 1), "0.0018"),
        (date(2024, 12, 31), "0.0018"),
        (date(2025, 1, 1), "0.0015"),
        (date(2025, 12, 31), "0.0015"),
        (date(2026, 1, 1), "0.0020"),
        (date(2030, 1, 2), "0.0020"),
    ],
)
def test_tax_is_that_of_the_settlement_date(settles_on, rate, market):
    assert tax_rate(settles_on, market=market, kind=STOCK) == Decimal(rate)


@pytest.mark.parametrize(
    ("settles_on", "rate"),
    [(date(2019, 6, 2), "0.0030"), (date(2019, 6, 3), "0.0010"), (date(2026, 1, 2), "0.0010")],
)
def test_konex_pays_its_own_tax(settles_on, rate):
    assert tax_rate(settles_on, market=Market.KONEX, kind=STOCK) == Decimal(rate)


@pytest.mark.parametrize("kind", [k for k in InstrumentKind if k is not STOCK])
def test_only_shares_are_taxed(kind):
    assert tax_rate(date(2024, 9, 5), market=Market.KOSPI, kind=kind) == 0


@pytest.mark.parametrize(
    ("amount", "fee"),
    [(0, 0), (66_666, 0), (66_667, 10), (498_500, 70), (507_000, 70), (10_000_000, 1_500)],
)
def test_commission_is_cut_to_ten_won(amount, fee):
    assert Commission().of(amount) == fee


def test_commission_of_another_account():
    assert Commission(Decimal("0.00364"), 1).of(123_456) == 449
    assert Commission(Decimal(0)).of(10**12) == 0


def test_sale_at_the_end_of_2024_settles_in_2025_and_pays_its_tax():
    # Sold on 2024-12-27: two sessions later is 2025-01-02.
    costs = estimate(
        Side.SELL,
        1_000_000,
        commission=Commission(),
        market=Market.KOSPI,
        kind=STOCK,
        settles_on=date(2025, 1, 2),
    )
    assert costs == CostEstimate(
        1_000_000, 150, 1_500, Decimal("0.0015"), date(2025, 1, 2), 998_350
    )


def test_purchase_pays_commission_and_no_tax():
    day = date(2024, 9, 5)
    costs = estimate(
        Side.BUY, 498_500, commission=Commission(), market=Market.KOSPI, kind=STOCK, settles_on=day
    )
    assert costs == CostEstimate(498_500, 70, 0, Decimal(0), day, -498_570)


def test_round_trip_of_the_ten_tick_example():
    # strategies.md section 1: net 7,436.575 before the broker cuts.
    day = date(2024, 9, 5)
    terms = {
        "commission": Commission(),
        "market": Market.KOSPI,
        "kind": STOCK,
        "settles_on": day,
    }
    bought = estimate(Side.BUY, 498_500, **terms)
    sold = estimate(Side.SELL, 507_000, **terms)
    assert bought.net + sold.net == 7_448
    assert (sold.commission, sold.tax) == (70, 912)
