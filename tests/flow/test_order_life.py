"""What becomes of an order after it left: rows, slices, doubts and their ends."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.calendar import utc
from core.domain.commands import Answered, BrokerView, Seen
from core.domain.order import Order, OrderState
from core.domain.signal import Side
from core.domain.switches import HaltLevel
from core.errors import BrokerError, NotSent, ReadFailed, Refused
from core.flow.doubt.evidence import candidates
from tests.harness import CASH, DAY, OTHER, PRICE, SYMBOL, Lost, World

FIRST = "0000000001"
NEXT = DAY + timedelta(days=1)


async def resting(side: Side = Side.BUY, shares: int = 10) -> tuple[World, Order]:
    """Give a world with one order at rest."""
    world = await World.start()
    card = await world.card(side, shares)
    await world.press(card)
    return world, world.order(card)


async def doubtful(answer: Exception, shares: int = 10) -> tuple[World, Order]:
    """Give a world with one order whose answer never came."""
    world = await World.start()
    card = await world.card(shares=shares)
    world.broker.answers.append(answer)
    await world.press(card)
    return world, world.order(card)


def now(world: World, order: Order) -> Order:
    """Give an order as it is stored."""
    row = world.uow.orders.get(order.id)
    assert row is not None
    return row


def looks_of(world: World, order: Order) -> int:
    """Give how many complete looks were made for an order in doubt."""
    doubt = world.uow.doubts.get(order.id)
    return doubt.looks if doubt else 0


async def test_parts_are_booked_as_they_come() -> None:
    world, order = await resting()
    world.broker.fill(FIRST, 4, price=49_000, fee=20)
    await world.look(1)
    assert (now(world, order).state, now(world, order).filled) == (OrderState.PARTIAL, 4)
    world.broker.fill(FIRST, 6, price=50_000, fee=50)
    await world.look(1)
    assert now(world, order).state is OrderState.FILLED
    fills = [(f.shares, f.amount, f.fee, f.cumulative) for f in world.uow.fills.all()]
    assert fills == [(4, 196_000, 20, 4), (6, 300_000, 50, 10)]
    book = world.desk.book("golden_cross", SYMBOL)
    assert (book.shares, book.cost, book.amount) == (10, 496_070, 496_000)
    assert world.desk.account is not None
    assert world.desk.account.cash == CASH - 496_070 == world.broker.cash
    assert world.faces["phone"].events() == ["partial", "filled"]


@pytest.mark.parametrize("state", ["cancelled", "expired", "rejected"])
async def test_an_end_at_the_broker_ends_the_order_and_is_told(state: str) -> None:
    world, order = await resting()
    world.broker.change(FIRST, state=state, reason="why")
    await world.look(1)
    assert (now(world, order).state.value, now(world, order).note) == (state, "why")
    assert world.faces["phone"].events()[-1] == state


@pytest.mark.parametrize("state", ["cancelled", "expired", "rejected"])
async def test_the_rest_of_a_partly_filled_order_ends_too(state: str) -> None:
    world, order = await resting()
    world.broker.fill(FIRST, 3)
    world.broker.change(FIRST, state=state)
    await world.look(1)
    ended = now(world, order)
    assert ended.state in (OrderState.CANCELLED, OrderState.EXPIRED)
    assert ended.filled == world.desk.book("golden_cross", SYMBOL).shares == 3


async def test_a_late_fill_is_booked_and_told_and_the_state_stays() -> None:
    world, order = await resting()
    world.broker.change(FIRST, state="cancelled")
    await world.look(1)
    world.broker.fill(FIRST, 10)
    await world.look(1)
    assert now(world, order).state is OrderState.CANCELLED
    assert world.desk.book("golden_cross", SYMBOL).shares == 10
    assert world.faces["phone"].events()[-1] == "late_fill"


@pytest.mark.parametrize("filled", [11, 2])
async def test_too_many_or_vanishing_fills_freeze_the_symbol(filled: int) -> None:
    world, order = await resting()
    world.broker.fill(FIRST, 3)
    await world.look(1)
    world.broker.change(FIRST, filled=filled)
    await world.look(1)
    await world.look(1)
    assert now(world, order).filled == 3
    switch = world.uow.switches.get(f"symbol:{SYMBOL}")
    assert switch is not None
    assert switch.level is HaltLevel.HALT_NEW
    assert world.latch.read()[0].scope.key == SYMBOL
    assert world.faces["phone"].notices().count("notice.frozen") == 1
    await world.wish(symbol=SYMBOL)
    await world.look(61)
    assert not world.desk.open_approvals()


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (NotSent("no route"), OrderState.REJECTED),
        (Refused("APBK0952", "주문가능금액 부족"), OrderState.REJECTED),
        (Lost(visible_after=99), OrderState.UNKNOWN),
        (TimeoutError(), OrderState.UNKNOWN),
        (ConnectionResetError("gone"), OrderState.UNKNOWN),
        (ReadFailed("half an answer"), OrderState.UNKNOWN),
        (BrokerError("something new"), OrderState.UNKNOWN),
    ],
)
async def test_only_proof_refuses_and_everything_else_is_doubt(
    answer: Exception, state: OrderState
) -> None:
    world, order = await doubtful(answer)
    assert now(world, order).state is state
    assert len(world.broker.submits) == 1
    said = world.faces["phone"].notices().count("notice.unknown")
    assert said == (state is OrderState.UNKNOWN)


@pytest.mark.parametrize("number", ["", "0000000000", "  "])
async def test_success_without_a_number_is_doubt(number: str) -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(number)
    await world.press(card)
    assert (world.order(card).state, world.order(card).number) == (OrderState.UNKNOWN, None)


async def test_a_number_that_belongs_to_another_order_proves_nothing() -> None:
    world, _ = await resting()
    card = await world.card(symbol=OTHER)
    world.broker.answers.append(FIRST)
    await world.press(card)
    assert world.order(card).state is OrderState.UNKNOWN


async def test_a_late_answer_after_the_end_changes_nothing() -> None:
    world, order = await resting()
    result = await world.ask(Answered(order.id, refused="too late"))
    assert not result.ok
    assert now(world, order).state is OrderState.ACCEPTED


async def test_a_lost_order_is_adopted_by_its_only_match_and_never_sent_again() -> None:
    world, order = await doubtful(Lost())
    assert now(world, order).state is OrderState.ACCEPTED
    assert now(world, order).number == FIRST
    assert len(world.broker.submits) == 1


async def test_a_lost_order_is_adopted_when_it_shows_up_late() -> None:
    world, order = await doubtful(Lost(visible_after=600))
    for _ in range(3):
        await world.look(100)
    assert now(world, order).state is OrderState.UNKNOWN
    await world.look(400)
    assert now(world, order).number == FIRST


@pytest.mark.parametrize(
    "other",
    [
        {"channel": "hts"},
        {"price": 50_450},
        {"shares": 11},
        {"side": "sell"},
        {"symbol": OTHER},
        {"placed_at": utc(DAY, 9, 59)},
        {"placed_at": utc(DAY, 10, 2)},
    ],
)
async def test_rows_that_differ_in_anything_are_not_ours(other: dict[str, Any]) -> None:
    world, order = await doubtful(TimeoutError())
    world.broker.take(world.broker.submits[0], **other)
    await world.look(1)
    assert now(world, order).state is OrderState.UNKNOWN


async def test_a_number_known_before_sending_is_not_ours() -> None:
    world, first = await resting()
    world.clock.move_by(61)
    card = await world.card(symbol=OTHER)
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    lost = world.order(card)
    assert lost.known_numbers == (FIRST,)
    # Were the number not known from before, this row would be an exact match.
    world.uow.orders.put(replace(now(world, first), number=None, state=OrderState.REJECTED))
    await world.uow.commit()
    intent = lost.intent
    world.broker.change(FIRST, symbol=OTHER, price=intent.price, placed_at=lost.sent_at)
    await world.look(1)
    assert world.order(card).state is OrderState.UNKNOWN


async def test_a_row_that_belongs_to_another_order_is_no_candidate() -> None:
    world, first = await resting()
    twin = replace(now(world, first), id="TWIN", state=OrderState.UNKNOWN, number=None)
    assert candidates(world.desk, twin, await world.broker.look()) == ((), ())
    world.uow.orders.put(replace(now(world, first), number="9"))
    # Its link still names its owner: only a number that nobody ever had may prove an order.
    assert candidates(world.desk, twin, await world.broker.look()) == ((), ())


async def test_two_candidates_stay_in_doubt_even_next_morning() -> None:
    world, order = await doubtful(TimeoutError())
    for _ in range(2):
        world.broker.take(world.broker.submits[0])
    await world.look(1)
    assert now(world, order).state is OrderState.UNKNOWN
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    await world.look(60)
    assert now(world, order).state is OrderState.UNKNOWN


async def test_absence_ends_the_doubt_next_morning_and_not_before() -> None:
    world, order = await doubtful(TimeoutError())
    for _ in range(20):
        await world.look(600)
    assert now(world, order).state is OrderState.UNKNOWN
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    assert (now(world, order).state, now(world, order).note) == (OrderState.REJECTED, "absent")
    assert len(world.broker.submits) == 1


async def test_shares_that_appeared_overnight_forbid_absence() -> None:
    world, order = await doubtful(TimeoutError())
    world.broker.held[SYMBOL] = 10
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    assert now(world, order).state is OrderState.UNKNOWN


async def test_fills_of_our_other_orders_do_not_forbid_absence() -> None:
    world, _ = await resting(shares=5)
    world.clock.move_by(61)
    card = await world.card(symbol=OTHER)
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    world.broker.fill(FIRST, 5)
    await world.look(1)
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    assert world.order(card).state is OrderState.REJECTED


async def test_a_list_without_a_number_we_know_does_not_count() -> None:
    world, _ = await resting()
    world.clock.move_by(61)
    card = await world.card(symbol=OTHER)
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    assert world.order(card).known_numbers == (FIRST,)
    looks = looks_of(world, world.order(card))
    world.broker.take(world.broker.submits[-1])
    world.broker.hidden[FIRST] = utc(NEXT, 12)
    await world.look(1)
    assert (world.order(card).state, looks_of(world, world.order(card))) == (
        OrderState.UNKNOWN,
        looks,
    )
    del world.broker.hidden[FIRST]
    await world.look(1)
    assert world.order(card).state is OrderState.ACCEPTED


async def test_a_resting_order_missing_from_its_day_is_not_called_over() -> None:
    world, order = await resting()
    world.broker.hidden[FIRST] = utc(NEXT, 12)
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    assert now(world, order).state is OrderState.ACCEPTED
    assert "missing" in now(world, order).note
    world.broker.hidden.clear()
    world.broker.change(FIRST, state="expired")
    await world.look(1)
    assert now(world, order).state is OrderState.EXPIRED


async def test_a_failed_look_changes_nothing() -> None:
    world, order = await doubtful(TimeoutError())
    looks = looks_of(world, order)
    world.broker.down = True
    assert await world.runtime.gateway.look() is False
    assert (now(world, order).state, looks_of(world, order)) == (OrderState.UNKNOWN, looks)


async def test_a_look_at_another_account_is_a_defect() -> None:
    world, _ = await resting()
    view = BrokerView("SOMEBODY", DAY, world.clock.now(), (), (), 1, 1)
    with pytest.raises(ValueError, match="wrong account"):
        await world.ask(Seen(view))
    assert not world.uow.dirty


async def histories(seed: int, parts: list[int]) -> tuple[World, list[BrokerView]]:
    """Play a purchase and a sale in parts and keep every look between."""
    rng = random.Random(seed)
    world, _ = await resting(shares=sum(parts))
    views = [await world.broker.look()]
    for part in parts:
        price = PRICE + rng.randrange(-9, 9) * 50
        world.clock.move_by(1)
        world.broker.fill(FIRST, part, price=price, fee=rng.randrange(0, 9) * 10)
        views.append(await world.broker.look())
    return world, views


def books_of(world: World) -> tuple[object, ...]:
    """Give what must not depend on the way that looks came."""
    account, book = world.desk.account, world.desk.book("golden_cross", SYMBOL)
    fills = list(world.uow.fills.all())
    sums = (sum(f.shares for f in fills), sum(f.amount for f in fills), sum(f.fee for f in fills))
    return (account and account.cash, book.shares, book.cost, book.amount, sums)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32),
    parts=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    data=st.data(),
)
async def test_any_order_and_repetition_of_looks_gives_the_same_books(
    seed: int, parts: list[int], data: st.DataObject
) -> None:
    world, views = await histories(seed, parts)
    order = data.draw(st.lists(st.sampled_from(range(len(views))), max_size=15))
    for at in order:
        await world.ask(Seen(views[at]))
    await world.ask(Seen(views[-1]))
    plain, final = await histories(seed, parts)
    await plain.ask(Seen(final[-1]))
    assert books_of(world) == books_of(plain)
    assert not world.latch.read(), "an overtaken look froze the symbol"
