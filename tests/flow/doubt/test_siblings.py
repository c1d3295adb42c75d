"""Late siblings (6.5), the look while an answer is awaited (6.3), and nobody left hanging."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.domain.calendar import utc
from core.domain.commands import Answered
from core.domain.decision import RiskApproved
from core.domain.doubt import Finding
from core.domain.order import OPEN, OrderState
from tests import doubts
from tests.doubts import (
    choose,
    doubt,
    doubtful,
    finding,
    is_frozen,
    lost,
    now,
    open_question,
    said,
    wait,
)
from tests.harness import DAY, PRICE, SEC, SYMBOL, FakeBroker, World

FIRST, SECOND = "0000000001", "0000000002"
NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize(("filled", "spare"), [((0, 0), SECOND), ((3, 0), SECOND), ((0, 4), FIRST)])
async def test_a_second_row_of_ours_is_told_and_the_less_filled_one_is_cancelled(
    filled: tuple[int, int], spare: str
) -> None:
    world, order = await lost()
    assert now(world, order).number == FIRST
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
    for number, shares in zip((FIRST, SECOND), filled, strict=True):
        if shares:
            world.broker.fill(number, shares)
    await wait(world, 61)
    assert said(world, "notice.sibling") == 1
    assert is_frozen(world)
    assert world.broker.cancels == [spare]
    kept = FIRST if spare == SECOND else SECOND
    assert now(world, order).number == kept
    await world.look(1)
    books = sum(b.shares for b in world.uow.books.all() if b.symbol == SYMBOL)
    assert books == sum(filled) == world.broker.held.get(SYMBOL, 0)


async def test_a_hand_placed_order_beside_ours_is_left_alone() -> None:
    world, order = await lost()
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at, channel="hts")
    await wait(world, 120)
    assert world.broker.cancels == []
    assert said(world, "notice.sibling") == 0


async def test_the_next_order_of_the_same_kind_is_no_sibling_of_the_last() -> None:
    world, order = await lost()
    world.broker.fill(FIRST, 10)
    await world.look(20)
    card = await world.card()
    await world.press(card)
    assert world.order(card).state is OrderState.ACCEPTED
    await wait(world, 120)
    assert world.broker.cancels == []
    assert said(world, "notice.sibling") == 0
    assert finding(world, order) is Finding.OURS


async def test_an_order_called_absent_that_turns_up_the_next_morning_is_ours_again() -> None:
    world, order = await lost(visible_after=24 * 3600)
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    assert (now(world, order).state, now(world, order).note) == (OrderState.REJECTED, "absent")
    assert not doubt(world, order).closed, "one look more at its day"
    world.broker.hidden.clear()
    await world.look(60)
    assert (now(world, order).state, now(world, order).number) == (OrderState.ACCEPTED, FIRST)
    assert doubt(world, order).closed


async def test_the_watch_ends_with_the_next_mornings_look() -> None:
    world, order = await lost()
    assert not doubt(world, order).closed
    world.broker.change(FIRST, state="expired")
    await world.look(60)
    world.clock.move_to(utc(NEXT, 8))
    assert world.runtime.gateway.due()
    await world.look()
    assert doubt(world, order).closed
    assert not world.runtime.gateway.due()


class SlowBroker(FakeBroker):
    """Takes an order at once and answers only when it is told to."""

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self.took, self.go, self.says = asyncio.Event(), asyncio.Event(), FIRST

    async def submit(self, approved: RiskApproved) -> str:
        await super().submit(approved)
        self.took.set()
        await self.go.wait()
        return self.says


async def waiting() -> tuple[World, SlowBroker, asyncio.Task[object]]:
    """Give a world whose order is with the broker while the answer is awaited."""
    world = World()
    broker = SlowBroker(world)
    world.broker, world.generation = broker, 0
    world.desk, world.runtime = world._build()
    await world.ask_to_pair()
    await world.boot()
    card = await world.card()
    await world.runtime.press(world.button(card))
    sending = asyncio.ensure_future(world.runtime.gateway.drain())
    await broker.took.wait()
    return world, broker, sending


async def test_a_look_may_find_the_order_before_its_answer_comes() -> None:
    world, broker, sending = await waiting()
    (order,) = world.uow.orders.all()
    world.clock.move_by(2.9)
    assert not world.runtime.gateway.due(), "not before three seconds"
    world.clock.move_by(0.5)
    assert world.runtime.gateway.due()
    await world.runtime.gateway.look()
    assert (now(world, order).state, now(world, order).number) == (OrderState.ACCEPTED, FIRST)
    broker.go.set()
    await sending
    await world.runtime.settle()
    assert now(world, order).state is OrderState.ACCEPTED
    assert not is_frozen(world)


async def test_an_answer_with_another_number_than_the_look_found_freezes() -> None:
    world, broker, sending = await waiting()
    (order,) = world.uow.orders.all()
    world.clock.move_by(4)
    await world.runtime.gateway.look()
    broker.says = SECOND
    broker.go.set()
    await sending
    await world.runtime.settle()
    assert is_frozen(world)
    assert finding(world, order) is Finding.SEVERAL


async def test_a_refusal_after_a_look_found_the_order_freezes() -> None:
    world, broker, sending = await waiting()
    (order,) = world.uow.orders.all()
    world.clock.move_by(4)
    await world.runtime.gateway.look()
    assert now(world, order).number == FIRST
    await world.ask(Answered(order.id, refused="APBK0952 not enough cash"))
    await world.runtime.deliverer.drain()
    assert is_frozen(world)
    assert said(world, "notice.frozen") == 1
    broker.go.set()
    await sending


async def test_while_an_answer_is_awaited_only_certainty_counts() -> None:
    world, broker, sending = await waiting()
    (order,) = world.uow.orders.all()
    broker.change(FIRST, channel="unreadable")
    world.clock.move_by(10)
    await world.runtime.gateway.look()
    assert now(world, order).state is OrderState.SENDING
    broker.go.set()
    await sending
    assert now(world, order).number == FIRST


@pytest.mark.parametrize("visible_after", [0, 100, 900, 10**6])
@pytest.mark.parametrize("channel", ["api", "unreadable"])
async def test_five_minutes_after_a_press_nobody_is_left_hanging(
    visible_after: int, channel: str
) -> None:
    world, order = await lost(visible_after=visible_after, channel=channel)
    await wait(world, 299)
    found = now(world, order)
    at_rest = found.state in OPEN and found.number is not None
    delivered = [
        o for o in world.uow.outbox.all()
        if dict(o.fields).get("order") == order.id and o.delivered_at and not o.error
    ]  # fmt: skip
    assert at_rest or found.state not in OPEN or delivered
    assert at_rest is (visible_after < 299)
    if not at_rest:
        assert doubts.questions(world, order)
        assert said(world, "notice.unknown") == said(world, "notice.doubt") == 1


async def test_a_row_of_more_than_was_confirmed_is_shown_and_not_offered_as_ours() -> None:
    world, order = await doubtful()
    world.broker.take(world.broker.submits[0], shares=20)
    await wait(world, 1)
    assert finding(world, order) is Finding.ALIKE
    assert open_question(world, order).choices == ("neither", "hold")
    assert (await doubts.match(world, order, FIRST)).key == "doubt.too_many"
    assert (await choose(world, order, "neither")).key == "doubt.neither"
    world.broker.fill(FIRST, 20)
    await wait(world, 240)
    assert finding(world, order) is Finding.ABSENT_SO_FAR
    assert now(world, order).filled == 0
    assert world.desk.book("golden_cross", SYMBOL).shares == 0


async def test_a_picked_smaller_row_ends_the_order_with_what_it_filled() -> None:
    world, order = await doubtful()
    world.broker.take(world.broker.submits[0], shares=6, price=PRICE)
    await wait(world, 1)
    await choose(world, order, f"pick:{FIRST}")
    world.broker.fill(FIRST, 6)
    await world.look(1)
    assert (now(world, order).state, now(world, order).filled) == (OrderState.CANCELLED, 6)
    assert world.desk.book("golden_cross", SYMBOL).shares == 6
    assert world.clock.now() - (order.sent_at or world.clock.now()) < 60 * SEC


async def test_two_filled_rows_beside_ours_move_the_label_once() -> None:
    world, order = await lost()
    for _ in range(2):
        twin = world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
        world.broker.fill(twin.number, 10)
    await wait(world, 61)
    assert (now(world, order).number, now(world, order).state) == (SECOND, OrderState.FILLED)
    assert world.broker.cancels[0] == FIRST
    await world.look(20)
    books = [b.shares for b in world.uow.books.all() if b.symbol == SYMBOL]
    assert sum(books) == world.broker.held[SYMBOL] == 20
