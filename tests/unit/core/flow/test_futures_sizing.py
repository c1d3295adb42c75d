"""Contracts are sized by their notional and stopped on their own side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.costs import Commission
from core.domain.instrument import STOCK_SINCE_2023
from core.domain.limits import Limits
from core.domain.signal import Side
from core.flow.card_figures import figures
from core.flow.decide import touched
from core.flow.sizing import size_entry
from tests.contexts import EQUITY, FUTURE, FUTURE_SYMBOL, account, contracts, position, quote

SETTLES = date(2024, 9, 5)


def card(wish, *books, **changes):
    given = {
        "quote": quote(symbol=FUTURE_SYMBOL), "account": account(), "equity": EQUITY,
        "instrument": FUTURE, "settles_on": SETTLES, "commission": Commission(),
        "limits": Limits(),
    }  # fmt: skip
    return figures(wish, books=books, **given | changes)


@pytest.mark.parametrize(
    ("budget", "number"), [(14_000_000, 28), (499_999, 0), (500_000, 1), (-1, 0)]
)
def test_budget_opens_contracts_by_notional(budget, number):
    assert size_entry(budget, 50_000, multiplier=10) == number


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(1, 1_000), st.integers(1, 9))
def test_contracts_are_the_most_whose_notional_fits_the_budget(budget, price, multiplier, lot):
    number = size_entry(budget, price, multiplier=multiplier, lot=lot)
    assert number % lot == 0
    assert number * price * multiplier <= budget < (number + lot) * price * multiplier


def test_card_of_a_short_pays_the_commission_and_no_tax():
    shown = card(contracts(4, side=Side.SELL), position(-2))
    costs = shown.costs
    assert (costs.gross, costs.commission, costs.tax, costs.net) == (2_000_000, 300, 0, -300)
    assert shown.held_after == -6
    # Six contracts of 500,000 of 100,000,000.
    assert shown.weight_after == Decimal("0.03")


def test_card_of_an_exit_of_a_short():
    shown = card(contracts(4), position(-4))
    assert (shown.held_after, shown.weight_after) == (0, 0)
    assert shown.costs.tax == 0


@pytest.mark.parametrize(
    ("side", "stop", "loss"),
    [
        # Four contracts, 1,000 won the wrong way; commission of getting out at the stop.
        (Side.BUY, 49_000, 4 * 10 * 1_000 + 290),
        (Side.SELL, 51_000, 4 * 10 * 1_000 + 300),
        # A stop that was passed already loses the way out only.
        (Side.SELL, 49_000, 290),
    ],
)
def test_loss_at_the_stop_is_reckoned_on_the_positions_own_side(side, stop, loss):
    assert card(contracts(4, side=side, stop_price=stop)).loss_at_stop == loss


def test_nothing_held_after_has_no_loss():
    assert card(contracts(4, stop_price=51_000), position(-4)).loss_at_stop is None


@pytest.mark.parametrize(
    ("price", "hit"),
    [
        (52_500, "stop"), (52_499, None), (50_000, None), (45_001, None), (45_000, "take"),
        (60_000, "stop"), (1, "take"),
    ],
)  # fmt: skip
def test_short_position_stops_above_and_takes_below(price, hit):
    ways = {"stop": Decimal("0.05"), "take": Decimal("0.10"), "ladder": STOCK_SINCE_2023}
    assert touched(price, Decimal(50_000), short=True, **ways) == hit


def test_short_position_without_exits_touches_nothing():
    none = {"stop": None, "take": None, "ladder": STOCK_SINCE_2023}
    assert touched(1, Decimal(50_000), short=True, **none) is None
