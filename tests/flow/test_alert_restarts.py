"""A commit that fails and a program that starts anew neither lose an alert nor say it twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.alert import AlertState, Condition, Measure, Toward
from core.domain.calendar import utc
from core.errors import StoreError
from tests.alert_world import LEVEL, LOW, asked, price, state, told
from tests.harness import DAY, PRICE, SYMBOL, World


async def test_a_commit_that_fails_neither_loses_nor_doubles_it() -> None:
    world = await World.start()
    alert = await asked(world)
    world.market.prices[SYMBOL] = LEVEL
    commit = world.uow.commit

    async def refused() -> None:
        world.uow.rollback()
        raise StoreError("the disk is full")

    world.uow.commit = refused  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        await world.look(60)
    world.uow.commit = commit  # type: ignore[method-assign]
    assert (told(world), state(world, alert)) == ([], AlertState.ARMED)
    await world.restart()
    assert (len(told(world)), state(world, alert)) == (1, AlertState.DONE)
    await world.restart()
    await price(world, LEVEL)
    assert len(told(world)) == 1


def walked(walk: list[int], restart_at: int | None) -> tuple[list[Any], list[Any]]:
    """Walk prices, the program lost and started anew once, and give what was told and is kept."""

    async def story() -> tuple[list[Any], list[Any]]:
        world = await World.start()
        await asked(world, again=True)
        await asked(world, LOW)
        await asked(world, Condition(Measure.MOVE, SYMBOL, Toward.ABOVE, Decimal("0.03")))
        for step, won in enumerate(walk):
            if step == restart_at:
                world.market.prices[SYMBOL] = walk[step - 1] if step else PRICE
                await world.restart()
            await price(world, won)
        said = [{k: v for k, v in o.fields if k not in ("alert", "at")} for o in told(world)]
        kept = [replace(a, id="", met_at=None, made_at=DAY_AT) for a in world.uow.alerts.all()]
        return said, kept

    return asyncio.run(story())


DAY_AT = utc(DAY, 10)


@given(
    st.lists(st.integers(480, 520).map(lambda n: n * 100), min_size=1, max_size=8),
    st.integers(0, 7),
)
@settings(max_examples=15, deadline=None)
def test_a_restart_anywhere_changes_nothing(walk: list[int], at: int) -> None:
    assert walked(walk, None) == walked(walk, at % len(walk))
