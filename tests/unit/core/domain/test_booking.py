"""Books of contracts: short, through zero, realised at the close; books of shares as ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.booking import booked, taken_back
from core.domain.position import Book, Fill
from core.domain.signal import Side
from tests.contexts import FUTURE_SYMBOL, NOW

MONDAY, FRIDAY = date(2024, 9, 2), date(2024, 9, 6)
FLAT = Book("golden_cross", FUTURE_SYMBOL)


def fill(side: Side, contracts: int, price: int, **changes) -> Fill:
    amount = contracts * price * 10
    base = Fill(
        "O1", "golden_cross", FUTURE_SYMBOL, side, contracts, amount, 0, 0, contracts, NOW, MONDAY,
        multiplier=10,
    )  # fmt: skip
    return replace(base, **changes)


def buy(contracts: int, price: int, **changes) -> Fill:
    return fill(Side.BUY, contracts, price, **changes)


def sell(contracts: int, price: int, **changes) -> Fill:
    return fill(Side.SELL, contracts, price, **changes)


def test_opening_costs_its_fee_and_nothing_else():
    made = booked(FLAT, buy(3, 70_000, fee=60))
    assert (made.book.shares, made.book.average, made.book.amount) == (
        3,
        Decimal(70_000),
        2_100_000,
    )
    assert (made.realised, made.cash) == (-60, -60)
    assert (made.book.opened_day, made.book.multiplier) == (MONDAY, 10)


def test_sale_without_a_position_goes_short():
    made = booked(FLAT, sell(2, 70_000, fee=40))
    assert (made.book.shares, made.book.amount, made.book.average) == (-2, -1_400_000, 70_000)
    assert (made.realised, made.cash) == (-40, -40)


def test_short_gains_what_the_price_fell():
    short = booked(FLAT, sell(2, 70_000)).book
    made = booked(short, buy(2, 69_000, fee=40, day=FRIDAY))
    assert made.realised == made.cash == 2 * 10 * 1_000 - 40
    assert (made.book.shares, made.book.amount, made.book.cost) == (0, 0, 0)
    assert (made.book.opened_day, made.book.closed_day) == (None, FRIDAY)


def test_long_loses_what_the_price_fell():
    long = booked(FLAT, buy(2, 70_000)).book
    made = booked(long, sell(1, 69_000))
    assert (made.realised, made.book.shares, made.book.amount) == (-10_000, 1, 700_000)
    assert made.book.opened_day == MONDAY


def test_order_through_zero_closes_and_opens():
    long = booked(FLAT, buy(2, 70_000)).book
    made = booked(long, sell(5, 71_000, fee=100, day=FRIDAY))
    assert made.realised == 2 * 10 * 1_000 - 100
    assert (made.book.shares, made.book.average) == (-3, 71_000)
    assert (made.book.opened_day, made.book.closed_day) == (FRIDAY, FRIDAY)
    back = booked(made.book, buy(4, 70_500))
    assert (back.realised, back.book.shares, back.book.average) == (15_000, 1, 70_500)


def test_open_profit_is_the_worth_of_a_contract():
    long, short = booked(FLAT, buy(2, 70_000)).book, booked(FLAT, sell(2, 70_000)).book
    assert (long.worth(71_000), short.worth(71_000)) == (20_000, -20_000)
    assert (long.worth(None), short.worth(None)) == (0, 0)
    assert (long.exposure(71_000), short.exposure(71_000)) == (1_420_000, -1_420_000)
    assert (short.profit(71_000), short.profit(None)) == (-20_000, 0)


def test_worth_of_shares_is_their_price_or_their_cost():
    held = Book("p", "005930", 10, 498_570, 498_500)
    assert (held.worth(50_000), held.worth(None)) == (500_000, 498_570)
    assert (held.profit(50_000), held.profit(None)) == (1_430, 0)


def test_shares_still_never_go_short():
    with pytest.raises(ValueError, match="holds 0"):
        booked(FLAT, sell(1, 100, multiplier=0))


def test_shares_are_paid_and_received_with_their_costs():
    share = Book("p", "005930")
    paid = booked(share, replace(buy(10, 5_000, fee=70, multiplier=0)))
    assert (paid.cash, paid.realised) == (-500_070, 0)
    got = booked(paid.book, replace(sell(10, 5_100, fee=70, tax=900, multiplier=0)))
    assert (got.cash, got.realised) == (509_030, 509_030 - 500_070)


def test_changed_terms_of_a_held_contract_stop_the_booking():
    long = booked(FLAT, buy(2, 70_000)).book
    with pytest.raises(ValueError, match="terms changed"):
        booked(long, sell(1, 70_000, multiplier=100))
    with pytest.raises(ValueError, match="terms changed"):
        booked(long, sell(1, 70_000, multiplier=0))


@pytest.mark.parametrize("contracts", [0, -1])
def test_nothing_is_no_fill(contracts):
    with pytest.raises(ValueError, match="none"):
        booked(FLAT, replace(buy(1, 70_000), shares=contracts))


def test_price_of_a_fill_is_that_of_one_share():
    assert buy(3, 70_100).price == 70_100


@given(
    st.sampled_from(list(Side)), st.sampled_from([0, 10]), st.integers(1, 40), st.integers(0, 40),
    st.integers(1_000, 90_000), st.integers(1, 90_000), st.integers(0, 900),
)  # fmt: skip
def test_a_slice_that_is_taken_back_leaves_book_and_money_as_before(
    side: Side, multiplier: int, shares: int, more: int, paid: int, price: int, fee: int
):
    had = shares + more if side is Side.SELL or multiplier else more
    way = -1 if multiplier and more % 2 else 1
    entry = way * had * paid * (multiplier or 1)
    before = Book(
        "golden_cross", FUTURE_SYMBOL, way * had, entry, entry, MONDAY if had else None,
        multiplier=multiplier,
    )  # fmt: skip
    slice_ = fill(
        side, shares, price, amount=shares * price * (multiplier or 1), fee=fee,
        tax=fee if side is Side.SELL else 0, multiplier=multiplier,
    )  # fmt: skip
    made = booked(before, slice_)
    undo = replace(
        slice_, shares=-shares, amount=-slice_.amount, fee=-slice_.fee, tax=-slice_.tax,
        realised=-made.realised, cumulative=2 * shares,
    )  # fmt: skip
    back = taken_back(made.book, undo)
    assert (back.book.shares, back.book.cost) == (before.shares, before.cost)
    assert abs(back.book.amount - before.amount) <= had
    assert made.cash + back.cash == 0
    assert back.realised == -made.realised


def test_bought_shares_that_were_sold_cannot_be_taken_back():
    undo = fill(Side.BUY, -3, 70_000, amount=-210_000, multiplier=0)
    with pytest.raises(ValueError, match="sold since"):
        taken_back(Book("golden_cross", FUTURE_SYMBOL, 2, 140_000, 140_000), undo)
