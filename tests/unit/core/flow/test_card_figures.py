"""The card's figures, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.costs import Commission
from core.domain.instrument import InstrumentKind
from core.domain.limits import Limits
from core.flow.card_figures import figures
from tests.contexts import EQUITY, INSTRUMENT, NOW, OTHER, account, book, intent, quote, sale

SETTLES = date(2024, 9, 5)


def card(wish, **changes):
    given = {
        "quote": quote(),
        "account": account(),
        "equity": EQUITY,
        "books": (),
        "instrument": INSTRUMENT,
        "settles_on": SETTLES,
        "commission": Commission(),
        "limits": Limits(),
    }
    return figures(wish, **given | changes)


def test_purchase_costs_and_holding():
    shown = card(intent(), books=(book(5), book(7, owner="person"), book(9, symbol=OTHER)))
    costs = shown.costs
    assert (costs.gross, costs.commission, costs.tax, costs.net) == (505_000, 70, 0, -505_070)
    assert shown.held_after == 15
    # 12 held at 50,000 and 10 bought at 50,500 of 100,000,000.
    assert shown.weight_after == Decimal("0.01105")


def test_sale_costs_and_holding():
    shown = card(sale(), books=(book(25), book(7, owner="person")))
    costs = shown.costs
    assert (costs.gross, costs.commission, costs.tax) == (495_000, 70, 891)
    assert (costs.net, costs.tax_rate, costs.settles_on) == (494_039, Decimal("0.0018"), SETTLES)
    assert shown.held_after == 15
    assert shown.weight_after == Decimal("0.011")


def test_loss_at_stop_is_the_fall_of_all_shares_and_the_cost_of_selling():
    shown = card(intent(stop_price=47_500), books=(book(5), book(7, owner="person")))
    # 15 x 3,000; then 712,500 sold: commission 100, tax 1,282.
    assert shown.loss_at_stop == 45_000 + 100 + 1_282
    # 2 % of 100,000,000 may be lost today.
    assert shown.loss_share == Decimal("0.023191")


def test_loss_at_stop_of_what_a_sale_leaves():
    shown = card(sale(stop_price=47_500), books=(book(30),))
    # 20 x 2,000; then 950,000 sold: commission 140, tax 1,710.
    assert shown.loss_at_stop == 40_000 + 140 + 1_710


def test_fund_pays_no_tax_at_its_stop():
    fund = replace(INSTRUMENT, kind=InstrumentKind.ETF)
    assert card(intent(stop_price=47_500), instrument=fund).loss_at_stop == 30_000 + 70


@pytest.mark.parametrize(
    ("wish", "held"), [(intent(), 0), (sale(stop_price=47_500), 10)], ids=["no-stop", "all-sold"]
)
def test_without_stop_or_shares_there_is_no_loss_to_show(wish, held):
    shown = card(wish, books=(book(held),))
    assert (shown.loss_at_stop, shown.loss_share) == (None, None)


def test_stop_above_the_price_costs_the_sale_only():
    assert card(intent(stop_price=60_000)).loss_at_stop == 0 + 90 + 1_080


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({"equity": 99_000_000}, Decimal("0.030925")),
        ({"equity": 97_000_000}, None),
        ({"day_loss_left": 309_250}, Decimal("0.1")),
        ({"day_loss_left": 0}, None),
        ({"limits": Limits(daily_loss=Decimal("0.01"))}, Decimal("0.030925")),
    ],
)
def test_share_of_what_may_still_be_lost_today(changes, share):
    shown = card(intent(stop_price=47_500), **changes)
    assert shown.loss_at_stop == 30_000 + 70 + 855
    assert shown.loss_share == share


def test_card_repeats_the_quote_and_the_trim():
    now = quote(vi=True, price=50_100)
    shown = card(intent(), quote=now, trimmed_from=277)
    assert (shown.quote_price, shown.quote_at) == (50_100, NOW)
    assert (shown.bid, shown.ask) == (49_950, 50_000)
    assert (shown.phase, shown.vi, shown.trimmed_from) == ("continuous", True, 277)


def test_weight_of_an_empty_account_is_zero():
    assert card(intent(), equity=0).weight_after == 0
