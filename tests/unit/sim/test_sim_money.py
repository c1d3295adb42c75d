"""Whatever is ordered, money and shares add up to the won, and the book keeps its order."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import book, rules
from sim.books import Books
from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.orders import Order
from sim.sessions import kst_day
from sim.values import Placed

MONDAY = date(2026, 11, 2)
CASH = 100_000_000
CODES = ["990001", "990002", "990004", "990005"]

placing = st.tuples(
    st.just("place"),
    st.sampled_from(["A", "B"]),
    st.sampled_from(CODES),
    st.sampled_from(["buy", "buy", "sell"]),
    st.sampled_from(["limit", "limit", "market", "close", "open"]),
    st.integers(1, 300),
    st.integers(-8, 8),
)
cancelling = st.tuples(st.just("cancel"), st.sampled_from(["A", "B"]), st.integers(1, 30))
waiting = st.tuples(st.just("wait"), st.sampled_from([1, 2, 5, 30, 180, 720, 1_440]))
stories = st.lists(st.one_of(placing, placing, cancelling, waiting), max_size=40)


def play(venue: Exchange, story, opening) -> list:
    """Tell a story; times end in half a minute, so that prints and takes never share an instant."""
    prints = venue.advance(opening)
    for verb, *words in story:
        if verb == "wait":
            prints += venue.advance(venue.now + timedelta(minutes=words[0]))
        elif verb == "cancel":
            venue.cancel(words[0], f"{words[1]:010d}")
        else:
            account, code, side, kind, quantity, offset = words
            quote = venue.quote(code)
            grid = {"market": "KOSPI", "kind": "etf" if code == "990005" else "stock"}
            price = rules.floor_tick(
                quote.price + offset * rules.tick_size(quote.price, MONDAY, **grid), MONDAY, **grid
            )
            venue.place(
                account, code=code, side=side, kind=kind, quantity=quantity,
                price=price if kind == "limit" else 0,
            )  # fmt: skip
    return prints


@pytest.fixture(scope="session")
def told(small_feed, sessions, clock):
    """Play a story on a fresh market and give (exchange, ledger, prints)."""

    def tell(story, seed=3):
        ledger = Ledger.memory({"A": CASH, "B": CASH})
        venue = Exchange(small_feed, ledger=ledger, sessions=sessions, seed=seed)
        return venue, ledger, play(venue, story, clock("08:40:30"))

    return tell


@settings(max_examples=60)
@given(story=stories)
def test_money_and_shares_are_the_sum_of_the_fills(told, sessions, story):
    venue, ledger, _ = told(story)
    today = kst_day(venue.now)
    for account in ("A", "B"):
        cash, settled = CASH, CASH
        shares: dict[str, int] = defaultdict(int)
        for fill in (f for f in ledger.fills() if f.account == account):
            sign = 1 if fill.side == "buy" else -1
            change = -sign * fill.quantity * fill.price - fill.fee - fill.tax
            cash += change
            shares[fill.code] += sign * fill.quantity
            settled += change if sessions.settlement(kst_day(fill.at)) <= today else 0
        balance = venue.balance(account)
        assert balance.d2 == balance.cash + balance.receivable - balance.payable == cash
        assert balance.cash == settled
        assert 0 <= balance.orderable <= balance.d2
        held = {holding.code: holding.quantity for holding in balance.holdings}
        assert held == {code: count for code, count in shares.items() if count}
        assert all(0 <= h.sellable <= h.quantity and h.cost > 0 for h in balance.holdings)


@settings(max_examples=60)
@given(story=stories)
def test_orders_are_the_sum_of_their_fills(told, story):
    venue, ledger, _ = told(story)
    fills = defaultdict(list)
    for fill in ledger.fills():
        fills[fill.number].append(fill)
    days = [MONDAY + timedelta(days=n) for n in range(60)]
    seen = [o for a in ("A", "B") for d in days for o in venue.day_orders(a, d)]
    assert len({order.number for order in seen}) == len(seen)
    assert set(fills) <= {order.number for order in seen}
    for order in seen:
        mine = fills[order.number]
        assert order.filled == sum(f.quantity for f in mine) <= order.quantity
        assert order.amount == sum(f.quantity * f.price for f in mine)
        assert order.fee == sum(f.fee for f in mine) == rules.commission(order.amount)
        assert order.tax == sum(f.tax for f in mine)
        assert (order.state == "filled") == (order.filled == order.quantity)
        assert order.remaining == (order.quantity - order.filled) * (order.state == "open")
        sign = 1 if order.side == "buy" else -1
        if order.kind == "limit":
            assert all(f.price * sign <= order.price * sign for f in mine)


@settings(max_examples=60)
@given(story=stories)
def test_a_print_gives_our_orders_no_more_than_its_share(told, story):
    _, ledger, prints = told(story)
    printed = {(p.at, p.code): p for p in prints}
    given_out: dict = defaultdict(int)
    for fill in ledger.fills():
        if (fill.at, fill.code) in printed:
            given_out[fill.at, fill.code] += fill.quantity
        else:
            assert fill.at.second == 30  # took from the book when it was placed
    for key, quantity in given_out.items():
        assert quantity <= printed[key].quantity * book.SHARE_PERCENT // 100


@settings(max_examples=60)
@given(story=stories)
def test_nobody_is_overtaken(told, story):
    venue, ledger, _ = told(story)
    days = [MONDAY + timedelta(days=n) for n in range(60)]
    orders = {o.number: o for a in ("A", "B") for d in days for o in venue.day_orders(a, d)}
    left = {number: order.quantity for number, order in orders.items()}
    batches: dict = defaultdict(list)
    for fill in ledger.fills():
        batches[fill.at, fill.code].append(fill)
    for (at, code), batch in sorted(batches.items()):
        for fill in batch:
            left[fill.number] -= fill.quantity
        for fill in batch:
            mine = orders[fill.number]
            rivals = [
                o for o in orders.values()
                if o.code == code and o.side == mine.side and o.day == mine.day
                and o.kind == mine.kind == "limit" and o.number < mine.number
                and o.state in ("open", "filled", "expired") and o.placed_at <= at
            ]  # fmt: skip
            sign = 1 if mine.side == "buy" else -1
            for rival in rivals:
                if rival.price * sign >= mine.price * sign:
                    assert left[rival.number] == 0, (rival, mine, fill)


@settings(max_examples=20)
@given(story=stories, seed=st.integers(0, 9))
def test_the_same_story_ends_the_same_way(told, story, seed):
    one, two = told(story, seed), told(story, seed)
    assert list(one[1].fills()) == list(two[1].fills())
    assert one[2] == two[2]
    for account in ("A", "B"):
        assert one[0].balance(account) == two[0].balance(account)


@given(parts=st.lists(st.integers(1, 40), min_size=1, max_size=6), price=st.integers(1, 10**6))
def test_cost_of_shares_leaves_with_the_last_share(parts, price):

    def order(side):
        return Order(
            1, "A", MONDAY, "990001", side, "limit", sum(parts), price, price, False, MONDAY,
            None, "api",
        )  # fmt: skip

    books = Books(10**12)
    buy, sell = order("buy"), order("sell")
    for part in parts:
        fee, tax = buy.book(part, price)
        books.post(buy, quantity=part, price=price, costs=fee + tax)
    assert books.lots["990001"].cost == sum(parts) * price
    costs = []
    for part in parts:
        fee, tax = sell.book(part, price)
        books.post(sell, quantity=part, price=price, costs=fee + tax)
        costs.append(books.lots["990001"].cost if "990001" in books.lots else 0)
    assert costs == sorted(costs, reverse=True)
    assert books.lots == {}
    books.settle(MONDAY)
    assert books.cash == 10**12 - buy.fee - sell.fee - sell.tax


def test_a_story_that_trades_is_among_them(told):
    """Guard the properties above against a market in which nothing happens."""
    story = [("wait", 30)]
    for code in CODES:
        story += [("place", "A", code, "buy", "market", 50, 0), ("wait", 5)]
        story += [("place", "A", code, "sell", "limit", 20, 1), ("wait", 180)]
        story += [("place", "B", code, "buy", "limit", 90, 2), ("wait", 1_440)]
    venue, ledger, prints = told(story)
    assert len(list(ledger.fills())) >= 6
    assert len(prints) > 1_000
    assert isinstance(venue.quote("990001").price, int)
    assert not isinstance(venue.day_orders("A", MONDAY)[0], Placed)
