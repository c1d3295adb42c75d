"""How long a face that failed is left alone: by the machine's clock, not the market's."""

from __future__ import annotations

from itertools import pairwise

from core.clock import SimClock
from core.domain.commands import Warn
from core.errors import DeliveryError
from core.flow.outbox import Deliverer
from tests.harness import ANN, NOW, World


async def test_a_pause_asked_for_lasts_in_real_time_while_hours_of_the_market_pass() -> None:
    world, wall = await World.start(), SimClock(NOW)
    face = world.faces[ANN.face]
    deliverer = Deliverer(world.runtime.engine, {face.name: face}, wall)
    await deliverer.drain()
    before = len(face.shown)
    face.fails.append(DeliveryError("telegram asks to wait", retry_after_s=30))
    await world.ask(Warn("notice.conflict"))
    await deliverer.drain()

    for _ in range(5):
        world.clock.move_by(3_600)
        wall.move_by(5.9)
        assert not await deliverer.drain()
    wall.move_by(1)
    assert await deliverer.drain()

    assert [o.subject for o in face.shown[before:]] == ["notice.conflict"]


async def test_pauses_after_other_failures_grow_in_real_time() -> None:
    world, wall = await World.start(), SimClock(NOW)
    face = world.faces[ANN.face]
    deliverer = Deliverer(world.runtime.engine, {face.name: face}, wall)
    await deliverer.drain()
    face.fails.extend(DeliveryError("net") for _ in range(8))
    await world.ask(Warn("notice.conflict"))
    tried_at: list[float] = []

    while face.fails:
        left = len(face.fails)
        await deliverer.drain()
        if len(face.fails) < left:
            tried_at.append(wall.monotonic())
        wall.move_by(1)

    gaps = [after - before for before, after in pairwise(tried_at)]
    assert gaps == [1, 2, 4, 8, 16, 30, 30]
