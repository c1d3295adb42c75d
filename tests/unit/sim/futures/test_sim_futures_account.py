"""Futures books: averages, daily variation, and an oracle that counts by another formula."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.futures.account import Average, FuturesBooks, Position
from sim.futures.margin import Rates, at_risk, closable, standing
from sim.futures.rules import MULTIPLIER
from sim.orders import Order

MONDAY = date(2026, 11, 2)
TUESDAY = date(2026, 11, 3)
RATES = {"X": Rates(initial=100_000, maintenance=66_000)}
trades = st.lists(
    st.tuples(st.integers(-20, 20).filter(bool), st.integers(1_000, 90_000)), max_size=20
)


def books_with(*signed: int, price: int = 70_000, cash: int = 10_000_000) -> FuturesBooks:
    books = FuturesBooks(cash)
    for contracts in signed:
        books.trade("X", contracts, price=price, costs=0)
    return books


def order(side: str, remaining: int, code: str = "X") -> Order:
    return Order(
        number=1, account="A", day=MONDAY, code=code, side=side, kind="limit", quantity=remaining,
        price=1, bound=1, exempt=True, settles=MONDAY, placed_at=None, channel="api",
    )  # fmt: skip


def stand(books: FuturesBooks, *orders: Order, price: int = 70_000, unpaid=None):
    return standing(books, orders, rates=RATES, price=lambda _: price, unpaid=unpaid)


@given(trades)
def test_position_is_the_sum_of_fills_and_profit_that_of_cash_flows(story):
    average, cash = Average(), 0
    for signed, price in story:
        average.trade(signed, abs(signed) * price * MULTIPLIER)
        cash -= signed * price * MULTIPLIER
    assert average.quantity == sum(signed for signed, _ in story)
    last = 50_000
    worth = average.quantity * last * MULTIPLIER
    assert average.realised + average.profit(last) == cash + worth
    if not average.quantity:
        assert average.cost == 0


@given(trades)
def test_cost_has_the_sign_of_the_position(story):
    average = Average()
    for signed, price in story:
        average.trade(signed, abs(signed) * price * MULTIPLIER)
        assert average.cost * average.quantity >= 0
        assert (average.cost == 0) == (average.quantity == 0)


def test_closing_and_turning_round_splits_the_trade():
    average = Average()
    average.trade(3, 3 * 700_000)
    average.trade(-5, 5 * 720_000)
    assert (average.quantity, average.cost, average.realised) == (-2, -2 * 720_000, 3 * 20_000)


@given(story=trades, marks=st.lists(st.integers(1_000, 90_000), min_size=1, max_size=5))
def test_deposit_after_settlements_equals_cash_flows_at_the_last_mark(story, marks):
    books, flow, held, day = FuturesBooks(10_000_000), 0, 0, MONDAY
    share = max(1, len(story) // len(marks))
    for index, mark in enumerate(marks):
        for signed, price in story[index * share : (index + 1) * share]:
            books.trade("X", signed, price=price, costs=7)
            flow -= signed * price * MULTIPLIER + 7
            held += signed
        following = day + timedelta(days=1)
        books.settle_day(day, {"X": mark}, final=set(), due=following)
        books.settle(following)
        assert books.cash == 10_000_000 + flow + held * mark * MULTIPLIER
        assert books.due() == (0, 0)
        day = following


def test_the_day_is_paid_on_the_next_session_and_not_before():
    books = books_with(2)
    books.settle_day(MONDAY, {"X": 70_500}, final=set(), due=TUESDAY)
    books.settle(MONDAY)
    assert (books.cash, books.due()) == (10_000_000, (10_000, 0))
    books.settle(TUESDAY)
    assert (books.cash, books.due()) == (10_010_000, (0, 0))


def test_variation_is_told_apart_for_todays_and_carried_contracts():
    books = books_with(2)
    books.settle_day(MONDAY, {"X": 70_000}, final=set(), due=TUESDAY)
    books.trade("X", 1, price=70_200, costs=0)
    books.trade("X", -1, price=70_400, costs=0)
    position = books.positions["X"]
    assert position.carried(70_500) == 2 * 500 * MULTIPLIER
    assert position.today(70_500) == (300 - 100) * MULTIPLIER
    books.settle_day(TUESDAY, {"X": 70_500}, final=set(), due=TUESDAY)
    assert (books.statement.carried, books.statement.today) == (10_000, 2_000)


def test_purchase_price_survives_the_mark_and_the_reference_does_not():
    books = books_with(2)
    books.settle_day(MONDAY, {"X": 71_000}, final=set(), due=TUESDAY)
    position = books.positions["X"]
    assert (position.bought.cost, position.marked.cost) == (1_400_000, 1_420_000)
    assert (position.bought.profit(71_000), position.marked.profit(71_000)) == (20_000, 0)


def test_what_expires_or_was_closed_leaves_the_books():
    books = books_with(2)
    books.trade("Y", 1, price=5_000, costs=0)
    books.trade("Y", -1, price=5_100, costs=0)
    books.trade("Z", 1, price=5_000, costs=0)
    assert books.positions["Y"].touched
    books.settle_day(MONDAY, dict.fromkeys("XYZ", 5_000), final={"Z"}, due=TUESDAY)
    assert list(books.positions) == ["X"]
    assert not Position().touched


@pytest.mark.parametrize(
    ("held", "buys", "sells", "risk"),
    [(0, 0, 0, 0), (5, 0, 3, 5), (5, 0, 12, 7), (5, 4, 12, 9), (-5, 3, 0, 5), (-5, 12, 1, 7)],
)
def test_orders_count_as_if_their_worse_side_filled(held, buys, sells, risk):
    books = books_with(held) if held else FuturesBooks(0)
    orders = [order("buy", buys), order("sell", sells)]
    assert at_risk(books.positions, orders).get("X", 0) == risk


@pytest.mark.parametrize(
    ("held", "side", "working", "free"),
    [(5, "sell", 0, 5), (5, "sell", 2, 3), (5, "sell", 9, 0), (5, "buy", 0, 0), (-4, "buy", 1, 3)],
)
def test_closable_leaves_out_what_orders_already_close(held, side, working, free):
    position = books_with(held).positions["X"]
    assert closable(position, [order(side, working)], side=side) == free
    assert closable(None, [], side=side) == 0


def test_margin_is_for_contracts_at_risk_and_the_days_loss():
    books = books_with(3)
    assert stand(books).margin == 300_000
    assert stand(books, price=69_000).margin == 300_000 + 30_000
    assert stand(books, price=71_000).margin == 300_000
    assert stand(books, order("buy", 2)).margin == 500_000
    assert stand(books).orderable == 9_700_000


def test_a_gain_is_no_deposit_before_it_is_paid():
    gained = stand(books_with(3), price=72_000)
    assert (gained.deposit, gained.orderable, gained.equity) == (10_000_000, 9_700_000, 10_060_000)


def test_a_call_is_what_keeps_equity_above_maintenance():
    books = books_with(3, cash=250_000)
    assert stand(books, price=70_000).called == 0
    assert stand(books, price=68_000).called == 198_000 - (250_000 - 60_000)
    assert stand(books, price=40_000).called == 198_000 + 900_000 - 250_000
    broke = stand(books_with(3, -3, cash=-5_000))
    assert (broke.called, broke.orderable) == (5_000, 0)


def test_after_the_close_the_statement_speaks_for_the_day():
    books = books_with(2)
    books.fee = 30
    books.settle_day(MONDAY, {"X": 69_000}, final=set(), due=TUESDAY)
    evening = stand(books, price=69_000, unpaid=books.statement)
    assert (evening.today, evening.carried, evening.fee) == (-20_000, 0, 30)
    assert (evening.deposit, evening.equity) == (10_000_000, 9_979_970)
    assert evening.margin == 200_000 + 20_030
    books.settle(TUESDAY)
    morning = stand(books, price=69_000)
    assert (morning.deposit, morning.equity, morning.margin) == (9_979_970, 9_979_970, 200_000)
