"""The second factor of large orders and of lifting a stop (K03): a press waits for the PIN."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.approval import Actor
from core.domain.commands import Pair, SecondFactor
from core.domain.order import Mode
from core.domain.people import Role
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel
from core.flow.factor import LIFE, NO_PIN
from tests.flow.test_questions import answer, asked, message_of
from tests.harness import ANN, BEN, PRICE, World

# Of 100,000,000 won, 5 % are 100 shares at 50,000 won; a buy limit lies a little above.
LARGE, SMALL = 120, 90


async def world_of(*, pin: bool | None = True, mode: Mode = Mode.PAPER) -> World:
    world = await World.start()
    world.desk.pin_is_set = None if pin is None else lambda: bool(pin)
    world.desk.mode = mode
    return world


async def prove(world: World, who: Actor = ANN, *, red: tuple[str, ...] = ()) -> Result:
    result = await world.runtime.ask(SecondFactor(who, red))
    await world.runtime.settle()
    return result


def no_pin_notices(world: World) -> int:
    return len({o.id for o in world.uow.outbox.all() if o.subject == NO_PIN})


async def test_a_large_order_waits_for_the_pin_and_then_leaves() -> None:
    world = await world_of()
    card = await world.card(shares=LARGE)
    assert (await world.press(card)).key == "factor.wanted"
    assert not world.broker.submits
    assert (await prove(world)).key == "press.granted"
    assert len(world.broker.submits) == 1
    assert (await prove(world)).key == "doubt.no_pin"
    assert len(world.broker.submits) == 1


@pytest.mark.parametrize(("shares", "side"), [(SMALL, Side.BUY), (LARGE, Side.SELL)])
async def test_a_small_order_and_one_that_closes_wait_for_nothing(shares: int, side: Side) -> None:
    world = await world_of()
    if side is Side.SELL:
        world.desk.pin_is_set = None
        await world.hold(LARGE)
        world.desk.pin_is_set = lambda: True
    card = await world.card(side, shares)
    assert (await world.press(card)).key == "press.granted"


async def test_the_pin_of_somebody_else_lets_nothing_go_on() -> None:
    world = await world_of()
    card = await world.card(shares=LARGE)
    await world.press(card)
    assert (await prove(world, BEN)).key == "doubt.no_pin"
    assert not world.broker.submits


@pytest.mark.parametrize("late", [False, True])
async def test_the_pin_counts_for_two_minutes(late: bool) -> None:
    world = await world_of()
    card = await world.card(shares=LARGE)
    await world.press(card)
    world.clock.move_by((LIFE + timedelta(seconds=late)).total_seconds())
    # The card's own time is shorter; after two minutes not even that is said.
    assert (await prove(world)).key == ("doubt.no_pin" if late else "press.lapsed")
    assert not world.broker.submits


async def test_all_is_looked_at_again_when_the_pin_comes() -> None:
    world = await world_of()
    card = await world.card(shares=LARGE)
    await world.press(card)
    world.clock.move_by(2)
    world.market.prices[card.intent.symbol] = round(PRICE * 1.01)
    assert (await prove(world)).key == "press.drift"
    assert not world.broker.submits


async def test_a_role_that_was_taken_before_the_pin_came_lets_nothing_go_on() -> None:
    world = await world_of()
    card = await world.card(shares=LARGE)
    await world.press(card)
    await world.ask(Pair(ANN, Role.VIEWER))
    assert (await prove(world)).key == "press.not_yours"
    assert not world.broker.submits


async def test_a_restart_forgets_what_waited() -> None:
    world = await world_of()
    card = await world.card(shares=LARGE)
    await world.press(card)
    await world.restart()
    assert (await prove(world)).key == "doubt.no_pin"
    assert not world.broker.submits


async def test_without_a_pin_play_money_goes_on_and_is_told_once() -> None:
    world = await world_of(pin=False)
    for symbol in ("005930", "000660"):
        card = await world.card(shares=LARGE, symbol=symbol)
        assert (await world.press(card)).key == "press.granted"
    assert no_pin_notices(world) == len((ANN, BEN))


@pytest.mark.parametrize("pin", [False, None])
async def test_without_a_pin_real_money_opens_nothing_large(pin: bool | None) -> None:
    world = await world_of(pin=pin)
    card = await world.card(shares=LARGE)
    world.desk.mode = Mode.LIVE
    assert (await world.press(card)).key == "factor.none"
    assert not world.broker.submits


async def test_lifting_a_stop_waits_for_the_pin() -> None:
    world, question = await asked()
    world.desk.pin_is_set = lambda: True
    world.clock.move_by(31)
    said = await answer(world, yes=True, message=message_of(world, question, ANN.chat))
    assert said == "factor.wanted"
    assert [s.level for s in world.uow.switches.all()] == [HaltLevel.HALT_NEW]
    assert (await prove(world, red=("clock",))).key == "resume.red"
    await answer(world, yes=True, message=message_of(world, question, ANN.chat))
    assert (await prove(world)).key == "resume.done"


async def test_the_price_of_the_press_is_no_price_of_the_pin() -> None:
    """Faces send a quote along with a press; when the PIN comes, it is half a minute old."""
    world = await world_of()
    card = await world.card(shares=LARGE)
    (quote,) = await world.market.quotes([card.intent.symbol])
    assert (await world.press(card, quote=quote)).key == "factor.wanted"
    world.clock.move_by(30)
    assert (await prove(world)).key == "press.granted"
    assert len(world.broker.submits) == 1
