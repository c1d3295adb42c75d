"""How old the facts behind a press, and an order that waits, may be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.order import OrderState
from core.domain.saying import say
from core.flow.last_line import last_word
from tests.flow.test_presses import READING_S
from tests.harness import SYMBOL, World


async def test_a_press_on_fresh_facts_waits_for_no_broker() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.down = world.market.down = True
    assert (await world.runtime.press(world.button(card))).key == "press.granted"


async def test_a_press_on_older_facts_looks_and_asks_for_the_price_first() -> None:
    world = await World.start()
    card = await world.card()
    world.clock.move_by(READING_S)
    await world.runtime.press(world.button(card))
    assert world.desk.view is not None
    assert world.desk.view.at == world.desk.quotes[SYMBOL].at == world.clock.now()


async def test_an_order_that_waited_for_another_one_too_long_is_not_sent() -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.press(world.button(card))
    world.clock.move_by(16)
    await world.runtime.settle()
    order = world.order(card)
    assert (order.state, world.broker.posts) == (OrderState.REJECTED, 0)
    assert order.note == say("reason.waited", waited_s=16).encoded()


@pytest.mark.parametrize(("waited_s", "stops"), [(15, False), (15.1, True)])
async def test_the_wait_for_a_token_and_the_brokers_limit_counts_too(
    waited_s: float, *, stops: bool
) -> None:
    world = await World.start()
    card = await world.card()
    await world.runtime.press(world.button(card))
    assert world.order(card).state is OrderState.SENDING
    later = world.clock.now() + timedelta(seconds=waited_s)
    said = last_word(world.latch, world.uow, card.intent, later)
    assert (said != "") == stops
