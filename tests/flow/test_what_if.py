"""A supposition is what the world becomes when it is done, to the won, and changes nothing."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from core.domain.results import Result
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder
from core.flow.what_if import (
    Supposed,
    suppose_not_sold,
    suppose_order,
    suppose_stop,
    suppose_weight,
)
from tests.harness import ANN, OTHER, PRICE, SYMBOL, World


def wish(world: World, side: Side, shares: int, **how: Any) -> ProposeOrder:
    quote = world.market.quote(SYMBOL)
    return ProposeOrder("K", ANN, SYMBOL, side, Size(shares=shares), quote=quote, **how)


def rows(world: World) -> list[object]:
    """Give everything that a commit could have changed."""
    uow = world.uow
    tables = (
        uow.orders, uow.approvals, uow.signals, uow.decisions, uow.fills, uow.books, uow.accounts,
        uow.switches, uow.cursors, uow.outbox, uow.questions,
    )  # fmt: skip
    return [*(list(table.all()) for table in tables), list(uow.journal), dict(world.desk.quotes)]


async def fill_all(world: World, price: int) -> None:
    """Let the newest order fill whole at a price, and book it from the next look."""
    order = list(world.uow.orders.all())[-1]
    amount = order.intent.shares * price
    # What the exchange of 2026 takes: 0.015 % in tens of won, and 0.20 % of a sale.
    fee = amount * 15 // 100_000 // 10 * 10
    tax = amount * 20 // 10_000 if order.intent.side is Side.SELL else 0
    world.broker.fill(order.number or "", order.intent.shares, price=price, fee=fee, tax=tax)
    await world.look(61)


def supposed(answer: Supposed | Result) -> Supposed:
    assert isinstance(answer, Supposed), answer
    return answer


@pytest.mark.parametrize("seed", range(10))
async def test_an_order_that_is_really_made_leaves_what_was_supposed(seed: int) -> None:
    rng = random.Random(seed)
    world = await World.start()
    for side, most in ((Side.BUY, 150), (Side.SELL, 0)):
        held = sum(b.shares for b in world.uow.books.all())
        shares = rng.randint(1, most or held)
        asked = wish(world, side, shares)
        before = rows(world)
        told = supposed(suppose_order(world.desk, asked))
        assert rows(world) == before
        assert not world.uow.dirty
        assert told.intent is not None
        made = await world.ask(asked.__class__(f"K{side}", ANN, SYMBOL, side, Size(shares=shares)))
        assert made.ok, made
        await world.runtime.settle()
        (card,) = [a for a in world.uow.approvals.all() if a.id == made.subject]
        assert card.intent.price == told.intent.price
        await world.press(card)
        await fill_all(world, told.intent.price)
        account = world.desk.account
        assert account is not None
        assert account.cash == told.after.cash
        assert world.desk.equity() == told.after.equity
        share = dict(told.after.weights).get(SYMBOL, Decimal(0))
        worth = sum(b.shares for b in world.uow.books.all() if b.symbol == SYMBOL) * PRICE
        assert share == Decimal(worth) / Decimal(world.desk.equity())
        fallen = world.desk.equity({SYMBOL: PRICE * 9 // 10})
        assert world.desk.equity({SYMBOL: PRICE}) - fallen == told.after.loss_tenth


async def test_the_rules_say_of_a_supposed_order_what_they_say_of_a_real_one() -> None:
    world = await World.start()
    for shares in (10, 900, 5_000):
        asked = wish(world, Side.BUY, shares)
        told = supposed(suppose_order(world.desk, asked))
        await world.ask(ProposeOrder(f"K{shares}", ANN, SYMBOL, Side.BUY, Size(shares=shares)))
        decision = list(world.uow.decisions.all())[-1]
        assert [(r.rule, r.verdict, r.shares) for r in told.results] == [
            (r.rule, r.verdict, r.shares) for r in decision.results
        ]
        await world.runtime.settle()
        for card in world.desk.open_approvals():
            await world.press(card, yes=False)


async def test_a_stop_is_the_sale_of_the_whole_holding_at_its_price() -> None:
    world = await World.start()
    await world.hold(100)
    told = supposed(suppose_stop(world.desk, wish(world, Side.SELL, 1), 47_500))
    assert told.costs is not None
    (book,) = [b for b in world.uow.books.all() if b.shares]
    account = world.desk.account
    assert account is not None
    cash, cost = account.cash, book.cost
    world.market.prices[SYMBOL] = 47_500
    card = await world.card(Side.SELL, 100)
    await world.press(card)
    await fill_all(world, 47_500)
    after = world.desk.account
    assert after is not None
    assert after.cash == told.after.cash
    assert after.cash - cash - cost == told.gain
    assert told.loss_at_stop == -told.gain


@pytest.mark.parametrize("percent", [1, 5, 12])
async def test_a_weight_is_reached_as_near_as_whole_shares_allow(percent: int) -> None:
    world = await World.start()
    await world.hold(50)
    asked = wish(world, Side.SELL, 1, owner="golden_cross")
    told = supposed(suppose_weight(world.desk, asked, Decimal(percent) / 100))
    share = dict(told.after.weights)[SYMBOL]
    assert abs(share - Decimal(percent) / 100) < Decimal(PRICE * 2) / Decimal(10**8)


async def test_had_i_not_sold_is_the_world_without_the_sale() -> None:
    sold, kept = await World.start(), await World.start()
    for world in (sold, kept):
        await world.hold(40)
    card = await sold.card(Side.SELL, 40)
    await sold.press(card)
    await fill_all(sold, 49_500)
    for world in (sold, kept):
        world.market.prices[SYMBOL] = 52_000
        await world.look(1)
    told = supposed(suppose_not_sold(sold.desk, wish(sold, Side.SELL, 1)))
    assert told.after.equity == kept.desk.equity()
    assert told.gain == kept.desk.equity() - sold.desk.equity()
    account = kept.desk.account
    assert account is not None
    assert told.after.cash == account.cash


async def test_what_cannot_be_supposed_says_why() -> None:
    world = await World.start()
    assert isinstance(suppose_not_sold(world.desk, wish(world, Side.SELL, 1)), Result)
    assert isinstance(suppose_stop(world.desk, wish(world, Side.SELL, 1), 1), Result)
    assert isinstance(suppose_order(world.desk, wish(world, Side.SELL, 5)), Result)
    unknown = ProposeOrder("K", ANN, "999999", Side.BUY, Size(shares=1))
    assert isinstance(suppose_order(world.desk, unknown), Result)
    assert OTHER in world.desk.instruments
    world.desk.ready = False
    assert isinstance(suppose_order(world.desk, wish(world, Side.BUY, 1)), Result)
