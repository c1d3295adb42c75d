"""A stop that is held for long: equal refusals are stored seldom, and its end delays no exit."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from core.domain.calendar import utc
from core.domain.commands import Flatten
from core.domain.decision import RiskDecision, Verdict
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.domain.wanted import SetLevel
from core.flow.killswitch import take_off
from core.flow.repeated import STORE_AGAIN, stops_changed_at
from tests.harness import ANN, DAY, SYMBOL, World

ALL = Scope()
ONE = Scope(ScopeKind.SYMBOL, SYMBOL)
STRICT = (HaltLevel.HALT_NEW, HaltLevel.CANCEL_OPEN)
LEVEL = 49_500


async def held(*, at_hour: int = 9, minute: int = 5) -> World:
    """Hold ten shares with a stop of their own, before anything is stopped."""
    world = await World.start(at=utc(DAY, at_hour, minute))
    await world.hold(10)
    set_ = SetLevel(actor=ANN, symbol=SYMBOL, kind="stop", price=LEVEL)
    assert (await world.ask(set_)).key == "levels.stop"
    return world


async def stopped(world: World, level: HaltLevel, *, flattened: bool = True) -> None:
    """Stop everything after a flattening of one share began, or before its level is touched."""
    if flattened:
        assert (await world.runtime.flatten(Flatten(ONE, ANN, "out"))).ok
    await world.runtime.halt(ALL, level, ANN, "held")
    if not flattened:
        world.market.prices[SYMBOL] = LEVEL - 500


async def lift(world: World, scope: Scope = ALL) -> None:
    """Take a stop off as its answered question does."""
    switch = world.uow.switches.get(scope.name)
    assert switch is not None
    take_off(world.desk, switch, by="test", reason="over")
    await world.uow.commit()
    for effect in world.desk.effects:
        effect()
    world.desk.effects.clear()


def refused(world: World) -> list[RiskDecision]:
    """Give the stored refusals, oldest first."""
    found = [d for d in world.uow.decisions.all() if d.verdict is Verdict.REFUSE]
    return sorted(found, key=lambda d: (d.at, d.id))


def exits(world: World) -> list[str]:
    """Give the symbols of open cards that sell."""
    return [a.intent.symbol for a in world.desk.open_cards() if a.intent.side is Side.SELL]


@pytest.mark.parametrize("flattened", [False, True], ids=["touched", "flattened"])
@pytest.mark.parametrize("seed", range(4))
async def test_a_day_under_a_stop_stores_a_refusal_a_half_hour_and_change(
    seed: int, flattened: bool
) -> None:
    rng, world = random.Random(seed), await held()
    print("seed", seed)
    await stopped(world, rng.choice(STRICT), flattened=flattened)
    changes, begun = 1, world.clock.now()
    while world.clock.now() < utc(DAY, 15, 10):
        await world.look(rng.choice([5, 20, 60]))
        if rng.random() < 0.01:
            await world.runtime.halt(
                Scope(ScopeKind.STRATEGY, "other"), rng.choice(STRICT), ANN, "x"
            )
            changes += 1
    stored = refused(world)
    halves = (world.clock.now() - begun) // STORE_AGAIN + 2
    assert 1 <= len(stored) <= halves + changes
    assert not exits(world)
    assert len(world.broker.submits) == 1, "only the purchase ever left"


@pytest.mark.parametrize("flattened", [False, True], ids=["touched", "flattened"])
@pytest.mark.parametrize("after_s", [1, 59, 61, 600, 1_750, 4_000])
async def test_the_exit_goes_out_at_the_first_look_after_the_stop(
    after_s: int, flattened: bool
) -> None:
    world = await held(at_hour=10, minute=1)
    await stopped(world, HaltLevel.HALT_NEW, flattened=flattened)
    await world.look(1)
    for _ in range(after_s // 20):
        await world.look(20)
    await world.look(after_s % 20)
    assert refused(world)
    assert not exits(world)
    world.clock.move_by(1)
    await lift(world)
    await world.look(1)
    assert exits(world) == [SYMBOL]
    (card,) = world.desk.open_cards()
    decision = world.uow.decisions.get(card.decision_id)
    assert decision is not None
    assert decision.verdict is Verdict.ALLOW
    assert card.intent.shares == 10


async def test_a_refusal_of_another_size_is_stored_at_once() -> None:
    world = await held()
    await stopped(world, HaltLevel.HALT_NEW)
    for _ in range(5):
        await world.look(61)
    (first,) = refused(world)
    world.uow.books.put(replace(world.desk.book("golden_cross", SYMBOL), shares=7))
    await world.uow.commit()
    await world.look(61)
    last = refused(world)[-1]
    assert last.asked == 7
    assert first.asked == 10
    assert len(refused(world)) == 2


async def test_equal_refusals_are_stored_again_only_each_half_hour() -> None:
    world = await held()
    await stopped(world, HaltLevel.HALT_NEW)
    for _ in range(150):
        await world.look(60)
    stored = refused(world)
    assert len(stored) == 6
    gaps = {later.at - earlier.at for earlier, later in pairwise(stored)}
    assert all(STORE_AGAIN <= gap <= STORE_AGAIN + timedelta(minutes=2) for gap in gaps)


async def test_a_restart_under_a_stop_stores_nothing_equal_anew() -> None:
    world = await held()
    await stopped(world, HaltLevel.HALT_NEW)
    await world.look(1)
    for _ in range(3):
        await world.restart()
        await world.look(1)
    assert len(refused(world)) == 1


def test_a_switch_names_when_it_changed() -> None:
    world = World()
    assert stops_changed_at(world.desk) is None
    at = world.clock.now()
    for scope, moment in ((ONE, at), (ALL, at - timedelta(hours=1))):
        world.uow.switches.put(Switch(scope, HaltLevel.NONE, "a", "b", moment))
    assert stops_changed_at(world.desk) == at
