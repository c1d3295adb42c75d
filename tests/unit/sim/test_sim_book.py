"""The book: who trades first, at which price, and never more than there is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import book, rules
from sim.market import Tape
from sim.orders import Order
from sim.values import Listing

DAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
SHARE = Listing("990001", "고요전자", "KOSPI", "stock", 1, "전기전자")


def tape(last=70_000, unit=100, step=5, base=70_000) -> Tape:
    upper, lower = rules.daily_limits(base, DAY, market="KOSPI")
    return Tape(SHARE, base, upper, lower, False, unit, "salt", last=last, step=step)


def order(number, side="buy", kind="limit", price=70_000, quantity=10, ahead=0, account="A"):
    bound = price or (91_000 if side == "buy" else 49_000)
    return Order(
        number, account, DAY, "990001", side, kind, quantity, price, bound, False, DAY, AT, "api",
        ahead=ahead,
    )  # fmt: skip


@st.composite
def resting(draw):
    """Orders of both sides and kinds, numbered as they came."""
    count = draw(st.integers(0, 8))
    found = []
    for number in range(1, count + 1):
        kind = draw(st.sampled_from(["limit", "limit", "market"]))
        price = 0 if kind == "market" else draw(st.integers(695, 705)) * 100
        found.append(
            order(
                number,
                side=draw(st.sampled_from(["buy", "sell"])),
                kind=kind,
                price=price,
                quantity=draw(st.integers(1, 60)),
                ahead=draw(st.integers(0, 80)) if kind == "limit" else 0,
            )
        )
    return found


def test_best_prices_are_one_tick_apart_around_the_last():
    seen = {book.best(tape(step=step), DAY) for step in range(1, 40)}
    assert seen == {(70_000, 70_100), (69_900, 70_000)}


def test_a_last_price_off_the_grid_lies_between_the_best_prices():
    assert book.best(tape(last=70_030), DAY) == (70_000, 70_100)


@pytest.mark.parametrize(("last", "side"), [(91_000, 1), (49_000, 0)])
def test_a_share_at_its_limit_has_one_empty_side(last, side):
    for step in range(1, 20):
        prices = book.best(tape(last=last, step=step), DAY)
        assert prices[side] == 0
        assert prices[1 - side] == last


@given(
    quantity=st.integers(1, 5_000), step=st.integers(1, 50), side=st.sampled_from(["buy", "sell"])
)
def test_walking_takes_best_levels_first_and_no_more_than_asked(quantity, step, side):
    now = tape(step=step)
    limit = now.upper if side == "buy" else now.lower
    takes = book.walk(now, DAY, side=side, limit=limit, quantity=quantity)
    prices = [take.price for take in takes]
    assert prices == sorted(prices, reverse=side == "sell")
    assert len(prices) == len(set(prices)) <= book.DEPTH
    assert sum(take.quantity for take in takes) <= quantity
    assert all(take.quantity <= book.size_at(now, take.price) for take in takes)
    exhausted = all(take.quantity == book.size_at(now, take.price) for take in takes)
    assert sum(take.quantity for take in takes) == quantity or exhausted


def test_a_limit_bounds_the_walk():
    now = tape()
    _, ask = book.best(now, DAY)
    takes = book.walk(now, DAY, side="buy", limit=ask, quantity=10**6)
    assert [take.price for take in takes] == [ask]
    assert book.walk(now, DAY, side="buy", limit=ask - 100, quantity=10) == []


def test_what_was_taken_is_gone_until_the_next_print():
    now = tape()
    bid, ask = book.best(now, DAY)
    first = book.walk(now, DAY, side="buy", limit=ask, quantity=10**6)
    now.taken[ask] = first[0].quantity
    assert book.walk(now, DAY, side="buy", limit=ask, quantity=10) == []
    assert book.top(now, DAY, [])[2] == ask + 100
    now.show(ask, 50)
    assert book.size_at(now, ask) > 0
    assert bid < ask


def test_our_orders_show_in_the_best_prices():
    now = tape()
    bid, ask = book.best(now, DAY)
    size = book.size_at(now, bid)
    assert book.top(now, DAY, [order(1, price=bid, quantity=7)])[:2] == (bid, size + 7)
    assert book.top(now, DAY, [order(1, "sell", price=ask, quantity=7)])[2:] == (
        ask, book.size_at(now, ask) + 7,
    )  # fmt: skip


@given(orders=resting(), step=st.integers(1, 30))
def test_shown_prices_never_cross_the_background(orders, step):
    now = tape(step=step)
    buys = [o for o in orders if o.side == "buy"]
    for ours in (buys, [o for o in orders if o.side == "sell"]):
        bid, bid_size, ask, ask_size = book.top(now, DAY, ours)
        assert not (bid and ask) or bid < ask
        assert (bid == 0) == (bid_size == 0)
        assert (ask == 0) == (ask_size == 0)


def test_better_prices_trade_first_and_at_their_own_price():
    late_better, early = order(2, price=70_200), order(1, price=70_100)
    matches = book.cross([early, late_better], price=70_000, quantity=60)
    assert [(m.order.number, m.price, m.quantity) for m in matches] == [
        (2, 70_200, 10),
        (1, 70_100, 5),  # a quarter of the print is 15 shares
    ]


def test_equal_prices_trade_by_time():
    matches = book.cross([order(2), order(1)], price=70_000, quantity=48)
    assert [(m.order.number, m.quantity) for m in matches] == [(1, 10), (2, 2)]


def test_the_queue_ahead_is_served_before_us():
    waiting = order(1, quantity=50, ahead=90)
    assert book.cross([waiting], price=70_000, quantity=60) == []
    assert waiting.ahead == 30
    [match] = book.cross([waiting], price=70_000, quantity=40)
    assert (match.quantity, waiting.ahead) == (10, 0)


def test_a_print_through_our_price_ignores_the_queue():
    [match] = book.cross([order(1, ahead=10**6)], price=69_900, quantity=100)
    assert (match.price, match.quantity) == (70_000, 10)


def test_a_market_remainder_trades_at_the_print():
    [match] = book.cross([order(1, kind="market", price=0)], price=70_300, quantity=100)
    assert (match.price, match.quantity) == (70_300, 10)


def test_orders_out_of_reach_do_not_trade():
    assert book.cross([order(1), order(2, "sell", price=70_200)], price=70_100, quantity=100) == []


def test_a_call_trades_all_at_one_price_market_first():
    orders = [order(1, price=70_000), order(2, price=70_200), order(3, kind="market", price=0)]
    matches = book.call(orders, price=70_000, quantity=100)
    assert [(m.order.number, m.price, m.quantity) for m in matches] == [
        (3, 70_000, 10), (2, 70_000, 10), (1, 70_000, 5),
    ]  # fmt: skip


@given(orders=resting(), price=st.integers(696, 704), quantity=st.integers(0, 300))
def test_nobody_gets_more_than_asked_nor_all_more_than_the_share(orders, price, quantity):
    for share in (book.cross, book.call):
        matches = share(orders, price=price * 100, quantity=quantity)
        assert sum(m.quantity for m in matches) <= quantity * book.SHARE_PERCENT // 100
        for match in matches:
            assert 0 < match.quantity <= match.order.remaining
            sign = 1 if match.order.side == "buy" else -1
            assert match.price * sign <= match.order.bound * sign


@given(orders=resting(), price=st.integers(696, 704), quantity=st.integers(0, 300))
def test_price_comes_before_time_on_each_side(orders, price, quantity):
    got = dict.fromkeys(range(1, 9), 0)
    for match in book.cross(orders, price=price * 100, quantity=quantity):
        got[match.order.number] += match.quantity
    for one in orders:
        for other in orders:
            sign = 1 if one.side == "buy" else -1
            better = one.side == other.side and one.bound * sign > other.bound * sign
            if better and got[other.number]:
                assert got[one.number] == one.quantity


def test_a_later_order_at_our_price_never_stands_before_us():
    now = tape()
    bid, _ = book.best(now, DAY)
    early = order(1, price=bid, ahead=10**6)
    late = order(2, price=bid)
    assert book.queue_ahead(now, DAY, order=late, rivals=[early]) == 10**6
    assert book.queue_ahead(now, DAY, order=late, rivals=[]) == book.size_at(now, bid)


def test_an_order_that_improves_the_price_has_nobody_before_it():
    now = tape(last=70_050)
    bid, ask = book.best(now, DAY)
    assert (bid, ask) == (70_000, 70_100)
    assert book.queue_ahead(now, DAY, order=order(1, price=70_100), rivals=[]) == 0
    assert book.queue_ahead(now, DAY, order=order(1, "sell", price=70_000), rivals=[]) == 0


@pytest.mark.parametrize(
    ("earlier", "waits"),
    [(70_200, True), (70_100, True), (70_000, False)],
)
def test_a_new_order_waits_behind_an_earlier_one_as_good(earlier, waits):
    assert book.outranked(order(2, price=70_100), [order(1, price=earlier)]) is waits
    assert not book.outranked(order(2, price=70_100), [order(1, "sell", price=earlier)])
