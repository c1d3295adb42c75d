"""Losses in a row: purchases rest until a person says why to go on; sales stay open."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from core.domain.position import PERSON, Fill
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, Switch
from core.flow.cooling import losses_in_a_row
from tests.harness import DAY, NOW, SYMBOL, World


async def sold(world: World, *realised: int, parts: int = 1) -> None:
    """Book sales of today with these profits, each an order of so many fills."""
    known = len(list(world.uow.fills.all()))
    for at, profit in enumerate(realised, known):
        for part in range(1, parts + 1):
            share = profit // parts + (profit % parts if part == parts else 0)
            world.uow.fills.put(
                Fill(
                    f"ORDER-{at:03d}", PERSON, SYMBOL, Side.SELL, 1, 50_000, 0, 0, part,
                    NOW + timedelta(seconds=at), DAY, share,
                )
            )  # fmt: skip
    await world.uow.commit()
    await world.look(1)


def level(world: World) -> HaltLevel:
    switch = world.uow.switches.get(Scope().name)
    return switch.level if switch else HaltLevel.NONE


@pytest.mark.parametrize(
    ("realised", "stops"),
    [
        ((-1, -2, -3), True), ((-1, -2), False), ((5, -1, -2, -3), True), ((-1, 5, -2, -3), False),
        ((-1, -2, -3, 5), False), ((-9, -9, -9, -9), True), ((), False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("parts", [1, 2])
async def test_only_losses_in_a_row_count_and_an_order_counts_once(
    realised: tuple[int, ...], stops: bool, parts: int
) -> None:
    world = await World.start()
    world.desk.losses_to_cool = 3
    await sold(world, *realised, parts=parts)
    assert level(world) is (HaltLevel.REDUCE_ONLY if stops else HaltLevel.NONE)


async def test_it_is_off_where_nobody_asked_for_it() -> None:
    world = await World.start()
    await sold(world, -1, -2, -3, -4)
    assert level(world) is HaltLevel.NONE


async def test_after_it_was_lifted_the_same_losses_do_not_count_again() -> None:
    world = await World.start()
    world.desk.losses_to_cool = 3
    await sold(world, -1, -2, -3)
    later = NOW + timedelta(minutes=1)
    world.uow.switches.put(Switch(Scope(), HaltLevel.NONE, "Ann", "쉬었음", later))
    await world.uow.commit()
    await world.look(120)
    assert level(world) is HaltLevel.NONE


async def test_a_harder_stop_stays_what_it_is() -> None:
    world = await World.start()
    world.desk.losses_to_cool = 3
    world.uow.switches.put(Switch(Scope(), HaltLevel.HALT_NEW, "Ann", "급락", NOW))
    await sold(world, -1, -2, -3)
    assert level(world) is HaltLevel.HALT_NEW


@pytest.mark.parametrize("seed", range(20))
async def test_the_row_is_the_newest_losses(seed: int) -> None:
    rng = random.Random(seed)
    realised = [rng.choice([-3, -2, -1, 4]) for _ in range(rng.randint(1, 8))]
    world = await World.start()
    await sold(world, *realised)
    row: list[int] = []
    while realised and realised[-1] < 0:
        row.append(realised.pop())
    assert losses_in_a_row(world.desk, since=None) == row
