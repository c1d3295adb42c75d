"""Books of contracts: equity is deposit and open profit, and slices do not matter."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.booking import booked
from core.domain.costs import Commission
from core.domain.position import Book, Fill
from core.domain.signal import Side
from tests.contexts import DAY, FUTURE_SYMBOL, NOW

FLAT = Book("golden_cross", FUTURE_SYMBOL)
DEPOSIT = 50_000_000
FEES = Commission()


def fill(side: Side, contracts: int, price: int, multiplier: int = 10) -> Fill:
    amount = contracts * price * multiplier
    return Fill(
        "O", FLAT.owner, FLAT.symbol, side, contracts, amount, FEES.of(amount), 0, contracts, NOW,
        DAY, multiplier=multiplier,
    )  # fmt: skip


fills = st.builds(
    fill, st.sampled_from(Side), st.integers(1, 300), st.integers(1, 1_000).map(lambda n: n * 100)
)


def signed(one: Fill) -> int:
    return one.shares if one.side is Side.BUY else -one.shares


@given(st.lists(fills, max_size=12), st.integers(1, 10**6))
def test_equity_is_the_deposit_and_the_open_profit(history, price):
    """The oracle: every contract marked from its own fill, less the fees; no book needed."""
    book, cash = FLAT, DEPOSIT
    for one in history:
        made = booked(book, one)
        book, cash = made.book, cash + made.cash
        assert made.cash == made.realised
    held = sum(signed(one) for one in history)
    flows = sum(one.amount if one.side is Side.SELL else -one.amount for one in history)
    fees = sum(one.fee for one in history)
    assert book.shares == held
    assert cash + book.worth(price) == DEPOSIT + flows + held * price * 10 - fees


@given(st.lists(fills, min_size=1, max_size=12))
def test_average_lies_between_the_prices_of_its_fills_and_flat_holds_nothing(history):
    book = FLAT
    for one in history:
        book = booked(book, one).book
        assert (book.shares > 0) == (book.amount > 0)
        assert book.cost == book.amount
    if book.shares:
        prices = [one.price for one in history]
        # A won of rounding in the whole notional is less than a won of price.
        assert min(prices) - 1 <= book.average <= max(prices) + 1
    else:
        assert (book.amount, book.opened_day) == (0, None)


@given(st.lists(fills, max_size=12))
def test_short_books_mirror_long_ones(history):
    def run(turn: bool) -> tuple[Book, list[int]]:
        book, realised = FLAT, []
        for one in history:
            side = one.side if not turn else Side.SELL if one.side is Side.BUY else Side.BUY
            made = booked(book, replace(one, side=side, fee=0))
            book = made.book
            realised.append(made.realised)
        return book, realised

    straight, mirrored = run(False), run(True)
    assert mirrored[0].shares == -straight[0].shares
    assert mirrored[0].amount == -straight[0].amount
    assert mirrored[1] == [-won for won in straight[1]]


def cut(whole: Fill, cuts: list[int]) -> list[Fill]:
    """Cut a fill of one price; fees come as the broker's cumulative sums do."""
    points = sorted({0, whole.shares, *cuts})
    unit = whole.amount // whole.shares
    return [
        replace(
            whole, shares=b - a, cumulative=b, amount=unit * (b - a),
            fee=whole.fee * b // whole.shares - whole.fee * a // whole.shares,
        )
        for a, b in pairwise(points)
    ]  # fmt: skip


@given(st.lists(fills, max_size=4), fills, st.lists(st.integers(1, 300), max_size=6))
def test_any_slicing_leaves_the_same_books_also_through_zero(history, whole, cuts):
    book = FLAT
    for one in history:
        book = booked(book, one).book
    at_once = booked(book, whole)
    cash = 0
    for piece in cut(whole, [c for c in cuts if c < whole.shares]):
        made = booked(book, piece)
        book, cash = made.book, cash + made.cash
    assert book == at_once.book
    assert cash == at_once.cash
