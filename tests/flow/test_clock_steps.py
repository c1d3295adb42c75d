"""A clock that is set back (F46): looks go on, and what is dated in the future is not fresh."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.clock import SimClock
from core.domain.order import OrderState
from core.flow.doubt.resend import is_absent_now
from tests.doubts import doubtful, now, wait
from tests.harness import World


class Stepping(SimClock):
    """A wall clock that a person or a time service can set back; durations go on."""

    behind = timedelta(0)

    def now(self) -> datetime:
        return super().now() - self.behind


async def stepping() -> tuple[World, Stepping]:
    """Give a world whose clock can step."""
    world = await World.start()
    clock = Stepping(world.clock.now())
    for one in (world, world.desk, world.broker, world.market, world.uow):
        for name in ("clock", "_clock"):
            if hasattr(one, name):
                setattr(one, name, clock)
    return world, clock


@pytest.mark.parametrize("back", [timedelta(seconds=20), timedelta(hours=1)])
async def test_fills_are_booked_after_the_clock_was_set_back(back: timedelta) -> None:
    world, clock = await stepping()
    card = await world.card()
    await world.press(card)
    clock.behind = back
    world.broker.fill(world.order(card).number or "", 10)
    await world.look(1)
    assert world.order(card).state is OrderState.FILLED


async def test_a_press_does_not_rest_on_a_look_from_the_future() -> None:
    world, clock = await stepping()
    clock.behind, world.broker.down = timedelta(minutes=10), True
    card = await world.card()
    assert (await world.press(card)).key == "press.stale"
    assert not world.broker.submits


async def test_an_order_in_doubt_is_looked_for_after_the_clock_was_set_back() -> None:
    world, clock = await stepping()
    _, order = await doubtful(world=world)
    clock.behind = timedelta(minutes=10)
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at)
    await wait(world, 15)
    assert now(world, order).state is OrderState.ACCEPTED
    looks = world.broker.looks
    await wait(world, 30)
    assert world.broker.looks - looks < 12, "looks keep their pace"


async def test_a_second_attempt_does_not_rest_on_looks_from_the_future() -> None:
    world, clock = await stepping()
    _, order = await doubtful(world=world)
    await wait(world, 240)
    await world.look()
    assert is_absent_now(world.desk, order)
    clock.behind = timedelta(seconds=30)
    assert not is_absent_now(world.desk, order)
