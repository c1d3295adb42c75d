"""Every level in every scope: what it takes back, lets pass and cancels, and how fast."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import product

import pytest

from core.domain.approval import ApprovalState
from core.domain.order import Order, OrderState
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.net.limiter import Lane, Limiter
from tests.harness import ANN, OTHER, SYMBOL, FakeBroker, Lost, World
from tests.loopback import LoopClock, run_quick

ALL = Scope()
SCOPES = (
    ALL, Scope(ScopeKind.BROKER, "test"), Scope(ScopeKind.STRATEGY, "golden_cross"),
    Scope(ScopeKind.SYMBOL, SYMBOL),
)  # fmt: skip
ELSEWHERE = (
    Scope(ScopeKind.BROKER, "kis"), Scope(ScopeKind.SYMBOL, OTHER),
    Scope(ScopeKind.STRATEGY, "mean_reversion"),
)  # fmt: skip
LEVELS = tuple(HaltLevel)[1:]
CANCELLING = (HaltLevel.FLATTEN, HaltLevel.CANCEL_OPEN)


async def halt(world: World, level: HaltLevel, scope: Scope = ALL) -> Result:
    """Stop by a person's word."""
    result = await world.runtime.halt(scope, level, ANN, "test")
    await world.runtime.settle()
    return result


@pytest.mark.parametrize(("level", "scope", "side"), list(product(LEVELS, SCOPES, Side)))
async def test_a_card_passes_only_what_its_level_lets_pass(
    level: HaltLevel, scope: Scope, side: Side
) -> None:
    world = await World.start()
    await world.hold(10)
    card = await world.card(side)
    await halt(world, level, scope)
    passes = level is HaltLevel.REDUCE_ONLY and side is Side.SELL
    state = ApprovalState.OPEN if passes else ApprovalState.WITHDRAWN
    assert world.approval(card).state is state
    assert (await world.press(card)).ok is passes


@pytest.mark.parametrize(("level", "scope", "side"), list(product(LEVELS, SCOPES, Side)))
async def test_the_last_look_before_the_wire_stops_the_same(
    level: HaltLevel, scope: Scope, side: Side
) -> None:
    world = await World.start()
    await world.hold(10)
    card = await world.card(side)
    await world.runtime.press(world.button(card))
    sent = len(world.broker.submits)
    world.latch.write((Switch(scope, level, "cli", "now", world.clock.now()),))
    await world.runtime.settle()
    passes = level is HaltLevel.REDUCE_ONLY and side is Side.SELL
    assert len(world.broker.submits) - sent == passes
    if not passes:
        assert "halted before sending" in world.order(card).note


@pytest.mark.parametrize(("level", "scope"), list(product(LEVELS, ELSEWHERE)))
async def test_a_stop_elsewhere_stops_and_cancels_nothing(level: HaltLevel, scope: Scope) -> None:
    world = await World.start()
    resting = await world.card()
    await world.press(resting)
    card = await world.card(symbol="035420")
    await halt(world, level, scope)
    assert not world.broker.cancels
    assert (await world.press(card)).key == "press.granted"


@pytest.mark.parametrize(("level", "scope"), list(product(LEVELS, SCOPES)))
async def test_levels_that_cancel_take_every_open_order_in_scope(
    level: HaltLevel, scope: Scope
) -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    result = await halt(world, level, scope)
    cancelled = level in CANCELLING
    assert result.fields.get("cancels", 0) == cancelled
    await world.look(1)
    wanted = OrderState.CANCELLED if cancelled else OrderState.ACCEPTED
    assert world.order(card).state is wanted
    assert len(world.broker.cancels) == cancelled


@pytest.mark.parametrize("level", [HaltLevel.FLATTEN, HaltLevel.HALT_NEW, HaltLevel.CANCEL_OPEN])
async def test_an_order_in_doubt_is_cancelled_when_it_is_found(level: HaltLevel) -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(Lost(visible_after=30))
    await world.press(card)
    result = await halt(world, level)
    assert result.fields["waits"] == 1
    assert world.faces["phone"].notices().count("notice.cancel_waits") == 1
    await world.look(31)
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED
    assert len(world.broker.cancels) == len(world.broker.submits) == 1


async def test_an_order_adopted_after_cancel_open_is_cancelled_over_a_restart() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(Lost(visible_after=30))
    await world.press(card)
    await halt(world, HaltLevel.CANCEL_OPEN)
    await world.restart()
    await world.look(31)
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED


async def test_a_symbol_that_gaemi_froze_keeps_its_open_order() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    world.broker.change(world.order(card).number or "", filled=11)
    await world.look(1)
    assert world.uow.switches.get(f"symbol:{SYMBOL}") is not None
    assert not world.broker.cancels


async def test_a_stop_set_in_the_file_from_outside_cancels_too() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    world.latch.write((Switch(ALL, HaltLevel.CANCEL_OPEN, "cli", "", world.clock.now()),))
    await world.runtime.heed_latch()
    await world.look(1)
    assert world.order(card).state is OrderState.CANCELLED


@pytest.mark.parametrize(("mild", "hard"), [p for p in product(LEVELS, LEVELS) if p[0] != p[1]])
async def test_of_two_levels_the_stricter_stays(mild: HaltLevel, hard: HaltLevel) -> None:
    if LEVELS.index(mild) > LEVELS.index(hard):
        mild, hard = hard, mild
    world = await World.start()
    await halt(world, hard)
    assert (await halt(world, mild)).fields["level"] == hard.value
    assert [s.level for s in world.latch.read()] == [hard]


class PacedBroker(FakeBroker):
    """A broker whose limiter lets one request pass each gap; a cancel's answer takes a second."""

    def __init__(self, clock: object, limiter: Limiter) -> None:
        super().__init__(clock)  # type: ignore[arg-type]
        self.limiter = limiter
        self.left: list[float] = []

    async def cancel(self, order: Order) -> None:
        await self.limiter.turn(Lane.CANCEL, within_s=120)
        self.left.append(asyncio.get_running_loop().time())
        await asyncio.sleep(1.0)
        await super().cancel(order)


@pytest.mark.parametrize(("count", "gap_s"), [(40, 0.06), (200, 0.06), (60, 0.55)])
def test_cancels_of_n_open_orders_leave_within_n_over_r_and_two_seconds(
    count: int, gap_s: float
) -> None:
    async def work() -> tuple[float, list[float], World]:
        world = World()
        broker = PacedBroker(world.clock, Limiter(LoopClock(), gap_s=gap_s, sleep=asyncio.sleep))
        world.broker = broker
        world.desk, world.runtime = world._build()
        await world.ask_to_pair()
        await world.boot()
        card = await world.card()
        await world.press(card)
        await many(world, world.order(card), count)
        reads = [asyncio.ensure_future(broker.limiter.turn(Lane.READ, within_s=600))
                 for _ in range(50)]  # fmt: skip
        began = asyncio.get_running_loop().time()
        await halt(world, HaltLevel.CANCEL_OPEN)
        await world.look(1)
        await asyncio.gather(*reads)
        return began, broker.left, world

    began, left, world = run_quick(work)
    assert len(left) == count
    assert max(left) - began <= count * gap_s + 2
    states = {o.state for o in world.uow.orders.all()}
    assert states == {OrderState.CANCELLED}


async def many(world: World, order: Order, count: int) -> None:
    """Make more resting orders of one that the broker has."""
    row = world.broker.rows[0]
    for n in range(2, count + 1):
        number = f"{n:010d}"
        world.broker.rows.append(replace(row, number=number))
        copy = replace(
            order, id=f"{order.id}-{n}", approval_id=f"A-{n}", number=number, attempt=n + 2
        )
        world.uow.orders.put(copy)
    await world.uow.commit()
