"""Boundaries of the rules that measure won: daily loss, weight, cash, order size."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.decision import Verdict
from core.domain.order import OrderState
from core.domain.saying import Saying, say
from core.domain.signal import Side
from core.risk import cash, daily_loss, order_size, weight_cap
from tests.contexts import (
    EQUITY,
    OTHER,
    account,
    ago,
    book,
    context,
    intent,
    limits,
    order,
    quote,
    sale,
)

ALLOW, TRIM, REFUSE = Verdict.ALLOW, Verdict.TRIM, Verdict.REFUSE


def values(saying: Saying) -> tuple[str | int, ...]:
    """Give the values of a saying's fields."""
    return tuple(value for _, value in saying.fields)


@pytest.mark.parametrize(
    ("equity", "verdict", "observed"),
    [
        (100_000_000, ALLOW, (0, "0")),
        (98_000_001, ALLOW, (-1_999_999, "-0.01999999")),
        (98_000_000, REFUSE, (-2_000_000, "-0.02")),
        (97_999_999, REFUSE, (-2_000_001, "-0.02000001")),
        (103_000_000, ALLOW, (3_000_000, "0.03")),
    ],
)
def test_purchases_stop_at_the_daily_loss(equity, verdict, observed):
    result = daily_loss.check(context(equity=equity))
    assert (result.verdict, values(result.observed)) == (verdict, observed)
    assert values(result.limit) == (-2_000_000, "-0.02")


def test_daily_loss_is_compared_before_it_is_cut_to_whole_won():
    # 2 % of 101 is 2.02: a loss of 2 is inside, of 3 outside.
    odd = account(day_start_equity=101)
    assert daily_loss.check(context(account=odd, equity=99)).verdict is ALLOW
    assert daily_loss.check(context(account=odd, equity=98)).verdict is REFUSE


@pytest.mark.parametrize("start", [0, -5])
def test_no_equity_at_the_start_refuses_purchases(start):
    empty = account(day_start_equity=start)
    assert daily_loss.check(context(account=empty)).verdict is REFUSE
    assert daily_loss.check(context(account=empty, intent=sale())).verdict is ALLOW


def test_sales_pass_a_day_that_lost_everything():
    result = daily_loss.check(context(equity=1, intent=sale()))
    assert result.verdict is ALLOW
    assert values(result.observed) == (-99_999_999, "-0.99999999")


@pytest.mark.parametrize(
    ("equity", "left"),
    [
        (EQUITY, 2_000_000),
        (EQUITY + 500_000, 2_500_000),
        (99_000_000, 1_000_000),
        (98_000_000, 0),
        (97_000_000, 0),
    ],
)
def test_loss_left_is_what_remains_of_the_day(equity, left):
    assert daily_loss.loss_left(account(), equity, limits=limits()) == left


@pytest.mark.parametrize(
    ("shares", "verdict", "fits"),
    [(199, ALLOW, None), (200, ALLOW, None), (201, TRIM, 200), (400, TRIM, 200)],
)
def test_weight_is_trimmed_to_the_cap(shares, verdict, fits):
    # 20 % of 100,000,000 at 100,000 won are exactly 200 shares.
    wish = intent(shares=shares, price=100_000)
    result = weight_cap.check(context(intent=wish))
    assert (result.verdict, result.shares) == (verdict, fits)
    assert result.limit == say("risk.weight_cap.cap", cap_won=20_000_000, weight_ratio="0.20")
    if fits:
        assert values(result.text) == ("0.20", shares, fits)


def test_weight_counts_all_owners_open_orders_and_cards():
    wish = intent(shares=100, price=50_000)
    around = context(
        intent=wish,
        books=(book(100), book(60, owner="outside"), book(500, symbol=OTHER)),
        orders=(
            order(shares=50, price=50_000, filled=20),
            order(OrderState.FILLED, shares=50, price=50_000, filled=50),
            order(symbol=OTHER, shares=300),
        ),
        open_asks=(intent(shares=110, price=50_000), sale(shares=160), intent(symbol=OTHER)),
    )
    result = weight_cap.check(around)
    # 160 held, 30 working, 110 on a card: 300 of 400 are taken.
    assert result.verdict is ALLOW
    assert values(result.observed) == (20_000_000, EQUITY)
    more = weight_cap.check(replace(around, intent=replace(wish, shares=101)))
    assert (more.verdict, more.shares) == (TRIM, 100)


def test_weight_refuses_when_the_cap_leaves_no_share():
    full = weight_cap.check(context(books=(book(400),)))
    assert (full.verdict, full.shares) == (REFUSE, None)
    assert full.text == say("risk.weight_cap.full", weight_ratio="0.20", cap_won=20_000_000)
    dear = weight_cap.check(context(intent=intent(shares=1, price=20_000_001)))
    assert dear.verdict is REFUSE


def test_weight_trims_to_whole_lots():
    lots = replace(context().instrument, lot=30)
    result = weight_cap.check(context(instrument=lots, intent=intent(shares=300, price=100_000)))
    assert result.shares == 180


@pytest.mark.parametrize("equity", [0, -1])
def test_weight_of_an_empty_account_refuses_purchases_only(equity):
    assert weight_cap.check(context(equity=equity)).verdict is REFUSE
    assert weight_cap.check(context(equity=equity, intent=sale())).verdict is ALLOW


def test_holdings_without_a_quote_are_valued_by_mark_then_by_the_intent():
    held = (book(300),)
    marked = context(quote=None, marks={"005930": 60_000}, books=held)
    assert values(weight_cap.check(marked).observed) == (18_505_000, EQUITY)
    bare = context(quote=None, marks={"005930": 0}, books=held)
    assert values(weight_cap.check(bare).observed) == (15_505_000, EQUITY)


# 10 shares at 50,500 with a commission of 75.75 cut to 70 won.
NEED = 505_070


@pytest.mark.parametrize(
    ("orderable", "verdict"), [(NEED - 1, REFUSE), (NEED, ALLOW), (NEED + 1, ALLOW)]
)
def test_cash_covers_price_and_commission(orderable, verdict):
    result = cash.check(context(account=account(orderable=orderable)))
    assert result.verdict is verdict
    assert result.observed == say("risk.cash.need", need_won=505_070)
    assert result.limit == say("risk.cash.free", free_won=orderable)


@pytest.mark.parametrize(
    ("changes", "reserved"),
    [
        ({"open_asks": (intent(symbol=OTHER),)}, NEED),
        ({"open_asks": (sale(),)}, 0),
        ({"open_asks": (intent(account="paper-2"),)}, 0),
        ({"orders": (order(OrderState.READY, sent_at=None),)}, NEED),
        ({"orders": (order(OrderState.SENDING),)}, NEED),
        ({"orders": (order(OrderState.UNKNOWN),)}, NEED),
        ({"orders": (order(OrderState.ACCEPTED, sent_at=ago(5)),)}, NEED),
        ({"orders": (order(OrderState.PARTIAL, sent_at=ago(5), filled=6),)}, 202_030),
        ({"orders": (order(OrderState.ACCEPTED),)}, 0),
        ({"orders": (order(OrderState.FILLED, sent_at=ago(5), filled=10),)}, 0),
        ({"orders": (order(OrderState.SENDING, side=Side.SELL),)}, 0),
    ],
    ids=[
        "card", "sale-card", "other-account", "ready", "sending", "unknown",
        "sent-after-the-look", "part-filled", "in-the-broker's-figure", "filled", "sale",
    ],
)  # fmt: skip
def test_cash_keeps_what_the_broker_cannot_know_yet(changes, reserved):
    result = cash.check(context(account=account(orderable=2 * NEED), **changes))
    assert values(result.limit) == (2 * NEED - reserved,)
    assert result.verdict is ALLOW
    short = cash.check(context(account=account(orderable=NEED + reserved - 1), **changes))
    assert short.verdict is REFUSE


@pytest.mark.parametrize(("shares", "verdict"), [(29, ALLOW), (30, ALLOW), (31, REFUSE)])
def test_sales_stay_within_the_owners_own_shares(shares, verdict):
    around = context(
        intent=sale(shares=shares),
        books=(book(50), book(1_000, owner="outside"), book(70, symbol=OTHER)),
        orders=(
            order(side=Side.SELL, shares=20, filled=8),
            order(side=Side.SELL, shares=20, owner="outside"),
        ),
        open_asks=(sale(shares=8), intent(shares=500)),
    )
    result = cash.check(around)
    assert result.verdict is verdict
    assert result.limit == say("risk.cash.owned", free_shares=30, held_shares=50)


def test_sale_of_nothing_held_is_refused():
    result = cash.check(context(intent=sale(shares=1)))
    assert result.verdict is REFUSE
    assert values(result.text)[-1] == 0


@pytest.mark.parametrize(
    ("wish", "changes", "verdict", "fits"),
    [
        (intent(shares=19, price=50_000), {}, ALLOW, None),
        (intent(shares=20, price=50_000), {}, ALLOW, None),
        (intent(shares=21, price=50_000), {}, TRIM, 20),
        (intent(shares=1, price=1_000_001), {}, REFUSE, None),
        (sale(shares=10_000), {}, ALLOW, None),
        (sale(shares=10_001), {}, TRIM, 10_000),
        (intent(shares=20, price=50_000), {"average_volume": 1_999}, TRIM, 19),
        (intent(shares=20, price=50_000), {"average_volume": 99}, REFUSE, None),
        (intent(shares=20, price=50_000), {"average_volume": None}, REFUSE, None),
        (sale(shares=20), {"average_volume": None}, ALLOW, None),
        (sale(shares=20), {"average_volume": 1_900}, TRIM, 19),
        (sale(shares=20), {"average_volume": 0}, TRIM, 1),
        (sale(shares=1), {"average_volume": 0}, ALLOW, None),
    ],
)
def test_order_size_is_trimmed_to_its_caps(wish, changes, verdict, fits):
    capped = limits(order_won=1_000_000)
    result = order_size.check(context(intent=wish, limits=capped, **changes))
    assert (result.verdict, result.shares) == (verdict, fits)
    if verdict is not ALLOW:
        assert result.text


def test_order_size_trims_to_whole_lots_and_leaves_a_sale_one_lot():
    lots = replace(context().instrument, lot=10)
    few = limits(order_shares=25)
    bought = order_size.check(context(instrument=lots, limits=few, intent=intent(shares=40)))
    assert bought.shares == 20
    sold = order_size.check(
        context(instrument=lots, limits=limits(order_shares=5), intent=sale(shares=40))
    )
    assert sold.shares == 10


def test_order_size_names_the_cap_that_bit():
    result = order_size.check(context(limits=limits(order_won=1_000_000), intent=intent(shares=50)))
    assert result.text == say(
        "risk.order_size.trimmed_by_won", most_won=1_000_000, shares=50, fits_shares=19
    )
    assert values(result.observed) == (50, 2_525_000)
    assert values(result.limit) == (1_000_000, 10_000, "0.01", 1_000_000)


def test_quote_of_another_symbol_values_nothing():
    other = quote(symbol=OTHER, price=1)
    around = context(quote=other, books=(book(100),), marks={"005930": 40_000})
    assert around.price_of("005930") == 40_000
    assert around.price_of(OTHER) == 1


def test_volume_share_is_exact():
    wide = limits(order_won=50_000_000, volume_share="0.005")
    result = order_size.check(context(limits=wide, average_volume=1_999, intent=intent(shares=10)))
    assert (result.verdict, result.shares) == (TRIM, 9)
    assert wide.volume_share == Decimal("0.005")
