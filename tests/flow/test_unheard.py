"""INV-36: an important message that no channel delivers within a minute stops trading."""

from __future__ import annotations

import pytest

from core.domain.commands import Warn
from core.domain.switches import HaltLevel, Scope
from core.errors import DeliveryError
from tests.harness import ANN, World


async def warned(world: World, *, deaf: tuple[str, ...], final: bool = False) -> None:
    """Put up an important message while some faces deliver nothing."""
    for name in deaf:
        world.faces[name].fails.extend([DeliveryError("down", final=final)] * 500)
    await world.ask(Warn("notice.telegram_gone"))
    await world.runtime.settle()
    await world.runtime.unheard.check()


def halted(world: World) -> bool:
    """Tell whether everything is stopped, in memory and in the file."""
    switch = world.uow.switches.get("all")
    return switch is not None and [s.level for s in world.latch.read()] == [switch.level]


@pytest.mark.parametrize("final", [False, True], ids=["for a while", "for good"])
async def test_a_message_that_nobody_got_for_a_minute_stops_new_orders(final: bool) -> None:
    world = await World.start()
    card = await world.card()
    await warned(world, deaf=("phone", "desktop"), final=final)
    world.clock.move_by(59)
    assert not await world.runtime.unheard.check()
    world.clock.move_by(1)
    assert await world.runtime.unheard.check()
    assert halted(world)
    (switch,) = world.latch.read()
    assert (switch.scope, switch.level, switch.by) == (Scope(), HaltLevel.HALT_NEW, "gaemi")
    assert world.approval(card).state.value == "withdrawn"


async def test_one_channel_is_enough() -> None:
    world = await World.start()
    await warned(world, deaf=("phone",))
    for _ in range(5):
        world.clock.move_by(60)
        assert not await world.runtime.unheard.check()
    assert not halted(world)


async def test_a_message_that_arrives_late_but_in_time_stops_nothing() -> None:
    world = await World.start()
    await warned(world, deaf=("phone", "desktop"))
    world.clock.move_by(40)
    for face in world.faces.values():
        face.fails.clear()
    await world.runtime.settle()
    world.clock.move_by(40)
    assert not await world.runtime.unheard.check()
    assert not halted(world)


async def test_it_stops_once_and_its_own_message_does_not_stop_again() -> None:
    world = await World.start()
    await warned(world, deaf=("phone", "desktop"))
    world.clock.move_by(61)
    assert await world.runtime.unheard.check()
    for _ in range(5):
        world.clock.move_by(61)
        assert not await world.runtime.unheard.check()


async def test_a_harder_stop_stays_as_it_is() -> None:
    world = await World.start()
    await warned(world, deaf=("phone", "desktop"))
    await world.runtime.halt(Scope(), HaltLevel.CANCEL_OPEN, ANN, "all")
    world.clock.move_by(61)
    assert not await world.runtime.unheard.check()
    assert [s.level for s in world.latch.read()] == [HaltLevel.CANCEL_OPEN]


async def test_common_messages_may_wait_for_ever() -> None:
    world = await World.start()
    for face in world.faces.values():
        face.fails.extend([DeliveryError("down")] * 500)
    await world.card()
    for _ in range(10):
        world.clock.move_by(60)
        assert not await world.runtime.unheard.check()
