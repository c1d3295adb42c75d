"""Properties of order histories, books, sizes and limit prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.costs import Commission
from core.domain.instrument import STOCK_SINCE_2023, PriceLimits
from core.domain.limits import Limits
from core.domain.order import (
    TERMINAL,
    TRANSITIONS,
    Order,
    OrderMove,
    OrderState,
)
from core.domain.position import Book, Fill
from core.domain.signal import Side, Size
from core.errors import IllegalTransition
from core.flow.card_figures import figures
from core.flow.sizing import limit_price, size_entry, size_exit
from tests.contexts import (
    DAY,
    EQUITY,
    INSTRUMENT,
    NOW,
    account,
    book,
    intent,
    order,
    quote,
)

GRID = STOCK_SINCE_2023
FILLS = {OrderMove.FILL_PART, OrderMove.FILL_ALL}
FLAT = Book("golden_cross", "005930")

reports = st.lists(
    st.tuples(st.sampled_from(OrderMove), st.integers(-3, 25)), min_size=1, max_size=40
)
legal_prices = st.integers(1, 3_000_000).map(GRID.floor)


def replay(start: Order, history: list[tuple[OrderMove, int]]) -> list[Order]:
    """Give the order after each report; a report that the table refuses changes nothing."""
    seen = [start]
    for move, filled in history:
        changes = {"filled": filled} if move in FILLS else {}
        try:
            seen.append(seen[-1].moved(move, **changes))
        except IllegalTransition:
            seen.append(seen[-1])
    return seen


@given(state=st.sampled_from(OrderState), history=reports)
def test_filled_never_falls_nor_passes_the_order(state, history):
    seen = [o.filled for o in replay(order(state, shares=20), history)]
    assert seen == sorted(seen)
    assert 0 <= seen[-1] <= 20


@given(history=reports)
def test_order_only_walks_along_the_table(history):
    seen = replay(order(OrderState.READY), history)
    pairs = {(a.state, b.state) for a, b in pairwise(seen) if a is not b}
    drawn = {(before, after) for (before, _), after in TRANSITIONS.items()}
    # A refused cancel of a part-filled order is the one move with two ends.
    assert pairs <= drawn | {(OrderState.CANCELLING, OrderState.PARTIAL)}


@given(state=st.sampled_from(sorted(TERMINAL)), history=reports)
def test_end_absorbs_all_but_a_rejected_order_that_turns_up(state, history):
    seen = replay(order(state), history)
    turned_up = state is OrderState.REJECTED and OrderMove.TURN_UP in [m for m, _ in history]
    assert turned_up or seen[-1] == seen[0]


@st.composite
def trades(draw: st.DrawFn) -> list[Fill]:
    """Draw purchases and sales that never sell more than is held, ending flat."""
    held, made = 0, []
    for number in range(draw(st.integers(1, 10))):
        side = draw(st.sampled_from(Side)) if held else Side.BUY
        shares = draw(st.integers(1, held if side is Side.SELL else 5_000))
        held += shares if side is Side.BUY else -shares
        made.append(_fill(draw, side, shares, number=number))
    return [*made, _fill(draw, Side.SELL, held, number=99)] if held else made


def _fill(draw: st.DrawFn, side: Side, shares: int, *, number: int) -> Fill:
    amount = shares * draw(st.integers(1, 10_000)) + draw(st.integers(0, shares))
    fee = draw(st.integers(0, 5_000))
    tax = draw(st.integers(0, 5_000)) if side is Side.SELL else 0
    at = NOW + timedelta(minutes=number)
    return Fill("O", FLAT.owner, FLAT.symbol, side, shares, amount, fee, tax, shares, at, DAY)


def booked(fills: list[Fill]) -> tuple[Book, list[int]]:
    """Give the book after fills, and what each sale realised."""
    held, realised = FLAT, []
    for fill in fills:
        if fill.side is Side.BUY:
            held = held.bought(fill)
        else:
            held, profit = held.sold(fill)
            realised.append(profit)
    return held, realised


@given(fills=trades())
def test_when_flat_the_realised_profit_is_all_the_money_that_moved(fills):
    held, realised = booked(fills)
    moved = sum(
        f.amount - f.fee - f.tax if f.side is Side.SELL else -f.amount - f.fee for f in fills
    )
    assert (held.shares, held.cost, held.amount) == (0, 0, 0)
    assert sum(realised) == moved


@given(fills=trades())
def test_cost_is_conserved_at_every_step(fills):
    held = FLAT
    for fill in fills:
        if fill.side is Side.BUY:
            after = held.bought(fill)
            assert after.cost == held.cost + fill.amount + fill.fee
        else:
            after, realised = held.sold(fill)
            gone = fill.amount - fill.fee - fill.tax - realised
            assert gone + after.cost == held.cost
            assert 0 <= after.cost <= held.cost
        held = after


@st.composite
def slicings(draw: st.DrawFn) -> tuple[Book, Fill, list[Fill]]:
    """Draw a holding, one sale from it, and the same sale in slices."""
    shares = draw(st.integers(1, 3_000))
    cost = draw(st.integers(shares, 10**10))
    sold = draw(st.integers(1, shares))
    whole = _fill(draw, Side.SELL, sold, number=1)
    cuts = sorted(draw(st.sets(st.integers(1, sold), max_size=6)) | {0, sold})
    slices = [
        replace(
            whole,
            shares=b - a,
            cumulative=b,
            amount=whole.amount * b // sold - whole.amount * a // sold,
            fee=whole.fee * b // sold - whole.fee * a // sold,
            tax=whole.tax * b // sold - whole.tax * a // sold,
        )
        for a, b in pairwise(cuts)
    ]
    return replace(FLAT, shares=shares, cost=cost, amount=cost, opened_day=DAY), whole, slices


@given(case=slicings())
def test_any_slicing_of_a_sale_leaves_the_same_book_and_profit(case):
    held, whole, slices = case
    at_once, realised = held.sold(whole)
    parts = []
    for piece in slices:
        held, profit = held.sold(piece)
        parts.append(profit)
    assert (held.shares, held.cost) == (at_once.shares, at_once.cost)
    assert sum(parts) == realised
    assert (held.opened_day, held.closed_day) == (at_once.opened_day, at_once.closed_day)
    # The average has no room for the rest of a division: less than a won a slice.
    assert abs(held.amount - at_once.amount) <= len(slices)


@given(case=slicings())
def test_any_slicing_of_a_purchase_leaves_the_same_book(case):
    held, whole, slices = case
    at_once = held.bought(replace(whole, side=Side.BUY))
    for piece in slices:
        held = held.bought(replace(piece, side=Side.BUY))
    assert held == at_once


@given(budget=st.integers(0, 10**9), price=st.integers(1, 10**7), lot=st.integers(1, 100))
def test_entry_is_the_largest_whole_lot_count_within_the_budget(budget, price, lot):
    shares = size_entry(budget, price, lot=lot)
    assert shares % lot == 0
    assert shares * price <= budget < (shares + lot) * price


sizes = st.builds(Size, shares=st.integers(1, 10**6)) | st.builds(
    Size, fraction=st.decimals("0.001", 1, places=3)
)


@given(size=sizes, held=st.integers(0, 10**6), lot=st.integers(1, 50))
def test_exit_never_passes_the_holding(size, held, lot):
    shares = size_exit(size, held, lot=lot)
    assert 0 <= shares <= held
    assert shares % lot == 0 or shares == held


@given(side=st.sampled_from(Side), ref=legal_prices, band=st.integers(1, 30))
def test_limit_price_is_legal_marketable_and_inside_collar_and_limits(side, ref, band):
    limits = PriceLimits(max(1, ref - ref * band // 100), ref + ref * band // 100)
    price = limit_price(side, ref, ladder=GRID, limits=limits)
    assert GRID.is_legal(price)
    assert limits.holds(price)
    assert abs(price - ref) <= ref * Decimal("0.01") <= ref * Limits().price_collar
    assert price >= ref if side is Side.BUY else price <= ref


@given(
    shares=st.integers(1, 5_000),
    held=st.integers(0, 5_000),
    price=st.integers(1_000, 10**6),
    stop=st.integers(1, 10**6),
)
def test_loss_at_stop_is_never_negative_and_grows_as_the_stop_falls(shares, held, price, stop):
    def loss(at: int) -> int:
        card = figures(
            intent(shares=shares, price=price, stop_price=at),
            quote=quote(),
            account=account(),
            equity=EQUITY,
            books=(book(held),),
            instrument=INSTRUMENT,
            settles_on=DAY,
            commission=Commission(),
            limits=Limits(),
        )
        assert card.held_after == held + shares
        return card.loss_at_stop or 0

    assert loss(stop) >= 0
    if stop <= price:
        assert loss(stop) >= (shares + held) * (price - stop)
        assert loss(max(1, stop - 100)) >= loss(stop) - 20
