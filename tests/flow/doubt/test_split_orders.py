"""An order that a router split: booked once, cancelled part by part."""

from __future__ import annotations

import pytest

from core.domain.commands import CancelOrder
from core.domain.doubt import Finding
from core.domain.order import Order, OrderState
from core.domain.position import OUTSIDE
from core.errors import Refused
from tests.doubts import choose, doubtful, finding, lost, now, said, wait
from tests.harness import ANN, SYMBOL, World

FIRST, SECOND = "0000000001", "0000000002"


async def split(first: int = 3) -> tuple[World, Order]:
    """Give an order of ten that a router split, adopted by a person."""
    world, order = await doubtful()
    for venue, shares in (("KRX", first), ("NXT", 10 - first)):
        world.broker.take(world.broker.submits[0], shares=shares, venue=venue)
    await wait(world, 1)
    assert finding(world, order) is Finding.SPLIT
    await choose(world, order, "both")
    return world, order


async def test_parts_of_a_split_order_are_booked_once_and_belong_to_the_strategy() -> None:
    world, order = await split()
    world.broker.fill(FIRST, 3)
    world.broker.fill(SECOND, 7)
    await world.look(10)
    assert (now(world, order).state, now(world, order).filled) == (OrderState.FILLED, 10)
    assert world.desk.book(order.intent.owner, SYMBOL).shares == 10
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 0
    account = world.desk.account
    assert account is not None
    assert account.cash == world.broker.cash
    assert not said(world, "notice.outside_order")


@pytest.mark.parametrize("refused", [0, 1, 2])
async def test_each_part_of_a_split_order_is_cancelled_by_its_own_number(refused: int) -> None:
    world, order = await split()
    for number in (FIRST, SECOND)[:refused]:
        world.broker.fill(number, 3 if number == FIRST else 7)
        world.broker.cancel_answers.append(Refused("40330000", "nothing left"))
    await world.ask(CancelOrder(order.id, ANN))
    await world.runtime.settle()
    await world.look(5)
    assert sorted(world.broker.cancels) == [FIRST, SECOND]
    ends = {0: (OrderState.CANCELLED, 0), 1: (OrderState.CANCELLED, 3), 2: (OrderState.FILLED, 10)}
    assert (now(world, order).state, now(world, order).filled) == ends[refused]


async def test_a_row_that_was_taken_for_others_and_is_picked_later_is_booked_once() -> None:
    world, order = await lost(visible_after=60, channel="unreadable")
    world.broker.by_hand(channel="unreadable", price=order.intent.price)
    await wait(world, 30)
    assert now(world, order).number == SECOND, "the twin was adopted, for it showed first"
    await wait(world, 31)
    world.broker.fill(FIRST, 10, fee=100)
    await wait(world, 30)
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 10
    await choose(world, order, f"pick:{FIRST}")
    await world.look(1)
    await world.look(240)
    assert now(world, order).filled == 10
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 0
    account = world.desk.account
    assert account is not None
    assert account.cash == world.broker.cash
    assert not said(world, "notice.cash")
