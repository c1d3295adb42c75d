"""A person ties an order to another number: label, fills and money follow (A20, INV-22 to 24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.doubt import Finding
from core.domain.order import Order, OrderState
from core.domain.position import OUTSIDE
from core.domain.signal import Side
from core.memory_views import MemoryViews
from tests import doubts
from tests.doubts import choose, finding, lost, now, open_question, said, wait
from tests.harness import PRICE, SYMBOL, Lost, World

FIRST = "0000000001"
DEARER = PRICE + 100


async def tied_to_the_first(
    first: int, second: int, *, side: Side = Side.BUY
) -> tuple[World, Order]:
    """Give a world whose order of ten was tied to the first of two look-alikes, both traded."""
    world = World()
    if side is Side.SELL:
        # The person's own shares, so that both orders can sell.
        world.broker.held[SYMBOL] = 10
    await world.ask_to_pair()
    await world.boot()
    if side is Side.SELL:
        await world.hold(10)
    world.broker.channel = "unreadable"
    card = await world.card(side, shares=10)
    world.broker.answers.append(Lost())
    await world.press(card)
    order = world.order(card)
    await wait(world, 2)
    ours = now(world, order).number
    assert ours is not None
    trade(world, ours, first, PRICE)
    await world.look(1)
    twin = world.broker.take(world.broker.submits[-1], placed_at=order.sent_at)
    trade(world, twin.number, second, DEARER)
    await world.look(10)
    assert finding(world, order) is Finding.SEVERAL
    assert now(world, order).filled == first
    return world, order


def trade(world: World, number: str, shares: int, price: int) -> None:
    if shares:
        sells = doubts.row(world, number).side == "sell"
        world.broker.fill(number, shares, price=price, fee=shares, tax=2 * shares if sells else 0)


def other(world: World, order: Order) -> str:
    """Give the number of the candidate that the order is not tied to."""
    tied = now(world, order).number
    picks = [c for c in open_question(world, order).choices if c.startswith("pick:")]
    (found,) = [c.removeprefix("pick:") for c in picks if not c.endswith(tied or "?")]
    return found


def assert_books_are_the_brokers(world: World, order: Order) -> None:
    """Assert shares, money and the order's own slices, to the won."""
    found = now(world, order)
    truth = doubts.row(world, found.number or "")
    sums = [0, 0, 0, 0]
    for fill in [f for f in world.uow.fills.all() if f.order_id == order.id]:
        parts = (fill.shares, fill.amount, fill.fee, fill.tax)
        sums = [a + b for a, b in zip(sums, parts, strict=True)]
    assert sums == [truth.filled, truth.amount, truth.fee, truth.tax]
    assert (found.filled, found.amount, found.fee, found.tax) == tuple(sums)
    shares = sum(b.shares for b in world.uow.books.all() if b.symbol == SYMBOL)
    assert shares == world.broker.held.get(SYMBOL, 0)
    account = world.desk.account
    assert account is not None
    assert account.cash == world.broker.cash


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    ("first", "second"), [(10, 10), (4, 4), (4, 0), (0, 4), (10, 3), (3, 10), (10, 0), (0, 0)]
)
async def test_the_right_number_brings_its_own_fills_and_leaves_the_others_outside(
    side: Side, first: int, second: int
) -> None:
    world, order = await tied_to_the_first(first, second, side=side)
    before, right = now(world, order).number or "", other(world, order)
    owned = world.desk.book(order.intent.owner, SYMBOL).shares
    assert (await choose(world, order, f"pick:{right}")).key == "doubt.adopted"
    assert_books_are_the_brokers(world, order)
    found = now(world, order)
    assert (found.number, found.filled) == (right, second)
    states = {0: OrderState.ACCEPTED, 10: OrderState.FILLED}
    assert found.state is states.get(second, OrderState.PARTIAL)
    way = 1 if side is Side.BUY else -1
    assert world.desk.book(order.intent.owner, SYMBOL).shares == owned + way * (second - first)
    outside = 10 - first if side is Side.SELL else first
    assert world.desk.book(OUTSIDE, SYMBOL).shares == outside
    assert said(world, "notice.relabelled") == 1
    trade(world, right, 10 - second, DEARER)
    trade(world, before, 10 - first, PRICE)
    for _ in range(3):
        await world.look(20)
        assert_books_are_the_brokers(world, order)
    assert now(world, order).state is OrderState.FILLED
    assert said(world, "notice.mismatch") == said(world, "notice.cash_gap") == 0


async def test_what_was_booked_is_taken_back_by_slices_and_never_rewritten() -> None:
    world, order = await tied_to_the_first(4, 4)
    before = [f for f in world.uow.fills.all() if f.order_id == order.id]
    await choose(world, order, f"pick:{other(world, order)}")
    after = [f for f in world.uow.fills.all() if f.order_id == order.id]
    assert after[: len(before)] == before
    assert [f.shares for f in after] == [4, -4, 4]
    counts = [f.cumulative for f in after]
    assert counts == sorted(set(counts))
    journal = await MemoryViews(world.uow).journal(limit=1000)
    kinds = [
        (e.kind, dict(e.data)["shares"])
        for e in sorted(journal, key=lambda e: e.seq)
        if e.topic == "execution.fill"
    ]
    assert kinds == [("buy", 4), ("taken_back", -4), ("buy", 4)]


async def test_a_restart_goes_on_behind_the_slices_of_both_numbers() -> None:
    world, order = await tied_to_the_first(6, 2)
    right = other(world, order)
    await choose(world, order, f"pick:{right}")
    await world.restart()
    trade(world, right, 4, DEARER)
    await world.look(20)
    trade(world, right, 4, DEARER)
    await world.look(20)
    assert_books_are_the_brokers(world, order)
    assert now(world, order).state is OrderState.FILLED


async def test_shares_that_were_sold_since_keep_their_number() -> None:
    world, order = await tied_to_the_first(4, 4)
    book = world.desk.book(order.intent.owner, SYMBOL)
    right, number = other(world, order), now(world, order).number
    world.uow.books.put(replace(book, shares=0, cost=0, amount=0))
    await world.uow.commit()
    assert (await choose(world, order, f"pick:{right}")).key == "doubt.sold_since"
    assert now(world, order).number == number


async def test_an_order_that_turned_up_takes_over_what_was_booked_as_anothers() -> None:
    world, order = await lost(visible_after=300, channel="unreadable")
    await wait(world, 240)
    assert (await doubts.resend(world, order)).ok
    world.clock.move_by(80)
    trade(world, FIRST, 10, DEARER)
    await world.look(1)
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 10
    assert (await choose(world, order, f"pick:{FIRST}")).key == "doubt.adopted"
    assert_books_are_the_brokers(world, order)
    assert now(world, order).state is OrderState.FILLED
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 0
    await world.look(20)
    assert_books_are_the_brokers(world, order)
